"""Geometry of the larger charts: lines over nights on one scale, bands of nights, and the curve of feelings.

Drawn by hand as SVG, as chart.py is; docs/pages.md says why not through Altair.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .chart import HEIGHT, WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date


@dataclass(frozen=True)
class Scale:
    """What the bottom and the top of a chart stand for."""

    bottom: float
    top: float

    def y(self, value: float) -> float:
        """From the top of the box; values beyond the scale lie on its edge."""
        part = (value - self.bottom) / (self.top - self.bottom or 1.0)
        return HEIGHT * (1 - min(max(part, 0.0), 1.0))


@dataclass(frozen=True)
class Band:
    """Nights on end, as a strip of the chart; ``kind`` gives its colour."""

    x: float
    width: float
    kind: str


@dataclass(frozen=True)
class Chart:
    """Lines by name, each as the paths between its gaps, over the same nights and on the same scale."""

    days: tuple[date, ...]
    scale: Scale
    lines: dict[str, tuple[str, ...]]
    bands: tuple[Band, ...] = ()
    marks: tuple[float, ...] = ()

    @property
    def limit(self) -> float:
        """Where 1 lies: of evidence, what is needed to fire."""
        return self.scale.y(1.0)

    @property
    def half(self) -> float:
        return self.scale.y(0.5)


def from_zero(values: Iterable[float | None]) -> Scale:
    """From 0 to a round figure above the largest."""
    largest = max((value for value in values if value is not None), default=0.0)
    return Scale(0.0, _round_up(largest * 1.05))


def around(values: Iterable[float | None], least: float = 0.0) -> Scale:
    """From a little below the smallest to a little above the largest, ``least`` apart at the least."""
    known = [value for value in values if value is not None]
    if not known:
        return Scale(0.0, 1.0)
    low, high = min(known), max(known)
    room = max((high - low) * 0.15, (least - (high - low)) / 2, abs(high) * 1e-6, 1e-9)
    return Scale(low - room, high + room)


def paths(days: Sequence[date], values: Mapping[date, float | None], scale: Scale) -> tuple[str, ...]:
    """The line through the values, one path between two nights without any."""
    found: list[list[str]] = [[]]
    for number, day in enumerate(days):
        value = values.get(day)
        if value is not None:
            found[-1].append(f"{_x(number, len(days)):.1f} {scale.y(value):.1f}")
        elif found[-1]:
            found.append([])
    return tuple("M" + " L".join(points if len(points) > 1 else points * 2) for points in found if points)


def bands(days: Sequence[date], kinds: Mapping[date, str]) -> tuple[Band, ...]:
    """Nights on end of the same kind as one strip; a night reaches half-way to its neighbours."""
    found: list[tuple[int, int, str]] = []
    for number, day in enumerate(days):
        kind = kinds.get(day)
        if kind and found and found[-1][1] == number - 1 and found[-1][2] == kind:
            found[-1] = (found[-1][0], number, kind)
        elif kind:
            found.append((number, number, kind))
    edges = [(_edge(first, len(days)), _edge(last + 1, len(days)), kind) for first, last, kind in found]
    return tuple(Band(left, right - left, kind) for left, right, kind in edges)


def marks(days: Sequence[date], marked: Iterable[date]) -> tuple[float, ...]:
    """Where nights lie, of those that are drawn."""
    places = {day: number for number, day in enumerate(days)}
    return tuple(_x(places[day], len(days)) for day in sorted(set(marked)) if day in places)


def steps(values: Sequence[float | None], scale: Scale) -> tuple[tuple[float, float | None], ...]:
    """Points in the middle of columns of equal width, left to right."""
    width = WIDTH / max(1, len(values))
    return tuple(
        (width * (number + 0.5), None if value is None else scale.y(value)) for number, value in enumerate(values)
    )


def _x(number: int, count: int) -> float:
    return WIDTH * number / max(1, count - 1)


def _edge(number: int, count: int) -> float:
    return min(max(WIDTH * (number - 0.5) / max(1, count - 1), 0.0), WIDTH) if count > 1 else WIDTH * number


def _round_up(value: float) -> float:
    if value <= 0:
        return 1.0
    unit: float = 10.0 ** math.floor(math.log10(value))
    return next(unit * step for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if unit * step >= value * 0.999999)
