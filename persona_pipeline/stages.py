"""The stages of the night: what each writes and needs. Dagster and the command line both run exactly these."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from persona_pipeline import (
    alerts,
    audiences,
    cards,
    challenger,
    core,
    drift,
    features,
    honesty,
    ingest,
    journey,
    moves,
    pages,
    personas,
    publish,
    rfm,
)
from persona_pipeline.context import Context, StageReport
from persona_pipeline.contracts import QUARANTINE_OF, RAW_OF
from persona_pipeline.logbook import check_before_opening, keep_key, write_night
from persona_pipeline.settings import KINDS, Kind


@dataclass(frozen=True)
class Stage:
    """One step of the night.

    ``writes`` are the tables that it fills, ``needs`` the stages before it. A stage with ``once`` serves a whole range
    of nights in one go, with the last date; the others run night by night. A ``newest`` stage shows people the newest
    night that there is, also when an older one was run again: what is published never goes back in time.
    """

    name: str
    writes: tuple[str, ...]
    needs: tuple[str, ...]
    run: Callable[[Context], StageReport]
    once: bool = False
    newest: bool = False


def open_night(ctx: Context) -> StageReport:
    """Check what can be checked before anything is written, and make this run the one that may write.

    Raises:
        ConfigError: if the key for pseudonyms is missing or another one than before, if the night lies in the future, or
            if a source that rows came from is no longer named.
    """
    check_before_opening(ctx)
    if ctx.warehouse.run_id is not None:
        ctx.warehouse.claim(ctx.warehouse.run_id)
    keep_key(ctx)
    write_night(ctx, "running", started=True)
    return StageReport(rows={"ops.nights": ctx.warehouse.count("ops.nights")})


def _taking_in(kind: Kind) -> Stage:
    run = partial(ingest.take_in, kind=kind)
    return Stage(f"take_in_{kind}", (RAW_OF[kind], QUARANTINE_OF[kind]), ("open",), run, once=True)


STAGES: tuple[Stage, ...] = (
    Stage("open", ("ops.nights",), (), open_night),
    *(_taking_in(kind) for kind in KINDS),
    Stage(
        "identities",
        ("raw.identifiers", "core.identity_links", "core.identities"),
        tuple(f"take_in_{kind}" for kind in KINDS),
        core.resolve_identities,
        once=True,
    ),
    Stage("conform_orders", ("core.order_lines", "core.orders"), ("identities",), core.conform_orders, once=True),
    Stage("conform_web", ("core.events", "core.sessions"), ("identities",), core.conform_web, once=True),
    Stage("conform_survey", ("core.responses", "core.answers"), ("identities",), core.conform_survey, once=True),
    Stage("conform_crm", ("core.customer_attributes",), ("identities",), core.conform_crm, once=True),
    Stage("conform_signals", ("core.signals",), ("identities",), core.conform_signals, once=True),
    Stage(
        "response_quality",
        ("marts.response_quality",),
        ("conform_survey", "conform_crm"),
        honesty.refresh_response_quality,
        once=True,
    ),
    Stage(
        "rollup",
        ("core.customer_day", "core.customers", "marts.daily_figures"),
        ("conform_orders", "conform_web", "conform_survey"),
        core.roll_up,
        once=True,
    ),
    Stage("journey_facts", journey.FACTS, ("rollup", "conform_signals"), journey.refresh_facts, once=True),
    Stage("features", ("marts.customer_features",), ("rollup",), features.refresh_features),
    Stage("match_rates", ("marts.match_rates",), ("features",), core.refresh_match_rates),
    Stage(
        "rfm", ("marts.rfm_cut_points", "marts.rfm_segments", "marts.rfm_summary"), ("features",), rfm.refresh_segments
    ),
    Stage(
        "members",
        (
            "marts.persona_versions",
            "marts.personas",
            "marts.persona_ledger",
            "marts.persona_members",
            "marts.target_groups",
            "marts.persona_cap",
        ),
        ("features", "rfm", "conform_crm"),
        personas.refresh_members,
    ),
    Stage("profiles", ("marts.persona_profiles", "marts.persona_kpis"), ("members",), personas.refresh_profiles),
    Stage(
        "moves",
        ("marts.persona_nights", "marts.persona_spells", "marts.persona_transitions", "marts.persona_changes"),
        ("profiles",),
        moves.refresh_moves,
    ),
    Stage("honesty", honesty.WRITES, ("members", "rfm", "response_quality"), honesty.refresh_honesty),
    Stage("journey", journey.MARTS, ("profiles", "honesty", "journey_facts"), journey.refresh_journey),
    Stage("cards", ("marts.persona_cards",), ("profiles", "honesty", "journey", "conform_crm"), cards.refresh_cards),
    Stage(
        "restate",
        ("marts.restatements", "marts.restated_verdicts"),
        ("profiles", "match_rates"),
        drift.refresh_restated,
    ),
    Stage(
        "verdict",
        (
            "marts.persona_stock",  # before the signals that are made from it: Dagster wants them in this order
            "marts.drift_signals",
            "marts.persona_verdicts",
            "marts.drift_decisions",
            "marts.drift_budget",
            "marts.drift_power",
        ),
        ("restate",),
        drift.refresh_verdict,
    ),
    Stage(
        "challenger",
        ("marts.persona_challengers", "marts.persona_challenger_personas"),
        ("verdict",),
        challenger.refresh_challenger,
    ),
    Stage("alerts", ("ops.alerts", "ops.alert_texts"), ("verdict", "rfm"), alerts.refresh_alerts),
    Stage(
        "publish",
        ("published.personas",),
        ("alerts", "moves", "cards", "challenger", "conform_crm", "conform_signals"),
        publish.publish_snapshot,
        once=True,
        newest=True,
    ),
    Stage("deliver", ("ops.deliveries",), ("publish",), alerts.deliver_night, once=True, newest=True),
    Stage("pages", ("published.pages",), ("deliver",), pages.write_pages, once=True, newest=True),
    Stage("audiences", ("published.audiences",), ("publish",), audiences.refresh_audiences, once=True, newest=True),
)


def stages_after(name: str) -> frozenset[str]:
    """Names of all stages that need ``name``, directly or through others."""
    found: set[str] = set()
    for stage in STAGES:
        if name in stage.needs or found.intersection(stage.needs):
            found.add(stage.name)
    return frozenset(found)
