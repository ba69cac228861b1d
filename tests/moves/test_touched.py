"""Whose facts changed is kept as long as a night may ask for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from persona_pipeline.moves.nights import forget_touched

from .conftest import night, write_members

if TYPE_CHECKING:
    from persona_pipeline.context import Context


def knew(ctx: Context, number: int, facts: int) -> None:
    """The line that the stage of a night left: the last change that it knew of."""
    figures = json.dumps({"facts": facts, "rows": {}})
    ctx.warehouse.query(
        "insert into ops.stages values ($d, 'moves', 'run', 0.1, $f)", {"d": night(number), "f": figures}
    )


def changes(ctx: Context) -> list[int]:
    return [row[0] for row in ctx.warehouse.query("select touched from ops.touched_people order by 1")]


def test_a_change_that_every_kept_night_knew_of_is_forgotten(ctx: Context) -> None:
    for touched in (1, 2, 3, 4):
        ctx.warehouse.query("insert into ops.touched_people values ($t, $d, 'somebody')", {"t": touched, "d": night(0)})
    for number, facts in ((0, 1), (1, 2), (2, 3)):
        knew(ctx, number, facts)
    forget_touched(ctx.warehouse)
    assert changes(ctx) == [1, 2, 3, 4], "no night is kept, and none says what may go"
    write_members(ctx, 1, {"a": ("P01", 0.5, 10)})
    write_members(ctx, 2, {"a": ("P01", 0.5, 10)})
    forget_touched(ctx.warehouse)
    assert changes(ctx) == [2, 3, 4], "night 0 is no longer kept; night 1 knew of 2, and asks for what came after"
