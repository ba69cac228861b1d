"""Personas that were proposed and rejected, known again when the very same ones are offered once more."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from .derive import is_same_fit
from .registry import next_night, read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from persona_pipeline.decisions import Decisions, Version

    from .definition import Definition

TOLD_FROM = "told_as_of"
"""In the payload of a rejection: the first night that tells of it, so that a night that is run again says what it said."""


def reject(store: Decisions, number: int, *, newest: date | None, author: str, reason: str, at: datetime) -> Version:
    """Put a proposed version aside: nothing changes, and from the next night on nobody is told of its personas as new.

    Raises:
        DecisionsError: if it is not proposed.
    """
    with store.transaction():
        known = newest is not None or store.newest_night() is not None
        payload: dict[str, Any] = {TOLD_FROM: next_night(store, newest).isoformat()} if known else {}
        return store.reject(number, payload=payload, author=author, reason=reason, at=at)


def rejected_before(store: Decisions, fitted: Definition) -> Version | None:
    """The version that proposed the very same personas and was rejected last; None where none was.

    Personas that were proposed again since, and not rejected, count as new.

    Raises:
        DefinitionError: if a definition was changed.
    """
    return _rejected(store, fitted.fitted_as_of, lambda proposed: is_same_fit(proposed, fitted))


def rejected_by_gists(
    store: Decisions, fitted_as_of: date, gists: Sequence[str], as_of: date | None = None
) -> Version | None:
    """The same for whoever knows of the personas only the night of the fit and their gists: the published file tells no more.

    ``as_of`` leaves out rejections that this night does not tell of yet.

    Raises:
        DefinitionError: if a definition was changed.
    """
    wanted = sorted(gists)
    found = _rejected(store, fitted_as_of, lambda proposed: sorted(each.gist for each in proposed.personas) == wanted)
    return None if found is None or (as_of is not None and _told_from(found) > as_of) else found


def _rejected(store: Decisions, fitted_as_of: date, is_same: Callable[[Definition], bool]) -> Version | None:
    found: Version | None = None
    for version in store.versions():
        # A fit of another night is another one, whatever it found: only those of this night are read.
        if version.fitted_as_of == fitted_as_of and is_same(read(store, version)):
            found = version if version.status == "rejected" else None
    return found


def _told_from(version: Version) -> date:
    """A rejection of an earlier version of this program names no night: all tell of it."""
    said = version.decision.payload.get(TOLD_FROM)
    return date.fromisoformat(said) if said else date.min
