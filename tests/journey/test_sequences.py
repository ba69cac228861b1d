"""Sequences that precede drop-off: planted ones are found, chance ones are not, many of them or not."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_pipeline.context import Context
from persona_pipeline.journey import refresh_facts, refresh_journey
from persona_pipeline.journey.sequences import Sums, adjust, lift

from .filling import DAY, members_of, put, sessions_of, visit

SETTINGS = {"publish": {"min_cell": 5}, "rfm": {"window_days": 90}}


@pytest.mark.slow  # scipy.stats takes seconds to import
@settings(max_examples=15)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_q_values_are_those_of_scipy(p_values: list[float]) -> None:
    from scipy.stats import false_discovery_control

    assert adjust(p_values) == pytest.approx(list(false_discovery_control(p_values)))


def test_people_and_not_their_cases_make_the_interval() -> None:
    """Ten cases of one person each say more than the same cases of people who always do the same."""
    apart = Sums(people=200, m=200, y=100, mm=200, my=100, yy=100)
    alike = Sums(people=20, m=200, y=100, mm=2000, my=1000, yy=1000)
    other = Sums(people=1000, m=1000, y=400, mm=1000, my=400, yy=400)
    near, far = lift(apart, other), lift(alike, other)
    assert near.value == far.value == pytest.approx(1.25, abs=0.01)
    assert near.low > 1 > far.low
    assert near.p < 0.05 < far.p


def test_of_many_sequences_without_a_difference_hardly_any_is_a_finding() -> None:
    random = np.random.default_rng(5)
    found = 0
    for _ in range(40):
        draws = [(random.binomial(120, 0.6), random.binomial(400, 0.6)) for _ in range(50)]
        lifts = [lift(_alone(120, with_it), _alone(400, without)) for with_it, without in draws]
        found += any(q <= 0.05 for q in adjust([each.p for each in lifts]))
    assert found <= 5, "5 % of the nights, give or take"


def _alone(m: int, y: int) -> Sums:
    return Sums(m, m, y, m, y, y)


def _shop(
    ctx: Context,
    sessions: list[tuple[str, str, date, int]],
    orders: list[tuple[str, date]],
    refunds: list[tuple[str, date]],
) -> None:
    events = [
        event
        for n, (person, names, day, hour) in enumerate(sessions)
        for event in visit(person, f"s{n}", names, day=day, hour=hour)
    ]
    put(ctx.warehouse, "core.events", events)
    head = {"source": "shop", "channel": "web", "order_type": "sale", "sales_amount": 50, "refund_amount": 0}
    put(ctx.warehouse, "core.orders", [
        {**head, "order_id": f"o{n}", "identity_key": person, "business_day": day, "ordered_at": datetime(day.year, day.month, day.day, 20)}
        for n, (person, day) in enumerate(orders)
    ])  # fmt: skip
    put(ctx.warehouse, "core.order_lines", [
        {"source": "shop", "order_id": f"b{n}", "line": 1, "identity_key": person, "business_day": day, "line_type": "refund",
         "ordered_at": datetime(day.year, day.month, day.day, 21)}
        for n, (person, day) in enumerate(refunds)
    ])  # fmt: skip
    sessions_of(ctx.warehouse)
    people = sorted({person for person, *_ in sessions} | {person for person, _ in orders})
    members_of(
        ctx,
        {person: "P01" if person < "n" else "P02" for person in people},
        frequency=1,
        order_value=50.0,
        tenure_days=80,
    )
    refresh_facts(ctx)
    refresh_journey(ctx)


def test_a_failed_payment_and_a_refund_that_lose_people_are_found(night: Callable[..., Context]) -> None:
    """Planted: eight of ten failed payments end the visit, one of ten otherwise; refunds are followed by silence, other orders are not."""
    ctx = night(DAY, **SETTINGS)
    bought, failed = (
        "view_item add_to_cart add_payment_info purchase",
        "view_item add_to_cart add_payment_info payment_failed",
    )
    sessions, orders, refunds = [], [], []
    for n in range(120):
        person = f"{'k' if n % 2 else 'z'}{n:03d}"
        unlucky = n % 4 < 2
        gives_up = n % 10 != 0 if unlucky else n % 10 == 0
        names = (
            (f"{failed}" if gives_up else f"{failed} purchase")
            if unlucky
            else (bought.replace(" purchase", "") if gives_up else bought)
        )
        sessions.append((person, names, DAY - timedelta(days=70), 9))
        refunded = n % 3 == 0
        first = DAY - timedelta(days=69)
        orders.append((person, first))
        if refunded:
            refunds.append((person, first + timedelta(days=3)))
        if not refunded or n % 9 == 0:
            orders += [(person, first + timedelta(days=20)), (person, first + timedelta(days=45))]
    _shop(ctx, sessions, orders, refunds)
    rows = {
        (row[0], row[1]): row[2:]
        for row in ctx.warehouse.query(
            "select persona_id, sequence, n, share, share_without, lift, lift_low, finding from marts.persona_sequences"
        )
    }
    n, share, without, value, low, finding = rows["all", "payment > failed payment"]
    assert (n, finding) == (60, True)
    assert share > 0.8
    assert without < 0.3
    assert value > low > 2
    assert rows["all", "refund"][-1] is True
    assert not any(row[-1] for key, row in rows.items() if key[1] in ("product page > cart", "order"))


def test_a_habit_of_the_persona_that_buys_less_is_no_finding_of_all(night: Callable[..., Context]) -> None:
    """Z-people search and rarely buy, k-people do neither; within each, searching changes nothing."""
    ctx = night(DAY, **SETTINGS)
    sessions = []
    for n in range(400):
        person = f"{'k' if n % 2 else 'z'}{n:03d}"
        kind = n // 2
        searches = kind % 10 < (2 if n % 2 else 8)
        buys = (kind // 10) % 10 < (7 if n % 2 else 2)
        names = f"page_view:/ {'view_search_results ' if searches else ''}view_item add_to_cart{' purchase' if buys else ''}"
        sessions.append((person, names, DAY - timedelta(days=2), 9))
    _shop(ctx, sessions, [], [])
    sql = "select n, share, n_without, dropped_without, round(lift, 2), finding from marts.persona_sequences where persona_id = 'all' and sequence = 'site search > product page > cart'"
    n, share, n0, dropped0, value, finding = ctx.warehouse.query(sql)[0]
    assert (n, n0) == (200, 200)
    assert share > dropped0 / n0 + 0.2, "plainly it looks as if searching lost people"
    assert value == pytest.approx(1, abs=0.03)
    assert not finding
