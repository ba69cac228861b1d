"""The calm shop stands still: what the drift stage looks at does not trend while customers come and go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from persona_pipeline.sample import ShopOptions, generate

from .reading import Shop

OPTIONS = ShopOptions(customers=2_500, nights=112, history_days=0, dirt=False, orders_per_customer=40, sessions_per_customer=60)


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    out = tmp_path_factory.mktemp("calm")
    generate(out, OPTIONS)
    return Shop(out)


def halves(shop: Shop, sql: str) -> tuple[dict[str, float], dict[str, float]]:
    middle = OPTIONS.first_night + timedelta(days=56)
    return dict(shop.rows(sql.format(side=f"at < '{middle}'"))), dict(shop.rows(sql.format(side=f"at >= '{middle}'")))


def test_shares_of_personas_among_daily_buyers_stand_still(calm: Shop) -> None:
    first, last = halves(
        calm,
        """with active as (select distinct persona, customer_id, at from (select *, ordered_at::date as at from orders where status = 'completed')
           join customers using (customer_id) where {side}) select persona, count(*) / sum(count(*)) over () from active group by persona""",
    )
    for persona, share in first.items():
        assert last[persona] == pytest.approx(share, abs=0.012)


def test_conversion_and_order_value_stand_still(calm: Shop) -> None:
    conversion = halves(
        calm,
        """select 'all', count(distinct session_id) filter (where event_name = 'purchase') / count(distinct session_id)
           from (select *, event_at::timestamp::date as at from events) where {side}""",
    )
    value = halves(
        calm,
        """select 'all', sum(quantity::integer * unit_price::double - discount_amount::double) / count(distinct order_id)
           from (select *, ordered_at::date as at from orders) where status = 'completed' and {side}""",
    )
    nps = halves(calm, "select 'all', avg(nps::integer) from (select *, submitted_at::timestamp::date as at from responses) where {side}")
    assert conversion[1]["all"] == pytest.approx(conversion[0]["all"], rel=0.03)
    assert value[1]["all"] == pytest.approx(value[0]["all"], rel=0.03)
    assert nps[1]["all"] == pytest.approx(nps[0]["all"], abs=0.15)


def test_people_change_while_their_number_stays(calm: Shop) -> None:
    for day in (OPTIONS.first_day, OPTIONS.last_day):
        assert calm.one(f"select count(*) from customers where '{day}' between first_day and last_day") == OPTIONS.customers
    assert 0.06 < calm.one("select count(*) from customers") / OPTIONS.customers - 1 < 0.2


def test_weekends_and_months_differ(calm: Shop) -> None:
    by_day = dict(calm.rows("select isodow(ordered_at::date) >= 6, count(*) / count(distinct ordered_at::date) from orders where status = 'completed' group by all"))
    assert by_day[True] > 1.02 * by_day[False]
    by_month = dict(calm.rows("select month(ordered_at::date), count(*) / count(distinct ordered_at::date) from orders where status = 'completed' group by all"))
    assert by_month[3] > 1.02 * by_month[6]
