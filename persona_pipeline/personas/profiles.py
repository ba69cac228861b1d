"""The stage of the night that says what the members of each persona are like, and what they did on the day itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from persona_pipeline.context import StageReport
from persona_pipeline.features import keep

from .registry import in_force
from .space import keep_night

if TYPE_CHECKING:
    from persona_pipeline.context import Context

PROFILES, KPIS = "marts.persona_profiles", "marts.persona_kpis"


def refresh_profiles(ctx: Context) -> StageReport:
    """Write tonight's profile figures and KPIs; needs marts.customer_features and marts.persona_members.

    Without a version in force there are rows for the whole shop ('all') only.

    Raises:
        DefinitionError: if the stored definition was changed or cannot be understood.
    """
    warehouse = ctx.warehouse
    with warehouse.transaction():
        definition = in_force(warehouse, ctx.as_of)
        keep(warehouse, "persona_picture", "personas/picture_of_active", {"as_of": ctx.as_of})
        keep(warehouse, "kpi_members", "personas/members_of_night", {"as_of": ctx.as_of})
        keep_night(warehouse, definition, choices=False)
        params = {
            "version": definition.version if definition else 0,
            "first_day": ctx.as_of - timedelta(days=ctx.settings.rfm.window_days - 1),
            "min_cell": ctx.settings.publish.min_cell,
        }
        keep(warehouse, "profile_figures", "personas/profile_figures", {"as_of": ctx.as_of, **params})
        rows = {table: warehouse.replace_night(table, ctx.as_of, params) for table in (PROFILES, KPIS)}
    return StageReport(rows=rows, figures={"version": params["version"] or None})
