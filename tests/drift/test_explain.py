"""Signals that only explain: they stand out when something moved, and no verdict rests on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.basics.codes import Code
from persona_pipeline.context import Context
from persona_pipeline.drift import refresh_verdict, sentence
from persona_pipeline.drift.explain import Nights, explanations, stand_out
from persona_pipeline.drift.findings import Finding
from persona_pipeline.drift.stock import Counts, count_stock
from persona_pipeline.settings import Settings, Source

from .nights import accept_version, night, write_kpis
from .world import FIRST, PERSONAS, World, kpis

MakeContext = Callable[[date], Context]
LENGTH = 60
NONE = np.zeros(LENGTH, dtype=np.bool_)
STEP = Finding(
    "buying", "P01", "cart_rate", 0.3, 0.4, 10.0, "points", 8.0, 12.0, 900, 4.1, None, None, "up", FIRST, "watch", 28,
    expected=0.3, recent=0.4, n_per_night=900,
)  # fmt: skip
KNOWN = Nights(
    nights=tuple(FIRST + timedelta(days=n) for n in range(LENGTH)), blocked=NONE, special=NONE, starts=lambda _: None,
    reference_nights=28, smallest=2.0, min_cell=10,
)  # fmt: skip


def stock(seed: int, step: float = 0.0, people: int = 5000, share: float = 0.3) -> list[Counts]:
    """The shares of three personas in all members, who wander a little; from night 45 on the first has ``step`` more."""
    random = np.random.default_rng(seed)
    wander = share + np.cumsum(random.normal(0, 0.001, LENGTH)) + step * (np.arange(LENGTH) >= 45)
    n = np.full(LENGTH, float(people))
    shares = [wander, (1 - wander) * 0.6, (1 - wander) * 0.4]
    return [Counts(p, "stock_share", n, np.round(n * s)) for p, s in zip(PERSONAS, shares, strict=True)]


def states(found: list[Finding]) -> dict[str, str]:
    return {each.persona_id: each.state for each in found}


def test_a_stock_that_wanders_as_it_did_before_does_not_stand_out() -> None:
    watched = [1 for seed in range(60) for f in explanations(stock(seed), KNOWN) if f.state == "watch"]
    assert len(watched) <= 6


def test_a_step_stands_out_says_since_when_and_its_interval_holds_it() -> None:
    found = {f.persona_id: f for f in explanations(stock(1, step=0.10), KNOWN)}
    grown = found[PERSONAS[0]]
    assert (grown.state, grown.direction, grown.effect_unit) == ("watch", "up", "points")
    assert grown.low is not None
    assert grown.high is not None
    assert 0 < grown.low <= 10 <= grown.high
    assert night(40) <= (grown.since or date.min) <= night(45)
    assert grown.n == 5000
    assert grown.night_value == pytest.approx(0.4, abs=0.02)


def test_nothing_is_said_before_the_reference_is_full_and_on_nights_without_trust() -> None:
    short = replace(KNOWN, reference_nights=LENGTH)
    assert set(states(explanations(stock(1, step=0.1), short)).values()) == {"learning"}
    last = NONE.copy()
    last[-1] = True
    blocked = explanations(stock(1, step=0.1), replace(KNOWN, blocked=last))
    assert {(f.state, f.effect) for f in blocked} == {("blocked", None)}
    event = explanations(stock(1, step=0.1), replace(KNOWN, special=last))
    assert {(f.state, f.effect) for f in event} == {("calm", None)}


def test_a_new_normal_of_one_persona_lets_only_that_one_learn_anew() -> None:
    known = replace(KNOWN, starts=lambda name: night(50) if name == PERSONAS[0] else None)
    found = states(explanations(stock(1, step=0.1), known))
    assert found[PERSONAS[0]] == "learning"
    assert found[PERSONAS[1]] != "learning"


def test_where_one_share_is_about_few_people_no_personas_is_told() -> None:
    series = stock(1)
    few = replace(series[2], total=np.full(LENGTH, 7.0))
    found = explanations([series[0], series[1], few], KNOWN)
    assert {(f.night_value, f.effect, f.n, f.z) for f in found} == {(None, None, None, None)}
    assert set(states(found).values()) <= {"calm", "watch"}


@given(st.lists(st.floats(0, 1), max_size=30))
def test_discoveries_are_the_smallest_chances_and_never_above_the_limit(chances: list[float]) -> None:
    values = np.array(chances, dtype=np.float64)
    found = stand_out(values)
    assert not found.any() or values[found].max() <= 0.05
    assert not found.any() or values[found].max() <= values[~found].min(initial=1.0)
    assert not (values <= 0.05 / max(len(values), 1)).any() or found.any()


def test_it_is_a_sentence_in_both_languages() -> None:
    grown = next(f for f in explanations(stock(1, step=0.10), KNOWN) if f.persona_id == PERSONAS[0])
    print(sentence(grown, "en"), sentence(grown, "nl"), sep="\n")
    assert sentence(grown, "en").startswith(f"The part of all customers who are {PERSONAS[0]} rose from ")
    assert sentence(grown, "en").endswith("; of about 5,000 customers.")
    assert sentence(grown, "nl").endswith("; van ongeveer 5.000 klanten.")
    gain = Finding(
        "challenger", "all", "challenger_gain", None, None, 4.2, "percent", 3.1, 5.3, 900, None, None, None, "up",
        night(30), "watch", 0, n_per_night=900,
    )  # fmt: skip
    assert "New personas would describe customers 4.2% better" in sentence(gain, "en")
    assert "Nieuwe persona’s zouden klanten 4,2" in sentence(gain, "nl")


def test_what_is_said_of_buying_and_of_touchpoints_is_a_sentence() -> None:
    def said(measure: str, level: str, language: Code) -> str:
        return sentence(replace(STEP, measure=measure, level=level), language)

    assert said("cart_rate", "buying", "en").startswith(
        "The part of P01’s visits with something in the basket rose from 30.0% to 40.0%"
    )
    assert said("checkout_rate", "buying", "nl").startswith(
        "Het deel van de bezoeken van P01 met een mandje dat tot de kassa kwam steeg"
    )
    assert said("several_orders", "buying", "en").endswith("; of about 900 buyers.")
    assert said("satisfied:delivery", "touchpoint", "en").startswith(
        "The part of P01’s ratings of “delivery” that are good rose"
    )
    assert said("satisfied:delivery", "touchpoint", "nl").endswith("; van ongeveer 900 oordelen.")


def test_a_week_of_buying_and_of_ratings_is_counted(context: MakeContext) -> None:
    """300 members: every second visit fills a basket, every sixth comes to the checkout; a day before the week does not count."""
    questions = {"ease": {"column": "ease", "role": "satisfaction", "touchpoint": "delivery", "scale": [0, 10]}}
    source = Source.model_validate({"name": "poll", "kind": "survey", "path": "inbox/*", "questions": questions})
    ctx = replace(context(night(7)), settings=Settings(sources=(source,)))
    fill_members(ctx, night(7))
    run = ctx.warehouse.query
    run(
        "insert into core.identities by name select 'c' || i as identity_key, 'c' || i as customer_key from range(300) as t (i)"
    )
    for day in (night(0), night(4)):
        run(
            "insert into core.sessions by name select 'web' as source, $d || 's' || i as session_id, $d::date as business_day, 'c' || i as identity_key, "
            "case when i % 2 = 0 then 2 else 0 end as cart_adds, case when i % 6 = 0 then 1 else 0 end as checkouts from range(300) as t (i)",
            {"d": str(day)},
        )
    run(
        "insert into core.orders by name select 'shop' as source, 'o' || n || '-' || i as order_id, $d as business_day, 'c' || i as identity_key, "
        "'sale' as order_type from range(120) as t (i), range(2) as v (n) where n = 0 or i < 60",
        {"d": night(5)},
    )
    run(
        "insert into core.responses by name select 'poll' as source, 'p' as survey_id, 'r' || i as response_id, $d as business_day, 'c' || i as identity_key from range(60) as t (i)",
        {"d": night(6)},
    )
    run(
        "insert into core.answers by name select 'poll' as source, 'p' as survey_id, 'r' || i as response_id, $d as business_day, 'ease' as question_id, 1 as choice, "
        "'satisfaction' as role, 'delivery' as touchpoint, case when i < 36 then 7.5 else 7 end as answer_number from range(60) as t (i)",
        {"d": night(6)},
    )
    accept_version(ctx.warehouse)
    count_stock(ctx, 1)
    sql = "select persona_id, n, total from marts.persona_stock where measure = $m order by persona_id"
    read = lambda measure: ctx.warehouse.query(sql, {"m": measure})  # noqa: E731
    assert read("cart_rate") == [("P01", 100, 50), ("P02", 100, 50), ("P03", 100, 50), ("all", 300, 150)]
    assert read("checkout_rate")[-1] == ("all", 150, 50)
    assert read("several_orders") == [("P01", 40, 20), ("P02", 40, 20), ("P03", 40, 20), ("all", 120, 60)]
    assert read("satisfied:delivery")[-1] == ("all", 60, 36)
    assert len(read("satisfied:delivery")) == 1, "8 of P01’s 20 ratings are not good: they are about too few people"


def fill_members(ctx: Context, as_of: date, *, moved: int = 0, far: int = 0) -> None:
    """300 members in three personas; the first ``far`` are far away, and as many buyers as ``moved`` changed segment."""
    ctx.warehouse.con.execute(
        "insert into marts.persona_members by name select $d as as_of, 'c' || i as customer_key, "
        "list_extract(['P01', 'P02', 'P03'], 1 + i % 3) as persona_id, 1 as version, "
        "case when i < $far then 50.0 else i / 300 end as distance, 0.5 as certainty, 1.0 as known_share from range(300) as t (i)",
        {"d": as_of, "far": far},
    )
    ctx.warehouse.con.execute(
        "insert into marts.rfm_segments by name select $d as as_of, 'c' || i as customer_key, "
        "case when i < $moved then 'Lost' else 'Loyal' end as segment from range(200) as t (i)",
        {"d": as_of, "moved": moved},
    )


def test_members_far_away_and_buyers_who_changed_segment_are_counted(context: MakeContext) -> None:
    first = context(night(0))
    fill_members(first, night(0))
    accept_version(first.warehouse)
    count_stock(first, 1)
    later = replace(first, as_of=night(7))
    fill_members(later, night(7), moved=60, far=30)
    count_stock(later, 1)
    sql = "select persona_id, n, total from marts.persona_stock where as_of = $d and measure = $m order by persona_id"
    read = lambda measure: first.warehouse.query(sql, {"d": night(7), "m": measure})  # noqa: E731
    assert read("stock_share") == [("P01", 300, 100), ("P02", 300, 100), ("P03", 300, 100)]
    assert read("segment_changed") == [("P01", 67, 20), ("P02", 67, 20), ("P03", 66, 20), ("all", 200, 60)]
    everyone = read("fits_none")[-1]
    assert everyone[0] == "all"
    assert 30 <= everyone[2] <= 34
    table = first.warehouse.query("select * from marts.persona_stock order by all")
    first.warehouse.con.execute("delete from marts.rfm_segments where as_of = $d", {"d": night(0)})
    count_stock(later, 1)
    assert first.warehouse.query("select * from marts.persona_stock order by all") == table


@pytest.mark.slow
def test_no_verdict_rests_on_them_and_they_stand_beside_its_evidence(context: MakeContext) -> None:
    ctx = context(night(40))
    write_kpis(ctx.warehouse, kpis(World(41)))
    accept_version(ctx.warehouse)
    refresh_verdict(ctx)
    before = ctx.warehouse.query(
        "select as_of, persona_id, verdict, cause, since, reason from marts.persona_verdicts order by all"
    )
    rows = [
        (night(n), 1, persona, "stock_share", 5000, 1000.0 + shift * (n > 35))
        for n in range(40) for persona, shift in (("P01", 900), ("P02", 0))
    ]  # fmt: skip
    ctx.warehouse.con.executemany("insert into marts.persona_stock values (?, ?, ?, ?, ?, ?)", rows)
    ctx.warehouse.con.execute(
        "insert into marts.persona_members by name select $d as as_of, 'c' || i as customer_key, "
        "case when i < 1900 then 'P01' else 'P02' end as persona_id, 1 as version, 0.5 as distance from range(5000) as t (i)",
        {"d": ctx.as_of},
    )
    refresh_verdict(ctx)
    after = ctx.warehouse.query(
        "select as_of, persona_id, verdict, cause, since, reason from marts.persona_verdicts order by all"
    )
    assert after == before
    told = ctx.warehouse.query(
        "select state, effect from marts.drift_signals where level = 'stock' and persona_id = 'P01'"
    )
    assert told == [("watch", 18.0)]
    shown = ctx.warehouse.query(
        "select json_extract_string(evidence, '$.explanations[0].measure') from marts.persona_verdicts where persona_id in ('all', 'P01')"
    )
    assert shown == [("stock_share",), ("stock_share",)]
