"""Which cells of a two-way table may be told, so that no figure about too few people is there or follows from the others.

Whoever reads the table may know the total of every line (a row or a column), as other tables publish it. So a small cell is
hidden, and others with it, until nothing small follows from the totals:

- no hidden small cell is the only link between two parts of the table, because it would follow from the totals of one part
  (the hidden cells are the edges of a graph between rows and columns, and exactly its bridges can be worked out: D. Gusfield,
  A graph theoretic approach to statistical data security, SIAM Journal on Computing 17 (1988) 552-571);
- where a line, or what goes in and out of some names together, hides any, it hides cells of enough people together, or cells on
  both sides, whose difference says nothing of either.

A cell that was hidden for the sake of others and follows from the totals all the same is told: nobody learns more from it, and
a reader is not left with a blank that a subtraction fills.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Line = tuple[str, str]
OUTSIDE: Line = ("outside", "")
"""All lines whose total nobody knows, taken together: they are no constraint."""
ALL_SETS = 5
"""Names up to which every set of them is looked at; 8 names have 255 sets, and a night would wait for them."""


@dataclass(frozen=True)
class Cell:
    """One cell: its row, its column, and how many people it is about."""

    row: str
    column: str
    people: int


@dataclass(frozen=True)
class Cut:
    """Cells whose sum, those of ``plus`` less those of ``minus``, follows from the totals of the table."""

    plus: tuple[int, ...]
    minus: tuple[int, ...]


def hidden(
    cells: Sequence[Cell], min_cell: int, *, unknown: Iterable[Line] = (), forced: Iterable[int] = ()
) -> frozenset[int]:
    """Places of the cells that must not be told.

    ``unknown`` names lines, ``("row", name)`` or ``("column", name)``, whose total is published nowhere; ``forced`` the
    places of cells that are hidden for another reason.
    """
    kept = {place for place, cell in enumerate(cells) if 0 < cell.people < min_cell} | set(forced)
    if not kept:
        return frozenset()
    away, table = set(kept), _Table(cells, min_cell, frozenset(unknown))
    while (more := table.to_hide(away)) is not None:
        away.add(more)
    return frozenset(away - (table.bridges(away) - kept))


class _Table:
    def __init__(self, cells: Sequence[Cell], min_cell: int, unknown: frozenset[Line]) -> None:
        self.people = [cell.people for cell in cells]
        self.min_cell = min_cell
        rows, columns = [("row", cell.row) for cell in cells], [("column", cell.column) for cell in cells]
        self.ends = [
            tuple(OUTSIDE if line in unknown else line for line in ends) for ends in zip(rows, columns, strict=True)
        ]
        lines = dict.fromkeys(line for ends in self.ends for line in ends if line != OUTSIDE)
        self.cuts = [Cut(tuple(place for place, ends in enumerate(self.ends) if line in ends), ()) for line in lines]
        both = [name for kind, name in lines if kind == "row" and ("column", name) in lines]
        # All sets of names are looked at while they are few; of many (up to 8 personas) each one, each two, and all together.
        for size in range(1, len(both) + 1) if len(both) <= ALL_SETS else (1, 2, len(both)):
            for names in combinations(both, size):
                out = [place for place, cell in enumerate(cells) if cell.row in names and cell.column not in names]
                into = [place for place, cell in enumerate(cells) if cell.row not in names and cell.column in names]
                self.cuts.append(Cut(tuple(out), tuple(into)))

    def to_hide(self, away: set[int]) -> int | None:
        """The next cell to hide; None where nothing small follows any more, or where nothing is left to hide."""
        bridges = self.bridges(away)
        for place in bridges:
            if self._is_small(self.people[place]):
                beside = [each for each in range(len(self.ends)) if set(self.ends[each]) & set(self.ends[place])]
                found = self._cheapest(beside, away)
                found = self._cheapest(range(len(self.ends)), away) if found is None else found
                if found is not None:
                    return found
        for cut in self.cuts:
            plus = [place for place in cut.plus if place in away and place not in bridges]
            minus = [place for place in cut.minus if place in away and place not in bridges]
            if (plus and minus) or not self._is_small(sum(self.people[place] for place in plus + minus)):
                continue
            other_side = cut.minus if plus else cut.plus
            found = self._cheapest(other_side, away, nobody_first=True)
            found = self._cheapest(cut.plus + cut.minus, away) if found is None else found
            found = self._cheapest(range(len(self.ends)), away) if found is None else found
            if found is not None:
                return found
        return None

    def _is_small(self, people: int) -> bool:
        return 0 < people < self.min_cell

    def _cheapest(self, places: Iterable[int], away: set[int], *, nobody_first: bool = False) -> int | None:
        """The told cell about the fewest people; cells about nobody come last, because hiding one protects few."""
        told = [place for place in places if place not in away]
        return min(
            told, key=lambda place: ((self.people[place] == 0) != nobody_first, self.people[place], place), default=None
        )

    def bridges(self, away: set[int]) -> set[int]:
        """The hidden cells that are the only link between two parts of the graph (Tarjan's low links)."""
        beside: dict[Line, list[tuple[Line, int]]] = defaultdict(list)
        for place in sorted(away):
            one, other = self.ends[place]
            beside[one].append((other, place))
            beside[other].append((one, place))
        order: dict[Line, int] = {}
        found: set[int] = set()

        def lowest(line: Line, came_by: int) -> int:
            order[line] = low = len(order)
            for other, place in beside[line]:
                if place == came_by:
                    continue
                if other in order:
                    low = min(low, order[other])
                    continue
                reached = lowest(other, place)
                if reached > order[line]:
                    found.add(place)
                low = min(low, reached)
            return low

        for line in list(beside):
            if line not in order:
                lowest(line, -1)
        return found
