"""Moments, days, numbers and identifiers, one by one."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sources.conftest import Read

HEADER = "order_id,ordered_at,amount\n"
EVENTS = "event_at,event_name,visitor_id\n"


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-01 10:00:00", datetime(2026, 3, 1, 9)),
        ("2026-03-01T10:00:00", datetime(2026, 3, 1, 9)),
        ("2026-03-01 10:00", datetime(2026, 3, 1, 9)),
        ("2026-03-01", datetime(2026, 2, 28, 23)),
        ("2026-03-01T10:00:00Z", datetime(2026, 3, 1, 10)),
        ("2026-03-01 10:00:00 UTC", datetime(2026, 3, 1, 10)),
        ("2026-03-01T10:00Z", datetime(2026, 3, 1, 10)),
        ("2026-03-01T10:00:00+02:00", datetime(2026, 3, 1, 8)),
        ("2026-03-01 10:00:00 +0200", datetime(2026, 3, 1, 8)),
        ("2026-03-01 10:00:00-05", datetime(2026, 3, 1, 15)),
        ("2026-03-01 10:00:00.183000 UTC", datetime(2026, 3, 1, 10, 0, 0, 183000)),
        ("2026-03-29 02:30:00", datetime(2026, 3, 29, 1, 30)),  # does not exist: read as 03:30
        ("2026-10-25 02:30:00", datetime(2026, 10, 25, 1, 30)),  # exists twice: the second, in winter time
    ],
)
def test_moments_become_utc(read: Read, text: str, utc: datetime) -> None:
    outcome = read(f"{HEADER}1,{text},5\n", zone="Europe/Amsterdam")
    assert outcome.column("ordered_at") == [utc]


@pytest.mark.parametrize(
    "text",
    [
        "infinity",
        "epoch",
        "2026-02-30",
        "2026-3-1",
        "2026-03-01 24:00",
        "2026-03-01 10:61",
        "10:00",
        "20260301",
        "2026-03-01 10:00 CET",
        "now",
        "2026-03-01 10:00:00 +02:00x",
        "2026-03-01T10:00:00+99:00",
        "2026-03-01T10:00:00+25:00",
        "2026-03-01T10:00:00-14:30",
        "2026-03-01T10:00:00+02:60",
    ],
)
def test_other_texts_are_no_moments(read: Read, text: str) -> None:
    assert [reason for _, reason in read(f"{HEADER}1,{text},5\n").reasons] == ["bad_timestamp"]


def test_offsets_that_no_place_has_are_refused_in_any_form(read: Read) -> None:
    rows = "1,01-03-2026 10:00 +1400,5\n2,01-03-2026 10:00 +99:00,5\n3,01-03-2026 10:00 -1430,5\n"
    outcome = read(HEADER + rows, timestamp_format="%d-%m-%Y %H:%M %z")
    assert outcome.column("ordered_at") == [datetime(2026, 2, 28, 20)]
    assert [reason for _, reason in outcome.reasons] == ["bad_timestamp"] * 2


@pytest.mark.parametrize(
    ("timestamp_format", "text"),
    [
        ("%d-%m-%Y %H:%M", "01-03-2026 10:00"),
        ("%m/%d/%Y %I:%M %p", "3/1/2026 10:00 AM"),
        ("%Y-%m-%d %H:%M:%S %z", "2026-03-01 12:00:00 +0200"),
        ("epoch_s", "1772359200"),
        ("epoch_ms", "1772359200000"),
        ("epoch_us", "1772359200000000"),
    ],
)
def test_configured_forms(read: Read, timestamp_format: str, text: str) -> None:
    outcome = read(f"{HEADER}1,{text},5\n2,2026-03-01 10:00:00,5\n", timestamp_format=timestamp_format)
    assert outcome.column("ordered_at") == [datetime(2026, 3, 1, 10)]
    assert [reason for _, reason in outcome.reasons] == ["bad_timestamp"]
    assert timestamp_format in outcome.refused[0]["expected"]


def test_huge_epochs_are_impossible_dates_and_not_errors(read: Read) -> None:
    outcome = read(f"{HEADER}1,999999999999999999,5\n2,-999999999999999999,5\n", timestamp_format="epoch_s")
    assert [reason for _, reason in outcome.reasons] == ["impossible_date"] * 2


def test_the_day_is_the_shops_day(read: Read) -> None:
    text = f"{HEADER}1,2026-03-01T23:30:00Z,5\n2,2026-03-01 23:30:00,5\n"
    assert read(text, zone="Europe/Amsterdam").column("business_day") == [date(2026, 3, 2), date(2026, 3, 1)]
    assert (
        read(text, zone="Europe/Amsterdam", timezone="America/New_York").column("business_day")
        == [date(2026, 3, 2)] * 2
    )
    assert read(text, zone="UTC", timezone="Europe/Amsterdam").column("business_day") == [date(2026, 3, 1)] * 2


def test_every_hour_of_the_days_on_which_clocks_change_belongs_to_its_day(read: Read) -> None:
    for day, hours in (("2026-03-29", 24), ("2026-10-25", 24)):
        rows = "".join(f"{hour},{day} {hour:02}:15:00,1\n" for hour in range(hours))
        outcome = read(HEADER + rows, zone="Europe/Amsterdam")
        assert set(outcome.column("business_day")) == {date.fromisoformat(day)}
        assert outcome.refused == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("-4.5", "-4.5"), ("+3", "3"), (".5", "0.5"), ("7.", "7"), ("4.440892e-16", "0"), ("0.00005", "0.0001")],
)
def test_numbers(read: Read, text: str, value: str) -> None:
    assert read(f"{HEADER}1,2026-03-01,{text}\n").column("amount") == [Decimal(value)]


def test_spaces_and_apostrophes_between_thousands(read: Read) -> None:
    assert read(f"{HEADER}1,2026-03-01,1\u202f234.5\n2,2026-03-01,1 234\n", thousands=" ").column("amount") == [
        Decimal("1234.5"),
        Decimal(1234),
    ]
    assert read(f"{HEADER}1,2026-03-01,1'234.5\n", thousands="'").column("amount") == [Decimal("1234.5")]


def test_amount_follows_from_quantity_price_and_discount(read: Read) -> None:
    header = "order_id,ordered_at,quantity,unit_price,discount_amount,amount\n"
    outcome = read(header + "1,2026-03-01,3,2.50,1,\n2,2026-03-01,3,2.50,1,9\n3,2026-03-01,-3,2.50,,\n")
    assert outcome.column("amount") == [Decimal("6.5"), Decimal(9), Decimal("-7.5")]


_QUANTITIES = st.decimals(-2_000_000, 2_000_000, places=3) | st.sampled_from([Decimal("999999.999"), Decimal(-999999)])
_PRICES = st.decimals(-20_000, 20_000, places=4) | st.sampled_from([Decimal("9999.9999"), Decimal("0.0001")])
_DISCOUNTS = st.none() | st.decimals(-100, 100, places=4) | st.just(Decimal(99_999_999_999))


@pytest.mark.slow
@given(st.lists(st.tuples(_QUANTITIES, _PRICES, _DISCOUNTS), min_size=1, max_size=200))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_amounts_are_exact_whatever_their_size(
    read: Read, lines: list[tuple[Decimal, Decimal, Decimal | None]]
) -> None:
    header = "order_id,ordered_at,quantity,unit_price,discount_amount\n"
    rows = (f"{n},2026-03-01,{q:f},{p:f},{'' if d is None else f'{d:f}'}\n" for n, (q, p, d) in enumerate(lines))
    exact = [(q * p - (d or 0)).quantize(Decimal("0.0001"), ROUND_HALF_UP) for q, p, d in lines]
    assert read(header + "".join(rows)).column("amount") == exact


def test_a_product_that_does_not_fit_is_refused(read: Read) -> None:
    outcome = read("order_id,ordered_at,quantity,unit_price\n1,2026-03-01,999999999999999,99999999999999\n")
    assert [(row["reason_code"], row["column_name"]) for row in outcome.refused] == [("bad_number", "amount")]


def test_texts_are_trimmed_and_unknown_keys_are_null(read: Read) -> None:
    outcome = read("order_id,ordered_at,amount,customer_id,email,country\n 1 ,2026-03-01, 5 ,None,\u00a0A@b.nl ,null\n")
    row = outcome.accepted[0]
    assert (row["order_id"], row["customer_id"], row["email"], row["country"]) == ("1", None, "A@b.nl", "null")


def test_unknown_columns_are_kept(read: Read) -> None:
    outcome = read('order_id,ordered_at,amount,"Note ""x""",empty\n1,2026-03-01,5,"a ""quoted"" é",\n')
    assert outcome.column("extra") == ['{"Note \\"x\\"":"a \\"quoted\\" é"}']


def test_repeated_and_empty_headers_are_numbered(read: Read) -> None:
    outcome = read("order_id,ordered_at,amount,note,Note,\n1,2026-03-01,5,a,b,c\n")
    assert outcome.column("extra") == ['{"note":"a","Note_2":"b","column_6":"c"}']


def test_an_event_without_id_is_named_after_its_content(read: Read) -> None:
    first = read(EVENTS + "2026-03-01,page_view,v1\n2026-03-01,page_view,v2\n", kind="web")
    other_order = read("visitor_id;event_name;event_at\nv1;page_view;2026-03-01\n", kind="web")
    ids = first.column("event_id")
    assert len(set(ids)) == 2
    assert other_order.column("event_id") == ids[:1]
    assert read("event_id," + EVENTS + "e1,2026-03-01,page_view,v1\n", kind="web").column("event_id") == ["e1"]


def test_values_are_mapped_and_addresses_become_paths(read: Read) -> None:
    text = "event_at,event_name,page_path\n2026-03-01,transaction,https://shop.example/cart?x=1\n2026-03-01,other,/a\n2026-03-01,x,https://shop.example\n"
    outcome = read(text, kind="web", values={"event_name": {"transaction": "purchase"}})
    assert outcome.column("event_name") == ["purchase", "other", "x"]
    assert outcome.column("page_path") == ["/cart", "/a", "/"]


def test_survey_questions_become_answers(read: Read) -> None:
    questions = {"nps": {"column": "How likely?", "role": "nps"}, "why": {"column": "Why, though?"}}
    text = 'Response ID,submitted_at,How likely?,"Why, though?",Other\nr1,2026-03-01,9,"because ""it"" works",x\nr2,2026-03-01,,,\n'
    outcome = read(text, kind="survey", questions=questions, name="q.csv")
    assert outcome.column("answers") == ['{"nps":"9","why":"because \\"it\\" works"}', None]
    assert outcome.column("extra") == ['{"Other":"x"}', None]
    assert outcome.column("survey_id") == ["shop", "shop"]
    gone = read(text.replace("How likely?", "How likely"), kind="survey", questions=questions)
    assert gone.report.error_code == "missing_column"
    assert "'How likely'" in (gone.report.error or "")
