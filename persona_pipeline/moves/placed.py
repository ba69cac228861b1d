"""The picture of a past day, placed by a definition of choice: who would have been a member of which persona."""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.features import keep, keep_picture
from persona_pipeline.personas import in_force
from persona_pipeline.personas.space import keep_night
from persona_pipeline.warehouse import quote

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.context import Context

PICTURE = "persona_picture"


def keep_placed(ctx: Context, day: date, by: date, members: str, *, only_some: bool = False) -> None:
    """Write the temporary table ``members`` (as marts.persona_members): the picture of ``day``, as it is known today and by
    the window of ``ctx.settings``, placed by the definition in force on the night ``by``.

    Leaves the picture itself in the temporary table persona_picture. With ``only_some`` it is that of the identifiers in the
    temporary table picture_people.

    Raises:
        DefinitionError: if the stored definition was changed or cannot be understood.
    """
    definition = in_force(ctx.warehouse, by)
    keep_picture(ctx, day, PICTURE, only_some=only_some)
    keep_night(ctx.warehouse, definition)
    placing = {"as_of": day, "version": definition.version if definition else 0}
    keep(ctx.warehouse, members, "marts/persona_members", placing)


def name_it(ctx: Context, name: str, table: str) -> None:
    """Give a temporary table another name, too."""
    ctx.warehouse.con.execute(f"create or replace temporary view {quote(name)} as from {quote(table)}")
