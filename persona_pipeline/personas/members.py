"""The stage of the night that assigns everybody to a persona; the first night that can fits the first version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.context import StageReport
from persona_pipeline.features import keep

from .night_version import version_of_night
from .registry import LEDGER, PERSONAS, VERSIONS
from .space import keep_night
from .told_groups import write_groups

if TYPE_CHECKING:
    from persona_pipeline.context import Context

MEMBERS = "marts.persona_members"


def refresh_members(ctx: Context) -> StageReport:
    """Write tonight's member rows and target groups.

    Needs marts.customer_features and, to say which segment a target group is, marts.rfm_segments.

    Everybody of whom at least one trait is known becomes a member of the nearest persona. Without a version in force
    there are no members, and the figures say why.

    Raises:
        DecisionsError: if the store of decisions cannot be used.
        DefinitionError: if the stored definition was changed or cannot be understood.
    """
    warehouse = ctx.warehouse
    with warehouse.transaction():
        definition, why = version_of_night(ctx)
        keep(warehouse, "persona_picture", "personas/picture_of_night", {"as_of": ctx.as_of})
        keep_night(warehouse, definition)
        version = definition.version if definition else 0
        rows = {
            MEMBERS: warehouse.replace_night(MEMBERS, ctx.as_of, {"version": version}),
            VERSIONS: warehouse.count(VERSIONS),
            PERSONAS: warehouse.count(PERSONAS),
            LEDGER: warehouse.count(LEDGER),
            **write_groups(ctx, definition),
        }
    return StageReport(rows=rows, figures={"members": rows[MEMBERS], "version": version or None, "note": why})
