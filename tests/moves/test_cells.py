"""An attacker who knows every total works nothing small out, whatever the table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_pipeline.moves.asked import hidden_moves
from persona_pipeline.moves.cells import Cell, hidden

CELL = 10
COUNTS = st.one_of(st.just(0), st.integers(0, 14), st.integers(0, 300))


def follows(
    cells: list[Cell], away: frozenset[int], unknown: set[tuple[str, str]], wanted: list[list[int]]
) -> list[list[int]]:
    """Which sums of hidden cells (lists of places) follow from the told cells and the totals of the lines."""
    lines = {("row", cell.row) for cell in cells} | {("column", cell.column) for cell in cells}
    spots = sorted(away)
    equations = [
        [float(line in (("row", cells[p].row), ("column", cells[p].column))) for p in spots]
        for line in sorted(lines - unknown)
    ]
    if not spots:
        return []
    space = np.linalg.pinv(np.array(equations)) @ np.array(equations)
    asked = [np.array([float(p in places) for p in spots]) for places in wanted]
    return [places for places, row in zip(wanted, asked, strict=True) if np.abs(row - row @ space).max() < 1e-9]


def leaks(cells: list[Cell], away: frozenset[int], unknown: set[tuple[str, str]]) -> list[list[int]]:
    """Hidden cells one by one, and those of a line together, that are about few people and can be worked out."""
    lines: dict[tuple[str, str], list[int]] = {}
    for place in sorted(away):
        for line in (("row", cells[place].row), ("column", cells[place].column)):
            lines.setdefault(line, []).append(place)
    whole = {line: sum(line in (("row", c.row), ("column", c.column)) for c in cells) for line in lines}
    # A line of which nothing is told gives its total away, and that is somebody else's figure to hide.
    sums = [places for line, places in lines.items() if 1 < len(places) < whole[line]]
    wanted = [[place] for place in sorted(away)] + sums
    few = [places for places in wanted if 0 < sum(cells[p].people for p in places) < CELL]
    return follows(cells, away, unknown, few)


def moves_of(counts: list[int], personas: int) -> list[tuple[str, str, int]]:
    names = [f"P{n}" for n in range(personas)]
    pairs = [(a, b) for a in [*names, "new"] for b in [*names, "gone"] if (a, b) != ("new", "gone")]
    return [(a, b, count) for (a, b), count in zip(pairs, counts, strict=False)]


@settings(max_examples=60)
@given(st.integers(2, 4), st.lists(COUNTS, min_size=24, max_size=24), st.booleans())
def test_no_small_move_is_told_or_follows(personas: int, counts: list[int], large_diagonal: bool) -> None:
    rows = [(a, b, count + 500 if large_diagonal and a == b else count) for a, b, count in moves_of(counts, personas)]
    away = hidden_moves(rows, CELL)
    cells = [Cell(*row) for row in rows]
    assert all(place in away for place, cell in enumerate(cells) if 0 < cell.people < CELL)
    unknown = {("row", "new"), ("column", "gone")}
    found = leaks(cells, away, unknown)
    if len(away) == len(cells):
        return  # nothing is told; what follows are totals, which other tables publish or hide
    assert found == [], [[cells[p] for p in places] for places in found]


@settings(max_examples=60)
@given(st.lists(COUNTS, min_size=16, max_size=16), st.sets(st.integers(0, 15), max_size=3))
def test_no_small_part_of_a_change_is_told_or_follows(counts: list[int], forced: set[int]) -> None:
    rows = ["P01", "P02", "P03", "all"]
    cells = [Cell(rows[n // 4], f"part{n % 4}", count) for n, count in enumerate(counts)]
    away = hidden(cells, CELL, forced=forced)
    assert forced <= away
    if len(away) < len(cells):
        assert leaks(cells, away, set()) == []


def test_a_table_without_small_cells_is_told_whole() -> None:
    assert hidden_moves([("P0", "P0", 90), ("P0", "P1", 10), ("P1", "P1", 40), ("P1", "P0", 0)], CELL) == frozenset()


@pytest.mark.parametrize(
    ("rows", "also"),
    [
        # three went from P0 to P1: both who stayed must go, or members less who stayed are the three
        ([("P0", "P0", 90), ("P0", "P1", 3), ("P1", "P0", 0), ("P1", "P1", 50), ("new", "P0", 0), ("P1", "gone", 0)], {0, 3}),
        # two came, nobody went: more members by two, unless going is hidden too
        ([("P0", "P0", 90), ("new", "P0", 2), ("P0", "gone", 0)], {0, 2}),
    ],
)  # fmt: skip
def test_what_gives_a_small_move_away_goes_with_it(rows: list[tuple[str, str, int]], also: set[int]) -> None:
    away = hidden_moves(rows, CELL)
    assert also <= away, [rows[p] for p in away]
    assert leaks([Cell(*row) for row in rows], away, {("row", "new"), ("column", "gone")}) == []
