"""Quiet hours: whether a moment lies in them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from persona_pipeline.settings import QuietHours

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def is_quiet(hours: QuietHours | None, local: datetime) -> bool:
    """Whether a local time lies in quiet hours. Those that end on the next day belong to the day on which they began."""
    if hours is None:
        return False
    start, end = hours.bounds
    clock = local.time().replace(tzinfo=None)
    if start < end:
        return start <= clock < end and _began_on(hours, local)
    if clock >= start:
        return _began_on(hours, local)
    return clock < end and _began_on(hours, local - timedelta(days=1))


def _began_on(hours: QuietHours, day: datetime) -> bool:
    return _DAYS[day.weekday()] in hours.days
