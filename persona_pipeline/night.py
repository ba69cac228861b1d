"""The night: how its stages are run, one by one or over a range, and what is written down when one fails."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import duckdb

from persona_pipeline import alerts, pages
from persona_pipeline.context import Check, Context, StageReport
from persona_pipeline.contracts import TABLES
from persona_pipeline.faults import crash_point
from persona_pipeline.logbook import end_nights, mark_published, write_night, write_stage
from persona_pipeline.settings import ConfigError
from persona_pipeline.stages import STAGES, Stage, stages_after
from persona_pipeline.warehouse import quote_table

PASSING = (OSError, duckdb.IOException)
"""Errors that may pass by themselves: a disk, a share, a channel."""


@dataclass(frozen=True)
class NightReport:
    """How a run over one or more nights went: seconds by stage, the gates that stopped it, and those that only warn."""

    dates: tuple[date, ...]
    seconds: dict[str, float]
    figures: dict[str, dict[str, object]]
    stopped_by: tuple[Check, ...]
    warnings: tuple[Check, ...] = ()

    @property
    def published(self) -> bool:
        return not self.stopped_by


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
    warnings: list[Check] = []
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
                warnings.extend(check for check in report.checks if not check.passed and not check.blocking)
                if report.stopped_by:
                    stopped.extend(report.stopped_by)
                    skipped.update(stages_after(stage.name))
    return NightReport(days, seconds, figures, tuple(stopped), tuple(warnings))


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
