"""The stage of the night that scores buyers and names their segments, by the frozen cut points and by tonight's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.context import StageReport
from persona_pipeline.features import freeze_day, keep, keep_picture

from .grid import GRID

if TYPE_CHECKING:
    from persona_pipeline.context import Context

CUT_POINTS, SEGMENTS_TABLE, SUMMARY = "marts.rfm_cut_points", "marts.rfm_segments", "marts.rfm_summary"


def refresh_segments(ctx: Context) -> StageReport:
    """Write cut points, scores and segments of everybody with an order in the window; needs marts.customer_features.

    Guests have no key and so never come here. A night without buyers has empty segments and no error.
    """
    warehouse = ctx.warehouse
    with warehouse.transaction():
        _keep_grid(ctx)
        _keep_tonights_cut_points(ctx)
        _keep_frozen_cut_points(ctx)
        rows = {table: warehouse.replace_night(table, ctx.as_of) for table in (CUT_POINTS, SEGMENTS_TABLE, SUMMARY)}
    return StageReport(rows=rows, figures={"buyers": rows[SEGMENTS_TABLE]})


def _keep_grid(ctx: Context) -> None:
    con = ctx.warehouse.con
    con.execute("create or replace temporary table rfm_grid (r_score integer, fm_score integer, segment varchar)")
    con.executemany("insert into rfm_grid values (?, ?, ?)", [(r, fm, segment) for (r, fm), segment in GRID.items()])


def _keep_tonights_cut_points(ctx: Context) -> None:
    keep(ctx.warehouse, "rfm_buyers", "rfm/buyers", {"as_of": ctx.as_of})
    keep(ctx.warehouse, "tonight_cut_points", "rfm/cut_points")


def _keep_frozen_cut_points(ctx: Context) -> None:
    """Tonight's until the freeze day; after it, those that earlier nights kept, or else those of that day's picture.

    Kept ones win, because frozen means that a correction of old facts does not move the yardstick under people's feet.
    """
    warehouse, day = ctx.warehouse, freeze_day(ctx)
    if day is None or day == ctx.as_of:
        warehouse.con.execute("create or replace temporary table frozen_cut_points as from tonight_cut_points")
        return
    keep(warehouse, "frozen_cut_points", "rfm/kept_cut_points", {"as_of": ctx.as_of, "freeze_day": day})
    if warehouse.query("select count(*) from frozen_cut_points")[0][0] == 0:
        keep_picture(ctx, day, "frozen_features")
        keep(warehouse, "rfm_buyers", "rfm/frozen_buyers")
        keep(warehouse, "frozen_cut_points", "rfm/cut_points")
