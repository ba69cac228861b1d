"""Whose facts changed after a night was told: exactly those people, however their rows came."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from persona_pipeline.context import Context
from persona_pipeline.core import conform_orders, conform_web, resolve_identities, roll_up
from persona_pipeline.settings import Settings, Source
from persona_pipeline.warehouse import Warehouse

from .rows import event, line, load, unload

DAY = date(2026, 3, 1)
TOLD = DAY + timedelta(days=1)


@pytest.fixture
def settings() -> Settings:
    return Settings(
        sources=(Source(name="shop", kind="orders", path="a/*"), Source(name="site", kind="web", path="b/*"))
    )


def run(ctx: Context) -> None:
    resolve_identities(ctx)
    conform_orders(ctx)
    conform_web(ctx)
    roll_up(ctx)


def tell(warehouse: Warehouse, night: date = TOLD) -> None:
    """A night with members, so that later changes of its days matter."""
    warehouse.query("insert into marts.persona_nights values ($d, 1, 365, 'subtract', 'count', 10)", {"d": night})


def touched(warehouse: Warehouse) -> list[tuple[int, date | None, str]]:
    rows: list[tuple[int, date | None, str]] = warehouse.query(
        "select t.touched, t.business_day, i.value from ops.touched_people as t "
        "left join raw.identifiers as i on i.identity_key = t.identity_key order by all"
    )
    return rows


def test_only_people_whose_day_changed_and_only_days_that_were_told(
    warehouse: Warehouse, context: Callable[[date], Context], key: str
) -> None:
    ctx = context(TOLD)
    load(warehouse, "orders", "a", 1, [line(f"o{n}", DAY, customer_id=f"c{n}") for n in range(3)])
    run(ctx)
    assert touched(warehouse) == [], "nobody was told anything yet"
    tell(warehouse)
    late = [line("late", DAY, customer_id="c1"), line("new", TOLD + timedelta(days=1), customer_id="c2")]
    load(warehouse, "orders", "b", 2, late)
    run(ctx)
    assert touched(warehouse) == [(1, DAY, "c1")]
    load(warehouse, "orders", "again", 3, [line("o2", DAY, customer_id="c2")])
    run(ctx)
    assert touched(warehouse) == [(1, DAY, "c1")], "the same order once more changes nothing"
    unload(warehouse, "orders", "b")
    run(ctx)
    assert touched(warehouse) == [(1, DAY, "c1"), (2, DAY, "c1")], "what is withdrawn is a change, too"


def test_an_order_that_moves_to_another_day_touches_both(
    warehouse: Warehouse, context: Callable[[date], Context], key: str
) -> None:
    """The file has rows of tonight only, and yet a day that was told is not what it was."""
    ctx = context(TOLD)
    load(warehouse, "orders", "a", 1, [line("1", DAY, customer_id="c1"), line("2", DAY, customer_id="c2")])
    run(ctx)
    tell(warehouse)
    load(warehouse, "orders", "b", 2, [line("1", TOLD + timedelta(days=1), customer_id="c1")])
    run(ctx)
    assert touched(warehouse) == [(1, DAY, "c1")]


def test_a_device_that_turns_out_to_be_somebodys_touches_both(
    warehouse: Warehouse, context: Callable[[date], Context], key: str
) -> None:
    ctx = context(TOLD)
    at = datetime(2026, 3, 1, 9)
    load(
        warehouse,
        "web",
        "a",
        1,
        [event("1", at, visitor_id="phone"), event("2", at, visitor_id="tablet")],
        source="site",
    )
    load(warehouse, "orders", "b", 2, [line("1", DAY, customer_id="ann")])
    run(ctx)
    tell(warehouse)
    later = datetime(2026, 3, 3, 9)
    load(warehouse, "web", "c", 3, [event("3", later, visitor_id="phone", customer_id="ann")], source="site")
    run(ctx)
    assert touched(warehouse) == [(1, None, "ann"), (1, None, "phone")]
