"""The stage of the night that assigns everybody to a persona; the first night that can fits the first version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.context import StageReport
from persona_pipeline.features import freeze_day, keep, keep_picture

from .registry import PERSONAS, VERSIONS, accept, any_version, in_force
from .space import keep_night
from .told_groups import write_groups

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.context import Context

    from .definition import Definition

MEMBERS, TRANSITIONS = "marts.persona_members", "marts.persona_transitions"


def refresh_members(ctx: Context) -> StageReport:
    """Write tonight's member rows, target groups and the moves since the night before.

    Needs marts.customer_features and, to say which segment a target group is, marts.rfm_segments.

    Everybody of whom at least one trait is known becomes a member of the nearest persona. Without a version in force
    there are no members, and the figures say why.

    Raises:
        DefinitionError: if the stored definition was changed or cannot be understood.
    """
    warehouse = ctx.warehouse
    with warehouse.transaction():
        definition, why = in_force(warehouse, ctx.as_of), ""
        if definition is None:
            definition, why = _first_version(ctx)
        keep(warehouse, "persona_picture", "personas/picture_of_night", {"as_of": ctx.as_of})
        keep_night(warehouse, definition)
        version = definition.version if definition else 0
        rows = {
            MEMBERS: warehouse.replace_night(MEMBERS, ctx.as_of, {"version": version}),
            TRANSITIONS: _keep_or_replace_transitions(ctx),
            VERSIONS: warehouse.count(VERSIONS),
            PERSONAS: warehouse.count(PERSONAS),
            **write_groups(ctx, definition),
        }
    return StageReport(rows=rows, figures={"members": rows[MEMBERS], "version": version or None, "note": why})


def _keep_or_replace_transitions(ctx: Context) -> int:
    """The moves since the night before. Where its members are no longer kept, what was written at the time stays."""
    night = {"as_of": ctx.as_of}
    kept = ctx.warehouse.query(f"select count(*) from {TRANSITIONS} where as_of = $as_of", night)[0][0]  # noqa: S608
    earlier = ctx.warehouse.query(f"select count(*) from {MEMBERS} where as_of < $as_of", night)[0][0]  # noqa: S608
    return int(kept) if kept and not earlier else ctx.warehouse.replace_night(TRANSITIONS, ctx.as_of)


def _first_version(ctx: Context) -> tuple[Definition | None, str]:
    """Fit and accept the first version if its day has come; otherwise say what is missing."""
    if any_version(ctx.warehouse):
        return None, "the personas were accepted on a later night than this one"
    day = fit_day(ctx)
    if day is None:
        wanted = ctx.settings.personas
        return None, (
            f"no personas yet: they are fitted {wanted.first_fit_after_days} days after the first order "
            f"and on at least {wanted.min_customers} people"
        )
    from .fit import NotEnoughPeopleError, fit_personas

    ctx.progress(f"fitting the first personas on the picture of {day}")
    try:
        definition = fit_personas(ctx, day, seed=ctx.settings.personas.seed)
    except NotEnoughPeopleError as error:
        return None, str(error)
    accept(ctx.warehouse, definition, accepted_as_of=day, reason=f"first fit: {definition.choice.reason}")
    return definition, ""


def fit_day(ctx: Context) -> date | None:
    """The first day from the freeze day on whose picture holds at least ``personas.min_customers`` people, or None.

    It follows from the facts alone, so that a night that runs late fits what the right night would have fitted. The
    picture of that day is left in the temporary table persona_picture.
    """
    day, wanted = freeze_day(ctx), ctx.settings.personas.min_customers
    if day is None:
        return None
    keep_picture(ctx, day, "persona_picture")
    if ctx.warehouse.query("select count(*) from persona_picture")[0][0] < wanted:
        window = {"window_days": ctx.settings.rfm.window_days, "min_customers": wanted}
        day = ctx.warehouse.run("personas/fit_day", {"as_of": ctx.as_of, "earliest": day, **window})[0][0]
        if day is not None:
            keep_picture(ctx, day, "persona_picture")
    return day
