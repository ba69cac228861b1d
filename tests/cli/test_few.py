"""What commands about decisions say of few people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.cli import personas_shown
from persona_pipeline.desk.few import hidden_sizes, told, told_decision
from persona_pipeline.personas.compare import Comparison, Pair, Side
from persona_pipeline.settings import Settings

CELL = 10


def comparison(moves: dict[tuple[str, str], int], **figures: float) -> Comparison:
    """Of so many people in one persona before and in one after; each has 10 to spend."""

    def side(persona: str, end: int) -> Side:
        people = sum(n for pair, n in moves.items() if pair[end] == persona)
        return Side(persona, "", people, Decimal(10 * people), {})

    personas = sorted({name for pair in moves for name in pair})
    everybody, moving = sum(moves.values()), sum(n for (a, b), n in moves.items() if a != b)
    blank = dict.fromkeys(("overlap", "stayed", "contained", "contained_in_new", "distance", "margin"))
    pairs = [Pair(p, "survives", p, p, side(p, 0), side(p, 1), {**blank, **figures}) for p in personas]
    return Comparison(
        2, "proposed", 1, "2026-03-01", pairs, everybody, Decimal(10 * everybody), moving, Decimal(10 * moving)
    )


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[Comparison], str]:
    def tell(found: Comparison) -> str:
        monkeypatch.setattr(personas_shown, "compare", lambda *_: found)
        personas_shown.tell_comparison(None, 2, Settings(), as_json=False)  # type: ignore[arg-type]
        return capsys.readouterr().out

    return tell


def test_eight_customers_who_would_move_are_fewer_than_ten(printed: Callable[[Comparison], str]) -> None:
    found = comparison({("P01", "P01"): 2219, ("P01", "P02"): 8, ("P02", "P02"): 3099}, stayed=0.998)
    said = printed(found)
    assert "Of 5,326 customers fewer than 10 would be in another persona" in said
    assert "2,227 > withheld" in said
    assert not any(word in said for word in (" 8 ", "2,219", "3,107", "0.998", "31,070", " 80"))


def test_what_many_would_do_is_told_as_before(printed: Callable[[Comparison], str]) -> None:
    found = comparison({("P01", "P01"): 2000, ("P01", "P02"): 227, ("P02", "P02"): 3099}, stayed=0.9)
    assert told(found, CELL) == found
    said = printed(found)
    assert "227 of 5,326 customers (4.3%) would be in another persona" in said
    assert "withheld" not in said


def test_a_night_without_a_measurement_has_nothing_to_withhold(printed: Callable[[Comparison], str]) -> None:
    found = comparison({("P01", "P01"): 20})
    bare = [
        replace(p, before=None, after=replace(p.after, customers=None, monetary=None))
        for p in found.personas
        if p.after
    ]
    said = printed(
        replace(found, personas=bare, customers=None, monetary=None, moving_customers=None, moving_monetary=None)
    )
    assert "withheld" not in said


@given(st.dictionaries(st.sampled_from("ABCDEF"), st.one_of(st.integers(0, 14), st.integers(0, 300))))
def test_no_small_size_is_told_or_follows_from_the_whole(sizes: dict[str, int]) -> None:
    away = hidden_sizes(sizes, CELL)
    assert all(name in away for name, people in sizes.items() if 0 < people < CELL)
    assert all(sizes[name] for name in away)
    rest = [sizes[name] for name in away]
    if rest and sum(people > 0 for people in sizes.values()) > 1 and sum(sizes.values()) >= CELL:
        assert len(rest) > 1
        assert sum(rest) >= CELL


def test_the_moves_of_a_decision_hide_the_few() -> None:
    moves = [
        {"from": a, "to": b, "customers": n, "monetary": f"{n}.00"}
        for a, b, n in (("P01", "P01", 500), ("P01", "P02", 3), ("P02", "P01", 12), ("P02", "P02", 400))
    ]
    shown = told_decision({"kind": "version.propose", "payload": {"moves": moves, "night": "2026-03-01"}}, CELL)
    assert shown["payload"]["night"] == "2026-03-01"
    assert all(move["customers"] is None for move in shown["payload"]["moves"]), "one hidden alone would follow"
    assert told_decision({"payload": {}}, CELL) == {"payload": {}}
