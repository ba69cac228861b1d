"""Matomo, Snowplow and session files: one event per action, each under GA4's name for it."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.sources.conftest import Read

S = 1_774_734_300  # 2026-03-28 21:45 UTC


def action(kind: str = "action", at: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "timestamp": S + at,
        "url": "https://shop.example/a?b=c",
        "serverTimePretty": "Mar 28, 2026 21:45:00",
        **more,
    }


def visit(*actions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "idSite": "1",
        "idVisit": "40",
        "visitIp": "203.0.113.7",
        "visitorId": "beef",
        "userId": "C-1",
        "deviceType": "Smartphone",
        "country": "Netherlands",
        "referrerType": "search",
        "referrerName": "Google",
        "actionDetails": list(actions),
        **more,
    }


ACTIONS = (
    action(pageId="100"),
    action(pageId="101", at=5, productViewSku="SKU1"),
    action("search", pageId="102", at=9, siteSearchKeyword="red hat"),
    action("event", pageId="103", at=12, eventAction="Play"),
    action("outlink", pageId="104", at=13, url="https://other.example/"),
    action("ecommerceAbandonedCart", at=20, revenue="3", itemDetails=[{"itemSKU": "SKU1", "quantity": 1}]),
    action(
        "ecommerceOrder",
        at=30,
        orderId="O-9",
        revenue="42.5",
        itemDetails=[{"itemSKU": "A", "quantity": 2}, {"itemSKU": "B", "quantity": "1"}],
    ),
    action("goal", at=30, goalId="1", goalPageId="102"),
)


def test_matomo_gives_one_event_per_action(read: Read) -> None:
    outcome = read(json.dumps([visit(*ACTIONS)]), name="visits.json", kind="web", zone="Europe/Amsterdam")
    assert outcome.report.format == "matomo_visits"
    assert outcome.column("event_name") == [
        "page_view", "view_item", "view_search_results", "Play", "click", "add_to_cart", "purchase", "goal",
    ]  # fmt: skip
    assert set(outcome.column("session_id")) == {"1.40"}
    assert len(set(outcome.column("event_id"))) == len(ACTIONS)
    first, order = outcome.accepted[0], outcome.accepted[6]
    assert (first["visitor_id"], first["customer_id"], first["device"], first["page_path"]) == (
        "beef",
        "C-1",
        "mobile",
        "/a",
    )
    assert (first["traffic_source"], first["traffic_medium"]) == ("Google", "organic")
    assert first["event_at"].isoformat() == "2026-03-28T21:45:00"
    assert (order["order_id"], order["product_id"], order["quantity"], order["revenue"]) == (
        "O-9",
        "A",
        3,
        Decimal("42.5"),
    )
    assert outcome.column("search_term")[2] == "red hat"
    assert outcome.column("revenue")[5] is None, "an abandoned cart earned nothing"
    assert first["extra"] is None, "addresses of visitors do not come in with what nobody asked for"


def test_matomo_actions_keep_their_ids_while_the_visit_grows(read: Read) -> None:
    early = read(json.dumps([visit(*ACTIONS[:3])]), name="v.json", kind="web").column("event_id")
    late = read(json.dumps([visit(*ACTIONS)]), name="v.json", kind="web").column("event_id")
    assert late[:3] == early


def test_matomo_visits_without_actions_are_refused_not_lost(read: Read) -> None:
    outcome = read(json.dumps([visit(), visit(ACTIONS[0])]), name="v.json", kind="web")
    assert [row["reason_code"] for row in outcome.refused] == ["no_actions"]
    assert outcome.report.rows_in == 2


def test_matomo_csv_says_what_to_export_instead(read: Read) -> None:
    text = "idVisit,visitorId,serverDate,type (actionDetails 0),url (actionDetails 0)\n1,beef,2026-03-28,action,https://x.example/\n"
    report = read(text, kind="web").report
    assert report.error_code == "unusable_format"
    assert "format=JSON" in str(report.error)


ACTION = "unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action_1_0_1"
ENTITY = "contexts_com_snowplowanalytics_snowplow_ecommerce"
SNOWPLOW = (
    "event_id,event,event_name,event_vendor,user_id,user_ipaddress,domain_userid,domain_sessionid,derived_tstamp,page_urlpath,mkt_source,mkt_medium,"
    f"refr_medium,refr_source,app_id,{ACTION},{ENTITY}_transaction_1_0_0,{ENTITY}_product_1_0_0,{ENTITY}_user_1_0_0,{ENTITY}_checkout_step_1_0_0\n"
)


def snowplow(
    number: int,
    kind: str = "",
    *,
    transaction: str = "[]",
    product: str = "[]",
    user: str = "[]",
    step: str = "[]",
    **more: str,
) -> str:
    cells = {
        "id": f"e{number}", "event": "unstruct", "name": "snowplow_ecommerce_action", "vendor": "v", "user_id": "", "ip": "203.0.113.7",
        "visitor": "duid", "session": "sid", "at": "2026-03-28 21:45:00.123", "path": "/p", "source": "", "medium": "", "refr_medium": "search",
        "refr_source": "Google", "app": "shop", "action": json.dumps({"type": kind}) if kind else "", "transaction": transaction, "product": product,
        "user": user, "step": step, **more,
    }  # fmt: skip
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells.values()) + "\n"


def test_snowplow_under_ga4_names(read: Read) -> None:
    sale = '[{"transaction_id": "T1", "revenue": "13.0", "total_quantity": "2", "currency": "EUR"}]'
    text = SNOWPLOW + "".join(
        [
            snowplow(1, "product_view", product='[{"id": "1236", "price": "12"}]', source="mail", medium="email"),
            snowplow(
                2,
                "transaction",
                transaction=sale,
                user='[{"id": "U1", "is_guest": null}]',
                at="2026-03-28 21:46:00.000000+00:00",
            ),
            snowplow(3, "checkout_step", user='[{"id": "U2", "email": "a@example.com", "is_guest": "true"}]'),
            snowplow(4, "", transaction=sale),
            snowplow(5, "", step='[{"step": 2}]'),
            snowplow(6, "", product='[{"id": "9"}]'),
            snowplow(7, event="page_view", name="page_view"),
            snowplow(8, event="page_ping", name="page_ping"),
        ]
    )
    outcome = read(text, kind="web", zone="Europe/Amsterdam")
    assert outcome.report.format == "snowplow"
    assert outcome.column("event_name") == [
        "view_item", "purchase", "begin_checkout", "purchase", "begin_checkout", "snowplow_ecommerce_action", "page_view", "user_engagement",
    ]  # fmt: skip
    assert outcome.column("customer_id")[:3] == [None, "U1", None], "a guest's number is no account"
    view, sold = outcome.accepted[0], outcome.accepted[1]
    assert (view["visitor_id"], view["session_id"], view["product_id"], view["page_path"]) == (
        "duid",
        "sid",
        "1236",
        "/p",
    )
    assert (view["traffic_source"], view["traffic_medium"]) == ("mail", "email")
    assert (sold["traffic_source"], sold["traffic_medium"]) == ("Google", "organic")
    assert (sold["order_id"], sold["revenue"], sold["quantity"]) == ("T1", Decimal(13), Decimal(2))
    assert view["event_at"].isoformat() == "2026-03-28T21:45:00.123000", "UTC, whatever the shop's zone"
    assert all("203.0.113.7" not in row["extra"] and "a@example.com" not in row["extra"] for row in outcome.accepted)


def test_sessions_of_events(read: Read) -> None:
    events = [
        {"aid": 1, "ts": S * 1000 + 5, "type": "clicks"},
        {"aid": 1, "ts": S * 1000 + 900, "type": "carts"},
        {"aid": 1, "ts": S * 1000 + 999, "type": "orders"},
        {"aid": 2, "ts": S * 1000 + 999, "type": "orders"},
    ]
    lines = [{"session": 7, "events": events}, {"session": 8, "events": []}]
    outcome = read("".join(json.dumps(each) + "\n" for each in lines), name="s.jsonl", kind="web")
    assert outcome.report.format == "otto_sessions"
    assert outcome.column("event_name") == ["view_item", "add_to_cart", "purchase", "purchase"]
    assert outcome.column("order_id") == [None, None, f"7.{S * 1000 + 999}", f"7.{S * 1000 + 999}"], (
        "one purchase of two products"
    )
    assert outcome.column("event_at")[0].isoformat() == "2026-03-28T21:45:00.005000"
    assert [(row["reason_code"], row["line_number"]) for row in outcome.refused] == [("no_events", 2)]


def test_clicks_with_days_only(read: Read) -> None:
    text = (
        "year;month;day;order(sells);country;session ID;page 1 (main category);page 2 (clothing model)\n"
        "2008;4;1;1;29;1;1;A13\n2008;10;12;2;29;1;1;A16\n2008;2;30;3;29;1;1;A16\n"
    )
    outcome = read(text, kind="web", zone="Europe/Warsaw")
    assert outcome.report.format == "eshop_clickstream"
    assert [str(day) for day in outcome.column("business_day")] == ["2008-04-01", "2008-10-12"]
    assert [row["reason_code"] for row in outcome.refused] == ["bad_timestamp"]


@hypothesis_settings(max_examples=8)
@given(
    sizes=st.lists(st.integers(0, 4), min_size=1, max_size=8),
    kinds=st.lists(st.sampled_from(["action", "goal", "", "new"]), min_size=4, max_size=4),
)
def test_every_action_of_every_visit_arrives(read: Read, sizes: list[int], kinds: list[str]) -> None:
    visits = [
        visit(*(action(kinds[each], at=each, pageId=f"{number}{each}") for each in range(size)), idVisit=str(number))
        for number, size in enumerate(sizes)
    ]
    outcome = read(json.dumps(visits), name="v.json", kind="web")
    assert outcome.report.rows_in == sum(max(1, size) for size in sizes)
    assert len(set(outcome.column("event_id"))) == outcome.report.rows_accepted


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
@pytest.mark.parametrize("kind", ["web", "orders"])
def test_the_hours_of_three_local_days_add_up(read: Read, kind: str, day: str, hours: int) -> None:
    """Moments in UTC, the shop in Amsterdam: the day on which clocks change has 23 or 25 hours, and no hour is in two days."""
    noon = datetime.fromisoformat(f"{day}T12:00:00")
    moments = [noon + timedelta(minutes=30 * step) for step in range(-96, 96)]
    header = (
        "event_id,event_at,event_name,visitor_id\n" if kind == "web" else "order_id,ordered_at,amount,customer_id\n"
    )
    rest = "page_view,v" if kind == "web" else "5,c"
    text = header + "".join(f"{number},{moment.isoformat()}Z,{rest}\n" for number, moment in enumerate(moments))
    days = Counter(str(each) for each in read(text, kind=kind, zone="Europe/Amsterdam").column("business_day"))
    assert days[day] == 2 * hours
    assert days.total() == len(moments)
    assert set(days.values()) - {2 * hours} <= {48, *_edges(moments)}


def _edges(moments: list[datetime]) -> set[int]:
    """How many moments the first and the last local day hold."""
    local = [moment.replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/Amsterdam")).date() for moment in moments]
    return {local.count(local[0]), local.count(local[-1])}
