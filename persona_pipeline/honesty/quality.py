"""The stage of the night that looks for carelessness in survey responses: straight lines, haste, contradictions.

A flagged response weighs less and is never dropped: a sign is no proof, and extreme answers may hold the core. The signs are
those that the literature on careless responding agrees on (Meade and Craig, 2012, Psychological Methods 17; Leiner, 2019,
Survey Research Methods 13): the longest string of equal answers, and the time taken against the usual time; beside them
answers that cannot both be meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from persona_pipeline.context import StageReport
from persona_pipeline.features import keep
from persona_pipeline.warehouse import statement

from .questions import keep_questions, rule_of

if TYPE_CHECKING:
    from persona_pipeline.context import Context

TABLE = "marts.response_quality"
_STEPS = ("judged_responses", "judged_answers", "straight_lines", "paces", "age_gaps", "contradictions")


def refresh_response_quality(ctx: Context) -> StageReport:
    """Judge the responses that are new, changed or gone, and those after them, whose usual time they are part of.

    What is judged follows from core.responses, core.answers, core.customer_attributes and persona.yaml alone, so that nights
    run one by one and all facts loaded at once give the same rows.
    """
    warehouse = ctx.warehouse
    surveys = ctx.settings.surveys
    params: dict[str, Any] = {
        "rule": rule_of(ctx),
        "min_timed": surveys.min_timed,
        "min_rated_items": surveys.min_rated_items,
        "straight_share": surveys.straight_share,
        "speeding_share": surveys.speeding_share,
        "age_tolerance_years": surveys.age_tolerance_years,
        "flag_factor": surveys.flag_factor,
        "weight_floor": surveys.weight_floor,
    }
    keep_questions(ctx)
    keep(warehouse, "survey_births", "honesty/births")
    params["first_day"] = warehouse.run("honesty/changed_from", params)[0][0]
    for name in _STEPS:
        keep(warehouse, name, f"honesty/{name}", params)
    judged = warehouse.query("select count(*) from judged_responses")[0][0]
    with warehouse.transaction():
        warehouse.run("honesty/delete_response_quality", params)
        if judged:
            warehouse.insert(TABLE, statement("marts/response_quality"), params)
    for name in ("survey_questions", "survey_opposites", "survey_births", *_STEPS):
        warehouse.con.execute(f"drop table if exists {name}")
    return StageReport(rows={TABLE: warehouse.count(TABLE)}, figures={"judged": judged, **_flagged(ctx)})


def _flagged(ctx: Context) -> dict[str, Any]:
    names = ("straight_lining", "speeding", "contradictory")
    row = ctx.warehouse.run("honesty/flagged")[0]
    return dict(zip(names, row, strict=True))
