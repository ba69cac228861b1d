"""The stage on a warehouse: rows as the contract has them, the same bytes again, unknown where nothing can be said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from persona_pipeline.context import Context
from persona_pipeline.contracts import TABLES
from persona_pipeline.drift import refresh_verdict
from persona_pipeline.drift.bootstrap import reference_weeks
from persona_pipeline.drift.budget import fingerprint
from persona_pipeline.drift.history import history_of
from persona_pipeline.drift.judge import prepare
from persona_pipeline.drift.marks import Marks
from persona_pipeline.settings import DriftSettings

from .nights import accept_version, night, write_kpis, write_volumes
from .world import PERSONAS, World, kpis, shift_share, volumes

MakeContext = Callable[[date], Context]
START, LAST = 32, 39


@pytest.fixture
def shifted(context: MakeContext) -> Context:
    """A warehouse whose second persona has grown by 10 points for 8 nights."""
    ctx = context(night(LAST))
    world = World(LAST + 1, plant=shift_share(START, 10))
    write_kpis(ctx.warehouse, kpis(world))
    write_volumes(ctx.warehouse, volumes(world))
    accept_version(ctx.warehouse)
    return ctx


def table(ctx: Context, name: str) -> list[tuple[object, ...]]:
    return ctx.warehouse.query(f"select * from {name} order by all")


def verdict(ctx: Context, persona: str = "all") -> tuple[str, str, date, str, dict[str, object]]:
    rows = ctx.warehouse.query(
        "select verdict, cause, since, reason, evidence from marts.persona_verdicts where as_of = $d and persona_id = $p",
        {"d": ctx.as_of, "p": persona},
    )
    word, cause, since, reason, evidence = rows[0]
    return word, cause, since, reason, json.loads(evidence)


def test_it_says_what_moved_in_one_sentence_with_figures(shifted: Context) -> None:
    report = refresh_verdict(shifted)
    assert report.figures["verdict"] == "re-evaluate"
    word, cause, since, reason, evidence = verdict(shifted, "P02")
    assert (word, cause) == ("re-evaluate", "share")
    assert night(START + 1) < since <= night(LAST)
    print(reason)
    pattern = r"P02’s share of active customers rose from \d\d\.\d% to \d\d\.\d% \(\+\d+\.\d percentage points; very likely between \d+\.\d and \d+\.\d\) since about \d February 2026; on average \d,\d{3} customers a night\."
    assert re.match(pattern, reason)
    assert "Provisional: the comparison rests on 28 nights" in reason
    assert evidence["signals"][0]["measure"] == "active_share"  # type: ignore[index]
    assert evidence["reference"] == {
        "first": "2026-01-05", "full_tonight": False, "last": "2026-02-01", "needed": 28, "nights": 28,
    }  # fmt: skip


def test_rows_keep_the_contract(shifted: Context) -> None:
    refresh_verdict(shifted)
    for name in ("marts.drift_signals", "marts.persona_verdicts"):
        key = ", ".join(TABLES[name].key)
        assert shifted.warehouse.query(f"select count(*) - count(distinct ({key})) from {name}")[0][0] == 0
    people = {row[0] for row in shifted.warehouse.query("select persona_id from marts.persona_verdicts")}
    assert people == {"all", *PERSONAS}
    allowed = {
        "level": {"quality", "share", "profile", "kpi", "feature"},
        "state": {"learning", "calm", "watch", "firing", "blocked"},
        "direction": {"up", "down"},
        "effect_unit": {"points", "percent", "sd", "nps"},
    }
    for column, values in allowed.items():
        found = {row[0] for row in shifted.warehouse.query(f"select distinct {column} from marts.drift_signals")}
        assert found <= values
    wrong = shifted.warehouse.query("select * from marts.drift_signals where not (low <= effect and effect <= high)")
    assert wrong == []
    assert (
        shifted.warehouse.query(
            "select count(*) from marts.drift_signals where level = 'feature' and state = 'firing'"
        )[0][0]
        == 0
    )


def test_running_again_gives_the_same_bytes(shifted: Context) -> None:
    refresh_verdict(shifted)
    first = [table(shifted, name) for name in ("marts.drift_signals", "marts.persona_verdicts")]
    refresh_verdict(shifted)
    assert [table(shifted, name) for name in ("marts.drift_signals", "marts.persona_verdicts")] == first


def test_sales_per_persona_change_no_byte_of_it(shifted: Context) -> None:
    """Orders and revenue stand in the same table, for analysts; they fall to a tenth here and nothing notices."""
    refresh_verdict(shifted)
    names = ("marts.drift_signals", "marts.persona_verdicts")
    before = [table(shifted, name) for name in names]
    for persona in (*PERSONAS, "all", "none"):
        for measure in ("orders", "revenue"):
            shifted.warehouse.query(
                "insert into marts.persona_kpis select as_of, $p, $m, 100, t, t, t / 100 from (select distinct as_of, "
                "case when as_of < $d then 1000.0 else 100.0 end as t from marts.persona_kpis)",
                {"p": persona, "m": measure, "d": night(START)},
            )
    report = refresh_verdict(shifted)
    assert [table(shifted, name) for name in names] == before
    assert report.rows[names[0]] == len(before[0])


@pytest.mark.slow
def test_night_by_night_and_at_once_end_alike(shifted: Context, context: MakeContext) -> None:
    refresh_verdict(shifted)
    at_once = table(shifted, "marts.persona_verdicts")
    for number in range(LAST - 10, LAST + 1):
        refresh_verdict(context(night(number)))
    last = shifted.warehouse.query(
        "select * from marts.persona_verdicts where as_of = $d order by all", {"d": night(LAST)}
    )
    assert last == at_once


@pytest.mark.slow
def test_a_night_sees_nothing_that_comes_after_it(shifted: Context, context: MakeContext) -> None:
    earlier = context(night(START - 1))
    refresh_verdict(earlier)
    before = table(earlier, "marts.drift_signals")
    earlier.warehouse.con.execute("delete from marts.persona_kpis where as_of > $d", {"d": earlier.as_of})
    earlier.warehouse.con.execute("delete from ops.row_counts where business_day > $d", {"d": earlier.as_of})
    refresh_verdict(earlier)
    assert table(earlier, "marts.drift_signals") == before


def test_doubled_rows_are_a_matter_of_quality_only(shifted: Context) -> None:
    write_volumes(shifted.warehouse, volumes(World(LAST + 1), {LAST: 2.5}))
    shifted.warehouse.con.execute(
        "update marts.persona_kpis set n = n * 2, total = total * 2, total_squares = total_squares * 2 where as_of = $d",
        {"d": night(LAST)},
    )
    calm = shifted.warehouse
    calm.con.execute(
        "delete from marts.persona_kpis where as_of between $a and $b", {"a": night(START), "b": night(LAST - 1)}
    )
    refresh_verdict(shifted)
    for persona in ("all", *PERSONAS):
        word, cause, _, reason, _ = verdict(shifted, persona)
        assert (word, cause) == ("unknown", "quality")
        assert "The rows of web rose from" in reason
    states = dict(
        shifted.warehouse.query(
            "select level, max(state) from marts.drift_signals where measure in ('conversion', 'active_share', 'rows:web') group by level"
        )
    )
    assert states == {"kpi": "blocked", "share": "blocked", "quality": "blocked"}


def test_a_fault_does_not_close_an_open_incident(shifted: Context) -> None:
    write_volumes(shifted.warehouse, volumes(World(LAST + 1), {LAST: 2.5}))
    refresh_verdict(shifted)
    word, cause, since, reason, _ = verdict(shifted, "P02")
    assert (word, cause) == ("re-evaluate", "share")
    assert since < night(LAST)
    assert "Part of tonight’s data was left out" in reason
    assert verdict(shifted, "P01")[:2] == ("unknown", "quality")


def test_a_survey_that_floods_in_blocks_only_what_is_made_from_it(shifted: Context) -> None:
    write_volumes(shifted.warehouse, volumes(World(LAST + 1), {LAST: 3.0}, kind="survey"))
    refresh_verdict(shifted)
    states = dict(
        shifted.warehouse.query(
            "select measure, max(state) from marts.drift_signals where persona_id = 'P01' group by measure"
        )
    )
    assert states["nps"] == "blocked"
    assert states["active_share"] != "blocked"
    assert verdict(shifted, "P02")[0] == "re-evaluate"


def test_without_a_version_nothing_is_kept(context: MakeContext) -> None:
    ctx = context(night(3))
    refresh_verdict(ctx)
    word, cause, since, reason, _ = verdict(ctx)
    assert (word, cause, since) == ("unknown", "none", night(3))
    assert "No persona version" in reason


def test_without_figures_of_the_night_nothing_is_kept(shifted: Context) -> None:
    shifted.warehouse.con.execute("delete from marts.persona_kpis where as_of = $d", {"d": night(LAST)})
    refresh_verdict(shifted)
    for persona in ("all", *PERSONAS):
        assert verdict(shifted, persona)[0] == "unknown"
        assert "No figures" in verdict(shifted, persona)[3]


def test_a_new_version_begins_a_new_reference(shifted: Context) -> None:
    accept_version(shifted.warehouse, 2, night(START))
    refresh_verdict(shifted)
    assert verdict(shifted, "P02")[0] == "unknown"
    assert (
        verdict(shifted, "P02")[3] == "The reference has 8 of 28 clean nights; there is no verdict before it is full."
    )


def test_the_night_that_fills_the_reference_says_so(shifted: Context) -> None:
    accept_version(shifted.warehouse, 2, night(LAST - 27))
    refresh_verdict(shifted)
    assert verdict(shifted, "P02")[0] == "unknown"
    assert verdict(shifted, "P02")[3].endswith("it is full tonight; verdicts begin tomorrow.")


def test_a_silent_shop_is_defined(context: MakeContext) -> None:
    ctx = context(night(LAST))
    write_kpis(ctx.warehouse, kpis(World(LAST + 1, volume=0.0)))
    accept_version(ctx.warehouse)
    refresh_verdict(ctx)
    assert verdict(ctx)[0] == "unknown"


@pytest.mark.slow
def test_budget_and_card_are_worked_out_once_and_stay_the_same_bytes(shifted: Context, context: MakeContext) -> None:
    """On the night that fills the reference, the nights after it, and all of them again in another order."""
    names = ("marts.drift_budget", "marts.drift_power")
    refresh_verdict(context(night(26)))
    assert [table(shifted, name) for name in names] == [[], []]
    refresh_verdict(context(night(27)))
    first = [table(shifted, name) for name in names]
    assert {row[1] for row in first[0]} == {"all", "share", "profile", "kpi", "global_kpi"}
    assert len(first[1]) > 20
    for number in (LAST, 30, 26, 27, LAST):
        refresh_verdict(context(night(number)))
        assert [table(shifted, name) for name in names] == first


@pytest.mark.slow
def test_a_late_night_of_the_reference_makes_the_budget_anew(shifted: Context) -> None:
    refresh_verdict(shifted)
    before = table(shifted, "marts.drift_budget")
    shifted.warehouse.con.execute(
        "update marts.persona_kpis set total = total * 1.01 where as_of = $d and measure = 'order_value'",
        {"d": night(3)},
    )
    refresh_verdict(shifted)
    after = table(shifted, "marts.drift_budget")
    assert len(after) == len(before)
    assert after != before


def test_thresholds_are_the_formulas_times_the_factor_that_is_told(shifted: Context) -> None:
    refresh_verdict(shifted)
    sql = "select distinct threshold from marts.drift_signals where level = 'share' and persona_id = 'P01'"
    plain = shifted.warehouse.query(sql)[0][0]
    shifted.warehouse.con.execute("update marts.drift_budget set threshold_factor = 2.5 * threshold_factor")
    refresh_verdict(shifted)
    assert shifted.warehouse.query(sql)[0][0] == pytest.approx(2.5 * plain)


@pytest.mark.slow
def test_an_old_night_that_goes_by_other_marks_leaves_the_budget_to_later_ones(
    shifted: Context, context: MakeContext
) -> None:
    refresh_verdict(shifted)
    before = [table(shifted, name) for name in ("marts.drift_budget", "marts.drift_power")]
    event = DriftSettings(events={night(3): "strike"})
    settings = shifted.settings.model_copy(update={"drift": event})
    refresh_verdict(replace(context(night(34)), settings=settings))
    assert [table(shifted, name) for name in ("marts.drift_budget", "marts.drift_power")] == before
    refresh_verdict(replace(shifted, settings=settings))
    assert [table(shifted, name) for name in ("marts.drift_budget", "marts.drift_power")] != before


def test_while_one_persona_learns_the_others_keep_their_budget() -> None:
    world = World(LAST + 1)
    history = history_of(kpis(world))
    marks = Marks(normal={"P01": night(START)})
    prepared = prepare(history, [frozenset()] * len(history.nights), DriftSettings(), marks)
    weeks = reference_weeks(prepared)
    assert weeks is not None
    assert "P01" not in {stream.persona_id for stream in weeks.history.streams}
    assert {"P02", "P03", "all"} <= {stream.persona_id for stream in weeks.history.streams}
    everybody = Marks(normal={"all": night(START)})
    assert reference_weeks(prepare(history, [frozenset()] * len(history.nights), DriftSettings(), everybody)) is None


def test_only_settings_of_the_detector_make_a_shop_compute_anew() -> None:
    history = history_of(kpis(World(30)))
    weeks = reference_weeks(prepare(history, [frozenset()] * 30, DriftSettings()))
    assert weeks is not None
    plain = fingerprint(weeks, DriftSettings(), 10)
    assert fingerprint(weeks, DriftSettings(min_gain_percent=3.0, holidays=("NL",)), 10) == plain
    assert fingerprint(weeks, DriftSettings(min_share_points=3.0), 10) != plain
