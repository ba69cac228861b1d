"""Web exports that nobody here wrote: every row arrives, the sums are those of the file, and a night runs on them."""

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from persona_pipeline.context import Context
from persona_pipeline.core import conform_web, resolve_identities, roll_up
from persona_pipeline.ingest import take_in
from persona_pipeline.settings import Settings, Source, Workspace
from persona_pipeline.warehouse import Warehouse

FILES = {
    "snowplow": "web/snowplow_ecommerce/snowplow_ecommerce_events.csv",
    "otto": "web/otto_sessions/train.jsonl",
    "eshop": "web/uci_eshop_clickstream/e-shop clothing 2008.csv",
    "ga4": "web/ga4_purchases/ga4_sample.csv",
    "fivetran": "formats/ga4_flat/event_data.csv",
}


def _taken(folder: Path, shared: Path, *names: str) -> Workspace:
    workspace = Workspace(folder)
    for name in names:
        file = shared / FILES[name]
        (workspace.inbox / name).mkdir(parents=True)
        (workspace.inbox / name / file.name).write_bytes(file.read_bytes())
    return workspace


def _settings(*names: str) -> Settings:
    return Settings(
        sources=tuple(
            Source(name=name, kind="web", path=f"inbox/{name}/*", identity_space=name, final_newline="optional")
            for name in names
        )
    )


def _played(workspace: Workspace, *names: str) -> dict[str, tuple[object, ...]]:
    """Sources: format, rows in, rows quarantined, events in core, sessions, purchases, revenue."""
    settings = _settings(*names)
    with Warehouse.open(workspace, settings) as warehouse:
        ctx = Context(workspace, settings, warehouse, date(2024, 12, 31))
        report = take_in(ctx, "web")
        assert all(check.passed for check in report.checks), [check.reason for check in report.checks]
        for stage in (resolve_identities, conform_web, roll_up):
            stage(ctx)
        rows = warehouse.query(
            "select loads.source, min(loads.format), sum(loads.rows_in), sum(loads.rows_quarantined), "
            "(select count(*) from core.events as e where e.source = loads.source), "
            "(select count(distinct session_id) from core.sessions as s where s.source = loads.source), "
            "(select sum(purchases) from core.sessions as s where s.source = loads.source), "
            "(select sum(revenue) from core.events as e where e.source = loads.source and e.event_name = 'purchase') "
            "from ops.loads as loads group by loads.source"
        )
        balance = warehouse.query(
            "select source, sum(rows_raw) - sum(rows_core) - sum(rows_duplicate) from ops.row_counts group by 1"
        )
        assert {left for _, left in balance} == {0}
    return {row[0]: tuple(row[1:]) for row in rows}


@pytest.mark.slow
def test_snowplow_and_sessions_of_otto(tmp_path: Path, shared_data: Path) -> None:
    found = _played(_taken(tmp_path, shared_data, "snowplow", "otto", "fivetran"), "snowplow", "otto", "fivetran")
    assert found["otto"] == ("otto_sessions", 862, 0, 862, 20, _orders_of_otto(shared_data), None)
    assert found["fivetran"][:5] == ("ga4_fivetran", 6, 0, 6, 5)
    once, revenue = _transactions(shared_data)
    kind, rows, refused, events, sessions, purchases, money = found["snowplow"]
    assert (kind, rows, refused, sessions) == ("snowplow", 834, 0, 64)
    assert (purchases, money) == (once, revenue)
    assert events == 834 - (29 - once), "a thank-you page that was loaded again is no second purchase"


def _orders_of_otto(shared: Path) -> int:
    """Moments of a session in which something was ordered."""
    lines = (shared / FILES["otto"]).read_text(encoding="utf-8").splitlines()
    sessions = [json.loads(line) for line in lines]
    return len(
        {(each["session"], event["ts"]) for each in sessions for event in each["events"] if event["type"] == "orders"}
    )


def _transactions(shared: Path) -> tuple[int, Decimal]:
    """What the publisher's own table of transactions says: how many there are, and their revenue, each once."""
    with (shared / "web/snowplow_ecommerce/com_snowplowanalytics_snowplow_ecommerce_transaction_1.csv").open(
        encoding="utf-8"
    ) as file:
        found = {row["transaction_id"]: Decimal(row["revenue"]) for row in csv.DictReader(file)}
    return len(found), sum(found.values(), Decimal(0))


@pytest.mark.slow
def test_clicks_of_an_eshop_and_purchases_of_ga4(tmp_path: Path, shared_data: Path) -> None:
    found = _played(_taken(tmp_path, shared_data, "eshop", "ga4"), "eshop", "ga4")
    assert found["eshop"] == ("eshop_clickstream", 165_474, 0, 165_474, 24_026, 0, None)
    assert found["ga4"][:3] == ("ga4_flat", 16_003, 0)
    assert found["ga4"][3] == 15_957, "46 rows are exact copies of others"


@pytest.mark.slow
def test_thirty_minutes_of_silence_end_a_session(tmp_path: Path, shared_data: Path) -> None:
    """GA4's purchases carry visitors and no sessions, so these are cut from the gaps between them."""
    workspace = _taken(tmp_path, shared_data, "ga4")
    sessions = _played(workspace, "ga4")["ga4"][4]
    with Warehouse.open(workspace, _settings("ga4"), read_only=True) as warehouse:
        gaps = warehouse.query(
            "with steps as (select *, event_at - lag(event_at) over (partition by identity_key, business_day order by event_at) as gap "
            "from core.events) select count(*) filter (where gap is null or gap > interval 30 minute) from steps"
        )
    assert sessions == gaps[0][0]
