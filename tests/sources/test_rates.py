"""Several currencies in one shop: converted with the user's own rates, or refused; never added up as they are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.settings import ConfigError
from persona_pipeline.sources import read_rates
from tests.sources.conftest import Read

HEAD = "order_id,ordered_at,customer_id,quantity,unit_price,currency\n"
TABLE = "date,currency,rate\n2026-03-01,GBP,1.20\n2026-03-05,GBP,1.25\n2026-03-02,USD,0.9\n"


def table(folder: Path, text: str) -> Path:
    path = folder / "rates.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_amounts_are_converted_with_the_rate_of_their_day(read: Read, tmp_path: Path) -> None:
    rows = (
        "1,2026-03-01 10:00,7,2,10.00,EUR\n"
        "2,2026-03-04 23:59,7,2,10.00,GBP\n"
        "3,2026-03-05 00:00,7,2,10.00,gbp\n"
        "4,2026-03-03 12:00,7,1,3.33,USD\n"
    )
    outcome = read(HEAD + rows, rates=table(tmp_path, TABLE))
    assert [Decimal(row["amount"]) for row in outcome.accepted] == [
        Decimal(20),
        Decimal(24),
        Decimal(25),
        Decimal("2.997"),
    ]
    assert [Decimal(row["unit_price"]) for row in outcome.accepted][:3] == [Decimal(10), Decimal(12), Decimal("12.5")]
    assert outcome.column("currency") == ["EUR"] * 4
    assert outcome.column("paid_currency") == ["EUR", "GBP", "GBP", "USD"]
    assert [Decimal(row["rate"]) for row in outcome.accepted] == [1, Decimal("1.2"), Decimal("1.25"), Decimal("0.9")]


def test_without_a_rate_of_the_day_the_row_is_refused(read: Read, tmp_path: Path) -> None:
    rows = "1,2026-02-28 10:00,7,2,10.00,GBP\n2,2026-04-05 10:00,7,2,10.00,GBP\n3,2026-03-02 10:00,7,2,10.00,SEK\n"
    outcome = read(HEAD + rows, rates=table(tmp_path, TABLE))
    assert not outcome.accepted
    assert outcome.reasons == [(2, "no_rate"), (3, "no_rate"), (4, "other_currency")]
    assert outcome.refused[0]["found"].startswith("GBP on 2026-02-28")


def test_without_a_table_every_other_currency_is_refused(read: Read) -> None:
    outcome = read(HEAD + "1,2026-03-01 10:00,7,2,10.00,GBP\n2,2026-03-01 10:00,7,2,10.00,EUR\n")
    assert outcome.reasons == [(2, "other_currency")]
    assert "shop.rates" in outcome.refused[0]["expected"]
    assert outcome.column("rate") == [Decimal(1)]


def test_the_shops_own_currency_may_stand_in_the_table(read: Read, tmp_path: Path) -> None:
    rates = table(tmp_path, "date,currency,rate\n2026-03-01,EUR,1\n2026-03-01,GBP,1.2\n")
    outcome = read(HEAD + "1,2026-03-01 10:00,7,1,10.00,EUR\n", rates=rates)
    assert (outcome.report.rows_in, outcome.report.rows_accepted) == (1, 1)


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("day,currency,rate\n", 1, "header"),
        ("date,currency,rate\n01-03-2026,GBP,1\n", 2, "01-03-2026"),
        ("date,currency,rate\n2026-03-01,gbp,1\n", 2, "gbp"),
        ("date,currency,rate\n2026-03-01,GBP,1,25\n", 2, "4 fields"),
        ("date,currency,rate\n2026-03-01,GBP,x\n", 2, "'x'"),
        ("date,currency,rate\n2026-03-01,GBP,0\n", 2, "'0'"),
        ("date,currency,rate\n2026-03-01,GBP,NaN\n", 2, "NaN"),
        ("date,currency,rate\n2026-03-01,GBP,1_000\n", 2, "1_000"),
        ("date,currency,rate\n2026-03-01,GBP,1e-9\n", 2, "1e-9"),
        ("date,currency,rate\n2026-03-01,GBP,0.000001\n", 2, "0.000001"),
        ("date,currency,rate\n2026-03-01,SEK,١٢\n", 2, "١٢"),
        ("date,currency,rate\n20260301,GBP,1\n", 2, "20260301"),
        ("date,currency,rate\n2026-W21-3,GBP,1\n", 2, "2026-W21-3"),
        ("date,currency,rate\n2026-03-01,EUR,1.1\n", 2, "1.1 for EUR"),
        ("date,currency,rate\n2026-03-01,GBP," + "1" * 200_000 + "\n", 1, "no CSV"),
        ("date,currency,rate\n2026-03-01,GBP,1\n2026-03-01,GBP,2\n", 3, "second rate"),
    ],
)
def test_a_wrong_table_says_where(tmp_path: Path, text: str, line: int, found: str) -> None:
    with pytest.raises(ConfigError) as error:
        read_rates(table(tmp_path, text), "EUR")
    assert f"rates.csv:{line}: found" in str(error.value)
    assert found in str(error.value)


def test_a_table_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="shop.rates"):
        read_rates(tmp_path / "rates.csv", "EUR")


@given(st.sets(st.tuples(st.sampled_from(["GBP", "USD"]), st.dates(date(1970, 1, 1), date(2100, 1, 1))), max_size=12))
def test_spans_neither_overlap_nor_outlive_their_rate(
    tmp_path_factory: pytest.TempPathFactory, days: set[tuple[str, object]]
) -> None:
    text = "date,currency,rate\n" + "".join(f"{day},{currency},1.5\n" for currency, day in days)
    spans = read_rates(table(tmp_path_factory.mktemp("rates"), text), "EUR")
    assert {(each.currency, each.first_day) for each in spans} == days
    for one, other in pairwise(spans):
        assert one.currency != other.currency or one.end_day <= other.first_day
    assert all(0 < (each.end_day - each.first_day).days <= 31 for each in spans)
