"""What late rows made of a figure, and whether it may be told: a difference says what those rows alone say."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.moves.cells import Cell, hidden

from .streams import ALL, measure_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

_COUNTED = frozenset({"orders"})
"""Measures beside the proportions whose total is a count."""


@dataclass(frozen=True)
class Difference:
    """A figure of an earlier night: as it was told, as it was known before tonight, and as it is known now."""

    night: date
    persona_id: str
    measure: str
    n_told: int
    total_told: float
    squares_told: float
    n_before: int
    total_before: float
    n: int
    total: float
    total_squares: float

    @property
    def value_told(self) -> float | None:
        """As in marts.persona_kpis."""
        return round(self.total_told / self.n_told, 6) if self.n_told else None

    @property
    def value(self) -> float | None:
        """The same as it is known now."""
        return round(self.total / self.n, 6) if self.n else None

    def units(self) -> int:
        """The fewest of what was counted otherwise than told, or than known before: people, visits, orders or answers.

        0 where the rows are as many as they were and only what they say differs: about how many that is, nobody knows.
        """
        found = [*self._counts(self.n_told, self.total_told), *self._counts(self.n_before, self.total_before)]
        return min((count for count in found if count), default=0)

    def is_small(self, min_cell: int) -> bool:
        """The figure as it is known now, or its difference, is about fewer than ``min_cell``, or it is not known about how many."""
        behind = self.n
        if _proportion(self.measure) and min(self.total, self.n - self.total) > 0:
            behind = int(min(self.total, self.n - self.total))
        return 0 < behind < min_cell or self.units() < min_cell

    def _counts(self, n: int, total: float) -> Iterable[int]:
        yield abs(self.n - n)
        if _proportion(self.measure) or self.measure in _COUNTED:
            yield abs(round(self.total - total))
        if _proportion(self.measure):
            yield abs(round((self.n - self.total) - (n - total)))


def tellable(found: Sequence[Difference], min_cell: int) -> frozenset[Difference]:
    """The differences that may be told: no small one is, nor others from which it would follow with the whole shop's."""
    groups: dict[tuple[date, str], list[Difference]] = defaultdict(list)
    for each in found:
        groups[each.night, each.measure].append(each)
    told: set[Difference] = set()
    for group in groups.values():
        personas = [each for each in group if each.persona_id != ALL]
        whole = [each for each in group if each.persona_id == ALL and not each.is_small(min_cell)]
        cells = [Cell(each.persona_id, "difference", each.units()) for each in personas]
        small = [place for place, each in enumerate(personas) if each.is_small(min_cell)]
        lines = [("row", each.persona_id) for each in personas]
        away = hidden(cells, min_cell, unknown=lines, forced=small)
        told |= {each for place, each in enumerate(personas) if place not in away} | set(whole)
    return frozenset(told)


def _proportion(name: str) -> bool:
    measure = measure_of(name)
    return bool(measure and measure.proportion)
