"""The stage that raises alerts, and the two ways in which the runner raises one itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.context import Check, StageReport

from .compose import failure_draft, gate_draft
from .outbox import Rule, put, put_again, reopen, resolve, standing
from .rules import Change, few_rows, judged_on, late_sources, quality_faults, re_evaluations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from persona_pipeline.context import Context

ALERTS, TEXTS = "ops.alerts", "ops.alert_texts"
_OF_THE_NIGHT: tuple[Rule, ...] = ("verdict_re_evaluate", "quality_blocked", "rows_low", "source_late")
_OF_THE_RUN: tuple[Rule, ...] = ("gate_stopped", "run_failed")


def refresh_alerts(ctx: Context) -> StageReport:
    """Raise what is new on the night and resolve what is over.

    A night that comes this far passed its gates, so alerts about stopped and failed nights are over. Running the night
    again finds the same alerts and tells nobody twice.
    """
    with ctx.warehouse.transaction():
        for rule in _OF_THE_NIGHT:
            reopen(ctx, rule)
        judged = judged_on(ctx)
        changes = (
            re_evaluations(ctx, judged, standing(ctx, "verdict_re_evaluate")),
            quality_faults(ctx, judged, standing(ctx, "quality_blocked")),
            few_rows(ctx, judged, standing(ctx, "rows_low")),
            late_sources(ctx, standing(ctx, "source_late")),
            *(Change([], [alert.alert_id for alert in standing(ctx, rule)]) for rule in _OF_THE_RUN),
        )
        for change in changes:
            for draft in change.raised:
                put(ctx, draft)
            for alert_id in change.over:
                resolve(ctx, alert_id)
    own = ctx.settings.shop.language
    raised = [draft.spoken[own].title for change in changes for draft in change.raised]
    return StageReport(
        rows={name: ctx.warehouse.count(name) for name in (ALERTS, TEXTS)},
        figures={"raised": raised, "resolved": sum(len(change.over) for change in changes)},
    )


def raise_gate(ctx: Context, checks: Sequence[Check]) -> None:
    """One alert per night and gate for every blocking check that failed."""
    with ctx.warehouse.transaction():
        for check in checks:
            if check.blocking and not check.passed:
                put_again(ctx, gate_draft(ctx, check))


def raise_failure(ctx: Context, stage: str, message: str) -> None:
    """One alert per night and stage for a run that failed."""
    with ctx.warehouse.transaction():
        put_again(ctx, failure_draft(ctx, stage, message))
