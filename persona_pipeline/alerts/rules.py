"""The rules: what stands on a night, and what of it is new. They read tables, write nothing and tell nobody."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from persona_pipeline.telling import Teller, teller_for

from .compose import FewRows, few_rows_draft, late_draft, quality_draft, verdict_draft

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from persona_pipeline.context import Context
    from persona_pipeline.drift import Cause

    from .outbox import Draft, Standing

ALL = "all"


@dataclass(frozen=True)
class Change:
    """What a rule wants done: alerts to raise, and ids of those that are over."""

    raised: Sequence[Draft]
    over: Sequence[str]


@dataclass(frozen=True)
class Judged:
    """A row of marts.persona_verdicts."""

    persona_id: str
    version: int | None
    verdict: str
    cause: Cause
    since: date
    evidence: Mapping[str, Any]


def judged_on(ctx: Context) -> dict[str, Judged]:
    """The night's verdicts by persona id."""
    rows = ctx.warehouse.run("alerts/verdicts", {"as_of": ctx.as_of})
    return {
        persona_id: Judged(persona_id, version, verdict, cause, since, json.loads(shown))
        for persona_id, version, verdict, cause, since, shown in rows
    }


def re_evaluations(ctx: Context, judged: Mapping[str, Judged], standing: Sequence[Standing]) -> Change:
    """One message for all that turned to re-evaluate tonight; an incident that was told is not told again.

    An alert is over when none of those that it named is to be re-evaluated under the same persona version.
    """
    active = {name: row for name, row in judged.items() if row.verdict == "re-evaluate"}
    version = next((row.version for row in judged.values()), None)
    still = [s for s in standing if s.evidence["version"] == version and set(s.evidence["subjects"]) & set(active)]
    told = {subject for alert in still for subject in alert.evidence["subjects"]}
    new = [row for name, row in sorted(active.items()) if name not in told]
    over = [s.alert_id for s in standing if s not in still] if judged else []
    return Change([verdict_draft(ctx, _teller(ctx), new)] if new else [], over)


def quality_faults(ctx: Context, judged: Mapping[str, Judged], standing: Sequence[Standing]) -> Change:
    """One alert per faulty figure and stretch of nights."""
    whole = judged.get(ALL)
    if whole is None:
        return Change([], [])
    faults = {str(fault["measure"]): fault for fault in whole.evidence["quality"]}
    told = {alert.subject for alert in standing}
    new = [fault for name, fault in sorted(faults.items()) if name not in told]
    raised: list[Draft] = []
    if new:
        teller = _teller(ctx)
        raised = [quality_draft(ctx, teller, fault) for fault in new]
    return Change(raised, [alert.alert_id for alert in standing if alert.subject not in faults])


def few_rows(ctx: Context, judged: Mapping[str, Judged], standing: Sequence[Standing]) -> Change:
    """Sources that brought fewer rows than their ups and downs explain: a warning, where the night's signals do not say it already."""
    whole = judged.get(ALL)
    faults = {str(fault["measure"]) for fault in whole.evidence["quality"]} if whole else set()
    found = {row[0]: row for row in ctx.warehouse.run("alerts/few_rows", {"as_of": ctx.as_of})}
    few = {source: row for source, row in found.items() if f"rows:{source}" not in faults}
    told = {alert.subject for alert in standing}
    raised = [few_rows_draft(ctx, FewRows(*row)) for source, row in few.items() if source not in told]
    return Change(raised, [alert.alert_id for alert in standing if alert.subject not in few])


def late_sources(ctx: Context, standing: Sequence[Standing]) -> Change:
    """Sources without a new day for ``late_after_days``; the night's own day counts as one that should be there."""
    rows = ctx.warehouse.run("alerts/last_days", {"as_of": ctx.as_of})
    last = {source: last_day for source, last_day, _ in rows}
    first = rows[0][2] if rows else ctx.as_of
    late = {}
    for source in ctx.settings.sources:
        waited = (ctx.as_of - last[source.name]).days if source.name in last else (ctx.as_of - first).days + 1
        if rows and waited >= source.late_after_days:
            late[source.name] = late_draft(ctx, source, last.get(source.name), waited)
    told = {alert.subject for alert in standing}
    raised = [draft for name, draft in late.items() if name not in told]
    return Change(raised, [alert.alert_id for alert in standing if alert.subject not in late])


def _teller(ctx: Context) -> Teller:
    """Which figures of the night are about enough people: an alert leaves the house, and tells no more than the published file."""
    return teller_for(ctx.warehouse.con, ctx.as_of, ctx.settings.publish.min_cell)
