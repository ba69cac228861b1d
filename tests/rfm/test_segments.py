"""Scores and segments: golden shops, properties that hold for every shop, and the frozen yardstick."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from persona_pipeline.context import Context
from persona_pipeline.features import refresh_features
from persona_pipeline.rfm import SEGMENTS, refresh_segments, segment_of
from persona_pipeline.settings import PersonaSettings, Settings, Workspace
from persona_pipeline.warehouse import Warehouse, connect, create_tables
from tests.features.shop import FIRST_DAY, blank, fill

Night = Callable[[date], Context]
NIGHT = date(2026, 3, 1)
Buyer = tuple[int, int, int]  # recency_days, frequency, cents


def put(warehouse: Warehouse, buyers: list[Buyer], as_of: date = NIGHT) -> None:
    """Buyers straight into marts.customer_features, in the order given."""
    frame = pd.DataFrame(
        [(f"c{i:04d}", r, r, f, Decimal(cents) / 100) for i, (r, f, cents) in enumerate(buyers)],
        columns=["customer_key", "recency_days", "tenure_days", "frequency", "monetary"],
    )
    warehouse.con.execute("delete from marts.customer_features")
    if buyers:
        warehouse.con.register("buyers", frame)
        warehouse.con.execute("insert into marts.customer_features by name select ? as as_of, * from buyers", [as_of])
        warehouse.con.unregister("buyers")


def scores(ctx: Context, suffix: str = "") -> dict[str, tuple[int, int, int, str]]:
    rows = ctx.warehouse.query(
        f"select customer_key, r_score{suffix}, f_score{suffix}, m_score{suffix}, segment{suffix} from marts.rfm_segments where as_of = $d",
        {"d": ctx.as_of},
    )
    return {key: (r, f, m, segment) for key, r, f, m, segment in rows}


def expected(buyers: list[Buyer]) -> list[tuple[int, int, int, str]]:
    """The rule once more, by counting: independent of ranks, windows and cut points."""
    n = len(buyers)
    found = []
    for r, f, m in buyers:
        r_score = 5 - 5 * sum(other < r for other, _, _ in buyers) // n
        f_score = 1 + 5 * sum(other < f for _, other, _ in buyers) // n
        m_score = 1 + 5 * sum(other < m for _, _, other in buyers) // n
        found.append((r_score, f_score, m_score, segment_of(r_score, f_score, m_score)))
    return found


def test_golden_shop(context: Night) -> None:
    ctx = context(NIGHT)
    put(ctx.warehouse, [(0, 9, 90000), (5, 5, 50000), (20, 3, 20000), (60, 1, 3000), (200, 1, 1000)])
    refresh_segments(ctx)
    assert scores(ctx, "_tonight") == {
        "c0000": (5, 5, 5, "Champions"),
        "c0001": (4, 4, 4, "Loyal"),
        "c0002": (3, 3, 3, "Needs attention"),
        "c0003": (2, 1, 2, "About to sleep"),
        "c0004": (1, 1, 1, "Lost"),
    }
    bounds = ctx.warehouse.query(
        "select metric, score, lower_bound from marts.rfm_cut_points where basis = 'tonight' order by 1, 2"
    )
    assert bounds == [
        *(("frequency", score, bound) for score, bound in zip(range(1, 6), [1.0, None, 3.0, 5.0, 9.0], strict=True)),
        *(
            ("monetary", score, bound)
            for score, bound in zip(range(1, 6), [10.0, 30.0, 200.0, 500.0, 900.0], strict=True)
        ),
        *(
            ("recency_days", score, bound)
            for score, bound in zip(range(1, 6), [200.0, 60.0, 20.0, 5.0, 0.0], strict=True)
        ),
    ]


def test_when_most_ordered_once_scores_are_still_complete(context: Night) -> None:
    ctx = context(NIGHT)
    put(ctx.warehouse, [(i, 1 if i < 80 else 1 + i % 3, 100 * i) for i in range(100)])
    refresh_segments(ctx)
    found = scores(ctx, "_tonight")
    assert len(found) == 100
    assert {f for _, f, _, _ in found.values()} == {1, 5}
    bounds = ctx.warehouse.query(
        "select score, lower_bound from marts.rfm_cut_points where basis = 'tonight' and metric = 'frequency' order by 1"
    )
    assert [bound is None for _, bound in bounds] == [False, True, True, True, False]


def test_where_all_are_equal_everybody_is_recent_and_nobody_is_big(context: Night) -> None:
    ctx = context(NIGHT)
    put(ctx.warehouse, [(3, 1, 500)] * 40)
    refresh_segments(ctx)
    assert set(scores(ctx).values()) == {(5, 1, 1, "New customers")}


def test_one_customer_and_nobody(context: Night) -> None:
    ctx = context(NIGHT)
    put(ctx.warehouse, [(3, 1, -500)])
    refresh_segments(ctx)
    assert list(scores(ctx).values()) == [(5, 1, 1, "New customers")]
    put(ctx.warehouse, [])
    report = refresh_segments(ctx)
    assert report.rows == {"marts.rfm_cut_points": 30, "marts.rfm_segments": 0, "marts.rfm_summary": len(SEGMENTS)}
    assert ctx.warehouse.query(
        "select sum(customers), sum(monetary), count(median_recency_days) from marts.rfm_summary"
    ) == [(0, 0, 0)]


def test_the_summary_adds_up(context: Night) -> None:
    ctx = context(NIGHT)
    put(ctx.warehouse, [(i * 7 % 90, 1 + i % 6, (i * 37 % 500 - 100) * 100) for i in range(200)])
    refresh_segments(ctx)
    summary = ctx.warehouse.query(
        "select segment, customers, customers_tonight, monetary, mean_frequency from marts.rfm_summary"
    )
    assert sorted(row[0] for row in summary) == sorted(SEGMENTS)
    assert sum(row[1] for row in summary) == sum(row[2] for row in summary) == 200
    assert (
        sum(row[3] for row in summary) == ctx.warehouse.query("select sum(monetary) from marts.customer_features")[0][0]
    )
    for segment, customers, _, _, mean in summary:
        own = ctx.warehouse.query("select avg(frequency) from marts.rfm_segments where segment = $s", {"s": segment})[
            0
        ][0]
        assert mean == (pytest.approx(own, abs=1e-6) if customers else None)


@contextmanager
def shop() -> Iterator[Context]:
    with TemporaryDirectory() as folder:
        con = connect(None)
        create_tables(con)
        yield Context(Workspace(Path(folder)), Settings(), Warehouse(con), NIGHT)
        con.close()


@pytest.fixture(scope="module")
def one_shop() -> Iterator[Context]:
    with shop() as ctx:
        yield ctx


BUYERS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 6), st.integers(-3, 9).map(lambda euros: euros * 100)),
    min_size=1,
    max_size=40,
)


@pytest.mark.slow
@given(buyers=BUYERS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_holds_for_every_shop(one_shop: Context, buyers: list[Buyer]) -> None:
    put(one_shop.warehouse, buyers)
    refresh_segments(one_shop)
    found = [row for _, row in sorted(scores(one_shop, "_tonight").items())]
    assert found == expected(buyers), "every buyer has exactly one segment, by the rule"
    assert scores(one_shop) == scores(one_shop, "_tonight"), "before the freeze day both yardsticks are one"
    for one, its in zip(buyers, found, strict=True):
        for other, theirs in zip(buyers, found, strict=True):
            if one == other:
                assert its == theirs, "equal inputs, equal scores"
            if one[0] <= other[0]:
                assert its[0] >= theirs[0], "more recent is never scored lower"
            if one[1] >= other[1]:
                assert its[1] >= theirs[1], "more orders are never scored lower"
            if one[2] >= other[2]:
                assert its[2] >= theirs[2], "more money is never scored lower"


@pytest.mark.slow
@given(buyers=BUYERS, data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_rows_does_not_matter(one_shop: Context, buyers: list[Buyer], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(buyers))))
    put(one_shop.warehouse, buyers)
    refresh_segments(one_shop)
    before = [row for _, row in sorted(scores(one_shop).items())]
    put(one_shop.warehouse, [buyers[i] for i in order])
    refresh_segments(one_shop)
    after = [row for _, row in sorted(scores(one_shop).items())]
    assert after == [before[i] for i in order]


def growing_shop(ctx: Context) -> Context:
    """Thirty people who order ever more often; the yardstick is frozen five days after the first order."""
    rows = [
        blank(f"c{person:02d}", day) | {"orders": 1, "sales_amount": 5 + person, "net_amount": 5 + person}
        for day in range(15)
        for person in range(30)
        if (day * 7 + person) % (4 if day < 6 else 2) == 0
    ]
    fill(ctx.warehouse, pd.DataFrame(rows))
    return replace(ctx, settings=Settings(personas=PersonaSettings(first_fit_after_days=5)))


def night(ctx: Context, number: int) -> Context:
    tonight = replace(ctx, as_of=FIRST_DAY + timedelta(days=number))
    refresh_features(tonight)
    refresh_segments(tonight)
    return tonight


def cut_points(ctx: Context, basis: str) -> list[tuple[object, ...]]:
    return ctx.warehouse.query(
        "select metric, score, lower_bound from marts.rfm_cut_points where as_of = $d and basis = $b order by 1, 2",
        {"d": ctx.as_of, "b": basis},
    )


def test_the_frozen_yardstick_is_that_of_the_freeze_day(context: Night) -> None:
    ctx = growing_shop(context(NIGHT))
    before, frozen, later = night(ctx, 4), night(ctx, 5), night(ctx, 14)
    assert cut_points(before, "frozen") == cut_points(before, "tonight")
    assert cut_points(later, "frozen") == cut_points(frozen, "tonight")
    assert cut_points(later, "tonight") != cut_points(frozen, "tonight")
    assert scores(later) != scores(later, "_tonight")


@pytest.mark.slow
def test_night_by_night_and_at_once_end_alike(context: Night) -> None:
    ctx = growing_shop(context(NIGHT))
    table = "select * from marts.rfm_segments where as_of = $d order by customer_key"
    at_once = night(ctx, 14)
    first = ctx.warehouse.query(table, {"d": at_once.as_of}), cut_points(at_once, "frozen")
    for name in ("rfm_cut_points", "rfm_segments", "rfm_summary", "customer_features"):
        ctx.warehouse.con.execute(f"delete from marts.{name}")
    for number in range(15):
        by_night = night(ctx, number)
    assert (ctx.warehouse.query(table, {"d": by_night.as_of}), cut_points(by_night, "frozen")) == first


def test_a_correction_of_old_days_does_not_move_the_frozen_yardstick(context: Night) -> None:
    ctx = growing_shop(context(NIGHT))
    frozen = night(ctx, 5)
    ctx.warehouse.con.execute(
        "update core.customer_day set net_amount = net_amount * 9 where business_day < date '2026-01-04'"
    )
    assert cut_points(night(ctx, 6), "frozen") == cut_points(frozen, "frozen")


def test_running_a_night_again_changes_nothing(context: Night) -> None:
    ctx = growing_shop(context(NIGHT))
    tables = ("rfm_cut_points", "rfm_segments", "rfm_summary")
    night(ctx, 5)
    night(ctx, 8)
    before = [ctx.warehouse.query(f"select * from marts.{name} order by all") for name in tables]
    night(ctx, 5)
    night(ctx, 8)
    assert [ctx.warehouse.query(f"select * from marts.{name} order by all") for name in tables] == before
