"""Which cells of a two-way table may be told, so that no figure about too few people is there or follows from the others.

Whoever reads the table may know the total of every line (a row or a column), as other tables publish it. So a small cell is
hidden, and others with it: in every line that hides any, two or more cells that are about enough people together must stay
unknown. A hidden cell that is the only link between two parts of the table follows from the totals of one part; such a
cell counts as known. (Complementary cell suppression; D. Gusfield, A graph theoretic approach to statistical data security,
SIAM Journal on Computing 17 (1988) 552-571: the hidden cells are the edges of a graph between rows and columns, and exactly
the bridges can be worked out.)
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Line = tuple[str, str]
OUTSIDE: Line = ("outside", "")
"""All lines whose total nobody knows, taken together: they are no constraint."""


@dataclass(frozen=True)
class Cell:
    """One cell: its row, its column, and how many people it is about."""

    row: str
    column: str
    people: int


def hidden(
    cells: Sequence[Cell], min_cell: int, *, unknown: Iterable[Line] = (), forced: Iterable[int] = ()
) -> frozenset[int]:
    """Places of the cells that must not be told.

    ``unknown`` names lines, ``("row", name)`` or ``("column", name)``, whose total is published nowhere; ``forced`` the
    places of cells that are hidden for another reason.
    """
    table = _Table(cells, min_cell, frozenset(unknown))
    away = {place for place, cell in enumerate(cells) if 0 < cell.people < min_cell} | set(forced)
    while away:
        line = table.line_to_mend(away)
        if line is None:
            break
        more = [place for place in table.lines[line] if place not in away] or list(set(range(len(cells))) - away)
        if not more:
            break  # everything is hidden; what still follows are the totals, which others publish or hide
        away.add(min(more, key=lambda place: (cells[place].people == 0, cells[place].people, place)))
    return frozenset(away)


class _Table:
    def __init__(self, cells: Sequence[Cell], min_cell: int, unknown: frozenset[Line]) -> None:
        self.cells = cells
        self.min_cell = min_cell
        self.lines: dict[Line, list[int]] = defaultdict(list)
        self.ends: list[tuple[Line, Line]] = []
        for place, cell in enumerate(cells):
            ends = tuple(OUTSIDE if line in unknown else line for line in (("row", cell.row), ("column", cell.column)))
            self.ends.append((ends[0], ends[1]))
            for line in ends:
                if line != OUTSIDE:
                    self.lines[line].append(place)

    def line_to_mend(self, away: set[int]) -> Line | None:
        """A line from whose total something small follows: one cell, or several about too few people together."""
        worked_out = self._bridges(away)
        for line, places in self.lines.items():
            open_ = [place for place in places if place in away]
            left = [place for place in open_ if place not in worked_out]
            small = [place for place in open_ if place in worked_out and 0 < self.cells[place].people < self.min_cell]
            if small or (left and 0 < sum(self.cells[place].people for place in left) < self.min_cell):
                return line
        return None

    def _bridges(self, away: set[int]) -> set[int]:
        """The hidden cells that are the only link between two parts of the graph (Tarjan's low links)."""
        beside: dict[Line, list[tuple[Line, int]]] = defaultdict(list)
        for place in away:
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
