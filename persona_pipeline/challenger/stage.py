"""The stage of the night that fits a challenger in the shadow: weekly, and when a watch opens. It never takes over by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from persona_pipeline.context import StageReport
from persona_pipeline.personas import NotEnoughPeopleError, in_force

from .rows import challenger_row, persona_rows

if TYPE_CHECKING:
    from persona_pipeline.context import Context

    from .rows import Row

CHALLENGERS, PERSONAS = "marts.persona_challengers", "marts.persona_challenger_personas"


def refresh_challenger(ctx: Context) -> StageReport:
    """Fit a challenger where one is due, hold it against the personas in force, and write down what was found.

    Needs marts.persona_verdicts of the night. What is written follows from the picture of the night, the versions in force
    up to it and the verdicts up to it, so that running the night again gives the same bytes. Without a challenger the night has no rows.

    Raises:
        DefinitionError: if a stored definition was changed or cannot be understood.
    """
    with ctx.warehouse.transaction():
        why = due(ctx)
        found, note = _fit(ctx, why) if why else ([], "")
        personas = [row for each in found for row in each.pop("persona_rows")]
        rows = {CHALLENGERS: _write(ctx, CHALLENGERS, found), PERSONAS: _write(ctx, PERSONAS, personas)}
    told = {"outcome": found[0]["outcome"], "sentence": found[0]["sentence"]} if found else {}
    return StageReport(rows=rows, figures={"why": why, "note": note, **told})


def due(ctx: Context) -> str:
    """Why a challenger is due tonight: weekly or watch; empty where none is.

    Only on nights with a verdict whose data can be trusted. Weekly: none was fitted for this version in the nights before
    (``personas.challenger_nights``). Watch: the verdict was calm on the night before, and tonight it is not.
    """
    first = ctx.as_of - timedelta(days=ctx.settings.personas.challenger_nights - 1)
    judged, trusted, fitted, opened = ctx.warehouse.run("challenger/due", {"as_of": ctx.as_of, "first": first})[0]
    if not (judged and trusted):
        return ""
    return "watch" if opened else "" if fitted else "weekly"


def _fit(ctx: Context, why: str) -> tuple[list[Row], str]:
    from persona_pipeline.personas.shadow import shadow

    known = in_force(ctx.warehouse, ctx.as_of)
    if known is None:
        return [], "no personas are in force"
    then = ctx.warehouse.run("personas/version_in_force", {"as_of": ctx.as_of})[0][1]
    ctx.progress(f"fitting a challenger on the picture of {ctx.as_of} ({why})")
    try:
        found = shadow(ctx, known, then=then)
    except NotEnoughPeopleError as error:
        return [], str(error)
    row = challenger_row(found, known, as_of=ctx.as_of, why=why, smallest=ctx.settings.drift.min_gain_percent)
    return [row | {"persona_rows": persona_rows(found, known, ctx.as_of)}], ""


def _write(ctx: Context, table: str, rows: list[dict[str, Any]]) -> int:
    """Replace the night's rows. Types are stated, because a column of one night may be all empty."""
    import pandas as pd

    from persona_pipeline.contracts import TABLES

    kinds = {"DOUBLE": "Float64", "BIGINT": "Int64", "INTEGER": "Int64", "BOOLEAN": "boolean"}
    frame = pd.DataFrame(
        {
            column.name: pd.Series([row[column.name] for row in rows], dtype=kinds.get(column.type, "object"))
            for column in TABLES[table].columns
        }
    )
    return ctx.warehouse.replace_frame(table, frame, as_of=ctx.as_of)
