"""Stays: a night's members, written into the history of who belonged to which persona from when to when.

The stays hold every night's membership without loss, so a night that is run again, late or out of order replaces exactly
what it said before, and the stays end as an uninterrupted run would have left them. Only people whose persona differs from
what the stays say are touched.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from persona_pipeline.features import keep

from .placed import keep_placed

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.context import Context

    from .nights import Around, Night

SPELLS = "marts.persona_spells"


def write_spells(ctx: Context, around: Around, tonight: Night | None) -> int:
    """Bring marts.persona_spells to the night; returns how many people were touched.

    ``around`` tells the nights as they were before the run, ``tonight`` the night as it is now (None: no members).
    """
    warehouse = ctx.warehouse
    before = around.before.as_of if around.before else None
    after = around.after.as_of if around.after else None
    night = {"as_of": ctx.as_of, "before": before, "after": after}
    keep(warehouse, "spells_before", "moves/state", {"night": before})
    keep(warehouse, "spells_so_far", "moves/state", {"night": ctx.as_of if around.known else before})
    if tonight:
        keep(warehouse, "spells_tonight", "moves/members_told", {"night": ctx.as_of})
    else:
        keep(warehouse, "spells_tonight", "moves/state", {"night": before})
    keep(warehouse, "spells_touched", "moves/touched", night)
    keep(warehouse, "spells_merged", "moves/merged")
    _keep_new_versions(ctx, around, tonight)
    params = {
        **night,
        "recorded": tonight is not None,
        "version_after": around.after.version if around.after else None,
        "last_so_far": around.last_so_far,
        "last_night": around.last_so_far if after else ctx.as_of if tonight else before,
    }
    keep(warehouse, "spells_new", "moves/spells", params)
    with warehouse.transaction():
        warehouse.query(
            "delete from marts.persona_spells where customer_key in (select customer_key from spells_touched)"
        )
        warehouse.insert(SPELLS, "select * from spells_new")
    return int(warehouse.query("select count(*) from spells_touched")[0][0])


def _keep_new_versions(ctx: Context, around: Around, tonight: Night | None) -> None:
    """Where a version is new on this night or on the one after it: where it places the people of the night before.

    Whoever it places elsewhere did not move: the definition did. Those are all people, but a new version is rare.
    """
    con = ctx.warehouse.con
    con.execute("create or replace temporary table spells_new_versions (begins date)")
    con.execute("create or replace temporary table spells_anew (begins date, customer_key varchar, persona_id varchar)")
    pairs = [(around.before, tonight), (tonight or around.before, around.after)]
    for earlier, later in pairs:
        if earlier and later and earlier.version != later.version:
            _place(ctx, earlier.as_of, later)


def _place(ctx: Context, day: date, later: Night) -> None:
    keep_placed(replace(ctx, settings=later.settings(ctx.settings)), day, later.as_of, "side_members")
    ctx.warehouse.query("insert into spells_new_versions values ($begins)", {"begins": later.as_of})
    ctx.warehouse.query(
        "insert into spells_anew select $begins, customer_key, persona_id from side_members", {"begins": later.as_of}
    )
