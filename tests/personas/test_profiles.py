"""Profiles and KPIs: golden figures, intervals against their formulas, nothing about too few people."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from math import log, sqrt

import numpy as np
import pandas as pd
import pytest

from persona_pipeline.context import Context
from persona_pipeline.features import FEATURES, refresh_features
from persona_pipeline.personas import in_force, refresh_members, refresh_profiles
from persona_pipeline.settings import PublishSettings, Settings
from tests.features.shop import Shop, answer, blank, fill

from .conftest import day, run

Filled = Callable[[int], Context]
Night = Callable[[date], Context]
SALES = {"orders", "revenue"}
MEASURES = {"active_share", "conversion", "order_value", "repeat_rate", "nps", "satisfaction"} | SALES


@pytest.fixture(scope="module")
def ctx(filled: Filled) -> Context:
    run(filled(60))
    return run(filled(61))


def profile(ctx: Context, figure: str, persona: str = "all") -> tuple[float, float, float, int]:
    rows = ctx.warehouse.query(
        "select value, low, high, n from marts.persona_profiles where as_of = $d and persona_id = $p and figure = $f",
        {"d": ctx.as_of, "p": persona, "f": figure},
    )
    assert len(rows) == 1, f"{persona} {figure}"
    return rows[0]


def kpis(ctx: Context, measure: str) -> dict[str, tuple[int, float, float, float | None]]:
    rows = ctx.warehouse.query(
        "select persona_id, n, total, total_squares, value from marts.persona_kpis where as_of = $d and measure = $m",
        {"d": ctx.as_of, "m": measure},
    )
    return {persona: (n, total, squares, value) for persona, n, total, squares, value in rows}


def table(ctx: Context) -> pd.DataFrame:
    return ctx.warehouse.con.execute(
        "select f.*, m.persona_id from marts.customer_features f left join marts.persona_members m using (as_of, customer_key) where as_of = ?",
        [ctx.as_of],
    ).df()


@pytest.mark.slow
@pytest.mark.parametrize("feature", [f.name for f in FEATURES])
@pytest.mark.parametrize("persona", ["all", "P01", "P03"])
def test_means_and_intervals_are_those_of_the_members(ctx: Context, feature: str, persona: str) -> None:
    from scipy import stats

    people = table(ctx)
    known = people if persona == "all" else people[people.persona_id == persona]
    values = known[feature].dropna().astype(float)
    value, low, high, n = profile(ctx, feature, persona)
    assert n == len(values)
    assert value == pytest.approx(values.mean(), abs=2e-6)
    half = stats.t.ppf(0.975, n - 1) * values.std(ddof=1) / sqrt(n)
    if feature not in {f.name for f in FEATURES if f.unit == "share"}:
        assert (low, high) == pytest.approx((values.mean() - half, values.mean() + half), rel=2e-3, abs=1e-5)
    assert low <= value <= high


def test_figures_of_orders_are_about_people_with_an_order(filled: Filled) -> None:
    """A member who only sent something back is in no figure of orders: nobody follows from two of them, and no money does."""
    ctx = filled(63)
    refresh_features(ctx)
    refresh_members(ctx)
    who = "as_of = $d and customer_key in (select customer_key from marts.persona_members where as_of = $d order by 1 limit 4)"
    ctx.warehouse.query(
        f"update marts.customer_features set frequency = null, recency_days = null, monetary = -12.5 where {who}",
        {"d": ctx.as_of},
    )
    refresh_profiles(ctx)
    numbers = {profile(ctx, f)[3] for f in ("revenue", "frequency", "monetary", "order_value")}
    assert numbers == {int(table(ctx).frequency.notna().sum())}
    buyers = table(ctx).dropna(subset=["frequency"])
    assert profile(ctx, "revenue")[0] == pytest.approx(float(buyers.monetary.sum()), abs=0.01)


def test_sizes_and_money_add_up(ctx: Context) -> None:
    people = table(ctx)
    ids = ["P01", "P02", "P03"]
    assert profile(ctx, "members")[0] == len(people)
    assert sum(profile(ctx, "members", p)[0] for p in ids) == people.persona_id.notna().sum()
    assert profile(ctx, "revenue")[0] == pytest.approx(float(people.monetary.sum()), abs=0.01)
    assert sum(profile(ctx, "revenue_share", p)[0] for p in ids) == pytest.approx(1, abs=1e-5)
    value, low, high, n = profile(ctx, "share", "P02")
    hits = int((people.persona_id == "P02").sum())
    from scipy.stats import binomtest

    interval = binomtest(hits, n).proportion_ci(method="wilson")
    assert (value, low, high) == pytest.approx((hits / n, interval.low, interval.high), abs=2e-6)


@pytest.mark.slow
def test_people_with_only_a_refund_are_in_no_share(context: Night, shop: Shop) -> None:
    """Their refund was for an order before the window: nothing is known of them, so no persona can be theirs."""
    ctx = context(day(60))
    fill(ctx.warehouse, shop.days)
    refund = {"refunds": 1, "refund_amount": 25.5, "net_amount": -25.5}
    ghosts = [blank(f"ghost{number}", 55) | refund for number in range(6)]
    visitor = [blank("visitor", 55) | refund, blank("visitor", 50) | {"sessions": 3, "page_views": 9}]
    fill(ctx.warehouse, pd.DataFrame(ghosts + visitor))
    run(ctx)
    people = table(ctx)
    mine = people[people.persona_id.notna()]
    assert len(people) == len(mine) + 6
    assert "visitor" in set(mine.customer_key)
    ids = sorted(set(mine.persona_id))
    assert profile(ctx, "members")[0] == len(mine)
    sizes = [profile(ctx, "members", p)[0] for p in ids]
    assert sum(size / profile(ctx, "share", p)[3] for size, p in zip(sizes, ids, strict=True)) == pytest.approx(
        1, abs=1e-9
    )
    assert sum(profile(ctx, "share", p)[0] for p in ids) == pytest.approx(1, abs=2e-6)
    money = sum(profile(ctx, "revenue", p)[0] for p in ids)
    assert money == pytest.approx(float(mine[mine.frequency.notna()].monetary.sum()), abs=1e-6), (
        "the visitor bought nothing"
    )
    assert profile(ctx, "revenue")[0] == pytest.approx(money, abs=1e-6)


def test_every_persona_has_every_measure(ctx: Context) -> None:
    rows = ctx.warehouse.query("select persona_id, measure from marts.persona_kpis where as_of = $d", {"d": ctx.as_of})
    definition = in_force(ctx.warehouse, ctx.as_of)
    assert definition is not None
    measures = MEASURES | {f"feature:{trait.name}" for trait in definition.traits}
    assert sorted(rows) == sorted(
        [
            *((persona, measure) for persona in ("P01", "P02", "P03", "all") for measure in measures),
            *(("none", measure) for measure in SALES),
        ]
    )


def test_kpis_are_those_of_the_day(ctx: Context) -> None:
    today = ctx.warehouse.con.execute(
        "select d.*, m.persona_id from core.customer_day d left join marts.persona_members m on m.customer_key = d.identity_key and m.as_of = d.business_day where business_day = ?",
        [ctx.as_of],
    ).df()
    earlier = {
        row[0]
        for row in ctx.warehouse.query(
            "select identity_key from core.customer_day where orders > 0 and business_day < $d", {"d": ctx.as_of}
        )
    }
    mine, bought = today[today.persona_id == "P01"], today[(today.persona_id == "P01") & (today.orders > 0)]
    assert kpis(ctx, "active_share")["P01"] == (
        len(today),
        len(mine),
        len(mine),
        pytest.approx(len(mine) / len(today), abs=1e-6),
    )
    assert kpis(ctx, "conversion")["P01"][:2] == (mine.sessions.sum(), mine.purchase_sessions.sum())
    logs = np.log(bought.net_amount.astype(float))
    assert kpis(ctx, "order_value")["P01"][:3] == (
        len(bought),
        pytest.approx(logs.sum(), abs=1e-4),
        pytest.approx((logs**2).sum(), abs=1e-3),
    )
    again = int(bought.identity_key.isin(earlier).sum())
    assert kpis(ctx, "repeat_rate")["P01"][:3] == (len(bought), again, again)
    assert kpis(ctx, "nps")["all"][:3] == (
        today.nps_answers.sum(),
        today.promoters.sum() - today.detractors.sum(),
        today.promoters.sum() + today.detractors.sum(),
    )
    for measure in MEASURES - {"active_share"}:
        found = kpis(ctx, measure)
        assert found["all"][0] == sum(found[p][0] for p in ("P01", "P02", "P03")), "everybody here is a member"


def test_features_of_the_active_stand_around_their_personas_centre(ctx: Context) -> None:
    definition = in_force(ctx.warehouse, ctx.as_of)
    assert definition is not None
    for persona in definition.personas:
        n, total, squares, value = kpis(ctx, "feature:mobile_share")[persona.persona_id]
        assert n > 15
        assert value == pytest.approx(total / n, abs=1e-6)
        spread = sqrt(squares / n - (total / n) ** 2)
        assert abs(total / n - persona.centre["mobile_share"]) < 4 * spread / sqrt(n) + 0.1


def test_small_groups_are_counted_but_not_told(ctx: Context) -> None:
    rows = ctx.warehouse.query(
        "select figure, value, low, high from marts.persona_profiles where as_of = $d and n < 10", {"d": ctx.as_of}
    )
    assert all(row[1:] == (None, None, None) for row in rows)
    strict = replace(ctx, settings=Settings(publish=PublishSettings(min_cell=100_000)))
    refresh_profiles(strict)
    assert strict.warehouse.query(
        "select count(value), count(low), count(high) from marts.persona_profiles where as_of = $d", {"d": ctx.as_of}
    ) == [(0, 0, 0)]
    refresh_profiles(ctx)


def test_without_a_version_only_the_whole_shop_is_known(filled: Filled) -> None:
    early = filled(20)
    refresh_features(early)
    refresh_members(early)
    refresh_profiles(early)
    for name in ("persona_profiles", "persona_kpis"):
        personas = early.warehouse.query(
            f"select distinct persona_id from marts.{name} where as_of = $d", {"d": early.as_of}
        )
        assert personas == [("all",)]
    assert kpis(early, "conversion")["all"][0] > 0
    assert kpis(early, "active_share")["all"][1:] == (0, 0, 0.0)


def survey(ctx: Context) -> None:
    """Twenty people say what they need: 14 price, 5 choice, 1 her own address; ten changed their mind from choice to price."""
    fill(ctx.warehouse, pd.DataFrame([blank(f"c{i:02d}", 3) | answer(9, 4.0) for i in range(20)]))
    con = ctx.warehouse.con
    for i in range(20):
        response = f"c{i:02d}2026-01-04"
        text = "price" if i < 14 else "choice" if i < 19 else "12 Elm Street"
        rows = [(response, 4, "need", text), (response, 4, "open_text", "free words")]
        if i < 10:
            con.execute(
                "insert into core.responses by name select 's' as source, 'q' as survey_id, ? as response_id, date '2026-01-02' as business_day, ? as identity_key",
                [f"old{i}", f"c{i:02d}"],
            )
            rows.append((f"old{i}", 2, "need", "choice"))
        for response_id, on, role, words in rows:
            con.execute(
                "insert into core.answers by name select 's' as source, 'q' as survey_id, ? as response_id, ? as business_day, ? as question_id, 1 as choice, ? as role, ? as answer_text",
                [response_id, date(2026, 1, on), f"q_{role}", role, words],
            )


def test_answers_are_shares_of_people_by_their_last_answer(context: Night) -> None:
    ctx = replace(context(day(9)), settings=Settings(publish=PublishSettings(min_cell=5)))
    survey(ctx)
    run(ctx)
    assert profile(ctx, "answer:q_need:price")[::3] == (0.7, 20)
    assert profile(ctx, "answer:q_need:choice")[::3] == (0.25, 20)
    listed = ctx.warehouse.query("select figure from marts.persona_profiles where figure like 'answer:%'")
    assert len(listed) == 2, "what one person said names that person; open words are not counted"


def test_a_refund_on_a_later_day_does_not_change_the_days_order_value(context: Night) -> None:
    ctx = context(day(3))
    fill(ctx.warehouse, pd.DataFrame([blank("anna", 3) | {"orders": 1, "sales_amount": 80, "net_amount": 80}]))
    ctx.warehouse.con.execute("update core.orders set refund_amount = 80, net_amount = 0")
    ctx.warehouse.con.execute(
        "insert into core.order_lines by name select source, order_id, 2 as line, business_day + 5 as business_day, -80 as amount from core.order_lines"
    )
    run(ctx)
    assert kpis(ctx, "order_value")["all"] == (
        1,
        pytest.approx(log(80), abs=1e-5),
        pytest.approx(log(80) ** 2, abs=1e-4),
        pytest.approx(log(80), abs=1e-5),
    )


def test_guests_count_for_the_whole_shop(context: Night) -> None:
    ctx = context(day(3))
    fill(ctx.warehouse, pd.DataFrame([blank("anna", 3) | {"orders": 1, "sales_amount": 80, "net_amount": 80}]))
    con = ctx.warehouse.con
    con.execute(
        "insert into core.orders by name select 's' as source, 'guest' as order_id, business_day, order_type from core.orders"
    )
    con.execute(
        "insert into core.order_lines by name select 's' as source, 'guest' as order_id, 1 as line, business_day, 20 as amount from core.order_lines"
    )
    run(ctx)
    assert kpis(ctx, "order_value")["all"][0] == 2
    assert kpis(ctx, "repeat_rate")["all"][0] == 1


def test_sales_of_the_personas_and_of_nobodys_add_up_to_the_day(filled: Filled) -> None:
    """Two guests buy as well: they are in 'none', each a buyer, and the sum is what the shop sold that day."""
    ctx = filled(61)
    con = ctx.warehouse.con
    con.execute(
        "insert into core.orders by name select 's' as source, 'guest' || i as order_id, $d::date as business_day, 'sale' as order_type, "
        "20.5 as sales_amount, 0.5 as refund_amount, 20 as net_amount from range(2) t(i)",
        {"d": ctx.as_of},
    )
    run(ctx)
    orders, revenue = kpis(ctx, "orders"), kpis(ctx, "revenue")
    day_of_shop = con.execute(
        "select count(*), sum(sales_amount)::double from core.orders where business_day = ? and order_type = 'sale'",
        [ctx.as_of],
    ).fetchall()[0]
    assert (orders["all"][1], revenue["all"][1]) == pytest.approx(day_of_shop)
    parts = ("P01", "P02", "P03", "none")
    for found in (orders, revenue):
        assert sum(found[part][0] for part in parts) == found["all"][0]
        assert sum(found[part][1] for part in parts) == pytest.approx(found["all"][1])
    assert orders["none"] == (2, 2, 2, 1)
    assert revenue["none"] == (2, 41, 2 * 20.5**2, 20.5)
    assert revenue["P01"][0] == kpis(ctx, "repeat_rate")["P01"][0], "buyers are the same people"
