"""Why figures changed: from what was told then to what is told tonight, in steps that add up.

The way leads over the night compared with as it was told, the same night as it is known today (data), the same again by
tonight's version and rules (definition), and then to tonight: who left and who came (mix), what those who stayed do
differently (behaviour). For means the people who left and came count by their distance from those who stayed.

Source: M. J. Melitz, S. Polanec, Dynamic Olley-Pakes productivity decomposition with entry and exit, RAND Journal of
Economics 46 (2015) 362-375, with equal weights; the order of the steps before it is that of a telescoping sum.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from persona_pipeline.features import keep
from persona_pipeline.warehouse import keep_rows, quote_table, statement

from .nights import keep_touched, night_of
from .placed import PICTURE, keep_placed, name_it

if TYPE_CHECKING:
    from persona_pipeline.context import Context

    from .nights import Night

CHANGES = "marts.persona_changes"
COMPARED = ("night", "week", "four_weeks")
TOTAL, MEAN = True, False
FIGURES = (
    ("members", 1, TOTAL, "customers"),
    ("revenue", 2, TOTAL, "currency"),
    ("orders", 3, TOTAL, "orders"),
    ("sessions", 4, TOTAL, "sessions"),
    ("monetary", 2, MEAN, "currency"),
    ("frequency", 3, MEAN, "orders"),
    ("active_sessions", 4, MEAN, "sessions"),
    ("repeat_share", 5, MEAN, "share"),
    ("order_value", 6, MEAN, "currency"),
    ("refund_share", 7, MEAN, "share"),
    ("mobile_share", 8, MEAN, "share"),
    ("nps", 9, MEAN, "points"),
    ("satisfaction", 10, MEAN, "points"),
)
"""Figure, its place in the list of moves/side.sql, whether it is a sum or a mean over those of whom it is known, unit."""


def write_changes(ctx: Context, tonight: Night | None) -> tuple[int, int]:
    """Write the night's rows of marts.persona_changes; returns their number, and how many nights were computed again.

    Needs the temporary table moves_compared. A night whose members are no longer kept is not compared with: what an earlier run
    told of it stays.
    """
    warehouse, con = ctx.warehouse, ctx.warehouse.con
    columns = "figure varchar, place integer, is_total boolean, unit varchar"
    keep_rows(warehouse, "moves_figures", columns, FIGURES)
    con.execute(
        "create or replace temporary table moves_sums "
        "(compared varchar, persona_id varchar, place integer, n bigint, total decimal(38, 6))"
    )
    con.execute(
        "create or replace temporary table moves_steps (compared varchar, figure varchar, persona_id varchar, "
        "step varchar, n bigint, total decimal(38, 6), people bigint)"
    )
    again = 0
    if tonight:
        _keep_told(ctx, tonight, "side_now")
        name_it(ctx, "now_side", "side_now")
        _add_sums(ctx, "tonight", "now_side")
        for compared, then in _kept_nights(ctx):
            again += _compare(ctx, compared, then, tonight)
    with warehouse.transaction():
        keep(warehouse, "changes_told", "moves/changes_to_keep", {"as_of": ctx.as_of})
        new = warehouse.replace_night(CHANGES, ctx.as_of)
        con.execute(f"insert into {quote_table(CHANGES)} by name from changes_told")
    return new, again


def _kept_nights(ctx: Context) -> list[tuple[str, Night]]:
    rows = ctx.warehouse.query(
        "select compared, compared_as_of from moves_compared where compared_as_of in "
        "(select distinct as_of from marts.persona_members) order by compared_as_of desc, compared"
    )
    found = [(compared, night_of(ctx.warehouse, day)) for compared, day in rows if compared in COMPARED]
    return [(compared, night) for compared, night in found if night]


def _compare(ctx: Context, compared: str, then: Night, tonight: Night) -> bool:
    """Keep the steps from one night to tonight; True where somebody of the night had to be computed again.

    Of the facts only orders, visits and answers are known to have changed after the night; an attribute or a category that is
    corrected alone counts tonight, and so among those who came and left.
    """
    _keep_told(ctx, then, "side_told")
    name_it(ctx, "told_side", "side_told")
    touched = keep_touched(ctx.warehouse, then)
    as_then = replace(ctx, settings=then.settings(ctx.settings))
    if touched == 0:
        name_it(ctx, "data_side", "side_told")
    elif touched is None:
        _keep_again(as_then, then, then, "side_data")
        name_it(ctx, "data_side", "side_data")
    else:
        _keep_again(as_then, then, then, "side_again", only_some=True)
        keep(ctx.warehouse, "side_data", "moves/side_mended")
        name_it(ctx, "data_side", "side_data")
    if then.rules() == tonight.rules():
        name_it(ctx, "then_side", "data_side")
    else:
        _keep_again(ctx, then, tonight, "side_then")
        name_it(ctx, "then_side", "side_then")
    _add_sums(ctx, compared, "told_side")
    ctx.warehouse.con.execute(
        f"insert into moves_steps by name select $compared as compared, * from ({statement('moves/steps')})",  # noqa: S608
        {"compared": compared},
    )
    return touched != 0


def _keep_told(ctx: Context, night: Night, side: str) -> None:
    """The night as it was told: its own rows of marts.customer_features and marts.persona_members."""
    keep(ctx.warehouse, "told_picture", "moves/picture_told", {"night": night.as_of})
    name_it(ctx, "side_picture", "told_picture")
    keep(ctx.warehouse, "side_members", "moves/members_told", {"night": night.as_of})
    keep(ctx.warehouse, side, "moves/side")


def _keep_again(ctx: Context, night: Night, by: Night, side: str, *, only_some: bool = False) -> None:
    """The night as it is known today, its people placed by the version of the night ``by``."""
    keep_placed(ctx, night.as_of, by.as_of, "side_members", only_some=only_some)
    name_it(ctx, "side_picture", PICTURE)
    keep(ctx.warehouse, side, "moves/side")


def _add_sums(ctx: Context, compared: str, side: str) -> None:
    con = ctx.warehouse.con
    name_it(ctx, "moves_side", side)
    con.execute(
        f"insert into moves_sums by name select $compared as compared, * from ({statement('moves/sums')})",  # noqa: S608
        {"compared": compared},
    )
