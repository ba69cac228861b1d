from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from persona_pipeline.sample import ShopOptions, generate

from .reading import EVENT_COLUMNS, Shop, contents

pytestmark = pytest.mark.slow

OPTIONS = ShopOptions(
    customers=1_000,
    nights=12,
    history_days=40,
    orders_per_customer=60,
    sessions_per_customer=120,
    responses_per_customer=12,
)
ORDER_COLUMNS = [
    "order_id", "line_number", "ordered_at", "updated_at", "customer_id", "email", "product_id", "product_name", "category", "quantity",
    "unit_price", "discount_amount", "currency", "country", "channel", "status", "refund_of", "delivery_option",
]  # fmt: skip


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    out = tmp_path_factory.mktemp("shop") / "out"
    lines: list[str] = []
    report = generate(out, OPTIONS, lines.append)
    made = Shop(out)
    assert report.order_lines == made.one("select count(*) from orders where file not like '%-resent%'")
    assert report.events == made.one("select count(*) from events")
    assert report.responses == made.one("select count(*) from responses")
    assert len(lines) == 1 + 3 + OPTIONS.nights
    return made


def test_headers_are_the_canonical_names_and_one_unknown_column(shop: Shop) -> None:
    assert [row[0] for row in shop.rows("describe orders")][:-1] == ORDER_COLUMNS
    night = shop.out / "nights" / str(OPTIONS.first_night)
    event = json.loads((night / "web" / f"web-{OPTIONS.first_night}.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert list(event) == list(EVENT_COLUMNS)


def test_the_means_are_those_asked_for(shop: Shop) -> None:
    years = (OPTIONS.nights + OPTIONS.history_days) / 365
    orders = shop.one("select count(distinct order_id) from orders where status <> 'refunded' and order_id is not null")
    sessions = shop.one("select count(distinct session_id) from events")
    responses = shop.one("select count(distinct response_id) from responses")
    assert orders / OPTIONS.customers / years == pytest.approx(OPTIONS.orders_per_customer, rel=0.07)
    assert sessions / OPTIONS.customers / years == pytest.approx(OPTIONS.sessions_per_customer, rel=0.07)
    assert responses / OPTIONS.customers / years == pytest.approx(OPTIONS.responses_per_customer, rel=0.25)


def test_rows_of_a_day_come_in_that_nights_file_or_up_to_some_days_late(shop: Shop) -> None:
    late = dict(
        shop.rows(
            """select date_diff('day', try_cast(ordered_at as timestamp)::date, regexp_extract(file, '\\d{4}-\\d\\d-\\d\\d')::date) as days, count(*)
            from orders where file like 'nights/%' and file not like '%-resent%' and status = 'completed' and try_cast(ordered_at as timestamp) is not null
            group by days"""
        )
    )
    assert set(late) == {0, 1, 2, 3}
    assert late[0] > 30 * (late[1] + late[2] + late[3])


def test_refunds_are_orders_of_their_own_dated_later_whole_or_in_part(shop: Shop) -> None:
    assert (
        shop.one(
            "select count(*) from orders where order_id like 'R%' and (quantity::integer >= 0 or refund_of is null)"
        )
        == 0
    )
    assert shop.one("select count(*) from orders where quantity::integer < 0 and order_id not like 'R%'") == 0
    days, whole, part = shop.rows(
        """
        with refund as (select order_id, refund_of, min(ordered_at) as moment, sum(quantity::integer) as pieces from orders where order_id like 'R%' group by all),
        sale as (select order_id, min(try_cast(ordered_at as timestamp)) as moment, sum(quantity::integer) as pieces from orders
                 where status = 'completed' and file not like '%-resent%' and order_id not in (select order_id from orders where status = 'changed')
                 group by all)
        select min(date_diff('day', sale.moment::date, refund.moment::timestamp::date)), count(*) filter (where sale.pieces = -refund.pieces),
               count(*) filter (where sale.pieces > -refund.pieces)
        from refund join sale on sale.order_id = refund.refund_of
        """
    )[0]
    assert days >= 4
    assert whole > part > 0


def test_a_refund_returns_exactly_the_money_that_was_paid(shop: Shop) -> None:
    wrong = shop.rows(
        """
        with line as (
            select order_id, line_number, refund_of, quantity::decimal(18, 4) * try_cast(unit_price as decimal(18, 4)) - discount_amount::decimal(18, 4) as amount,
                quantity::integer as pieces
            from orders where file not like '%-resent%' and status in ('completed', 'refunded'))
        select distinct sale.order_id from line as sale join line as refund on refund.refund_of = sale.order_id and refund.line_number = sale.line_number
        where sale.amount > 0 and sale.amount * refund.pieces <> refund.amount * sale.pieces
        """
    )
    assert wrong == []


def test_guests_emails_and_their_spellings(shop: Shop) -> None:
    guests = shop.one("select avg((customer_id is null and email is null)::integer) from orders")
    assert 0.05 < guests < 0.2
    assert shop.one("select count(*) from orders where customer_id is null and email is not null") > 100
    for spelling in ("email <> lower(email)", "email <> trim(email)"):
        assert shop.one(f"select avg(({spelling})::integer) from orders where email is not null") > 0.01
    domains = {
        row[0]
        for row in shop.rows(
            "select distinct split_part(trim(lower(email)), '@', 2) from orders where email is not null"
        )
    }
    assert domains == {"example.org", "example.com", "mail.example.net"}


def test_no_two_customers_share_an_email_or_a_visitor(shop: Shop) -> None:
    for column in ("email", "visitor_id", "second_visitor_id"):
        assert shop.one(f"select count(distinct {column}) = count(distinct customer_id) from customers")
    assert (
        shop.rows(
            "select visitor_id from events where customer_id is not null group by 1 having count(distinct customer_id) > 1"
        )
        == []
    )


def test_web_purchases_carry_an_order_that_exists_and_its_value(shop: Shop) -> None:
    wrong = shop.rows(
        """
        with bought as (select distinct order_id, quantity::integer as quantity, revenue::decimal(18, 2) as revenue from events where event_name = 'purchase'),
        sold as (select order_id, sum(quantity::integer) as quantity,
                        sum(quantity::integer * try_cast(unit_price as decimal(18, 2)) - discount_amount::decimal(18, 2)) as revenue
                 from (select distinct on (order_id, line_number) * from orders where status = 'completed' order by order_id, line_number)
                 group by order_id)
        select bought.order_id, bought.revenue, sold.revenue, sold.quantity, bought.quantity from bought left join sold using (order_id)
        where (sold.order_id is null or abs(sold.revenue - bought.revenue) > 0.001 or sold.quantity <> bought.quantity)
            and bought.order_id not in (select order_id from orders where status = 'changed' or unit_price = 'n.v.t.' or unit_price like '-%')
        """
    )
    orders = shop.one("select count(distinct order_id) from events where event_name = 'purchase'")
    # what may be missing: lines that lost their number, orders still under way at the end, sessions and orders late by different days
    assert orders > 1_500
    assert len(wrong) < 0.03 * orders


def test_sessions_follow_the_funnel_within_their_day(shop: Shop) -> None:
    counts = dict(shop.rows("select event_name, count(distinct session_id) from events group by all"))
    assert (
        counts["session_start"]
        > counts["add_to_cart"]
        > counts["begin_checkout"]
        > counts["add_payment_info"]
        > counts["purchase"]
        > 0
    )
    assert counts["view_search_results"] > 0
    moments = "try_cast(event_at as timestamp)"
    assert (
        shop.one(
            f"select max(date_diff('minute', a, b)) from (select min({moments}) as a, max({moments}) as b from events group by session_id)"
        )
        < 30
    )
    local = f"timezone('Europe/Amsterdam', {moments}::timestamptz)"
    assert (
        shop.one(
            f"select count(*) from (select session_id from events group by 1 having count(distinct {local}::date) > 1)"
        )
        == 0
    )


def test_people_are_found_in_one_two_or_three_sources(shop: Shop) -> None:
    seen = shop.rows(
        """
        select c.reach, bool_or(o.customer_id is not null) as in_orders, bool_or(e.visitor_id is not null) as in_web
        from customers c
        left join (select distinct customer_id from orders) o using (customer_id)
        left join (select distinct visitor_id from events) e using (visitor_id)
        group by c.reach
        """
    )
    assert set(seen) == {
        ("everywhere", True, True),
        ("store only", True, False),
        ("web only", False, True),
        ("survey only", False, False),
    }
    two_devices = shop.one(
        "select count(*) from customers where visitor_id in (select visitor_id from events) and second_visitor_id in (select visitor_id from events)"
    )
    assert two_devices > 100


def test_survey_answers_are_of_the_scales_and_say_something_in_two_languages(shop: Shop) -> None:
    assert {row[0] for row in shop.rows("select distinct nps::integer from responses where nps is not null")} == set(
        range(11)
    )
    for touchpoint in ("site", "delivery", "service", "product"):
        assert {
            row[0]
            for row in shop.rows(
                f"select distinct satisfaction_{touchpoint}::integer from responses where satisfaction_{touchpoint} is not null"
            )
        } <= {1, 2, 3, 4, 5}
    assert shop.one("select count(*) from responses where need like '%; %'") > 50
    assert dict(shop.rows("select language, count(open_text) > 20 from responses group by all")) == {
        "nl": True,
        "en": True,
    }
    assert shop.one("select count(*) from responses where customer_id is null and email is null") > 20


def test_personas_differ_where_it_matters(shop: Shop) -> None:
    value = dict(
        shop.rows(
            """select persona, sum(quantity::integer * try_cast(unit_price as double)) / count(distinct order_id) from orders o
            join customers c using (customer_id) where status = 'completed' group by all"""
        )
    )
    mobile = dict(
        shop.rows(
            "select persona, avg((device = 'mobile')::integer) from events join customers using (visitor_id) group by all"
        )
    )
    nps = dict(
        shop.rows("select persona, avg(nps::integer) from responses join customers using (customer_id) group by all")
    )
    assert value["occasion"] > 1.3 * value["regular"] > 2 * value["bargain"]
    assert mobile["bargain"] > mobile["regular"] + 0.3 > mobile["occasion"] + 0.3
    assert nps["regular"] > nps["occasion"] > nps["bargain"]


DIRT_IN_ORDERS = {
    "bad_date": "try_cast(ordered_at as timestamp) is null",
    "text_amount": "try_cast(unit_price as double) is null",
    "negative_price": "unit_price like '-%'",
    "missing_order_id": "order_id is null",
    "unknown_currency": "currency <> 'EUR'",
    "float_customer_id": "customer_id like '%.0'",
    "padding_spaces": "category <> trim(category)",
    "order_changed": "status = 'changed'",
}


@pytest.mark.parametrize(("code", "condition"), DIRT_IN_ORDERS.items())
def test_dirt_in_orders_is_what_the_truth_says(shop: Shop, code: str, condition: str) -> None:
    found = dict(
        shop.rows(f"select file, count(*) from orders where {condition} and file not like '%-resent%' group by file")
    )
    told = dict(shop.rows(f"select file, rows from dirt where kind = 'orders' and code = '{code}'"))
    assert found == told
    assert sum(told.values()) > 1


def test_duplicates_and_late_rows_are_what_the_truth_says(shop: Shop) -> None:
    for view, kind, identity in (
        ("orders", "orders", "* exclude (file)"),
        ("events", "web", "event_id"),
        ("responses", "survey", "* exclude (file)"),
    ):
        by_file = f"select file, sum(n - 1) from (select file, {identity}, count(*) as n from {view} where file not like '%-resent%' group by all having n > 1) group by file"
        told = dict(shop.rows(f"select file, rows from dirt where kind = '{kind}' and code = 'exact_duplicate'"))
        assert dict(shop.rows(by_file)) == told
        assert told
    bad = "try_cast(event_at as timestamp) is null"
    assert shop.one(f"select count(*) from events where {bad}") == shop.one(
        "select sum(rows) from dirt where kind = 'web' and code = 'bad_date'"
    )
    started = "min(try_cast(event_at as timestamp))"
    late = f"select coalesce(sum(n), 0) from (select count(*) as n, {started}::date as day, any_value(file) as file from events where file like 'nights/%' group by session_id) where day < regexp_extract(file, '\\d{{4}}-\\d\\d-\\d\\d')::date"
    assert shop.one(late) == shop.one(
        "select sum(rows) from dirt where kind = 'web' and code = 'late' and file like 'nights/%'"
    )


def test_an_orders_file_comes_once_more_whole(shop: Shop) -> None:
    resent = shop.rows("select file from dirt where code = 'file_resent'")
    assert resent == [("nights/2026-03-11/orders/orders-2026-03-10-resent.csv",)]
    first = shop.out / "nights/2026-03-10/orders/orders-2026-03-10.csv"
    assert (shop.out / resent[0][0]).read_bytes() == first.read_bytes()


def test_truth_lies_outside_what_is_delivered(shop: Shop) -> None:
    assert sorted(path.name for path in shop.out.iterdir()) == ["history", "nights", "persona.yaml", "truth"]
    delivered = [path for name in ("history", "nights") for path in (shop.out / name).rglob("*") if path.is_file()]
    assert all(path.parent.name in ("orders", "web", "survey") for path in delivered)
    words = re.compile(rb"occasion|bargain")
    assert not any(words.search(path.read_bytes()) for path in delivered)


@pytest.mark.slow
@pytest.mark.parametrize("file_format", ["mixed", "parquet"])
def test_equal_options_give_equal_bytes_whatever_the_threads(tmp_path: Path, file_format: str) -> None:
    options = replace(OPTIONS, customers=400, nights=2, history_days=8, file_format=file_format)
    for name, threads in (("one", 1), ("four", 4)):
        generate(tmp_path / name, options, threads=threads)
    assert contents(tmp_path / "one") == contents(tmp_path / "four")
    generate(tmp_path / "other", replace(options, seed=8))
    assert contents(tmp_path / "other") != contents(tmp_path / "one")


def test_more_nights_or_history_leave_the_days_they_share_as_they_are(tmp_path: Path) -> None:
    options = ShopOptions(customers=200, nights=3, history_days=10, first_night=date(2026, 3, 20))
    generate(tmp_path / "short", options)
    generate(tmp_path / "long", replace(options, nights=8))
    short, long = contents(tmp_path / "short"), contents(tmp_path / "long")
    files = [name for name in short if name.startswith(("history", "nights"))]
    assert {name: short[name] for name in files} == {name: long[name] for name in files}


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "nights").mkdir()
    with pytest.raises(FileExistsError, match="nights: already there"):
        generate(tmp_path, ShopOptions(customers=20, nights=1, history_days=0))
    assert [path.name for path in tmp_path.iterdir()] == ["nights"]


def test_a_clean_shop_has_no_dirt(tmp_path: Path) -> None:
    generate(tmp_path, replace(OPTIONS, customers=300, nights=12, history_days=0, dirt=False))
    clean = Shop(tmp_path)
    assert clean.rows("select * from dirt") == []
    for condition in DIRT_IN_ORDERS.values():
        assert clean.one(f"select count(*) from orders where {condition}") == 0
    assert clean.one("select count(*) = count(distinct event_id) from events")


def test_parquet_has_types_and_the_same_rows(tmp_path: Path) -> None:
    options = replace(OPTIONS, customers=300, nights=2, history_days=0)
    generate(tmp_path / "text", options)
    generate(tmp_path / "typed", replace(options, file_format="parquet"))
    text, typed = Shop(tmp_path / "text"), Shop(tmp_path / "typed")
    types = {row[0]: row[1] for row in typed.rows("describe orders")}
    assert (types["ordered_at"], types["unit_price"], types["quantity"]) == (
        "TIMESTAMP WITH TIME ZONE",
        "DECIMAL(18,2)",
        "INTEGER",
    )
    moments = {
        "orders": "timezone('Europe/Amsterdam', try_cast({} as timestamp))::timestamp",
        "events": "try_cast({} as timestamp)",
        "responses": "try_cast({} as timestamp)",
    }
    for view, column in (("orders", "ordered_at"), ("events", "event_at"), ("responses", "submitted_at")):
        found = text.rows(
            f"select {moments[view].format(column)} as moment, count(*) from {view} group by moment order by moment"
        )
        assert found == typed.rows(
            f"select {column}::timestamp as moment, count(*) from {view} group by moment order by moment"
        )
