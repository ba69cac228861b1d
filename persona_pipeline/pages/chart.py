"""Geometry of the small charts. Templates draw it; nothing here knows colours or words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 320.0, 96.0
_SMALLEST_SPAN = 0.04  # 4 points, so that noise does not look like an alp


@dataclass(frozen=True)
class Line:
    """A line over nights in a box of WIDTH by HEIGHT; a missing night breaks it into several paths."""

    paths: tuple[str, ...]
    end: tuple[float, float] | None
    mark: float | None
    bottom: float
    top: float
    first: float
    last: float
    lowest: float
    highest: float


def share_lines(
    days: Sequence[date], series: Sequence[dict[date, float]], marks: Sequence[date | None]
) -> list[Line | None]:
    """One line a series, all with the same span from bottom to top, so that equal moves look equal.

    Args:
        days: the nights, left to right.
        series: value by night; None comes back for one without values.
        marks: a night to mark on each line.
    """
    span = max((max(values.values()) - min(values.values()) for values in series if values), default=0.0)
    span = max(span * 1.3, _SMALLEST_SPAN)
    return [_line(days, values, span, mark) if values else None for values, mark in zip(series, marks, strict=True)]


def _line(days: Sequence[date], values: dict[date, float], span: float, mark: date | None) -> Line:
    known = [values[day] for day in days if day in values]
    lowest, highest = min(known), max(known)
    bottom = max(0.0, (lowest + highest - span) / 2)
    top = bottom + span
    x = {day: WIDTH * number / max(1, len(days) - 1) for number, day in enumerate(days)}

    def y(value: float) -> float:
        return HEIGHT * (1 - (value - bottom) / span)

    paths: list[list[str]] = [[]]
    for day in days:
        if day in values:
            paths[-1].append(f"{x[day]:.1f} {y(values[day]):.1f}")
        elif paths[-1]:
            paths.append([])
    last = max(values)
    return Line(
        paths=tuple("M" + " L".join(points if len(points) > 1 else points * 2) for points in paths if points),
        end=(x[last], y(values[last])) if last in x else None,
        mark=x.get(mark) if mark else None,
        bottom=bottom,
        top=top,
        first=known[0],
        last=values[last],
        lowest=lowest,
        highest=highest,
    )


def heat(customers: int | None, largest: int) -> int:
    """Step of 0 to 5 for a cell: 0 for nobody (or too few), then by the square root of its share of the largest."""
    if not customers or not largest:
        return 0
    return max(1, min(5, 1 + int(4.999 * (customers / largest) ** 0.5)))
