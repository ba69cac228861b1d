"""Geometry of the larger charts: a line over nights from 0, and the scale of the curve of feelings.

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
class Chart:
    """Lines by name, each as the paths between its gaps, over the same nights and on the same scale."""

    days: tuple[date, ...]
    scale: Scale
    lines: dict[str, tuple[str, ...]]


def from_zero(values: Iterable[float | None]) -> Scale:
    """From 0 to a round figure above the largest."""
    largest = max((value for value in values if value is not None), default=0.0)
    return Scale(0.0, _round_up(largest * 1.05))


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


def _x(number: int, count: int) -> float:
    return WIDTH * number / max(1, count - 1)


def _round_up(value: float) -> float:
    if value <= 0:
        return 1.0
    unit: float = 10.0 ** math.floor(math.log10(value))
    return next(unit * step for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if unit * step >= value * 0.999999)
