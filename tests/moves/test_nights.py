"""Whole nights of this part: what was told then, late rows, a new version, and moves between any two nights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from persona_pipeline.context import Context
from persona_pipeline.moves import NoSuchNight, moves_between, refresh_moves
from tests.personas.conftest import day

from .world import LATE, NEW_VERSION, NIGHTS, opened, run_night

pytestmark = pytest.mark.slow
PARTS = ("data", "definition", "mix", "behaviour")


@pytest.fixture(scope="module")
def ctx(played_nights: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    with opened(played_nights, tmp_path_factory.mktemp("world")) as context:
        yield context


def changes(ctx: Context, number: int, compared: str = "night") -> dict[tuple[str, str], dict[str, Any]]:
    result = ctx.warehouse.con.execute(
        "select * from marts.persona_changes where as_of = ? and compared = ?", [day(number), compared]
    )
    names = [column[0] for column in result.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return {(row["persona_id"], row["figure"]): row for row in rows}


def test_every_change_is_the_sum_of_its_parts(ctx: Context) -> None:
    wrong = "change <> data + definition + mix + behaviour or change <> value - value_then or (change is null) <> (data is null)"
    assert ctx.warehouse.query(
        f"select count(*) filter (where {wrong}), count(*) > 400 from marts.persona_changes"
    ) == [(0, True)]


def test_what_was_told_is_what_the_profiles_told(ctx: Context) -> None:
    """Value tonight and value then are those of marts.persona_profiles, wherever it tells them."""
    for side, night in (("value", "as_of"), ("value_then", "compared_as_of")):
        told = ctx.warehouse.query(
            f"select count(*), count(*) filter (where abs(c.{side} - p.value) > 0.0000015) from marts.persona_changes as c "
            f"inner join marts.persona_profiles as p on p.as_of = c.{night} and p.persona_id = c.persona_id and p.figure = c.figure "
            "where p.value is not null"
        )
        assert told[0][0] > 200
        assert told[0][1] == 0


def test_late_rows_are_told_apart_from_what_people_do(ctx: Context) -> None:
    late = changes(ctx, LATE)["all", "revenue"]
    assert late["data_people"] == 30
    assert late["data"] >= 300, "30 people, ten an order"
    assert late["data"] % 10 == 0
    for number in (LATE - 1, LATE + 1):
        calm = changes(ctx, number)["all", "revenue"]
        assert (calm["data"], calm["data_people"]) == (0, 0)


def test_a_new_version_is_told_apart_from_people_moving(ctx: Context) -> None:
    found = changes(ctx, NEW_VERSION)
    moved = [found[persona, "members"]["definition"] for persona in ("P01", "P02", "P03")]
    assert moved[0] < 0, "the first persona reaches less far"
    assert sum(moved) == found["all", "members"]["definition"] == 0
    assert all(found[persona, "revenue"]["definition"] != 0 for persona in ("P01", "P02", "P03"))
    by_cause = dict(
        ctx.warehouse.query(
            "select cause, sum(customers) from marts.persona_transitions where as_of = $d and compared = 'night' group by 1",
            {"d": day(NEW_VERSION)},
        )
    )
    assert by_cause["version"] >= -moved[0] > 10
    assert by_cause["people"] < by_cause["version"] / 3, "a calm night, but for the version"
    for number in (NEW_VERSION - 1, NEW_VERSION + 1):
        assert all(row["definition"] in (0, None) for row in changes(ctx, number).values())
    week = changes(ctx, NIGHTS[-1], "week")
    assert week["P01", "members"]["definition"] < 0, "also where it lies between the two nights"


def test_running_the_last_night_again_changes_nothing(ctx: Context) -> None:
    tables = ("persona_nights", "persona_spells", "persona_transitions", "persona_changes")
    before = [ctx.warehouse.query(f"select * from marts.{name} order by all") for name in tables]
    run_night(ctx)
    assert [ctx.warehouse.query(f"select * from marts.{name} order by all") for name in tables] == before


def test_an_old_night_run_again_keeps_what_it_told_of_nights_that_are_no_longer_kept(
    played_nights: Path, tmp_path: Path
) -> None:
    again = NEW_VERSION - 1
    with opened(played_nights, tmp_path / "world") as ctx:
        told = changes(ctx, again)
        assert told
        ctx.warehouse.query("delete from marts.persona_members where as_of < $d", {"d": day(again)})
        refresh_moves(replace(ctx, as_of=day(again)))
        assert changes(ctx, again) == told


def test_a_warehouse_of_an_earlier_version_gets_the_history_of_the_nights_that_it_keeps(ctx: Context) -> None:
    tables = ("persona_nights", "persona_spells", "persona_transitions")
    before = [ctx.warehouse.query(f"select * from marts.{name} order by all") for name in tables]
    for name in tables:
        ctx.warehouse.query(f"delete from marts.{name}")
    refresh_moves(ctx)
    assert [ctx.warehouse.query(f"select * from marts.{name} order by all") for name in tables] == before


def test_nothing_is_computed_again_where_nothing_came_in(ctx: Context) -> None:
    assert refresh_moves(ctx).figures["computed_again"] == 1, (
        "a week before nobody knew of the late rows; since then nothing came"
    )
    ctx.warehouse.query("insert into ops.touched_people values (2, $d, 'c000007')", {"d": day(61)})
    assert refresh_moves(ctx).figures["computed_again"] == 2, "now the night before is out of date too"
    ctx.warehouse.query("delete from ops.touched_people where touched = 2")


def test_moves_between_any_two_nights_are_those_of_the_members(ctx: Context) -> None:
    """Against the members themselves: whoever was where on both nights."""
    for first, last in ((61, 62), (60, 67), (64, 66)):
        found = moves_between(ctx.warehouse.con, day(first), day(last), min_cell=1).moves
        counted: dict[tuple[str, str], int] = {}
        money: dict[tuple[str, str], Decimal] = {}
        for move in found:
            pair = (move.from_persona, move.to_persona)
            counted[pair] = counted.get(pair, 0) + (move.customers or 0)
            money[pair] = money.get(pair, Decimal(0)) + (move.monetary or 0)
        expected = ctx.warehouse.query(
            "select coalesce(a.persona_id, 'new'), coalesce(b.persona_id, 'gone'), count(*), coalesce(sum(f.monetary), 0) "
            "from (from marts.persona_members where as_of = $a) as a full join (from marts.persona_members where as_of = $b) as b "
            "on a.customer_key = b.customer_key "
            "left join marts.customer_features as f on f.as_of = $b and f.customer_key = b.customer_key group by 1, 2",
            {"a": day(first), "b": day(last)},
        )
        assert {pair: n for pair, n in counted.items() if n} == {(a, b): n for a, b, n, _ in expected}
        assert {pair: money[pair] for pair in counted if counted[pair]} == {(a, b): m for a, b, _, m in expected}


def test_the_moves_of_the_night_account_for_everybody(ctx: Context) -> None:
    found = ctx.warehouse.query(
        "select from_persona, to_persona, sum(customers)::integer from marts.persona_transitions "
        "where as_of = $d and compared = 'night' group by all having sum(customers) > 0",
        {"d": day(62)},
    )
    before, after = (
        dict(
            ctx.warehouse.query(
                "select customer_key, persona_id from marts.persona_members where as_of = $d", {"d": day(n)}
            )
        )
        for n in (61, 62)
    )
    expected: dict[tuple[str, str], int] = {}
    for key in before.keys() | after.keys():
        move = (before.get(key, "new"), after.get(key, "gone"))
        expected[move] = expected.get(move, 0) + 1
    assert {(a, b): n for a, b, n in found} == expected
    first = ctx.warehouse.query(
        "select distinct compared, compared_as_of, from_persona, cause from marts.persona_transitions where as_of = $d",
        {"d": day(60)},
    )
    assert first == [("night", None, "new", "people")], "on the first night everybody is new"


def test_a_small_move_has_no_figures_when_asked_for(ctx: Context) -> None:
    found = moves_between(ctx.warehouse.con, day(60), day(62), min_cell=10).moves
    assert all(move.customers is None or move.customers == 0 or move.customers >= 10 for move in found)
    assert any(move.customers is None for move in found)


def test_a_night_without_members_is_refused_with_the_nearest_ones(ctx: Context) -> None:
    with pytest.raises(NoSuchNight, match=rf"--to {day(90)}.*{day(66)} and {day(67)}"):
        moves_between(ctx.warehouse.con, None, day(90), min_cell=10)
    with pytest.raises(NoSuchNight, match="earlier night"):
        moves_between(ctx.warehouse.con, day(62), day(61), min_cell=10)
