"""The stage of the night that keeps membership over time, says who moved, and why figures changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from persona_pipeline.context import StageReport

from .changes import CHANGES, write_changes
from .nights import NIGHTS, around, forget_touched, known_now, nights_missed, nights_to_redo, write_night
from .spells import SPELLS, write_spells
from .telling import mark_changes
from .transitions import TRANSITIONS, write_transitions

if TYPE_CHECKING:
    from persona_pipeline.context import Context

    from .nights import Night


def refresh_moves(ctx: Context) -> StageReport:
    """Write tonight's moves; needs marts.customer_features, marts.persona_members and marts.persona_profiles of the night.

    Later nights that were compared with this one get their moves anew, as far as their people are kept. Their
    marts.persona_changes stay as they were told, until they are run again. Earlier nights whose members are kept but not in the
    stays yet (a warehouse of an earlier version, a night that died before this stage) are taken in first.

    Raises:
        DefinitionError: if the stored definition was changed or cannot be understood.
    """
    warehouse = ctx.warehouse
    with warehouse.transaction():
        known = known_now(warehouse)
        for missed in nights_missed(warehouse, ctx.as_of):
            _keep_history(replace(ctx, as_of=missed))
        tonight, touched, moves = _keep_history(ctx)
        changes, again = write_changes(ctx, tonight)
        mark_changes(ctx)
        forget_touched(warehouse)
        rows = {
            NIGHTS: warehouse.count(NIGHTS),
            SPELLS: warehouse.count(SPELLS),
            TRANSITIONS: moves,
            CHANGES: changes,
        }
    return StageReport(rows=rows, figures={"people_changed": touched, "computed_again": again, **known})


def _keep_history(ctx: Context) -> tuple[Night | None, int, int]:
    """Stays and moves of one night: the night, how many people were touched, and the number of moves."""
    beside = around(ctx.warehouse, ctx.as_of)
    tonight = write_night(ctx)
    touched = write_spells(ctx, beside, tonight)
    for later in nights_to_redo(ctx.warehouse, beside):
        write_transitions(ctx, later)
    return tonight, touched, write_transitions(ctx, ctx.as_of)
