"""The stage of the night that weighs survey answers: extremes listed, who answers against who buys, estimates plain and weighted.

Intervals are Wilson's for shares and Student's t for means; weighted ones by the effective n of Kish (1965, Survey Sampling):
the square of the sum of the weights over the sum of their squares.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from persona_pipeline.context import StageReport
from persona_pipeline.features import keep
from persona_pipeline.personas import in_force
from persona_pipeline.warehouse import keep_rows

from .questions import keep_questions
from .weights import Cell, weigh

if TYPE_CHECKING:
    from persona_pipeline.context import Context

QUALITY, WEIGHTS, EXTREMES = "marts.survey_quality", "marts.survey_weights", "marts.extreme_answers"
REPRESENTATION, ESTIMATES = "marts.survey_representation", "marts.survey_estimates"
OTHERS = "marts.survey_others"
WRITES = (QUALITY, WEIGHTS, EXTREMES, REPRESENTATION, ESTIMATES, OTHERS)
"""The tables that the stage fills, a night each."""
_TEMPORARY = (
    "survey_questions",
    "survey_opposites",
    "survey_people",
    "survey_voices",
    "survey_cells",
    "survey_cell_weights",
    "survey_said",
    "survey_figures",
    "extreme",
    "representation",
)


def refresh_honesty(ctx: Context) -> StageReport:
    """Write tonight's survey quality, weights, extreme answers, representation and estimates over the window (``rfm.window_days``).

    Needs marts.response_quality, marts.customer_features, marts.rfm_segments and marts.persona_members. Answers of people who
    are no members, or without a key, are in no estimate; they are among the extremes.

    Raises:
        DefinitionError: if the stored persona version was changed or cannot be understood.
    """
    warehouse, surveys = ctx.warehouse, ctx.settings.surveys
    definition = in_force(warehouse, ctx.as_of)
    params: dict[str, Any] = {
        "as_of": ctx.as_of,
        "version": definition.version if definition else 0,
        "first_day": ctx.as_of - timedelta(days=ctx.settings.rfm.window_days - 1),
        "min_cell": ctx.settings.publish.min_cell,
        "extreme_answers": surveys.extreme_answers,
        "rare_share": surveys.rare_share,
    }
    # Before the transaction: only one thread reads a table that is not committed yet.
    keep_questions(ctx)
    for name in ("people", "voices", "cells"):
        keep(warehouse, f"survey_{name}", f"honesty/{name}", params)
    trimmed = _keep_weights(ctx)
    for name in ("said", "figures"):
        keep(warehouse, f"survey_{name}", f"honesty/{name}", params)
    for name in ("extreme", "representation"):
        keep(warehouse, name, f"honesty/{name}", params)
    with warehouse.transaction():
        rows = {table: warehouse.replace_night(table, ctx.as_of, params) for table in WRITES}
    figures = _figures(ctx) | {"trimmed_respondents": trimmed}
    for name in _TEMPORARY:
        warehouse.con.execute(f"drop table if exists {name}")
    return StageReport(rows=rows, figures=figures)


def _keep_weights(ctx: Context) -> int:
    """Fill the temporary table survey_cell_weights; returns how many respondents had their weight held at a bound."""
    surveys = ctx.settings.surveys
    found = ctx.warehouse.query(
        "select source, survey_id, persona_id, band, reach, members, respondents, careful from survey_cells order by all"
    )
    rows: list[list[Any]] = []
    held = 0
    for survey, cells in groupby(found, key=lambda row: row[:2]):
        weighted = weigh(
            [Cell(*row[2:]) for row in cells], cell_size=surveys.cell_size, max_ratio=surveys.max_weight_ratio
        )
        held += sum(cell.respondents for cell in weighted.trimmed)
        rows += [
            [*survey, cell.persona_id, cell.band, cell.reach, round(weight, 6), cell in weighted.trimmed]
            for cell, weight in weighted.weights.items()
        ]
    columns = "source varchar, survey_id varchar, persona_id varchar, band integer, reach varchar, weight double, trimmed boolean"
    keep_rows(ctx.warehouse, "survey_cell_weights", columns, rows)
    return held


def _figures(ctx: Context) -> dict[str, Any]:
    people, respondents = ctx.warehouse.query(
        "select (select count(*) from survey_people), (select count(distinct customer_key) from survey_voices)"
    )[0]
    return {"members": people, "respondents": respondents}
