"""The calm shop stands still: what the drift stage looks at does not trend while customers come and go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from persona_pipeline.sample import ShopOptions, generate
from persona_pipeline.sample.scratch import open_scratch, run, set_up

from .reading import Shop

pytestmark = pytest.mark.slow

YEAR = ShopOptions(customers=12_000, nights=1, history_days=363)
WEEKS = ShopOptions(
    customers=1_200,
    nights=0,
    history_days=56,
    dirt=False,
    orders_per_customer=80,
    sessions_per_customer=110,
    responses_per_customer=12,
)

BY_PERSONA = """
    select persona, count(*) filter (where buys) / sum(count(*) filter (where buys)) over () as share,
        sum(count(*) filter (where buys and kind = 0)) over () / sum(count(*) filter (where kind = 0)) over () as conversion
    from visits join behaviours using (behaviour) group by persona order by persona
"""


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> list[list[tuple[str, float, float]]]:
    """Persona, its share of the orders, the shop's conversion: in the first, third, ... four weeks of a year, without writing files."""

    def measured(folder: Path) -> Iterator[list[tuple[str, float, float]]]:
        with open_scratch(folder, "500MB", 2) as con:
            set_up(con, YEAR)
            for start in range(0, 364, 56):
                first = YEAR.first_day + timedelta(days=start)
                run(con, "visits", {"first_day": first, "last_day": first + timedelta(days=27)})
                yield con.execute(BY_PERSONA).fetchall()

    return list(measured(tmp_path_factory.mktemp("scratch")))


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    out = tmp_path_factory.mktemp("calm")
    generate(out, WEEKS)
    return Shop(out)


def test_shares_of_personas_stand_still_all_year(months: list[list[tuple[str, float, float]]]) -> None:
    for same_persona in zip(*months, strict=True):
        shares = [share for _, share, _ in same_persona]
        assert max(shares) - min(shares) < 0.015
        assert abs(sum(shares[:3]) - sum(shares[-3:])) / 3 < 0.008


def test_conversion_stands_still_all_year(months: list[list[tuple[str, float, float]]]) -> None:
    conversion = [month[0][2] for month in months]
    assert max(conversion) / min(conversion) < 1.03


def test_order_value_and_nps_stand_still(calm: Shop) -> None:
    middle = WEEKS.first_day + timedelta(days=28)
    value = dict(
        calm.rows(
            f"""select ordered_at::date < '{middle}', sum(quantity::integer * unit_price::double - discount_amount::double) / count(distinct order_id)
            from orders where status = 'completed' group by all"""
        )
    )
    nps = dict(calm.rows(f"select submitted_at::date < '{middle}', avg(nps::integer) from responses group by all"))
    assert value[True] == pytest.approx(value[False], rel=0.03)
    assert nps[True] == pytest.approx(nps[False], abs=0.2)


def test_people_change_while_their_number_stays(calm: Shop) -> None:
    for day in (WEEKS.first_day, WEEKS.last_day):
        assert (
            calm.one(f"select count(*) from customers where '{day}' between first_day and last_day") == WEEKS.customers
        )
    assert 0.03 < calm.one("select count(*) from customers") / WEEKS.customers - 1 < 0.1


def test_weekdays_differ(calm: Shop) -> None:
    orders = dict(
        calm.rows(
            "select isodow(ordered_at::date), count(distinct order_id) from orders where status = 'completed' group by all"
        )
    )
    assert orders[7] > 1.08 * orders[4]


def test_months_differ(tmp_path: Path) -> None:
    with open_scratch(tmp_path, "500MB", 2) as con:
        set_up(con, YEAR)
        pace = dict(con.execute("select month(business_day), avg(pace) from calendar group by all").fetchall())
    assert pace[12] > 1.1 * pace[6]
    assert sum(pace.values()) / 12 == pytest.approx(1, abs=0.01)
