"""Web facts: purchases once over all days, exports that come again, pings without consent, days of 23 and 25 hours."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import permutations
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from persona_pipeline.context import Context
from persona_pipeline.core import conform_orders, conform_web, refresh_match_rates, resolve_identities, roll_up
from persona_pipeline.settings import Settings, ShopSettings, Source
from persona_pipeline.warehouse import Warehouse

from .rows import event, line, load, unload

FIRST, SECOND, THIRD = (datetime(2026, 3, day, 10) for day in (1, 2, 3))


@pytest.fixture
def settings() -> Settings:
    return Settings(
        shop=ShopSettings(timezone="Europe/Amsterdam"),
        sources=(
            Source(name="shop", kind="orders", path="a/*"),
            Source(name="site", kind="web", path="b/*"),
            Source(name="app", kind="web", path="c/*"),
        ),
    )


@pytest.fixture
def ctx(context: Callable[[date], Context]) -> Context:
    return context(date(2026, 12, 31))


def conform(ctx: Context) -> None:
    for stage in (resolve_identities, conform_orders, conform_web, roll_up):
        stage(ctx)


def bought(event_id: str, at: datetime, order_id: str | None = "T1", **more: Any) -> dict[str, Any]:
    row = {"visitor_id": "v", "session_id": f"s{at:%d}", "order_id": order_id, "revenue": 30, "product_id": "p", **more}
    return event(event_id, at, "purchase", **row)


def purchases(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    return warehouse.query(
        "select business_day, purchases, revenue from core.sessions order by business_day, session_id"
    )


@pytest.mark.slow
def test_a_purchase_counts_on_its_oldest_day_whatever_came_first(warehouse: Warehouse, ctx: Context) -> None:
    loads = {
        "a": [bought("1", FIRST)],
        "b": [bought("2", SECOND), event("3", SECOND, visitor_id="v", session_id="s02")],
        "c": [bought("4", THIRD)],
    }
    seen = set()
    for order in permutations(loads):
        for table in (
            "raw.events",
            "ops.loads",
            "core.events",
            "core.sessions",
            "ops.row_counts",
            "marts.daily_figures",
            "core.customer_day",
        ):
            warehouse.query(f"delete from {table}")
        for sequence, name in enumerate(order):
            load(warehouse, "web", name, sequence, list(loads[name]), source="site")
            conform(ctx)
        assert purchases(warehouse) == [(FIRST.date(), 1, Decimal(30)), (SECOND.date(), 0, Decimal(0))], order
        seen.add(
            str(
                [
                    warehouse.query(f"select * from {name} order by all")
                    for name in ("core.events", "ops.row_counts", "marts.daily_figures")
                ]
            )
        )
        raw, core, twice = warehouse.query(
            "select sum(rows_raw), sum(rows_core), sum(rows_duplicate) from ops.row_counts"
        )[0]
        assert (raw, core, twice) == (4, 2, 2)
    assert len(seen) == 1


def test_when_the_oldest_leaves_the_next_counts(warehouse: Warehouse, ctx: Context) -> None:
    load(warehouse, "web", "a", 1, [bought("1", FIRST)], source="site")
    load(warehouse, "web", "b", 2, [bought("2", THIRD)], source="site")
    conform(ctx)
    unload(warehouse, "web", "a")
    conform(ctx)
    assert purchases(warehouse) == [(THIRD.date(), 1, Decimal(30))]


def test_days_without_a_shared_purchase_are_left_alone(warehouse: Warehouse, ctx: Context) -> None:
    load(warehouse, "web", "a", 1, [bought("1", FIRST), bought("2", SECOND, "T2")], source="site")
    conform(ctx)
    load(warehouse, "web", "b", 2, [bought("3", THIRD)], source="site")
    conform_web(ctx)
    marked = warehouse.query("select business_day from ops.pending_days where kind = 'rollup' order by 1")
    assert marked == [(FIRST.date(),), (THIRD.date(),)]


def test_what_does_not_count_as_the_same_purchase(warehouse: Warehouse, ctx: Context) -> None:
    at = FIRST
    load(
        warehouse,
        "web",
        "a",
        1,
        [
            bought("1", at, None),
            bought("2", at + timedelta(minutes=1), None),
            bought("3", at, "T1", product_id="p", session_id="x"),
            bought("4", at, "T1", product_id="q", session_id="x"),  # a second line of the same purchase
            bought("5", at, "T1", product_id="q", session_id="x"),  # the same line, sent twice
        ],
        source="site",
    )
    load(warehouse, "web", "b", 2, [bought("9", SECOND, "T1", session_id="other")], source="app")
    conform(ctx)
    found = warehouse.query("select source, session_id, purchases, revenue from core.sessions order by all")
    assert found == [("app", "other", 1, Decimal(30)), ("site", "s01", 1, Decimal(60)), ("site", "x", 1, Decimal(60))]


def test_a_day_exported_again_under_another_name_adds_only_what_is_new(warehouse: Warehouse, ctx: Context) -> None:
    rows: list[Mapping[str, Any]] = [
        event(str(number), FIRST + timedelta(minutes=number), visitor_id="v", session_id="s") for number in range(5)
    ]
    load(warehouse, "web", "a", 1, rows[:3], source="site")
    conform(ctx)
    load(warehouse, "web", "b", 2, rows, source="site")
    conform(ctx)
    assert warehouse.query("select rows_raw, rows_core, rows_duplicate from ops.row_counts") == [(8, 5, 3)]
    assert warehouse.query("select events, duration_s from core.sessions") == [(5, 240)]


def test_pings_without_consent_are_counted_apart(warehouse: Warehouse, ctx: Context) -> None:
    rows: list[Mapping[str, Any]] = [
        event("1", FIRST),
        event("2", FIRST),
        event("3", FIRST, visitor_id="v"),
        event("4", FIRST, session_id="s"),
    ]
    load(warehouse, "web", "a", 1, rows, source="site")
    conform(ctx)
    refresh_match_rates(ctx)
    figure = "select numerator, denominator, rate from marts.match_rates where figure = 'events_without_consent'"
    assert warehouse.query(figure) == [(2, 4, 0.5)]
    assert warehouse.query("select count(*) from core.sessions") == [(2,)]


@pytest.mark.slow
@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)])
def test_every_hour_belongs_to_one_local_day(warehouse: Warehouse, ctx: Context, day: date, hours: int) -> None:
    zone = ZoneInfo("Europe/Amsterdam")
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
    moments = [noon + timedelta(minutes=30 * step) for step in range(-80, 80)]
    local = [moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).date() for moment in moments]
    pairs = list(zip(moments, local, strict=True))
    load(
        warehouse, "web", "w", 1,
        [event(str(at), at, business_day=on, visitor_id="v") for at, on in pairs], source="site",
    )  # fmt: skip
    load(warehouse, "orders", "o", 2, [line(str(at), on, ordered_at=at) for at, on in pairs])
    conform(ctx)
    events = dict(warehouse.query("select business_day, count(*) from core.events group by 1"))
    orders = dict(warehouse.query("select business_day, orders from marts.daily_figures where orders > 0"))
    assert events == orders
    assert events[day] == 2 * hours
    assert sum(events.values()) == len(moments)
    assert warehouse.query("select sum(net_amount) from marts.daily_figures") == [(Decimal(10 * len(moments)),)]
