"""Late and corrected rows: the past is counted again as its night would, told as it is known now, and never rewritten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from persona_pipeline.context import Context
from persona_pipeline.drift import refresh_restated, refresh_verdict
from persona_pipeline.drift.differences import Difference, tellable
from persona_pipeline.drift.rescore import rescored
from persona_pipeline.features import refresh_features
from persona_pipeline.personas import refresh_members, refresh_profiles
from tests.moves.world import NIGHTS, opened
from tests.personas.conftest import day

from .nights import accept_version, night, write_kpis, write_volumes
from .world import World, kpis, shift_share, volumes

LATE = NIGHTS[-2]
"""Night about which rows come late; the next one is told too, and the one after it takes them in."""
KPIS = "select persona_id, measure, n, round(total, 6), round(total_squares, 6) from marts.persona_kpis where as_of = $d order by all"


@pytest.fixture
def shop(played_nights: Path, tmp_path: Path) -> Iterator[Context]:
    """The night after those that were played; sixty people turn out to have visited on the night LATE."""
    with opened(played_nights, tmp_path / "shop") as ctx:
        yield replace(ctx, as_of=day(NIGHTS[-1] + 1))


def visit_late(ctx: Context, people: int = 60) -> None:
    sixty = (
        "select identity_key from core.customer_day where sessions > 0 and business_day < $d "
        "and identity_key not in (select identity_key from core.customer_day where business_day = $d) group by 1 order by 1 limit $n"
    )
    params = {"d": day(LATE), "n": people}
    ctx.warehouse.query(
        "insert into ops.touched_people select (select coalesce(max(touched), 0) + 1 from ops.touched_people), $d, identity_key "
        f"from ({sixty})",
        params,
    )
    ctx.warehouse.query(
        "insert into core.customer_day by name select * replace (cast($d as date) as business_day) from core.customer_day "
        f"where sessions > 0 and identity_key in ({sixty}) qualify row_number() over (partition by identity_key order by business_day) = 1",
        params,
    )


def rows(ctx: Context, sql: str, **params: object) -> list[tuple[object, ...]]:
    return ctx.warehouse.query(sql, params)


def test_where_nothing_came_late_nothing_is_counted(shop: Context) -> None:
    report = refresh_restated(shop)
    assert report.figures["nights_looked_at"] == 0
    assert set(report.rows.values()) == {0}


@pytest.mark.slow
def test_the_past_is_known_as_its_night_would_tell_it_today_and_stays_as_told(shop: Context) -> None:
    told = rows(shop, KPIS, d=day(LATE))
    visit_late(shop)
    report = refresh_restated(shop)
    assert report.figures["nights_changed"] >= 1
    assert rows(shop, KPIS, d=day(LATE)) == told
    known = {
        (name, measure): figures
        for name, measure, *figures in rows(
            shop,
            "select persona_id, measure, n, round(total, 6), round(total_squares, 6) from marts.restatements where night = $d",
            d=day(LATE),
        )
    }
    again = replace(shop, as_of=day(LATE))
    for stage in (refresh_features, refresh_members, refresh_profiles):
        stage(again)
    assert rows(shop, KPIS, d=day(LATE)) != told
    for name, measure, *figures in rows(shop, KPIS, d=day(LATE)):
        before = next(figures for other in told if other[:2] == (name, measure) for figures in [list(other[2:])])
        assert known.get((name, measure), before) == figures, (name, measure)


@pytest.mark.slow
def test_each_change_is_told_once_and_running_again_gives_the_same_bytes(shop: Context) -> None:
    visit_late(shop)
    report = refresh_restated(shop)
    first = rows(shop, "select * from marts.restatements order by all")
    assert len([row for row in first if row[0] == shop.as_of]) == report.rows["marts.restatements"] > 0
    refresh_restated(shop)
    assert rows(shop, "select * from marts.restatements order by all") == first
    facts = report.figures["facts"]
    shop.warehouse.query(
        "insert into ops.stages select $d, 'restate', 'run', 0.1, json_object('facts', $f::bigint)",
        {"d": shop.as_of, "f": facts},
    )
    following = refresh_restated(replace(shop, as_of=day(NIGHTS[-1] + 2)))
    assert following.figures["nights_looked_at"] == 0
    assert rows(shop, "select * from marts.restatements order by all") == first


def test_a_difference_of_a_few_people_has_no_figures(shop: Context) -> None:
    visit_late(shop, people=4)
    refresh_restated(shop)
    found = rows(shop, "select persona_id, measure, told from marts.restatements where night = $d", d=day(LATE))
    assert ("all", "active_share", False) in found
    assert not any(told for *_, told in found)


def test_what_was_said_of_a_night_that_is_run_again_is_forgotten(shop: Context) -> None:
    visit_late(shop)
    refresh_restated(shop)
    refresh_restated(replace(shop, as_of=day(LATE)))
    assert rows(shop, "select * from marts.restatements where night = $d", d=day(LATE)) == []


def difference(
    persona: str, told: tuple[int, float], now: tuple[int, float], measure: str = "conversion"
) -> Difference:
    return Difference(date(2026, 3, 1), persona, measure, *told, 0.0, *told, *now, 0.0)


def test_differences_are_told_from_min_cell_on_and_nothing_follows_from_others() -> None:
    whole = difference("all", (400, 100), (460, 130))
    large, other = (difference(name, (200, 50), (225, 62)) for name in ("P01", "P02"))
    few = difference("P03", (100, 30), (110, 34))
    assert tellable([whole, large, other], 10) == {whole, large, other}
    assert tellable([few], 10) == frozenset(), "4 visits that bought"
    shown = tellable([whole, large, other, few], 10)
    assert whole in shown
    assert few not in shown
    assert len(shown & {large, other}) == 1, "one more is hidden, or the small one follows from the whole"
    values_only = difference("P01", (200, 700.0), (200, 900.0), "order_value")
    assert tellable([values_only], 10) == frozenset(), "as many orders, of unknown how many another amount"
    twice = replace(large, n_before=222, total_before=60)
    assert tellable([twice], 10) == frozenset(), "since it was last told by 3 visits"


START, LAST = 32, 37
MakeContext = Callable[[date], Context]


@pytest.fixture
def wrongly_told(context: MakeContext) -> Context:
    """Six nights on which a persona seemed to grow, told night by night; on the seventh the missing rows come."""
    ctx = context(night(LAST + 1))
    write_kpis(ctx.warehouse, kpis(World(LAST + 1, plant=shift_share(START, 10))))
    write_volumes(ctx.warehouse, volumes(World(LAST + 1)))
    accept_version(ctx.warehouse)
    for number in range(START, LAST + 1):
        refresh_verdict(replace(ctx, as_of=night(number)))
    return ctx


def know_better(ctx: Context) -> list[date]:
    """The figures of the six nights as they are without the growth."""
    ctx.warehouse.con.register("right_kpis", kpis(World(LAST + 1)))
    ctx.warehouse.query(
        "insert into marts.restatements by name select $t as as_of, k.as_of as night, k.persona_id, k.measure, k.n as n_told, "
        "k.total as total_told, r.n::bigint as n, r.total, r.total_squares, false as told, 1 as facts from marts.persona_kpis as k "
        "join right_kpis as r on r.as_of::date = k.as_of and r.persona_id = k.persona_id and r.measure = k.measure where k.as_of >= $d",
        {"t": ctx.as_of, "d": night(START)},
    )
    ctx.warehouse.con.unregister("right_kpis")
    return [night(number) for number in range(START, LAST + 1)]


@pytest.mark.slow
def test_an_alert_that_rested_on_missing_rows_is_withdrawn_and_what_was_told_stays(wrongly_told: Context) -> None:
    ctx = wrongly_told
    told = rows(ctx, "select * from marts.persona_verdicts order by all")
    assert [row for row in told if row[1] == "P02" and row[3] == "re-evaluate"]
    found = rescored(ctx, know_better(ctx))
    taken_back = [each for each in found if (each.persona_id, each.verdict_told) == ("P02", "re-evaluate")]
    assert taken_back
    assert {(each.alert, each.verdict_now) for each in taken_back} == {("withdrawn", "keep")}
    assert {each.alert_since for each in taken_back} == {min(each.night for each in taken_back)}
    assert rows(ctx, "select * from marts.persona_verdicts order by all") == told
    refresh_verdict(replace(ctx, as_of=night(LAST)))
    stays = rows(
        ctx, "select verdict from marts.persona_verdicts where persona_id = 'P02' and as_of = $d", d=night(LAST)
    )
    assert stays == [("re-evaluate",)], "a night goes by what it knew, also when it is run again"


@pytest.mark.slow
def test_later_nights_go_by_what_is_known(wrongly_told: Context) -> None:
    ctx = wrongly_told
    know_better(ctx)
    write_volumes(ctx.warehouse, volumes(World(LAST + 2)))
    every = kpis(World(LAST + 2))
    write_kpis(ctx.warehouse, every.loc[every["as_of"] == night(LAST + 1)])
    refresh_verdict(ctx)
    words: dict[str, str] = dict(
        ctx.warehouse.query("select persona_id, verdict from marts.persona_verdicts where as_of = $d", {"d": ctx.as_of})
    )
    assert words["P02"] == "keep"


@pytest.mark.slow
def test_other_settings_change_no_verdict_of_the_past(wrongly_told: Context) -> None:
    ctx = wrongly_told
    drift = ctx.settings.drift.model_copy(update={"min_share_points": 40.0})
    elsewhere = replace(ctx, settings=ctx.settings.model_copy(update={"drift": drift}))
    assert rescored(elsewhere, [night(START)]) == []


@pytest.mark.slow
def test_an_incident_that_no_night_told_is_due(context: MakeContext) -> None:
    ctx = context(night(LAST + 1))
    write_kpis(ctx.warehouse, kpis(World(LAST + 1)))
    write_volumes(ctx.warehouse, volumes(World(LAST + 1)))
    accept_version(ctx.warehouse)
    for number in range(START, LAST + 1):
        refresh_verdict(replace(ctx, as_of=night(number)))
    ctx.warehouse.con.register("right_kpis", kpis(World(LAST + 1, plant=shift_share(START, 10))))
    ctx.warehouse.query(
        "insert into marts.restatements by name select $t as as_of, as_of::date as night, persona_id, measure, n::bigint as n, total, "
        "total_squares, false as told, 1 as facts from right_kpis where as_of::date >= $d",
        {"t": ctx.as_of, "d": night(START)},
    )
    found = rescored(ctx, [night(START)])
    due = [each for each in found if each.alert == "due" and each.persona_id == "P02"]
    assert due
    assert {each.verdict_now for each in due} == {"re-evaluate"}
