"""Orders, GA4, a survey and Snowplow of four different publishers in one workspace: every row is accounted for."""

from datetime import date
from pathlib import Path

import pytest

from persona_pipeline.settings import load_settings
from persona_pipeline.warehouse import Warehouse

from .play import arrive, make_workspace, night

pytestmark = pytest.mark.slow
ROWS = {"retail": 3_108 + 2_109, "ga4": 16_003, "panel": 5_027, "snowplow": 834}


def test_four_sources_in_one_workspace(tmp_path: Path, shared_data: Path) -> None:
    workspace = make_workspace(tmp_path)
    retail = shared_data / "orders" / "online_retail"
    arrive(workspace, "retail", retail / "2010-12-01.csv", retail / "2010-12-02.csv")
    assert night(workspace, [date(2010, 12, 2)]).published
    arrive(workspace, "ga4", shared_data / "web" / "ga4_purchases" / "ga4_sample.csv")
    assert night(workspace, [date(2021, 1, 31)]).published
    arrive(workspace, "snowplow", shared_data / "web" / "snowplow_ecommerce" / "snowplow_ecommerce_events.csv")
    arrive(workspace, "panel", shared_data / "survey" / "open_ecommerce" / "survey.csv")
    report = night(workspace, [date(2023, 3, 31)])
    assert report.published, report.stopped_by
    with Warehouse.open(workspace, load_settings(workspace.config), read_only=True) as warehouse:
        taken = dict(warehouse.query("select source, sum(rows_in) from ops.loads group by 1"))
        kept = dict(
            warehouse.query(
                "select source, sum(rows_core + rows_duplicate + rows_replaced) from ops.row_counts group by 1"
            )
        )
        refused = dict(warehouse.query("select source, sum(rows_quarantined) from ops.loads group by 1"))
        visitors = warehouse.query("select count(distinct identity_key) from core.events where source = 'ga4'")
        answers = dict(warehouse.query("select question_id, count(*) from core.answers group by 1"))
        sessions = warehouse.query("select count(distinct session_id) from core.sessions where source = 'snowplow'")
        namespaces = {row[0] for row in warehouse.query("select distinct namespace from raw.identifiers")}
    assert taken == ROWS
    assert {source: kept[source] + refused[source] for source in taken} == ROWS
    assert visitors == [(4_418,)]
    assert answers["age"] == 5_027
    assert sessions == [(63,)]
    assert {"customer", "visitor@ga4", "visitor@snowplow"} <= namespaces
