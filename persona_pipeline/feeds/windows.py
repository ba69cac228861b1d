"""Which days a feed is asked for. It follows from what lies on the disk and from the night, never from the clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS_PER_FILE = 31
"""A long history is asked for in pieces: what was pulled before a failure stays."""


@dataclass(frozen=True)
class Window:
    """Business days from ``first`` to ``last``, both included, in the shop's time zone."""

    first: date
    last: date
    zone: str

    @property
    def name(self) -> str:
        """The file's name without suffix; it tells the window."""
        return f"{self.first}_{self.last}"

    @property
    def begins(self) -> datetime:
        """The first moment, UTC."""
        return _midnight(self.first, self.zone)

    @property
    def ends(self) -> datetime:
        """The first moment after it, UTC."""
        return _midnight(self.last + timedelta(days=1), self.zone)


def windows(
    pulled_to: date | None, *, as_of: date, since: date, look_back_days: int, zone: str, again: date | None = None
) -> tuple[Window, ...]:
    """What is still to be asked for: nothing where everything up to ``as_of`` is on the disk.

    ``pulled_to`` is the last day of all earlier pulls, ``since`` the first day of the first pull, and ``again`` a day from
    which everything is asked for once more, whatever is there.
    """
    if again is not None:
        first = again
    elif pulled_to is None:
        first = since
    elif pulled_to >= as_of:
        return ()
    else:
        first = max(since, pulled_to + timedelta(days=1 - look_back_days))
    found = []
    while first <= as_of:
        last = min(first + timedelta(days=DAYS_PER_FILE - 1), as_of)
        found.append(Window(first, last, zone))
        first = last + timedelta(days=1)
    return tuple(found)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
