"""The stage of the night that refreshes marts.customer_features, and the day on which references are frozen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from persona_pipeline.context import StageReport

from .picture import keep, keep_people, picture_params

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.context import Context

TABLE = "marts.customer_features"


def refresh_features(ctx: Context) -> StageReport:
    """Write tonight's row of every person who was active in the window (``rfm.window_days``, as_of included)."""
    params = picture_params(ctx, ctx.as_of)
    with ctx.warehouse.transaction():
        keep_people(ctx.warehouse)
        keep(ctx.warehouse, "refunded_orders", "features/refunded_orders", params)
        people = ctx.warehouse.replace_night(TABLE, ctx.as_of, params)
    return StageReport(rows={TABLE: people}, figures={"people": people})


def freeze_day(ctx: Context) -> date | None:
    """The day whose picture references are frozen on: ``personas.first_fit_after_days`` after the first sale order.

    It follows from the facts alone, so that nights run one by one and all facts loaded at once freeze the same picture.
    None while that day has not come by the night.
    """
    first_day = ctx.warehouse.run("features/first_order", {"as_of": ctx.as_of})[0][0]
    if first_day is None:
        return None
    day: date = first_day + timedelta(days=ctx.settings.personas.first_fit_after_days)
    return day if day <= ctx.as_of else None
