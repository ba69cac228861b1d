"""The stage: read the nightly figures, judge them, write the night's signals and verdicts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from persona_pipeline.context import StageReport

from .arrays import any_of
from .calibration import BUDGET, POWER, keep_calibration
from .contribution import with_contributions
from .decided import TABLE as DECISIONS
from .decided import decisions_of_night
from .decisions import marks_on
from .explain import controlled_features
from .explained import explain_night
from .findings import SIGNAL_COLUMNS, Finding, findings, quality_findings
from .history import history_of
from .judge import Judgement, conclude, prepare
from .marks import Marks, special_nights
from .quality import Quality, quality_of
from .reason import Background, evidence, reason
from .rows import write_rows
from .stock import STOCK, count_stock
from .streams import ALL
from .verdict import Standing, Verdict, standings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from persona_pipeline.context import Context
    from persona_pipeline.settings import DriftSettings

    from .arrays import Flags

SIGNALS, VERDICTS = "marts.drift_signals", "marts.persona_verdicts"
_BEGINNING = date(1, 1, 1)


def refresh_verdict(ctx: Context) -> StageReport:
    """Compare the night with the reference and say for each persona, and overall, whether the definitions still hold.

    Everything follows from the nightly figures up to ``ctx.as_of`` and from the decisions that hold on that night; nothing is
    carried from verdict to verdict, so that a night that was missed, came late or is run again leaves no trace.

    Raises:
        DecisionsError: if the store of decisions cannot be used.
    """
    warehouse = ctx.warehouse
    decided = decisions_of_night(ctx)
    with warehouse.transaction():
        version, accepted = _version(ctx)
        history = history_of(
            warehouse.frame("drift/nights", {"since": accepted or _BEGINNING, "as_of": ctx.as_of, "known": ctx.as_of})
        )
        quality = _quality(ctx)
        distrusted = [quality.blocked(night, ctx.as_of) for night in history.nights]
        nights = (*history.nights, ctx.as_of)
        marks = marks_on(ctx.as_of, decided, special_nights(nights, ctx.settings.drift, ctx.settings.shop.language))
        prepared = prepare(history, distrusted, ctx.settings.drift, marks) if version and history.nights else None
        factors = keep_calibration(ctx, version, prepared) if version and prepared else {}
        judgement = conclude(prepared, ctx.settings.drift, factors) if prepared else None
        written = bool(history.nights) and history.nights[-1] == ctx.as_of
        counted = count_stock(ctx, version) if version else 0
        found = [
            *(controlled_features(findings(judgement)) if judgement and written else []),
            *quality_findings(quality, ctx.as_of),
            *(explain_night(ctx, version, history.nights, distrusted, marks) if version and written else []),
        ]
        verdicts = _verdicts(ctx, judgement, found, Known(version, marks, written))
        rows = {
            SIGNALS: write_rows(
                warehouse, SIGNALS, ctx.as_of, [_signal_row(ctx, one) for one in with_contributions(found)]
            ),
            VERDICTS: write_rows(warehouse, VERDICTS, ctx.as_of, verdicts),
            DECISIONS: warehouse.count(DECISIONS),
            BUDGET: warehouse.count(BUDGET),
            POWER: warehouse.count(POWER),
            STOCK: counted,
        }
    words = {str(row["persona_id"]): str(row["verdict"]) for row in verdicts}
    return StageReport(rows=rows, figures={"verdict": words[ALL], "verdicts": words, "reason": verdicts[0]["reason"]})


def _version(ctx: Context) -> tuple[int | None, date | None]:
    rows = ctx.warehouse.run("drift/version", {"as_of": ctx.as_of})
    return (int(rows[0][0]), rows[0][1]) if rows else (None, None)


def _quality(ctx: Context) -> Quality:
    night = {"as_of": ctx.as_of}
    judged = judged_by(ctx.warehouse.run("drift/judged", night | {"known": ctx.as_of}))
    return quality_of(
        ctx.warehouse.frame("drift/volumes", night),
        ctx.warehouse.frame("drift/rates", night),
        judged,
        ctx.as_of,
        amounts=ctx.warehouse.frame("drift/amounts", night | {"known": ctx.as_of}),
    )


def judged_by(rows: Sequence[tuple[Any, ...]]) -> dict[date, frozenset[str]]:
    """Faulty measures by night, from rows (as_of, faulty measure or NULL)."""
    judged: dict[date, frozenset[str]] = {}
    for as_of, faulty in rows:
        judged[as_of] = judged.get(as_of, frozenset()) | ({faulty} if faulty else frozenset())
    return judged


@dataclass(frozen=True)
class Known:
    """What is known of a night beside the judgement: its version, its marks, and whether it has figures."""

    version: int | None
    marks: Marks
    written: bool


def background_of(
    as_of: date, persona_id: str, judgement: Judgement | None, settings: DriftSettings, known: Known
) -> Background:
    """The reference as the shares have it, which is the first to be full; a persona's own where its normal is a new one."""
    nights: Sequence[date] = judgement.history.nights if judgement else ()
    none = np.zeros(0, dtype=np.bool_)
    used = np.nonzero(_in_reference(judgement, persona_id, known.marks) if judgement else none)[0]
    return Background(
        as_of=as_of,
        reference_nights=len(used),
        needed_nights=settings.reference_nights,
        first_night=nights[used[0]] if len(used) else None,
        last_night=nights[used[-1]] if len(used) else None,
        event=known.marks.special.get(as_of),
        false_alarms_per_year=settings.false_alarms_per_year,
        version=known.version,
        written=known.written,
        normal=known.marks.normal_of(persona_id),
    )


def _in_reference(judgement: Judgement, persona_id: str, marks: Marks) -> Flags:
    """Nights of the reference that a verdict rests on: for the whole that of the persona that is furthest from a full one."""
    streams, inside = judgement.history.streams, judgement.reference.in_reference
    shares = [i for i, s in enumerate(streams) if s.measure == "active_share"]
    own = [i for i in shares if streams[i].persona_id == persona_id and marks.normal_of(persona_id)]
    if persona_id == ALL and marks.normal and shares:
        own = [min(shares, key=lambda i: int(inside[:, i].sum()))]
    others = [i for i in shares if not marks.normal_of(streams[i].persona_id)]
    return any_of(inside[:, own or others or shares])


def _verdicts(
    ctx: Context, judgement: Judgement | None, found: Sequence[Finding], known: Known
) -> list[dict[str, Any]]:
    """Rows of marts.persona_verdicts, the overall verdict first."""
    known_ids = {row[0] for row in ctx.warehouse.run("drift/personas", {"version": known.version or 0})}
    unknown = Standing(Verdict("unknown", "none"), ctx.as_of)
    told = standings(judgement) if judgement and known.written else {}
    rows = []
    for persona_id in (ALL, *sorted({*known_ids, *told} - {ALL})):
        standing = told.get(persona_id, unknown)
        background = background_of(ctx.as_of, persona_id, judgement, ctx.settings.drift, known)
        shown = evidence(standing.verdict, persona_id, found, background)
        shown["written"] = persona_id in told
        rows.append(
            {
                "as_of": ctx.as_of,
                "persona_id": persona_id,
                "version": known.version,
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
