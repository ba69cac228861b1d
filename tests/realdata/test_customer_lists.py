"""Two real lists of customers, odd as they are, through reading, rules and core."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from persona_pipeline.context import Context
from persona_pipeline.core import conform_crm, resolve_identities
from persona_pipeline.ingest import take_in
from persona_pipeline.settings import Settings, Source, Workspace
from persona_pipeline.warehouse import Warehouse

pytestmark = pytest.mark.slow
CAMPAIGN = "survey/customer_attributes/marketing_campaign.csv"
HOUSEHOLDS = "orders/completejourney/demographics.csv"
SOURCES = (
    Source(
        name="campaign",
        kind="crm",
        path="inbox/campaign/*",
        constants={"valid_from": "2014-07-01"},
        final_newline="optional",
        identity_space="campaign",
    ),
    Source(name="households", kind="crm", path="inbox/households/*", date_in_name="crm-%Y-%m-%d"),
)


@pytest.fixture
def settings() -> Settings:
    return Settings(sources=SOURCES)


@pytest.fixture
def ctx(tmp_path: Path, shared_data: Path, settings: Settings, warehouse: Warehouse) -> Context:
    for folder in ("campaign", "households"):
        (tmp_path / "inbox" / folder).mkdir(parents=True)
    shutil.copy(shared_data / CAMPAIGN, tmp_path / "inbox/campaign/list.csv")
    for day in ("2017-03-01", "2017-06-01"):
        shutil.copy(shared_data / HOUSEHOLDS, tmp_path / f"inbox/households/crm-{day}.csv")
    return Context(Workspace(tmp_path), settings, warehouse, date(2017, 7, 1))


def test_every_customer_has_one_period_and_oddities_are_named(ctx: Context, warehouse: Warehouse) -> None:
    report = take_in(ctx, "crm")
    assert not report.stopped_by
    assert report.figures["files_accepted"] == 3, "the same list under the name of another day is another list"
    resolve_identities(ctx)
    conform_crm(ctx)
    periods = "select source, count(*), count(distinct identity_key), count(valid_to) from core.customer_attributes group by 1 order by 1"
    assert warehouse.query(periods) == [("campaign", 2240, 2240, 0), ("households", 801, 801, 0)]
    counts = "select source, sum(rows_core), sum(rows_duplicate) from ops.row_counts group by 1 order by 1"
    assert warehouse.query(counts) == [("campaign", 2240, 0), ("households", 801, 801)]
    old = "select count(*) from raw.attributes where birth_year < 1900"
    known = "select count(*) from core.customer_attributes where source = 'campaign' and birth_year is null"
    said = "select rows_failed from ops.validation_results where rule = 'birth_year_is_plausible' and rows_failed > 0"
    assert warehouse.query(old) == warehouse.query(known) == warehouse.query(said) == [(2,)]
    odd = "select distinct household from core.customer_attributes where household in ('YOLO', 'Absurd') order by 1"
    assert warehouse.query(odd) == [("Absurd",), ("YOLO",)]
