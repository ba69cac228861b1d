"""Assets of the layer ``core``: canonical facts, each once; who is who; the rollup per person and day."""

import dagster as dg

from .resources import NightResource
from .stages import Results, gate, refresh, stage_assets, table

ROWS = ("raw.orders", "raw.events", "raw.responses", "raw.attributes", "raw.signals")


@stage_assets(
    "identities",
    table("raw.identifiers", *ROWS, kinds=("duckdb", "sql", "python")),
    table("core.identity_links", *ROWS, "raw.identifiers"),
    table("core.identities", "core.identity_links", "raw.identifiers", kinds=("duckdb", "sql", "python")),
)
def identities(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Turn customer numbers, addresses and visitor ids into pseudonyms and find which of them are one person."""
    yield from refresh(context, night)


@stage_assets(
    "conform_orders",
    table("core.order_lines", "raw.orders", "raw.identifiers", "core.identities"),
    table("core.orders", "core.order_lines"),
    gates=[
        gate(
            "order_numbers_are_used_once",
            "core.orders",
            "No order replaced one of another customer and another day under the same number.",
            blocking=False,
        )
    ],
)
def conform_orders(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Count every order once, in its last version, for the days that changed."""
    yield from refresh(context, night)


@stage_assets(
    "conform_web",
    table("core.events", "raw.events", "raw.identifiers", "core.identities"),
    table("core.sessions", "core.events"),
)
def conform_web(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Count every event once and put visits together, for the days that changed."""
    yield from refresh(context, night)


@stage_assets(
    "conform_survey",
    table("core.responses", "raw.responses", "raw.identifiers", "core.identities"),
    table("core.answers", "raw.responses", "core.responses"),
)
def conform_survey(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Count every response once and lay the answers out in long form, for the days that changed."""
    yield from refresh(context, night)


@stage_assets(
    "conform_crm",
    table("core.customer_attributes", "raw.attributes", "raw.identifiers", "core.identities"),
)
def conform_crm(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Lay the attributes of customers out as periods, for the customers that changed."""
    yield from refresh(context, night)


@stage_assets(
    "conform_signals",
    table("core.signals", "raw.signals", "raw.identifiers", "core.identities"),
)
def conform_signals(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Keep every signal once, in its last version, for the days that changed."""
    yield from refresh(context, night)


@stage_assets(
    "response_quality",
    table("marts.response_quality", "core.responses", "core.answers", "core.identities", "core.customer_attributes"),
)
def response_quality(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Look for carelessness in survey responses: straight lines, haste, contradictions. None is dropped."""
    yield from refresh(context, night)


@stage_assets(
    "rollup",
    table("core.customer_day", "core.orders", "core.sessions", "core.responses"),
    table("core.customers", "core.customer_day", "core.identities"),
    table("marts.daily_figures", "core.orders", "core.sessions", "core.responses"),
)
def rollup(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Roll the changed days up: per person and day, and for the shop as a whole."""
    yield from refresh(context, night)


@stage_assets(
    "journey_facts",
    table("ops.journey_rules", "core.sessions", "core.customer_day", kinds=("duckdb", "python")),
    table("core.journey_sessions", "core.events", "core.sessions", "ops.journey_rules"),
    table("core.journey_searches", "core.events"),
    table(
        "core.text_sentiment",
        "core.answers",
        "core.responses",
        "core.signals",
        "ops.journey_rules",
        kinds=("duckdb", "python"),
    ),
)
def journey_facts(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Read what is new of the journey: the steps of sessions, search terms, and how open texts feel."""
    yield from refresh(context, night)


ASSETS = (
    identities,
    conform_orders,
    conform_web,
    conform_survey,
    conform_crm,
    conform_signals,
    response_quality,
    rollup,
    journey_facts,
)
