"""Play real files as nights: copy what arrives into the inbox, run the night, compare whole warehouses by content."""

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from persona_pipeline.context import Context
from persona_pipeline.contracts import TABLES
from persona_pipeline.night import NightReport, run_nights, run_stage
from persona_pipeline.settings import Workspace, load_settings
from persona_pipeline.stages import STAGES
from persona_pipeline.warehouse import Warehouse, quote_table

YAML = """\
shop: {name: Real data, timezone: Europe/London, currency: GBP}
sources:
  - {name: retail, kind: orders, format: online_retail, path: inbox/retail/*.csv, late_after_days: 9999}
  - {name: ga4, kind: web, path: inbox/ga4/*.csv, identity_space: ga4, timezone: UTC, late_after_days: 9999}
  - name: panel
    kind: survey
    format: csv
    path: inbox/panel/*.csv
    identity_space: panel
    timezone: America/New_York
    timestamp_format: "%m/%d/%Y %H:%M:%S"
    late_after_days: 9999
    columns: {response_id: Survey ResponseID, submitted_at: RecordedDate}
    questions:
      age: {column: Q-demos-age, role: demographic}
      education: {column: Q-demos-education, role: demographic}
      income: {column: Q-demos-income, role: demographic}
      household: {column: Q-amazon-use-hh-size, role: demographic}
      how_often: {column: Q-amazon-use-how-oft, role: other}
      life_changes: {column: Q-life-changes, role: other, separator: ","}
  - name: snowplow
    kind: web
    format: csv
    path: inbox/snowplow/*.csv
    identity_space: snowplow
    timezone: UTC
    late_after_days: 9999
    columns:
      event_id: event_id
      event_at: derived_tstamp
      event_name: event_name
      visitor_id: domain_userid
      session_id: domain_sessionid
      page_path: page_urlpath
      traffic_medium: refr_medium
      traffic_source: refr_source
      campaign: mkt_campaign
      country: geo_country
    values:
      event_name: {transaction: purchase, page_ping: user_engagement}
quality: {min_volume_share: 0.02, max_volume_share: 50}
personas: {first_fit_after_days: 60}
rfm: {window_days: 365}
"""


def make_workspace(root: Path, yaml: str = YAML) -> Workspace:
    """A workspace with the sources of the public data sets and empty inbox folders."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "persona.yaml").write_text(yaml, encoding="utf-8")
    for name in ("retail", "ga4", "panel", "snowplow"):
        (root / "inbox" / name).mkdir(parents=True, exist_ok=True)
    return Workspace(root)


def arrive(workspace: Workspace, source: str, *files: Path) -> None:
    """Copy files into a source's inbox folder."""
    for file in files:
        shutil.copy2(file, workspace.inbox / source / file.name)


def night(workspace: Workspace, dates: Sequence[date], accepted: frozenset[str] = frozenset()) -> NightReport:
    """Run nights in the workspace as the command line does."""
    settings = load_settings(workspace.config)
    with Warehouse.open(workspace, settings, run_id=f"test-{dates[-1]}") as warehouse:
        return run_nights(Context(workspace, settings, warehouse, dates[-1], accepted_batches=accepted), dates)


TELLING = {"honesty", "journey", "cards", "challenger"}
"""Stages that tell of one night what its members are like, or could be; no verdict of a later night reads what they wrote."""


def unseen_night(workspace: Workspace, as_of: date, *, told: bool = False) -> None:
    """A night as it is, but for publishing and pages: for long series in which nobody looks at each of them.

    What only tells of the night itself is left out too, unless it is ``told``.

    Raises:
        AssertionError: if a gate stops it.
    """
    settings = load_settings(workspace.config)
    with Warehouse.open(workspace, settings, run_id=f"test-{as_of}") as warehouse:
        ctx = Context(workspace, settings, warehouse, as_of)
        for stage in STAGES:
            if not stage.newest and (told or stage.name not in TELLING):
                report = run_stage(ctx, stage)
                assert not report.stopped_by, (as_of, report.stopped_by)


def content(warehouse: Warehouse, tables: Sequence[str], where: str = "true") -> dict[str, str]:
    """A hash per table over its rows in any order."""
    sql = "select count(*) || ':' || coalesce(bit_xor(hash(rows)), 0) || ':' || coalesce(sum(hash(rows) % 1000003), 0) from (select * from {} where {}) as rows"
    return {name: warehouse.query(sql.format(quote_table(name), where))[0][0] for name in tables}


def all_content(workspace: Workspace) -> dict[str, str]:
    """A hash per table of the whole warehouse; clock times and the fence left out."""
    skip = {"ops.fence", "ops.nights", "ops.stages", "ops.loads", "ops.deliveries"}
    with Warehouse.open(workspace, load_settings(workspace.config), read_only=True) as warehouse:
        return content(warehouse, [name for name in TABLES if name not in skip])
