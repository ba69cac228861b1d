"""Incidents: runs of nights on which a persona, or the whole, was to be re-evaluated."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from persona_pipeline.decisions import DecisionsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date


class Told(NamedTuple):
    """One verdict on one night. A NULL version is none."""

    as_of: date
    persona_id: str
    version: int | None
    verdict: str
    cause: str


@dataclass(frozen=True)
class Incident:
    """Nights on end with the verdict re-evaluate.

    Attributes:
        cause: as on its first night.
        nights: nights that said so.
        is_open: the newest night still says so.
    """

    persona_id: str
    version: int | None
    first: date
    last: date
    cause: str
    nights: int
    is_open: bool

    def meets(self, other: Incident) -> bool:
        """Whether both are about the same persona, on some same night."""
        return self.persona_id == other.persona_id and self.first <= other.last and other.first <= self.last


def incidents_of(told: Iterable[Told]) -> list[Incident]:
    """Incidents by first night. A night without a verdict of its own ends none."""
    found = []
    rows = sorted(told, key=lambda t: (t.persona_id, t.as_of))
    newest = max((row.as_of for row in rows), default=None)
    for _, course in groupby(rows, key=lambda t: t.persona_id):
        for (word, version), run in groupby(course, key=lambda t: (t.verdict, t.version)):
            if word == "re-evaluate":
                nights = list(run)
                first, last = nights[0], nights[-1]
                found.append(
                    Incident(
                        first.persona_id, version, first.as_of, last.as_of, first.cause, len(nights),
                        last.as_of == newest,
                    )
                )  # fmt: skip
    return sorted(found, key=lambda i: (i.first, i.persona_id))


def open_on(incidents: Sequence[Incident], night: date | None, persona_id: str | None) -> list[Incident]:
    """Incidents that were open on a night (None: that are open now), all or those of one persona or of ``all``.

    Raises:
        DecisionsError: if there is none.
    """
    there = [i for i in incidents if (i.is_open if night is None else i.first <= night <= i.last)]
    found = [i for i in there if persona_id in (None, i.persona_id)]
    if not found:
        when = "is open now" if night is None else f"was open on {night}"
        others = ", ".join(f"{i.persona_id} since {i.first}" for i in there)
        past = "; ".join(f"{i.persona_id} {i.first} to {i.last}" for i in incidents[-5:]) or "there were none yet"
        known = f"those that were: {others}" if others else f"the last ones: {past}"
        raise DecisionsError(
            f"no incident{f' of {persona_id}' if persona_id else ''} {when}; {known}. "
            "Mend: name a night on which it was open, --night.",
            "no_incident",
        )
    return found
