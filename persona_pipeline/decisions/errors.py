"""The error that the store of decisions ends in. What libraries say of a database may hold its password; it is taken out."""

from __future__ import annotations

LONGEST = 300


class DecisionsError(Exception):
    """Decisions cannot be read or written, or one cannot be taken; says what was found and how to mend it.

    ``why`` is a code for those that somebody who fills in a form can run into, with its ``values``: the console says it in the
    reader's language, without commands.
    """

    def __init__(self, text: str, why: str = "", **values: object) -> None:
        super().__init__(text)
        self.why = why
        self.values = values


def said(error: BaseException, *secrets: str) -> str:
    """What an error of a library says: on one line, of a bearable length, without the secrets."""
    text = " ".join(str(error).split()) or type(error).__name__
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "***")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
