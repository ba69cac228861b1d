"""The stage of the night that writes the journey of each persona: contacts, funnel, KPIs, needs, messages, fixes, sequences."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from persona_pipeline.context import StageReport
from persona_pipeline.features import keep
from persona_pipeline.personas.registry import in_force
from persona_pipeline.warehouse import keep_rows

from .fixes import TABLE as FIXES
from .fixes import refresh_fixes
from .kpis import keep_kpis
from .lexicon import lexicons
from .moments import TABLE as MOMENTS
from .moments import refresh_moments
from .needs import keep_needs
from .sequences import CASES, keep_cases, refresh_sequences
from .sequences import TABLE as SEQUENCES
from .touchpoints import keep_rules, renamed, rules

if TYPE_CHECKING:
    from persona_pipeline.context import Context

BY_SQL = ("marts.persona_journey", "marts.persona_needs", "marts.persona_funnels", "marts.persona_phase_kpis")
MARTS = (*BY_SQL, MOMENTS, FIXES, SEQUENCES)
HEX = 65_536
"""Members are sampled by the first four hexadecimal digits of a hash of their key."""
KEPT = (
    "members", "keys", "visits", "responses", "signals", "funnel_people", "feelings", "sentiments", "ratios", "ranges", "contacts",
    "contact_sums", "sizes", "asked", "wordings",
)  # fmt: skip
KEPT_THEN = ("needs", "cells", "hidden")
"""What sql/journey/*.sql select is kept as temporary tables, journey_*, in this order; the phases of wordings come in between."""
TEMPORARY = (*(f"journey_{name}" for name in (*KEPT, *KEPT_THEN)), *CASES)


def refresh_journey(ctx: Context) -> StageReport:
    """Write the night's journey; needs marts.persona_members, marts.response_quality and what ``refresh_facts`` keeps up to date.

    Without a version in force nobody is a member, and there are no rows.

    Raises:
        DefinitionError: if the stored definition was changed or cannot be understood.
    """
    warehouse = ctx.warehouse
    definition = in_force(warehouse, ctx.as_of)
    params = _params(ctx, definition.version if definition else 0)
    _keep(ctx, params)  # before the transaction: only one thread reads a table that is not committed yet
    with warehouse.transaction():
        rows = {table: warehouse.replace_night(table, ctx.as_of, params) for table in BY_SQL}
        rows[MOMENTS] = refresh_moments(ctx)
        rows[FIXES] = refresh_fixes(ctx)
        rows[SEQUENCES] = refresh_sequences(ctx, params["sampled_share"])
    _say_unused_targets(ctx)
    for table in TEMPORARY:
        warehouse.con.execute(f"drop table if exists {table}")
    return StageReport(
        rows=rows, figures={"version": params["version"] or None, "sampled_share": params["sampled_share"]}
    )


def _say_unused_targets(ctx: Context) -> None:
    known = {row[0] for row in ctx.warehouse.query("select persona_id from journey_sizes")}
    named = {each.persona for each in ctx.settings.journey.targets if each.persona}
    for persona in sorted(named - known):
        ctx.progress(
            f"journey.targets names the persona {persona}; in force are {', '.join(sorted(known))}. Mend: correct the id in persona.yaml"
        )


def _params(ctx: Context, version: int) -> dict[str, Any]:
    window, wanted = ctx.settings.rfm.window_days, ctx.settings.journey
    first_day = ctx.as_of - timedelta(days=window - 1)
    span = {"as_of": ctx.as_of, "first_day": first_day}
    sessions = ctx.warehouse.run("journey/window_sessions", span)[0][0]
    below = HEX if sessions <= wanted.sequence_sessions else max(1, HEX * wanted.sequence_sessions // sessions)
    return {
        **span,
        "version": version,
        "day_before": first_day - timedelta(days=window),
        "min_cell": ctx.settings.publish.min_cell,
        "quiet_days": wanted.quiet_days,
        "review_low": wanted.review_scale[0],
        "review_high": wanted.review_scale[1],
        "later_names": sorted({rule.touchpoint for rule in rules(ctx.settings) if rule.phase_after_purchase}),
        "sample_below": f"{below:04x}" if below < HEX else "g",
        "sampled_share": round(below / HEX, 6),
    }


def _keep(ctx: Context, params: dict[str, Any]) -> None:
    """Leave what the tables are made from in temporary tables."""
    warehouse, settings = ctx.warehouse, ctx.settings
    keep_rules(warehouse, settings)
    keep_kpis(warehouse, settings.journey)
    _keep_names(ctx)
    for name in KEPT:
        keep(warehouse, f"journey_{name}", f"journey/{name}", params)
    keep_needs(warehouse, lexicons(settings.journey))
    for name in KEPT_THEN:
        keep(warehouse, f"journey_{name}", f"journey/{name}", params)
    keep_cases(warehouse, params)


def _keep_names(ctx: Context) -> None:
    """What surveys call touchpoints, and on which scale they rate, as the temporary tables journey_names and journey_scales."""
    scales = [
        (source.name, question_id, *(question.scale or (1.0, 5.0)))
        for source in ctx.settings.sources_of("survey")
        for question_id, question in source.questions.items()
        if question.role == "satisfaction"
    ]
    columns = "source varchar, question_id varchar, low double, high double"
    keep_rows(ctx.warehouse, "journey_names", "name varchar, touchpoint varchar", renamed(ctx.settings).items())
    keep_rows(ctx.warehouse, "journey_scales", columns, scales)
