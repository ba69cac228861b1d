"""Each order, event and response once; late and corrected rows change their own days only."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import permutations

import pytest

from persona_pipeline.context import Context
from persona_pipeline.core import conform_orders, conform_survey, conform_web, resolve_identities, roll_up
from persona_pipeline.settings import Question, Settings, Source
from persona_pipeline.warehouse import Warehouse

from .rows import event, line, load, unload

DAY = date(2026, 3, 1)
NEXT = date(2026, 3, 2)
LATER = date(2026, 3, 5)


@pytest.fixture
def settings() -> Settings:
    questions = {
        "nps": Question(column="nps", role="nps"),
        "site": Question(column="site", role="satisfaction", touchpoint="site", scale=(1, 10)),
        "need": Question(column="need", role="need", separator="; "),
    }
    return Settings(
        sources=(
            Source(name="shop", kind="orders", path="a/*"),
            Source(name="site", kind="web", path="b/*"),
            Source(name="poll", kind="survey", path="c/*", questions=questions),
        )
    )


@pytest.fixture
def ctx(context: Callable[[date], Context]) -> Context:
    return context(LATER)


def conform(ctx: Context) -> None:
    for stage in (resolve_identities, conform_orders, conform_web, conform_survey, roll_up):
        stage(ctx)


def test_exact_duplicate_lines_count_once_and_are_counted(warehouse: Warehouse, ctx: Context) -> None:
    load(warehouse, "orders", "a", 1, [line("1", DAY), line("1", DAY), line("1", DAY, product_id="q")])
    conform(ctx)
    assert warehouse.query("select lines, net_amount from core.orders") == [(2, Decimal("20.0000"))]
    assert warehouse.query(
        "select rows_raw, rows_core, rows_duplicate, rows_replaced, amount_raw, amount_core, amount_duplicate from ops.row_counts"
    ) == [(3, 2, 1, 0, Decimal("30.0000"), Decimal("20.0000"), Decimal("10.0000"))]


def test_equal_lines_with_own_line_numbers_are_two_lines(warehouse: Warehouse, ctx: Context) -> None:
    load(warehouse, "orders", "a", 1, [line("1", DAY, line_number="1"), line("1", DAY, line_number="2")])
    conform(ctx)
    assert warehouse.query("select line, amount from core.order_lines order by line") == [
        (1, Decimal("10.0000")),
        (2, Decimal("10.0000")),
    ]


def test_last_version_of_an_order_wins_and_moves_its_day(warehouse: Warehouse, ctx: Context) -> None:
    load(warehouse, "orders", "a", 1, [line("1", DAY), line("2", DAY)])
    conform(ctx)
    load(warehouse, "orders", "b", 2, [line("1", NEXT, quantity=1)])
    conform(ctx)
    assert warehouse.query("select order_id, business_day, net_amount from core.orders order by order_id") == [
        ("1", NEXT, Decimal("5.0000")),
        ("2", DAY, Decimal("10.0000")),
    ]
    counts = warehouse.query("select business_day, rows_raw, rows_core, rows_replaced from ops.row_counts order by 1")
    assert counts == [(DAY, 2, 1, 1), (NEXT, 1, 1, 0)]
    assert warehouse.query("select business_day, orders, sales_amount from marts.daily_figures order by 1") == [
        (DAY, 1, Decimal("10.00")),
        (NEXT, 1, Decimal("5.00")),
    ]


def test_the_last_version_wins_within_one_file_too(warehouse: Warehouse, ctx: Context) -> None:
    first, last = datetime(2026, 3, 1, 9), datetime(2026, 3, 1, 17)
    rows = [
        line("1", DAY, line_number="1", quantity=1, updated_at=first),
        line("1", DAY, line_number="2", quantity=1, updated_at=first),
        line("1", DAY, line_number="1", quantity=2, updated_at=last),
        line("1", DAY, line_number="1", quantity=2, updated_at=last),
        line("2", DAY, updated_at=first),
        line("2", DAY, quantity=5),
    ]
    load(warehouse, "orders", "a", 1, rows)
    conform(ctx)
    assert warehouse.query("select order_id, lines, pieces from core.orders order by order_id") == [
        ("1", 1, Decimal("2.000")),
        ("2", 1, Decimal("2.000")),
    ]
    assert warehouse.query("select rows_raw, rows_core, rows_duplicate, rows_replaced from ops.row_counts") == [
        (6, 2, 1, 3)
    ]


def test_lines_that_each_note_their_own_change_are_one_version(warehouse: Warehouse, ctx: Context) -> None:
    rows = [
        line("1", DAY, line_number="1", updated_at=datetime(2026, 3, 1, 9)),
        line("1", DAY, line_number="2", updated_at=datetime(2026, 3, 1, 17)),
    ]
    load(warehouse, "orders", "a", 1, [*rows, rows[0]])
    conform(ctx)
    assert warehouse.query("select lines from core.orders") == [(2,)]
    assert warehouse.query("select rows_core, rows_duplicate, rows_replaced from ops.row_counts") == [(2, 1, 0)]


def test_time_of_change_beats_order_of_arrival(warehouse: Warehouse, ctx: Context) -> None:
    load(warehouse, "orders", "new", 1, [line("1", DAY, quantity=7, updated_at=datetime(2026, 3, 4))])
    load(warehouse, "orders", "old", 2, [line("1", DAY, quantity=1, updated_at=datetime(2026, 3, 3))])
    conform(ctx)
    assert warehouse.query("select pieces from core.orders") == [(Decimal("7.000"),)]


def test_a_withdrawn_load_gives_way_to_the_version_before(warehouse: Warehouse, ctx: Context) -> None:
    load(warehouse, "orders", "a", 1, [line("1", DAY)])
    load(warehouse, "orders", "b", 2, [line("1", NEXT, quantity=1)])
    conform(ctx)
    unload(warehouse, "orders", "b")
    conform(ctx)
    assert warehouse.query("select business_day, net_amount from core.orders") == [(DAY, Decimal("10.0000"))]
    assert warehouse.query("select business_day from marts.daily_figures") == [(DAY,)]


@pytest.mark.slow
def test_order_of_arrival_does_not_matter(warehouse: Warehouse, ctx: Context) -> None:
    loads = {
        "a": [line("1", DAY, updated_at=datetime(2026, 3, 1)), line("2", DAY)],
        "b": [line("1", NEXT, quantity=3, updated_at=datetime(2026, 3, 2))],
        "c": [line("R", NEXT, quantity=-2, refund_of="2"), line("3", LATER)],
    }
    seen = set()
    for order in permutations(loads):
        for table in ("raw.orders", "ops.loads", "core.orders", "core.order_lines", "ops.row_counts"):
            warehouse.con.execute(f"delete from {table}")
        for sequence, name in enumerate(order):
            load(warehouse, "orders", name, sequence, list(loads[name]))
            conform(ctx)
        seen.add(str(warehouse.query("select * from core.order_lines order by all")))
        seen.add(str(warehouse.query("select * from ops.row_counts order by all")))
    assert len(seen) == 2


def test_refunds_reduce_revenue_on_their_own_day(warehouse: Warehouse, ctx: Context) -> None:
    load(
        warehouse, "orders", "a", 1, [line("1", DAY, customer_id="7"), line("C1", LATER, quantity=-1, customer_id="7")]
    )
    conform(ctx)
    assert warehouse.query("select order_type, business_day, net_amount from core.orders order by 2") == [
        ("sale", DAY, Decimal("10.0000")),
        ("refund", LATER, Decimal("-5.0000")),
    ]
    assert warehouse.query("select business_day, net_amount from marts.daily_figures order by 1") == [
        (DAY, Decimal("10.00")),
        (LATER, Decimal("-5.00")),
    ]


def test_guests_count_in_sales_and_have_no_pseudonym(warehouse: Warehouse, ctx: Context) -> None:
    load(warehouse, "orders", "a", 1, [line("1", DAY), line("2", DAY, customer_id="7")])
    conform(ctx)
    assert warehouse.query("select orders, guest_orders, customers from marts.daily_figures") == [(2, 1, 1)]
    assert warehouse.count("core.customer_day") == 1


def test_repeated_events_count_once_and_sessions_are_cut_after_30_minutes(warehouse: Warehouse, ctx: Context) -> None:
    at = datetime(2026, 3, 1, 10)
    rows = [
        event("1", at, visitor_id="v"),
        event("1", at, visitor_id="v"),
        event("2", at.replace(minute=20), "view_item", visitor_id="v"),
        event("3", at.replace(minute=51), "purchase", visitor_id="v", order_id="9", revenue=12),
        event("4", at.replace(minute=52), "purchase", visitor_id="v", order_id="9", revenue=12),
        event("5", at, "page_view"),
        event("6", at, "page_view", visitor_id="w", session_id="own"),
    ]
    load(warehouse, "web", "a", 1, rows, source="site")
    conform(ctx)
    assert warehouse.count("core.events") == 5  # one came twice, and one order was noted twice
    sessions = warehouse.query(
        "select events, product_views, purchases, duration_s from core.sessions order by started_at, events desc"
    )
    assert sessions == [(2, 1, 0, 1200), (1, 0, 0, 0), (1, 0, 1, 0)]
    assert warehouse.query("select rows_raw, rows_core, rows_duplicate from ops.row_counts") == [(7, 5, 2)]


@pytest.mark.slow
def test_running_again_changes_nothing(warehouse: Warehouse, ctx: Context) -> None:
    load(warehouse, "orders", "a", 1, [line("1", DAY, customer_id="7", email="A@x.nl"), line("2", NEXT)])
    load(
        warehouse, "web", "b", 2, [event("1", datetime(2026, 3, 1, 9), visitor_id="v", customer_id="7")], source="site"
    )
    conform(ctx)
    tables = ("core.orders", "core.order_lines", "core.events", "core.sessions", "core.identities", "core.customer_day")
    before = [warehouse.query(f"select * from {table} order by all") for table in tables]
    for kind in ("orders", "web", "survey"):
        for day in (DAY, NEXT, LATER):
            warehouse.con.execute("insert into ops.pending_days values (?, ?)", [kind, day])
    conform(ctx)
    assert [warehouse.query(f"select * from {table} order by all") for table in tables] == before


def test_answers_in_long_form(warehouse: Warehouse, ctx: Context) -> None:
    answers = '{"nps": "9", "site": "10", "need": "speed; ask ann@example.org", "unasked": "x"}'
    row = {
        "survey_id": "s", "response_id": "r", "business_day": DAY, "submitted_at": datetime(2026, 3, 1), "email": " A@X.nl ",
        "answers": answers,
    }  # fmt: skip
    load(warehouse, "survey", "a", 1, [row], source="poll")
    conform(ctx)
    assert warehouse.query("select nps, satisfaction, identity_key is null from core.responses") == [(9, 5.0, False)]
    assert warehouse.query("select question_id, choice, answer_text from core.answers order by 1, 2") == [
        ("need", 1, "speed"),
        ("need", 2, "ask ***@***"),
        ("nps", 1, "9"),
        ("site", 1, "10"),
    ]


def test_no_facts_no_error(ctx: Context) -> None:
    conform(ctx)
    assert conform_orders(replace(ctx, as_of=DAY)).rows == {"core.order_lines": 0, "core.orders": 0}


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ({"duration_s": Decimal("38.4")}, 39),
        ({"duration_s": 0, "started_at": datetime(2026, 3, 1, 11, 55)}, 300),
        ({"started_at": datetime(2026, 3, 1, 12)}, None),
        ({"started_at": datetime(2026, 3, 1, 13)}, None),
        ({}, None),
    ],
)
def test_a_response_tells_how_long_it_took_where_the_file_does(
    warehouse: Warehouse, ctx: Context, given: dict[str, object], seconds: int | None
) -> None:
    row = {"survey_id": "s", "response_id": "r", "business_day": DAY, "submitted_at": datetime(2026, 3, 1, 12)}
    load(warehouse, "survey", "a", 1, [row | given], source="poll")
    conform(ctx)
    assert warehouse.query("select duration_s from core.responses") == [(seconds,)]


def test_a_number_that_was_used_again_is_told_and_a_corrected_order_is_not(warehouse: Warehouse, ctx: Context) -> None:
    first = [line("1", DAY, customer_id="a"), line("2", DAY, customer_id="b"), line("3", DAY, email="c@example.org")]
    load(warehouse, "orders", "a", 1, [*first, line("4", DAY, customer_id="d")])
    resolve_identities(ctx)
    assert conform_orders(ctx).checks[0].passed
    again = [
        line("1", LATER, customer_id="z"),  # somebody else, another day
        line("2", LATER, customer_id="b"),  # the same customer on a corrected day
        line("3", LATER, email="C@example.org"),
        line("4", DAY, customer_id="y"),  # corrected on its day
    ]
    load(warehouse, "orders", "b", 2, again)
    resolve_identities(ctx)
    (check,) = conform_orders(ctx).checks
    assert (check.passed, check.blocking) == (False, False)
    assert "source shop: 1 order with another customer and another day stood" in check.reason
    assert f"1 of {DAY}, which is now that of {LATER}" in check.reason
