"""Tonight's target groups, and what the cap on the number of personas costs, as tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from persona_pipeline.features import keep
from persona_pipeline.warehouse import keep_rows

from .choose import ENOUGH
from .space import keep_centres
from .traits import natural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from persona_pipeline.context import Context

    from .definition import Definition, GroupDefinition

GROUPS, CAP = "marts.target_groups", "marts.persona_cap"
TELLING = 0.25  # standard units; less is not worth a word
MOST_TOLD = 8
_NEXT = ("next_people", "next_share", "next_revenue_share", "next_out_of", "next_gist")


def write_groups(ctx: Context, definition: Definition | None) -> dict[str, int]:
    """Tonight's rows of marts.target_groups, from the people whom keep_night placed and tonight's members; rows by table.

    A definition of format 1 has no groups, and no row.
    """
    warehouse, groups = ctx.warehouse, definition.groups if definition else []
    keep_group_members(ctx, groups)
    rows = [(group.group_id, group.persona_id, differs(definition, group)) for group in groups if definition]
    keep_rows(warehouse, "persona_groups", "group_id varchar, persona_id varchar, differs varchar", rows)
    version = definition.version if definition else 0
    written = warehouse.replace_night(GROUPS, ctx.as_of, {"version": version, "enough": ENOUGH})
    if definition and definition.choice.cap:
        _write_cap(ctx, definition)
    return {GROUPS: written, CAP: warehouse.count(CAP)}


def keep_group_members(ctx: Context, groups: Sequence[GroupDefinition]) -> None:
    """Write the temporary table group_members (customer_key, group_id): tonight's members, each to the nearest group of their persona.

    Takes the place of the personas' centres that keep_night left.
    """
    part_of = {each.group_id: each.persona_id for each in groups}
    keep_centres(ctx.warehouse, {each.group_id: each.centre for each in groups}, part_of)
    keep(ctx.warehouse, "persona_part_of", "personas/part_of", {"as_of": ctx.as_of})
    keep(ctx.warehouse, "group_members", "personas/group_members")


def differs(definition: Definition, group: GroupDefinition) -> str:
    """In what a group differs most from everybody, as JSON: trait, difference, value, everybody."""
    scales = {trait.name: trait for trait in definition.traits}
    leading = sorted(group.centre.items(), key=lambda pair: (-abs(pair[1]), pair[0]))[:MOST_TOLD]
    told = [
        {
            "trait": name,
            "difference": round(difference, 2),
            "value": round(group.centre_natural[name], 4),
            "everybody": round(natural(scales[name].transform, scales[name].centre), 4),
        }
        for name, difference in leading
        if abs(difference) >= TELLING
    ]
    return json.dumps(told, ensure_ascii=False)


def _write_cap(ctx: Context, definition: Definition) -> None:
    cap = definition.choice.cap
    if cap is None:
        return
    after = cap.next
    told = (after.people, after.share, after.revenue_share, after.out_of, after.gist) if after else (None,) * 5
    params = {
        "version": definition.version,
        "max_personas": cap.max_personas,
        "personas": len(definition.personas),
        "right_number": cap.right,
        "badly_people": cap.badly_people,
        "badly_share": cap.badly_share,
        "badly_revenue_share": cap.badly_revenue_share,
        **dict(zip(_NEXT, told, strict=True)),
    }
    with ctx.warehouse.transaction():
        ctx.warehouse.query("delete from marts.persona_cap where version = $version", params)
        ctx.warehouse.run("personas/keep_cap", params)
