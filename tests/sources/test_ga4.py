"""GA4's export as people can hand it over: nested JSON lines, nested Parquet, and flattened tables."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.sources.conftest import Outcome, Read

AT = 1_774_734_300_000_000  # 2026-03-28 21:45 UTC


def param(key: str, value: Any) -> dict[str, Any]:
    kind = "int_value" if isinstance(value, int) else "string_value"
    return {"key": key, "value": {kind: str(value)}}


def ga4(name: str = "page_view", visitor: str | None = "11.22", **more: Any) -> dict[str, Any]:
    """A record as BigQuery writes it to JSON: 64-bit integers as strings, members without a value left out."""
    params = more.pop("params", {})
    record = {
        "event_date": "20260328",
        "event_timestamp": str(AT),
        "event_name": name,
        "event_params": [
            param(key, value) for key, value in {"ga_session_id": 77, "session_engaged": "1", **params}.items()
        ],
        "event_bundle_sequence_id": "5",
        "user_pseudo_id": visitor,
        "traffic_source": {"source": "first", "medium": "touch", "name": "ever"},
        "batch_event_index": "1",
        "batch_page_id": "9",
        "batch_ordering_id": "3",
        "user_properties": [param("tier", "gold")],
        **more,
    }
    return {key: value for key, value in record.items() if value is not None}


@pytest.fixture
def take(read: Read) -> Any:
    def taking(*records: dict[str, Any], **source: Any) -> Outcome:
        text = "".join(json.dumps(record) + "\n" for record in records)
        return read(text, name="events.json", kind="web", **source)

    return taking


def test_an_event_with_its_params(take: Any) -> None:
    outcome = take(
        ga4(
            user_id="C-1",
            params={"page_location": "https://shop.example/a/b?x=1", "search_term": "red hat", "session_engaged": 1},
            device={"category": "mobile", "operating_system": "iOS"},
            geo={"country": "Netherlands", "city": "Utrecht"},
        )
    )
    row = outcome.accepted[0]
    assert outcome.report.format == "ga4_export"
    assert (row["visitor_id"], row["customer_id"], row["session_id"]) == ("11.22", "C-1", "11.22.77")
    assert row["event_at"].isoformat() == "2026-03-28T21:45:00"
    assert (row["page_path"], row["search_term"], row["device"], row["country"]) == (
        "/a/b",
        "red hat",
        "mobile",
        "Netherlands",
    )
    assert row["extra"] is None
    assert (row["traffic_source"], row["traffic_medium"], row["campaign"]) == (None, None, None)


def test_the_session_keeps_its_id_when_the_visitor_signs_in(take: Any) -> None:
    assert set(take(ga4(), ga4(user_id="C-1", batch_event_index="2")).column("session_id")) == {"11.22.77"}


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ("own collected last", ("google", "cpc", "spring")),
        ("collected last", ("mail", None, "news")),
        ("last", ("bing", "organic", None)),
        ("", (None, None, None)),
    ],
)
def test_source_medium_and_campaign_come_from_one_place(
    take: Any, places: str, expected: tuple[str | None, ...]
) -> None:
    more: dict[str, Any] = {}
    if "own" in places:
        more["params"] = {"source": "google", "medium": "cpc", "campaign": "spring"}
    if "collected" in places:
        more["collected_traffic_source"] = {"manual_source": "mail", "manual_campaign_name": "news"}
    if "last" in places:
        last = {"source": "bing", "medium": "organic", "campaign_name": "(not set)"}
        more["session_traffic_source_last_click"] = {"cross_channel_campaign": last}
    row = take(ga4(**more)).accepted[0]
    assert (row["traffic_source"], row["traffic_medium"], row["campaign"]) == expected


def test_purchase_and_refund(take: Any) -> None:
    items = [{"item_id": "A", "quantity": "2"}, {"item_id": "B", "quantity": "1"}]
    money = {"transaction_id": "T1", "purchase_revenue": 30.5}
    back = {"transaction_id": "T1", "purchase_revenue": 0, "refund_value": 10}
    outcome = take(
        ga4("purchase", ecommerce=money, items=items),
        ga4("refund", ecommerce=back, batch_event_index="2"),
        ga4("view_item", ecommerce=money, items=items[1:], batch_event_index="3"),
        ga4("purchase", ecommerce={"transaction_id": "", "purchase_revenue": 5}, batch_event_index="4"),
        ga4("purchase", ecommerce={"transaction_id": "(not set)", "purchase_revenue": 6}, batch_event_index="5"),
    )
    found = [(row["order_id"], row["product_id"], row["quantity"], row["revenue"]) for row in outcome.accepted]
    assert found == [
        ("T1", "A", Decimal(3), Decimal("30.5")),
        ("T1", None, None, Decimal(-10)),
        (None, "B", Decimal(1), None),
        (None, None, None, Decimal(5)),
        (None, None, None, Decimal(6)),
    ]


def test_a_ping_without_consent_is_an_event_of_nobody(take: Any) -> None:
    row = take(ga4(), ga4(visitor=None)).accepted[1]
    assert (row["visitor_id"], row["customer_id"], row["session_id"]) == (None, None, None)


def test_an_event_keeps_its_id_in_every_export(take: Any) -> None:
    first = take(ga4(), ga4(batch_event_index="2")).column("event_id")
    again = take(ga4(batch_event_index="2", user_id="C-1"), ga4(is_active_user=True), ga4(batch_event_index="9"))
    assert len(set(first)) == 2
    assert again.column("event_id")[:2] == first[::-1]
    assert again.column("event_id")[2] not in first


def test_without_batch_fields_the_content_tells_events_apart(take: Any) -> None:
    bare: dict[str, Any] = {"batch_event_index": None, "batch_page_id": None, "batch_ordering_id": None}
    ids = take(
        ga4(**bare, params={"percent": 25}), ga4(**bare, params={"percent": 90}), ga4(**bare, params={"percent": 25})
    ).column("event_id")
    assert ids[0] == ids[2] != ids[1]


def test_what_cannot_be_read_is_refused_by_name(take: Any) -> None:
    outcome = take(
        ga4(event_timestamp="yesterday"),
        ga4("purchase", ecommerce={"transaction_id": "T", "purchase_revenue": "12,50"}),
        ga4(event_name=None),
        ga4(),
    )
    assert [(row["row_number"], row["reason_code"], row["column_name"]) for row in outcome.refused] == [
        (1, "bad_timestamp", "event_at"),
        (2, "bad_number", "revenue"),
        (3, "missing_value", "event_name"),
    ]
    assert outcome.column("row_number") == [4]


def test_a_missing_member_is_named(take: Any) -> None:
    record = {key: value for key, value in ga4().items() if key != "event_params"}
    report = take(record, format="ga4_export").report
    assert report.error_code == "missing_column"
    assert "event_params" in str(report.error)


def test_items_of_an_event_are_not_pages_of_an_api(take: Any) -> None:
    outcome = take(ga4(items=[{"item_id": "A"}, {"item_id": "B"}]), ga4(items=[], batch_event_index="2"))
    assert outcome.column("product_id") == ["A", None]


PARQUET = """
copy (
    select '20260328' as event_date, {at} + n as event_timestamp, case n when 0 then 'purchase' else 'page_view' end as event_name,
        [{{'key': 'ga_session_id', 'value': {{'string_value': null::varchar, 'int_value': 77, 'float_value': null::double, 'double_value': null::double}}}},
         {{'key': 'page_location', 'value': {{'string_value': 'https://shop.example/p', 'int_value': null, 'float_value': null, 'double_value': null}}}}]
            as event_params,
        5 as event_bundle_sequence_id, null::varchar as user_id, '11.22' as user_pseudo_id,
        {{'category': 'desktop', 'web_info': {{'browser': 'Firefox'}}}} as device,
        {{'transaction_id': 'T1', 'purchase_revenue': 19.95::double, 'tax_value': 1.5}} as ecommerce,
        [{{'item_id': 'A', 'quantity': 2, 'price': 9.0}}, {{'item_id': 'B', 'quantity': 1, 'price': 1.95}}] as items,
        1 as batch_event_index, 9 as batch_page_id, 3 as batch_ordering_id, 'WEB' as platform
    from range(3) as r(n)
) to '{path}' (format parquet)
"""


def test_nested_parquet(read: Read, take: Any, tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    with duckdb.connect() as con:
        con.execute(PARQUET.format(at=AT, path=path))
    outcome = read(path.read_bytes(), name="events.parquet", kind="web")
    assert (outcome.report.format, outcome.report.rows_accepted) == ("ga4_export", 3)
    row = outcome.accepted[0]
    assert (row["session_id"], row["page_path"], row["device"]) == ("11.22.77", "/p", "desktop")
    assert (row["order_id"], row["product_id"], row["quantity"], row["revenue"]) == ("T1", "A", 3, Decimal("19.95"))
    assert outcome.column("revenue")[1:] == [None, None]
    same = take(ga4("purchase", params={"page_location": "https://shop.example/p"}))
    assert same.column("event_id") == [row["event_id"]], "the same event, whichever way it was exported"


def test_parquet_of_other_types_is_refused_whole(read: Read, tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    with duckdb.connect() as con:
        con.execute(
            f"copy (select '1' as event_date, 1 as event_timestamp, 'a' as event_name, 'v' as user_pseudo_id, 7 as event_params) to '{path}'"
        )
    report = read(path.read_bytes(), name="events.parquet", kind="web").report
    assert report.error_code == "bad_column_type"


FLAT = "user_pseudo_id,ga_session_id,event_timestamp,item_id,item_revenue,transaction_id\n"


def test_a_flat_session_is_of_its_visitor(read: Read) -> None:
    outcome = read(
        FLAT + f"1.2,77,{AT},A,5,\n3.4,77,{AT},B,6,(not set)\n3.4,,{AT},B,6,T9\n,77,{AT},C,1,T8\n", kind="web"
    )
    assert outcome.report.format == "ga4_flat"
    assert outcome.column("session_id") == ["1.2.77", "3.4.77", None, None]
    assert outcome.column("order_id") == [f"1.2.{AT}", f"3.4.{AT}", "T9", "T8"]


FIVETRAN = (
    "bundle_sequence_id,name,timestamp,user_id,user_pseudo_id,ecommerce_purchase_revenue_in_usd,ecommerce_transaction_id,"
    "param_source,param_medium,param_ga_session_id,param_session_engaged,batch_event_index,param_session_engaged\n"
    "1,purchase,2026-03-28 21:45:00,u,v,20,T1,google,cpc,s1,true,1,1\n"
    "2,scroll,2026-03-28 21:46:00,u,v,0,T1,,,s1,false,1,0\n"
)


def test_a_repeated_header_that_nothing_reads_is_no_obstacle(read: Read) -> None:
    outcome = read(FIVETRAN, kind="web", zone="Europe/Amsterdam")
    assert outcome.report.format == "ga4_fivetran"
    assert outcome.column("session_id") == ["v.s1", "v.s1"]
    assert outcome.column("order_id") == ["T1", None]
    assert outcome.column("revenue") == [None, None], "dollars are not the shop's currency unless somebody says so"
    assert outcome.column("event_at")[0].isoformat() == "2026-03-28T21:45:00", "UTC, whatever the shop's zone"
    mapped = read(FIVETRAN, kind="web", columns={"revenue": "ecommerce_purchase_revenue_in_usd"})
    assert mapped.column("revenue") == [Decimal(20), None]


_VALUES = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.integers(-5, 5),
    st.lists(st.none(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)
_RECORDS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "event_timestamp": st.one_of(st.just(str(AT)), _VALUES),
            "event_name": st.one_of(st.sampled_from(["purchase", "refund", "page_view"]), _VALUES),
            "user_pseudo_id": st.one_of(st.sampled_from(["1.2", ""]), st.none()),
            "event_params": st.one_of(st.just([param("ga_session_id", 1)]), _VALUES),
            "items": st.one_of(st.just([{"item_id": "A", "quantity": "x"}]), _VALUES),
            "ecommerce": st.one_of(st.just({"purchase_revenue": "1e3"}), _VALUES),
            "device": _VALUES,
        },
    ),
    max_size=12,
)


@pytest.mark.slow
@hypothesis_settings(max_examples=12)
@given(records=_RECORDS)
def test_no_record_is_lost(read: Read, records: list[dict[str, Any]]) -> None:
    """Whatever stands in them: every record is accepted or refused under its own number."""
    text = "".join(json.dumps(record) + "\n" for record in [ga4(), *records])
    outcome = read(text, name="events.json", kind="web")
    assert outcome.report.error is None
    numbers = [*outcome.column("row_number"), *(row["row_number"] for row in outcome.refused)]
    assert sorted(numbers) == list(range(1, len(records) + 2))
