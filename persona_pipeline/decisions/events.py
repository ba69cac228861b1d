"""Nights that people marked as an event: what the gates for volume and the verdict leave out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from .model import effective

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .model import Decision

EVENT, WITHDRAW = "drift.event", "drift.withdraw"
FARTHEST_EVENT = 731
"""Days ahead that an event may be named: two years of sales and fairs; what is further is a mistyped year."""


@dataclass(frozen=True)
class Event:
    """Nights that a decision left out, from the night ``since`` on; taken back from the night ``until`` on."""

    number: int
    first: date
    last: date
    name: str
    since: date
    until: date | None = None

    def holds_on(self, as_of: date) -> bool:
        """Whether the night goes by it."""
        return self.since <= as_of and (self.until is None or as_of < self.until)

    @property
    def nights(self) -> list[date]:
        """All its nights."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def events_of(decisions: Iterable[Decision]) -> list[Event]:
    """Events by number, and how each stands after all decisions."""
    decisions = list(decisions)
    over = {d.subject: effective(d) for d in reversed(decisions) if d.kind == WITHDRAW}
    found = [
        Event(
            int(d.subject.removeprefix("event:")),
            date.fromisoformat(str(d.payload["first"])),
            date.fromisoformat(str(d.payload["last"])),
            str(d.payload["name"]),
            effective(d),
            over.get(d.subject),
        )
        for d in decisions
        if d.kind == EVENT
    ]
    return sorted(found, key=lambda event: event.number)


def marked_days(decisions: Iterable[Decision]) -> frozenset[date]:
    """Days of all events that nobody took back, whenever they were marked.

    For the gates: a day that is held is let through when it is run again after somebody said that it was special.
    """
    return frozenset(day for event in events_of(decisions) if event.until is None for day in event.nights)
