"""The stage that looks back: which figures of earlier nights are others today, and which verdicts would have been.

What a night told stays in marts.persona_kpis and marts.persona_verdicts. Where rows of an earlier day came late or were
corrected, the night that took them in counts that day's figures again, with the night's own statement: people of whom more is
known are placed anew by the version that was in force, all others stay where they were. The verdict, the back-test and later
nights go by what is known then.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from persona_pipeline.context import StageReport
from persona_pipeline.features import keep
from persona_pipeline.moves.nights import keep_touched, known_now, night_of
from persona_pipeline.moves.placed import keep_placed
from persona_pipeline.personas import in_force
from persona_pipeline.personas.space import keep_night
from persona_pipeline.warehouse import statement

from .differences import Difference, tellable
from .rescore import Rescored, rescored
from .rows import write_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from persona_pipeline.context import Context

FIGURES, VERDICTS = "marts.restatements", "marts.restated_verdicts"


def refresh_restated(ctx: Context) -> StageReport:
    """Say what late and corrected rows changed about earlier nights; needs the night's facts and marts.persona_kpis.

    Nights are looked at whose rows changed since they were told, as long as their members are kept, and each change once: a
    night that took in nothing late finds nothing to count. A night that is run again is told anew itself, so what was
    restated about it is forgotten.

    Raises:
        DefinitionError: if the stored definition was changed or cannot be understood.
    """
    warehouse = ctx.warehouse
    with warehouse.transaction():
        for table in (FIGURES, VERDICTS):
            warehouse.query(f"delete from {table} where night = $as_of", {"as_of": ctx.as_of})  # noqa: S608 - own names
        known = known_now(warehouse)
        keep(warehouse, "known_figures", "drift/known_figures", {"as_of": ctx.as_of})
        late = [night for (night,) in warehouse.run("drift/late_nights", {"as_of": ctx.as_of})]
        found = _differences(ctx, late) if late else []
        told = _told(ctx, found) if found else frozenset()
        rows = [_figure_row(ctx, each, each in told, known["facts"]) for each in found]
        written = {FIGURES: write_rows(warehouse, FIGURES, ctx.as_of, rows)}
        verdicts = rescored(ctx, sorted({each.night for each in found})) if found else []
        written[VERDICTS] = write_rows(warehouse, VERDICTS, ctx.as_of, [_verdict_row(ctx, each) for each in verdicts])
    figures = {"nights_looked_at": len(late), "nights_changed": len({each.night for each in found}), **known}
    return StageReport(rows=written, figures=figures | _alerts(verdicts))


def _differences(ctx: Context, nights: Sequence[date]) -> list[Difference]:
    """Figures of the nights that are not what they were known to be."""
    con, sql = ctx.warehouse.con, statement("marts/persona_kpis")
    for number, night in enumerate(nights):
        version = _keep_inputs(ctx, night)
        into = "insert into figures_now by name" if number else "create or replace temporary table figures_now as"
        con.execute(f"{into} {sql}", {"as_of": night, "version": version})
    return [Difference(*row) for row in ctx.warehouse.run("drift/restated", {"as_of": ctx.as_of})]


def _keep_inputs(ctx: Context, day: date) -> int:
    """Keep what marts.persona_kpis of a past night is counted from, as it is known today; returns the version in force then."""
    warehouse = ctx.warehouse
    night = night_of(warehouse, day)
    if night is None:
        raise ValueError(f"{day} has no members; expected one of the nights of marts.persona_nights")
    keep_touched(warehouse, night)
    keep(warehouse, "active_touched", "drift/active_touched", {"night": day})
    warehouse.con.execute("create or replace temporary table picture_people as from active_touched")
    keep_placed(replace(ctx, settings=night.settings(ctx.settings)), day, day, "members_again", only_some=True)
    warehouse.con.execute("create or replace temporary table picture_again as from persona_picture")
    keep(warehouse, "kpi_members", "drift/members_mended", {"night": day})
    keep(warehouse, "persona_picture", "drift/active_mended", {"night": day})
    keep_night(warehouse, in_force(warehouse, day), choices=False)
    return night.version


def _told(ctx: Context, found: Sequence[Difference]) -> frozenset[Difference]:
    """Those that may be told, of figures that were told themselves."""
    least = ctx.settings.publish.min_cell
    keep(ctx.warehouse, "kpi_units", "publish/kpi_units", {})
    rows = ctx.warehouse.run("publish/told_kpis", {"as_of": ctx.as_of, "min_cell": least})
    open_ = {(night, name, measure) for night, name, measure, *_, told in rows if told}
    shown = tellable(found, least)
    return frozenset(each for each in shown if (each.night, each.persona_id, each.measure) in open_)


def _figure_row(ctx: Context, each: Difference, told: bool, facts: int) -> dict[str, Any]:
    then, now = each.value_told, each.value
    return {
        "as_of": ctx.as_of,
        "night": each.night,
        "persona_id": each.persona_id,
        "measure": each.measure,
        "n_told": each.n_told,
        "total_told": each.total_told,
        "n": each.n,
        "total": each.total,
        "total_squares": each.total_squares,
        "value_told": then,
        "value_now": now,
        "difference": None if then is None or now is None else round(now - then, 6),
        "told": told,
        "facts": facts,
    }


def _verdict_row(ctx: Context, each: Rescored) -> dict[str, Any]:
    return {"as_of": ctx.as_of, **vars(each)}


def _alerts(verdicts: Sequence[Rescored]) -> dict[str, list[str]]:
    """Incidents by what became of them, as persona and first night; goes into ops.stages."""
    found = {
        name: sorted({f"{each.persona_id} {each.alert_since}" for each in verdicts if each.alert == name})
        for name in ("withdrawn", "due")
    }
    return {name: each for name, each in found.items() if each}
