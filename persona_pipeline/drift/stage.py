"""The stage: read the nightly figures, judge them, write the night's signals and verdicts."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from persona_pipeline.context import StageReport

from .calibration import BUDGET, POWER, keep_calibration
from .findings import SIGNAL_COLUMNS, Finding, findings, quality_findings
from .history import history_of
from .judge import Judgement, conclude, prepare
from .quality import Quality, quality_of
from .reason import Background, evidence, reason
from .streams import ALL
from .verdict import Standing, Verdict, standings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from persona_pipeline.context import Context

SIGNALS, VERDICTS = "marts.drift_signals", "marts.persona_verdicts"
_BEGINNING = date(1, 1, 1)


def refresh_verdict(ctx: Context) -> StageReport:
    """Compare the night with the reference and say for each persona, and overall, whether the definitions still hold.

    Everything follows from the nightly figures up to ``ctx.as_of``; nothing is carried from verdict to verdict, so
    that a night that was missed, came late or is run again leaves no trace.
    """
    warehouse = ctx.warehouse
    with warehouse.transaction():
        version, accepted = _version(ctx)
        history = history_of(warehouse.frame("drift/nights", {"since": accepted or _BEGINNING, "as_of": ctx.as_of}))
        quality = _quality(ctx)
        distrusted = [quality.blocked(night, ctx.as_of) for night in history.nights]
        prepared = prepare(history, distrusted, ctx.settings.drift) if version and history.nights else None
        factors = keep_calibration(ctx, version, prepared) if version and prepared else {}
        judgement = conclude(prepared, ctx.settings.drift, factors) if prepared else None
        written = bool(history.nights) and history.nights[-1] == ctx.as_of
        found = [*(findings(judgement) if judgement and written else []), *quality_findings(quality, ctx.as_of)]
        background = _background(ctx, judgement, version, written=written)
        verdicts = _verdicts(ctx, judgement, found, background)
        rows = {
            SIGNALS: _write(ctx, SIGNALS, [_signal_row(ctx, finding) for finding in found]),
            VERDICTS: _write(ctx, VERDICTS, verdicts),
            BUDGET: warehouse.count(BUDGET),
            POWER: warehouse.count(POWER),
        }
    words = {str(row["persona_id"]): str(row["verdict"]) for row in verdicts}
    return StageReport(rows=rows, figures={"verdict": words[ALL], "verdicts": words, "reason": verdicts[0]["reason"]})


def _version(ctx: Context) -> tuple[int | None, date | None]:
    rows = ctx.warehouse.run("drift/version", {"as_of": ctx.as_of})
    return (int(rows[0][0]), rows[0][1]) if rows else (None, None)


def _quality(ctx: Context) -> Quality:
    night = {"as_of": ctx.as_of}
    judged: dict[date, frozenset[str]] = {}
    for as_of, faulty in ctx.warehouse.run("drift/judged", night):
        judged[as_of] = judged.get(as_of, frozenset()) | ({faulty} if faulty else frozenset())
    return quality_of(
        ctx.warehouse.frame("drift/volumes", night), ctx.warehouse.frame("drift/rates", night), judged, ctx.as_of
    )


def _background(ctx: Context, judgement: Judgement | None, version: int | None, *, written: bool) -> Background:
    """The reference as the shares have it, which is the first to be full."""
    used = np.zeros(0, dtype=np.int64)
    if judgement:
        shares = [i for i, s in enumerate(judgement.history.streams) if s.measure == "active_share"]
        used = np.nonzero(judgement.reference.in_reference[:, shares].any(axis=1))[0]
    nights: Sequence[date] = judgement.history.nights if judgement else ()
    settings = ctx.settings.drift
    return Background(
        as_of=ctx.as_of,
        reference_nights=len(used),
        needed_nights=settings.reference_nights,
        first_night=nights[used[0]] if len(used) else None,
        last_night=nights[used[-1]] if len(used) else None,
        event=settings.events.get(ctx.as_of),
        false_alarms_per_year=settings.false_alarms_per_year,
        version=version,
        written=written,
    )


def _verdicts(
    ctx: Context, judgement: Judgement | None, found: Sequence[Finding], background: Background
) -> list[dict[str, Any]]:
    """Rows of marts.persona_verdicts, the overall verdict first."""
    names = dict(ctx.warehouse.run("drift/personas", {"version": background.version or 0}))
    unknown = Standing(Verdict("unknown", "none"), ctx.as_of)
    told = standings(judgement) if judgement and background.written else {}
    rows = []
    for persona_id in (ALL, *sorted({*names, *told} - {ALL})):
        standing = told.get(persona_id, unknown)
        shown = evidence(standing.verdict, persona_id, found, background)
        shown["written"] = persona_id in told
        rows.append(
            {
                "as_of": ctx.as_of,
                "persona_id": persona_id,
                "version": background.version,
                "verdict": standing.verdict.word,
                "cause": standing.verdict.cause,
                "since": standing.since,
                "reason": reason(standing.verdict, persona_id, shown, "en"),
                "evidence": json.dumps(shown, sort_keys=True, ensure_ascii=False),
            }
        )
    return rows


def _signal_row(ctx: Context, finding: Finding) -> dict[str, Any]:
    every = asdict(finding)
    return {"as_of": ctx.as_of, **{name: every[name] for name in SIGNAL_COLUMNS}}


def _write(ctx: Context, table: str, rows: Sequence[dict[str, Any]]) -> int:
    """Replace the night's rows. Types are stated, because a column of one night may be all empty."""
    import pandas as pd

    from persona_pipeline.contracts import TABLES

    kinds = {"DOUBLE": "Float64", "BIGINT": "Int64", "INTEGER": "Int64"}
    frame = pd.DataFrame(
        {
            column.name: pd.Series([row[column.name] for row in rows], dtype=kinds.get(column.type, "object"))
            for column in TABLES[table].columns
        }
    )
    return ctx.warehouse.replace_frame(table, frame, as_of=ctx.as_of)
