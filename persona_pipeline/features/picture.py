"""The picture of a day: the features as they were at its end, kept as a temporary table for those who look back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from persona_pipeline.warehouse import quote, statement
from persona_pipeline.warehouse.store import used

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from persona_pipeline.context import Context
    from persona_pipeline.warehouse import Warehouse


def keep(warehouse: Warehouse, table: str, name: str, params: Mapping[str, Any] | None = None) -> None:
    """Keep what ``sql/<name>.sql`` selects as the temporary table ``table`` of this connection."""
    text = f"create or replace temporary table {quote(table)} as {statement(name)}"
    warehouse.con.execute(text, used(warehouse.con, text, params))


def picture_params(ctx: Context, day: date) -> dict[str, Any]:
    """Parameters of ``marts/customer_features.sql`` for one day: the window and the refund policy."""
    rfm = ctx.settings.rfm
    return {
        "as_of": day,
        "first_day": day - timedelta(days=rfm.window_days - 1),
        "subtract": rfm.refunds == "subtract",
        "leave_out": rfm.fully_refunded_orders == "leave_out",
        "only_some": False,
    }


def keep_people(warehouse: Warehouse) -> None:
    """Make sure that there is a temporary table picture_people (identity_key): whom a picture of some people is about."""
    warehouse.con.execute("create temporary table if not exists picture_people (identity_key varchar)")


def keep_picture(ctx: Context, day: date, table: str, *, only_some: bool = False) -> None:
    """Compute the features as of ``day`` into the temporary table ``table``, with the night's own statement.

    With ``only_some`` the picture is that of the identifiers in the temporary table picture_people.
    """
    params = {**picture_params(ctx, day), "only_some": only_some}
    keep_people(ctx.warehouse)
    keep(ctx.warehouse, "refunded_orders", "features/refunded_orders", params)
    keep(ctx.warehouse, table, "marts/customer_features", params)
