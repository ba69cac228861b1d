"""From an API's answer to rows in raw: each shape that a feed writes is recognised by its content and read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from persona_pipeline.context import Context
from persona_pipeline.feeds import Puller
from persona_pipeline.ingest import take_in
from persona_pipeline.settings import Kind
from persona_pipeline.warehouse import Warehouse

from .api_server import serving, told
from .conftest import AS_OF, MakePuller

pytest.importorskip("dlt", reason="needs the extra api")
pytestmark = pytest.mark.integration

SHOPIFY = {
    "id": 450789469, "name": "#1001", "email": "bob@example.com", "created_at": "2026-03-02T10:00:00+01:00",
    "updated_at": "2026-03-02T11:00:00+01:00", "processed_at": "2026-03-02T10:00:00+01:00", "currency": "EUR",
    "financial_status": "paid", "total_price": "39.80", "subtotal_price": "39.80", "test": False, "cancelled_at": None,
    "customer": {"id": 207119551, "email": "bob@example.com"}, "refunds": [], "total_discounts": "0.00",
    "line_items": [
        {"id": 1, "sku": "A", "title": "Cheese", "quantity": 2, "price": "19.90", "product_id": 7, "total_discount": "0.00",
         "discount_allocations": []},
    ],
}  # fmt: skip
WOO = {
    "id": 727, "number": "727", "status": "completed", "currency": "EUR", "date_created": "2026-03-02T10:00:00",
    "date_created_gmt": "2026-03-02T09:00:00", "date_modified_gmt": "2026-03-02T09:30:00", "total": "39.80",
    "discount_total": "0.00", "customer_id": 5, "billing": {"email": "bob@example.com", "country": "NL"}, "refunds": [],
    "line_items": [{"id": 1, "sku": "A", "name": "Cheese", "product_id": 7, "quantity": 2, "subtotal": "39.80",
                    "total": "39.80", "price": 19.90}],
}  # fmt: skip
MATOMO = {
    "idSite": "1", "idVisit": "17", "visitorId": "c1d2e3f405060708", "userId": "bob", "serverTimestamp": 1772445600,
    "firstActionTimestamp": 1772445600, "lastActionTimestamp": 1772445660, "referrerType": "direct", "actions": "2",
    "deviceType": "Desktop", "countryCode": "nl", "visitDuration": "60",
    "actionDetails": [
        {"type": "action", "url": "https://shop.example.com/a", "pageTitle": "A", "timestamp": 1772445600, "pageId": "91"},
        {"type": "action", "url": "https://shop.example.com/b", "pageTitle": "B", "timestamp": 1772445660, "pageId": "92"},
    ],
}  # fmt: skip
TYPEFORM = {
    "landing_id": "l1", "token": "t1", "response_id": "t1", "landed_at": "2026-03-02T09:00:00Z",
    "submitted_at": "2026-03-02T09:05:00Z", "hidden": {"customer_id": "5"}, "metadata": {"platform": "other"},
    "answers": [{"field": {"id": "f1", "type": "opinion_scale", "ref": "nps"}, "type": "number", "number": 9}],
}  # fmt: skip
SURVEYMONKEY = {
    "id": "13376313674", "collection_mode": "default", "response_status": "completed", "custom_value": "",
    "collector_id": "1", "survey_id": "2", "custom_variables": {}, "total_time": 10, "ip_address": "192.0.2.1",
    "date_created": "2026-03-02T09:00:00+00:00", "date_modified": "2026-03-02T09:05:00+00:00",
    "pages": [{"id": "p", "questions": [{"id": "q1", "answers": [{"choice_id": "c1", "simple_text": "Yes"}]}]}],
}  # fmt: skip
RESPONSES = "select response_id, submitted_at from raw.responses"


def taken(shop: Puller, warehouse: Warehouse, kind: Kind, sql: str) -> list[tuple[Any, ...]]:
    report = take_in(Context(shop.workspace, shop.settings, warehouse, AS_OF), kind)
    assert not report.stopped_by, report.stopped_by
    return warehouse.query(sql)


def test_shopify(puller: MakePuller, warehouse: Warehouse) -> None:
    with serving(lambda _asked: told({"orders": [SHOPIFY]})) as server:
        shop = puller("orders", type="shopify", url=server.url)
        rows = taken(
            shop, warehouse, "orders", "select ordered_at, quantity, amount from raw.orders where quantity = 2"
        )
    assert [(at, int(quantity), str(amount.normalize())) for at, quantity, amount in rows] == [
        (datetime(2026, 3, 2, 9), 2, "39.8")
    ]


def test_woocommerce(puller: MakePuller, warehouse: Warehouse) -> None:
    with serving(lambda _asked: told([WOO], X_WP_TotalPages="1", X_WP_Total="1")) as server:
        shop = puller("orders", type="woocommerce", url=server.url)
        rows = taken(shop, warehouse, "orders", "select order_id, ordered_at from raw.orders where quantity = 2")
    assert rows == [("727", datetime(2026, 3, 2, 9))]


def test_matomo(puller: MakePuller, warehouse: Warehouse) -> None:
    with serving(lambda _asked: told([MATOMO])) as server:
        stats = puller("web", type="matomo", url=server.url)
        rows = taken(stats, warehouse, "web", "select session_id, count(*) from raw.events group by all")
    assert len(rows) == 1
    assert rows[0][1] == 2


def test_typeform(puller: MakePuller, warehouse: Warehouse) -> None:
    with serving(lambda _asked: told({"total_items": 1, "page_count": 1, "items": [TYPEFORM]})) as server:
        form = puller("survey", type="typeform", url=server.url, form="aBc1")
        rows = taken(form, warehouse, "survey", RESPONSES)
    assert rows == [("t1", datetime(2026, 3, 2, 9, 5))]


def test_surveymonkey(puller: MakePuller, warehouse: Warehouse) -> None:
    with serving(lambda _asked: told({"data": [SURVEYMONKEY], "links": {}})) as server:
        survey = puller("survey", type="surveymonkey", url=server.url, survey="2")
        rows = taken(survey, warehouse, "survey", RESPONSES)
    assert [number for number, _ in rows] == ["13376313674"]
