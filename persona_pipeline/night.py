"""The night: its stages, what each needs, and how one is run. Dagster and the command line both run exactly these."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import get_args

import duckdb

from persona_pipeline import (
    alerts,
    cards,
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
from persona_pipeline.context import Check, Context, StageReport
from persona_pipeline.contracts import QUARANTINE_OF, RAW_OF, TABLES
from persona_pipeline.faults import crash_point
from persona_pipeline.logbook import (
    check_before_opening,
    end_nights,
    keep_key,
    mark_published,
    write_night,
    write_stage,
)
from persona_pipeline.settings import ConfigError, Kind
from persona_pipeline.warehouse import quote_table

KINDS: tuple[Kind, ...] = get_args(Kind)
PASSING = (OSError, duckdb.IOException)
"""Errors that may pass by themselves: a disk, a share, a channel."""


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


@dataclass(frozen=True)
class NightReport:
    """How a run over one or more nights went: seconds by stage, and the gates that stopped it."""

    dates: tuple[date, ...]
    seconds: dict[str, float]
    figures: dict[str, dict[str, object]]
    stopped_by: tuple[Check, ...]

    @property
    def published(self) -> bool:
        return not self.stopped_by


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
    Stage("journey", journey.MARTS, ("members", "journey_facts"), journey.refresh_journey),
    Stage("cards", ("marts.persona_cards",), ("profiles", "honesty", "journey", "conform_crm"), cards.refresh_cards),
    Stage(
        "verdict", ("marts.drift_signals", "marts.persona_verdicts"), ("profiles", "match_rates"), drift.refresh_verdict
    ),
    Stage("alerts", ("ops.alerts",), ("verdict", "rfm"), alerts.refresh_alerts),
    Stage(
        "publish",
        ("published.personas",),
        ("alerts", "moves", "cards", "conform_crm", "conform_signals"),
        publish.publish_snapshot,
        once=True,
        newest=True,
    ),
    Stage("deliver", ("ops.deliveries",), ("publish",), alerts.deliver_alerts, once=True, newest=True),
    Stage("pages", ("published.pages",), ("deliver",), pages.write_pages, once=True, newest=True),
)


def stages_after(name: str) -> frozenset[str]:
    """Names of all stages that need ``name``, directly or through others."""
    found: set[str] = set()
    for stage in STAGES:
        if name in stage.needs or found.intersection(stage.needs):
            found.add(stage.name)
    return frozenset(found)


def run_stage(ctx: Context, stage: Stage) -> StageReport:
    """Run one stage of one night and write down what it did.

    A gate that fails marks the run's nights as stopped, raises an alert and refreshes the pages, so that people see why;
    the caller then leaves out ``stages_after`` the stage. An exception marks them as failed and is passed on.
    """
    crash_point(f"{stage.name}.begin")
    started = time.perf_counter()
    try:
        _take_up(ctx, stage)
        report = stage.run(_for_newest(ctx) if stage.newest else ctx)
        if stage.name == "publish" and not report.stopped_by:
            mark_published(ctx, str(report.figures["snapshot"]))
        write_stage(ctx, stage.name, report, time.perf_counter() - started)
    except Exception as error:
        if not (stage.name == "open" and isinstance(error, ConfigError)):  # refused before anything was written
            _fail(ctx, stage, error)
        raise
    if report.stopped_by:
        _stop(ctx, stage, report.stopped_by)
    crash_point(f"{stage.name}.end")
    return report


def publish_again(ctx: Context) -> NightReport | None:
    """Publish the newest night that was computed whole, deliver its alerts and write the pages; None where there is none."""
    newest = ctx.warehouse.run("ops/newest_whole_night")[0][0]
    if newest is None:
        return None
    if ctx.warehouse.run_id is not None:
        ctx.warehouse.claim(ctx.warehouse.run_id)
    return _run_blocks(ctx, (newest,), [[stage for stage in STAGES if stage.newest]])


def run_nights(ctx: Context, dates: Sequence[date]) -> NightReport:
    """Run all stages for the dates, in order; ``ctx.as_of`` is ignored.

    What is new is taken in once, with the last date; then night follows night; the last one is published.

    Raises:
        ValueError: if there is no date.
    """
    if not dates:
        raise ValueError("expected at least one date")
    return _run_blocks(ctx, tuple(sorted(dates)), _blocks())


def _run_blocks(ctx: Context, days: tuple[date, ...], blocks: list[list[Stage]]) -> NightReport:
    seconds: dict[str, float] = {}
    figures: dict[str, dict[str, object]] = {}
    stopped: list[Check] = []
    skipped: set[str] = set()
    for block in blocks:
        for as_of in days[-1:] if block[0].once else days:
            for stage in block:
                if stage.name in skipped:
                    continue
                started = time.perf_counter()
                report = run_stage(replace(ctx, as_of=as_of), stage)
                seconds[stage.name] = seconds.get(stage.name, 0.0) + time.perf_counter() - started
                figures[stage.name] = report.figures
                ctx.progress(f"{as_of} {stage.name}: {_line(report)}")
                if report.stopped_by:
                    stopped.extend(report.stopped_by)
                    skipped.update(stages_after(stage.name))
    return NightReport(days, seconds, figures, tuple(stopped))


def dates_between(first: date, last: date) -> tuple[date, ...]:
    """Every date from ``first`` to ``last``, both included."""
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def _blocks() -> list[list[Stage]]:
    """Neighbouring stages that are run alike: once for the range, or night by night."""
    blocks: list[list[Stage]] = []
    for stage in STAGES:
        if blocks and blocks[-1][0].once == stage.once:
            blocks[-1].append(stage)
        else:
            blocks.append([stage])
    return blocks


def _line(report: StageReport) -> str:
    rows = ", ".join(f"{table} {count:,}" for table, count in report.rows.items())
    failed = ", ".join(check.name for check in report.stopped_by)  # the reasons are told by whoever runs the night
    return f"stopped by {failed}" if failed else rows


def _for_newest(ctx: Context) -> Context:
    """The context for the newest night that was computed whole; the nights of this run count as such."""
    newest = ctx.warehouse.query("select max(as_of) from marts.persona_verdicts")[0][0]
    return ctx if newest is None or newest <= ctx.as_of else replace(ctx, as_of=newest)


def _take_up(ctx: Context, stage: Stage) -> None:
    """The night is running, and it is this run that runs it: also when a stage is tried again, or a run is resumed.

    A night that another stage of this run stopped stays stopped, although stages beside that one still run.
    """
    if stage.name == "open":
        return
    sql = "select run_id, status, coalesce(reason, '') from ops.nights where as_of = $as_of"
    state = ctx.warehouse.query(sql, {"as_of": ctx.as_of})
    run_id, status, reason = state[0] if state else (None, "", "")
    again = status in ("stopped", "failed") and reason.startswith(f"{stage.name}:")
    if run_id != ctx.warehouse.run_id or again:
        write_night(ctx, "running")
    if stage.name == "publish":
        _prune(ctx)
        mark_published(ctx)


def _prune(ctx: Context) -> None:
    """Keep the last nights only of the tables with a row per customer; the figures made from them stay."""
    keep = ctx.settings.warehouse.keep_customer_nights
    with ctx.warehouse.transaction():
        for table in (table for table in TABLES.values() if table.by_night and not table.history):
            name = quote_table(table.name)
            oldest = ctx.warehouse.query(
                f"select min(as_of) from (select distinct as_of from {name} order by as_of desc limit $keep)",
                {"keep": keep},
            )[0][0]
            ctx.warehouse.query(f"delete from {name} where as_of < $oldest", {"oldest": oldest})


def _stop(ctx: Context, stage: Stage, checks: Sequence[Check]) -> None:
    reason = "; ".join(check.reason for check in checks)
    end_nights(ctx, "stopped", f"{stage.name}: {reason}")
    alerts.raise_gate(ctx, checks)
    try:
        alerts.deliver_alerts(ctx)
        pages.write_pages(_for_newest(ctx))
    except Exception as second:
        ctx.progress(f"the night is stopped, but the message or the pages about it failed: {second}")


def _fail(ctx: Context, stage: Stage, error: Exception) -> None:
    """Write the failure down where possible; the error itself must not be hidden by a second one."""
    message = f"{type(error).__name__}: {error}"
    try:
        end_nights(ctx, "failed", f"{stage.name}: {message}")
        if isinstance(error, PASSING) and not ctx.last_try:
            return
        alerts.raise_failure(ctx, stage.name, message)
        alerts.deliver_alerts(ctx)
    except Exception as second:
        ctx.progress(f"could not write the failure down: {second}")
