"""personas moves in words: who is new did not move, who is gone did not either, and few are said to be few."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.cli import moves as command
from persona_pipeline.moves import Moves
from persona_pipeline.moves.asked import _in_and_out, _shown
from persona_pipeline.settings import Settings

from .conftest import night
from .test_cells import COUNTS, moves_of

CELL = 10
Row = tuple[str, str, str, int, int, Decimal]


def between(counts: dict[tuple[str, str], int]) -> Moves:
    names = sorted({name for pair in counts for name in pair} - {"new", "gone"})
    pairs = [(a, b) for a in [*names, "new"] for b in [*names, "gone"] if (a, b) != ("new", "gone")]
    sizes = {pair: counts.get(pair, 0) for pair in pairs}
    rows: list[Row] = [(a, b, "stayed" if a == b else "people", n, n, Decimal(n)) for (a, b), n in sizes.items()]
    shown = _shown(rows, CELL, has_money=True)
    moved = sum(n for a, b, _, n, _, _ in rows if a != b)
    return Moves(night(0), night(7), shown, _in_and_out(rows, shown, CELL), 0 < moved < CELL)


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[Moves], str]:
    class Names:
        def execute(self, _: str) -> Names:
            return self

        def fetchall(self) -> list[tuple[str, str]]:
            return [("P01", "Savers"), ("P02", "Spenders")]

    def tell(found: Moves) -> str:
        monkeypatch.setattr(command, "open_workspace", lambda _: (None, Settings()))
        monkeypatch.setattr(command, "reading", lambda _: nullcontext(Names()))
        monkeypatch.setattr(command, "moves_between", lambda *_, **__: found)
        command.moves(first=None, last=None)
        return " ".join(capsys.readouterr().out.split())

    return tell


WEEK = {
    ("P01", "P01"): 1912, ("P01", "P02"): 40, ("P01", "gone"): 17, ("P02", "P01"): 12, ("P02", "P02"): 1722,
    ("P02", "gone"): 5, ("new", "P01"): 279, ("new", "P02"): 54,
}  # fmt: skip


def test_new_customers_came_and_gone_ones_left(printed: Callable[[Moves], str]) -> None:
    said = printed(between(WEEK))
    assert "new P02 Spenders came 54" in said
    assert "P01 Savers gone left 17" in said
    assert "gone moved" not in said
    assert "P01 Savers 1,912 57 291" in said, "stayed, left it, joined it"
    assert "P02 Spenders 1,722 17 94" in said
    assert "withheld: of fewer than 10 people" in said


def test_few_in_all_are_said_to_be_few(printed: Callable[[Moves], str]) -> None:
    said = printed(
        between({("P01", "P01"): 2227, ("P01", "P02"): 2, ("P02", "P02"): 1790, ("P01", "gone"): 1, ("new", "P02"): 0})
    )
    assert "fewer than 10 people in all moved, came or left" in said
    assert "2,227" not in said


def test_nobody_is_told_as_nobody(printed: Callable[[Moves], str]) -> None:
    said = printed(between({("P01", "P01"): 2227, ("P01", "P02"): 0, ("P02", "P02"): 1790, ("new", "P02"): 0}))
    assert "P01 Savers 2,227 0 0" in said
    assert "withheld" not in said


@given(st.integers(2, 4), st.lists(COUNTS, min_size=24, max_size=24))
def test_no_sum_by_persona_is_about_few(personas: int, counts: list[int]) -> None:
    found = between({(a, b): n + 500 * (a == b) for a, b, n in moves_of(counts, personas)})
    assert all(
        n is None or n == 0 or n >= CELL for each in found.personas for n in (each.stayed, each.left, each.joined)
    )
