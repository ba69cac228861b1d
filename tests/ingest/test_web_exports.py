"""Web exports that come again: GA4 rewrites a day for 72 hours, Matomo a visit while it lasts. From file to core."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from persona_pipeline.context import Context
from persona_pipeline.core import conform_web, resolve_identities, roll_up
from persona_pipeline.ingest import take_in
from persona_pipeline.settings import Workspace
from persona_pipeline.warehouse import Warehouse

pytestmark = pytest.mark.slow


@pytest.fixture
def inbox(workspace: Workspace) -> Path:
    folder = workspace.inbox / "web"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def play(context: Callable[[date], Context], inbox: Path) -> Callable[[], None]:
    def run() -> None:
        ctx = context(date(2026, 3, 31))
        report = take_in(ctx, "web")
        assert all(check.passed for check in report.checks), [check.reason for check in report.checks]
        for stage in (resolve_identities, conform_web, roll_up):
            stage(ctx)

    return run


def ga4(number: int, day: int, name: str = "page_view", **more: Any) -> str:
    moment = datetime(2026, 3, day, 12, number, tzinfo=UTC)
    record = {
        "event_date": f"202603{day:02}",
        "event_timestamp": str(int(moment.timestamp()) * 1_000_000),
        "event_name": name,
        "user_pseudo_id": "1.2",
        "event_params": [{"key": "ga_session_id", "value": {"int_value": str(day)}}],
        "batch_event_index": str(number),
        **more,
    }
    return json.dumps(record) + "\n"


def sale(number: int, day: int, revenue: float) -> str:
    return ga4(number, day, "purchase", ecommerce={"transaction_id": "T1", "purchase_revenue": revenue})


def test_a_ga4_day_that_comes_again(inbox: Path, play: Callable[[], None], warehouse: Warehouse) -> None:
    (inbox / "events_20260303.json").write_text(ga4(1, 3) + sale(2, 3, 10))
    play()
    (inbox / "events_20260303.json").write_text(ga4(1, 3) + sale(2, 3, 12) + ga4(3, 3))
    play()
    figures = "select business_day, sum(events), sum(purchases), sum(revenue)::double from core.sessions group by 1 order by 1"
    assert warehouse.query(figures) == [(date(2026, 3, 3), 3, 1, 12.0)], "under the same name it replaces"
    (inbox / "late.json").write_text(sale(2, 3, 12) + ga4(4, 3))
    play()
    assert warehouse.query(figures) == [(date(2026, 3, 3), 4, 1, 12.0)], "under another name it adds what is new"
    (inbox / "events_20260302.json").write_text(ga4(1, 2) + sale(2, 2, 12))
    play()
    assert warehouse.query(figures) == [(date(2026, 3, 2), 2, 1, 12.0), (date(2026, 3, 3), 3, 0, 0.0)], (
        "the oldest counts"
    )
    balance = "select sum(rows_raw), sum(rows_core), sum(rows_duplicate) from ops.row_counts"
    assert warehouse.query(balance) == [(7, 5, 2)]


def test_a_matomo_visit_that_grows(inbox: Path, play: Callable[[], None], warehouse: Warehouse) -> None:
    def visit(*actions: dict[str, Any]) -> str:
        return json.dumps([{"idSite": "1", "idVisit": "40", "visitorId": "beef", "actionDetails": list(actions)}])

    page = {"type": "action", "pageId": "1", "timestamp": 1_772_540_000, "url": "https://shop.example/"}
    cart = {"type": "ecommerceAbandonedCart", "timestamp": 1_772_540_060, "revenue": "5"}
    order = {"type": "ecommerceOrder", "timestamp": 1_772_540_090, "revenue": "5", "orderId": "O1"}
    (inbox / "1200.json").write_text(visit(page, cart))
    play()
    (inbox / "1300.json").write_text(visit(page, {**page, "pageId": "2", "timestamp": 1_772_540_030}, order))
    play()
    found = warehouse.query(
        "select session_id, events, page_views, cart_adds, purchases, revenue::double from core.sessions"
    )
    assert found == [("1.40", 4, 2, 1, 1, 5.0)]
