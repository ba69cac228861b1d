"""Data that nobody here wrote."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from persona_pipeline.settings import WarehouseSettings
from persona_pipeline.sources import ReadJob, read_files
from tests.sources.conftest import Read, source_of


def test_a_day_of_online_retail(read: Read, shared_data: Path) -> None:
    outcome = read(shared_data / "orders" / "online_retail" / "2010-12-01.csv", currency="GBP", zone="Europe/London")
    assert (outcome.report.format, outcome.report.rows_accepted, outcome.report.rows_refused) == (
        "online_retail",
        3108,
        0,
    )
    assert sum(customer is None for customer in outcome.column("customer_id")) == 1140
    assert not outcome.report.details.strict


@pytest.mark.slow
def test_all_of_online_retail_to_the_row_and_the_penny(tmp_path: Path, shared_data: Path) -> None:
    files = sorted((shared_data / "orders" / "online_retail").glob("*.csv"))
    source = source_of(path="*.csv")
    jobs = [
        ReadJob(f"load{number:03}", source, path, path.name, "Europe/London", "GBP", tmp_path)
        for number, path in enumerate(files)
    ]
    reports = list(read_files(jobs, WarehouseSettings()))
    assert len(reports) == 305
    assert {report.error for report in reports} == {None}
    assert sum(report.rows_accepted for report in reports) == 541_909
    assert all(report.first_day == report.last_day for report in reports)
    with duckdb.connect() as con:
        row = con.execute(
            "select sum(quantity * unit_price), sum(amount), count(*) filter (order_id like 'C%'), count(*) filter (customer_id is null), "
            "count(distinct customer_id), count(distinct order_id) from read_parquet($files)",
            {"files": str(tmp_path / "*" / "accepted.parquet")},
        ).fetchall()[0]
    assert (round(row[0], 2), round(row[1], 2)) == (Decimal("9747747.93"), Decimal("9747747.93"))
    assert row[2:] == (9_288, 135_080, 4_372, 25_900)


def test_ga4_purchases(read: Read, shared_data: Path) -> None:
    outcome = read(shared_data / "web" / "ga4_purchases" / "ga4_sample.csv", kind="web")
    assert (outcome.report.format, outcome.report.rows_accepted, outcome.report.rows_refused) == ("ga4_flat", 16_003, 0)
    assert len(set(outcome.column("visitor_id"))) == 4_418
    assert "(not set)" not in outcome.column("product_id")


def test_open_ecommerce_survey(read: Read, shared_data: Path) -> None:
    outcome = read(
        shared_data / "survey" / "open_ecommerce" / "survey.csv",
        kind="survey",
        format="csv",
        columns={"response_id": "Survey ResponseID", "submitted_at": "RecordedDate"},
        timestamp_format="%m/%d/%Y %H:%M:%S",
        questions={"age": {"column": "Q-demos-age", "role": "demographic"}},
    )
    assert (outcome.report.rows_accepted, outcome.report.rows_refused) == (5_027, 0)
    assert outcome.accepted[0]["answers"] == '{"age":"35 - 44 years"}'


def test_snowplow_by_mapping(read: Read, shared_data: Path) -> None:
    outcome = read(
        shared_data / "web" / "snowplow_ecommerce" / "snowplow_ecommerce_events.csv",
        kind="web",
        format="csv",
        columns={
            "visitor_id": "domain_userid",
            "session_id": "domain_sessionid",
            "event_at": "derived_tstamp",
            "page_path": "page_urlpath",
        },
        values={"event_name": {"snowplow_ecommerce_action": "view_item"}},
    )
    assert (outcome.report.rows_accepted, outcome.report.rows_refused) == (834, 0)
    assert len(set(outcome.column("session_id")) - {None}) == 63
    assert "view_item" in outcome.column("event_name")
