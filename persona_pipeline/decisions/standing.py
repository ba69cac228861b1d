"""How each persona version stands: follows from the log alone, so that no status is ever overwritten."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from .model import Version, effective

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from .model import Decision, Status

PROPOSE, ACCEPT, REJECT = "version.propose", "version.accept", "version.reject"
DECIDES = (PROPOSE, ACCEPT, REJECT)
"""Kinds of decisions about a version as a whole."""


def subject_of(number: int) -> str:
    """Subject of the decisions about a version."""
    return f"version:{number}"


def versions_of(rows: Sequence[tuple[int, str, str, date]], decided: Sequence[Decision]) -> list[Version]:
    """Versions from (number, definition, sha256, fitted_as_of) rows and the decisions about them, by number."""
    accepted = sorted((d for d in decided if d.kind == ACCEPT), key=lambda d: (effective(d), d.id))
    later = {before.subject: effective(after) for before, after in pairwise(accepted)}
    found = []
    for number, definition, sha256, fitted_as_of in rows:
        about = [d for d in decided if d.subject == subject_of(number)]
        acceptance = next((d for d in about if d.kind == ACCEPT), None)
        until = later.get(subject_of(number))
        found.append(
            Version(
                number=number,
                status=_status(about[-1], until),
                definition=definition,
                sha256=sha256,
                fitted_as_of=fitted_as_of,
                effective_as_of=effective(acceptance) if acceptance else None,
                until=until,
                proposal=about[0],
                decision=about[-1],
            )
        )
    return found


def _status(last: Decision, until: date | None) -> Status:
    if last.kind == ACCEPT:
        return "accepted" if until is None else "retired"
    return "rejected" if last.kind == REJECT else "proposed"
