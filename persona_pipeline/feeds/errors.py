"""The error that every feed ends in when it cannot give what it was asked for, and how secrets are read and kept out of it."""

import os

LONGEST = 300
UNKNOWN_BYTES = -1
"""Size of a file whose store does not say it."""


class FeedError(Exception):
    """A feed could not be reached or answered wrongly; the message says which, what was found and how to mend it."""


class MissingExtra(FeedError):
    """The library that speaks to this kind of feed is not installed."""

    def __init__(self, source: str, extra: str, library: str) -> None:
        super().__init__(
            f"source {source}: the library {library} is not installed. Mend: pip install 'persona-pipeline[{extra}]'"
        )


class Moved(Exception):
    """What was asked for changed while it was paged through; a record may have slipped between two pages."""


def secret_of(source: str, variable: str) -> str:
    """The value of the environment variable.

    Raises:
        FeedError: if it is not set or empty.
    """
    value = os.environ.get(variable, "").strip()
    if not value:
        raise FeedError(f"source {source}: {variable} is not set in the environment. Mend: export {variable}=...")
    return value


def said(error: BaseException, *secrets: str) -> str:
    """What an error of a library says: on one line, of a bearable length, without the secrets."""
    text = " ".join(str(error).split()) or type(error).__name__
    for secret in secrets:
        if secret:
            text = text.replace(secret, "***")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
