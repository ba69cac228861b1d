"""Which version a night uses: looked up among the decisions, copied into the warehouse; the first one is fitted here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.decisions import AUTOMATIC, Decisions
from persona_pipeline.features import freeze_day, keep_picture

from .copies import bring_back, copy_versions, end_of
from .definition import sha256_of, to_text
from .ledger import first_rows
from .registry import free_number, in_force

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.context import Context

    from .definition import Definition


def version_of_night(ctx: Context) -> tuple[Definition | None, str]:
    """The version that the night uses, and what there is to say about it; None where there is none, and why.

    The store of decisions says which. A night that has asked is written down there, so that a decision taken while it runs is
    for the next one. What the store has lost is written into it again from the warehouse, which carries its own copy.

    Raises:
        DecisionsError: if the store cannot be used.
        DefinitionError: if a stored definition was changed or cannot be understood, here or there.
    """
    with Decisions.open(ctx.workspace, ctx.settings) as store:
        found, note = _looked_up(ctx, store)
        if found is None and not any(version.effective_as_of for version in store.versions()):
            definition, why = _first_version(ctx)
            if definition is not None:
                _keep_first(ctx, store, definition)
                found, note = _looked_up(ctx, store)
            note = note or why
        elif found is None:
            note = "the personas were accepted on a later night than this one"
    return found, note


def _looked_up(ctx: Context, store: Decisions) -> tuple[Definition | None, str]:
    with store.transaction():
        note = bring_back(ctx, store)
        copy_versions(ctx, store)
        found = in_force(ctx.warehouse, ctx.as_of)
        store.note_night(ctx.as_of)
    return found, note


def _keep_first(ctx: Context, store: Decisions, definition: Definition) -> None:
    """Write the first version down as accepted, dated by the end of the day that it was fitted on."""
    day, text = definition.fitted_as_of, to_text(definition)
    reason = f"first fit: {definition.choice.reason}"
    at = end_of(day, ctx.settings.shop.timezone)
    with store.transaction():
        if free_number(store) > 1:  # another run was first
            return
        store.propose(
            1,
            text,
            sha256=sha256_of(text),
            fitted_as_of=day,
            payload={"base": None, "night": None, "ledger": first_rows(definition), "moves": []},
            author=AUTOMATIC,
            reason=reason,
            at=at,
        )
        store.accept(1, effective_as_of=day, author=AUTOMATIC, reason=reason, at=at)


def _first_version(ctx: Context) -> tuple[Definition | None, str]:
    """Fit the first version if its day has come; otherwise say what is missing."""
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
        return fit_personas(ctx, day, seed=ctx.settings.personas.seed), ""
    except NotEnoughPeopleError as error:
        return None, str(error)


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
