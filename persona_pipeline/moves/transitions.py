"""From whom to whom: the moves since the nights that a night is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.features import keep

from .telling import mark_transitions

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.context import Context
    from persona_pipeline.warehouse import Warehouse

TRANSITIONS = "marts.persona_transitions"


def keep_compared(warehouse: Warehouse, as_of: date) -> None:
    """Write the temporary table moves_compared: the nights that ``as_of`` is compared with."""
    keep(warehouse, "moves_compared", "moves/compared", {"as_of": as_of})


def write_transitions(ctx: Context, as_of: date) -> int:
    """Write the moves of a night, tonight or another, from marts.persona_spells; returns the number of rows."""
    keep_compared(ctx.warehouse, as_of)
    keep(ctx.warehouse, "moves_money", "moves/money", {"as_of": as_of})
    rows = ctx.warehouse.replace_night(TRANSITIONS, as_of)
    mark_transitions(ctx, as_of)
    return rows
