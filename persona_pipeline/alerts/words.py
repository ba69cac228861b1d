"""What an alert says in one language, and where the words of alerts that were raised are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.language import Code
from persona_pipeline.warehouse import statement

from . import catalog

if TYPE_CHECKING:
    from collections.abc import Collection

    import duckdb


@dataclass(frozen=True)
class Words:
    """An alert in one language.

    Attributes:
        title: one line.
        body: what moved, what that may mean, what to do, how sure it is: with the commands that do it.
        in_console: the same for readers of the console, who have forms in place of commands.
    """

    title: str
    body: str
    in_console: str


Spoken = Mapping[Code, Words]
"""An alert in every language in which it was put into words."""


def error_apart(text: str, language: Code) -> tuple[str, str]:
    r"""The text of an alert, and the words of the error at its end, which are English in every language; empty where there are none.

    >>> error_apart("Er ging iets mis.\nTechnische details: no such file", "nl")
    ('Er ging iets mis.\nTechnische details:', 'no such file')
    """
    head = catalog.DETAILS(language)
    said, found, error = text.partition(f"\n{head} ")
    return (f"{said}\n{head}", error) if found else (text, "")


def spoken_in(con: duckdb.DuckDBPyConnection, alert_ids: Collection[str]) -> dict[str, dict[Code, Words]]:
    """The words of alerts by id and language, from a warehouse or a published file.

    An alert of an earlier version has none, and a file of an earlier version has no place for them: whoever asks then shows the
    text that the alert itself has.
    """
    if not con.execute(statement("alerts/has_texts")).fetchall():
        return {}
    found: dict[str, dict[Code, Words]] = {}
    rows = con.execute(statement("alerts/texts"), {"alert_ids": list(alert_ids)}).fetchall()
    for alert_id, language, *texts in rows:
        found.setdefault(alert_id, {})[language] = Words(*texts)
    return found
