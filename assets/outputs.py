"""Assets that people meet: alerts, the published file, the pages. Published only when every gate before held."""

import dagster as dg

from persona_pipeline.contracts import TABLES

from .resources import NightResource
from .stages import Results, gate, refresh, stage_assets, table

ANALYSED = tuple(name for name, each in TABLES.items() if each.published and each.layer in ("core", "marts"))
"""What analysts get."""
COUNTED = ("core.customer_attributes", "core.signals")
"""What they get the row counts of alone (answers.row_conservation)."""


@stage_assets(
    "alerts",
    table("ops.alerts", "marts.persona_verdicts", "marts.rfm_summary", kinds=("duckdb", "python")),
    table("ops.alert_texts", "ops.alerts", kinds=("duckdb", "python")),
)
def alerts(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Write an alert for a verdict that turned to re-evaluate and for a source that is late; each once, in every language."""
    yield from refresh(context, night)


@stage_assets(
    "publish",
    table(
        "published.personas",
        "ops.alerts",
        "ops.alert_texts",
        *ANALYSED,
        *COUNTED,
        kinds=("duckdb", "parquet", "python"),
    ),
    gates=[
        gate(
            "published_file_is_whole",
            "published.personas",
            "The new file opens in a process of its own and holds what was copied.",
        )
    ],
)
def publish(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Build the analysts' file aside, verify it, and switch it in whole."""
    yield from refresh(context, night)


@stage_assets(
    "deliver",
    table("ops.deliveries", "ops.alerts", "ops.alert_texts", "published.personas", kinds=("duckdb", "python")),
)
def deliver(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Write alerts to the log, and hand what waits in the outbox to the channels."""
    yield from refresh(context, night)


@stage_assets("pages", table("published.pages", "published.personas", "ops.deliveries", kinds=("html", "python")))
def pages(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Write the pages that marketing ops looks at."""
    yield from refresh(context, night)


@stage_assets(
    "audiences",
    table(
        "published.audiences",
        "published.personas",
        "core.customer_attributes",
        "core.identities",
        "raw.identifiers",
        "raw.attributes",
        "quarantine.attributes",
        "marts.customer_features",
        "marts.persona_members",
        "marts.personas",
        "marts.rfm_segments",
        kinds=("csv", "parquet", "python"),
    ),
    gates=[
        gate(
            "audiences_are_written",
            "published.audiences",
            "Every audience was written, and what goes to a campaign tool arrived there.",
            blocking=False,
        )
    ],
)
def audiences(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Write the lists of customers that campaign tools take, consent respected, and send those that go to one."""
    yield from refresh(context, night)


ASSETS = (alerts, publish, deliver, pages, audiences)
