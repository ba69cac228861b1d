"""Keep the error budget and the power card of a persona version: worked out once, when its reference is full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .bootstrap import ALERTING, Weeks, reference_weeks
from .budget import LevelBudget, calibrate, factors_of, fingerprint
from .judge import judge
from .power import Power, power_card

if TYPE_CHECKING:
    from persona_pipeline.context import Context
    from persona_pipeline.settings import DriftSettings

    from .judge import Prepared
    from .streams import Group

BUDGET, POWER = "marts.drift_budget", "marts.drift_power"


def keep_calibration(ctx: Context, version: int, prepared: Prepared) -> dict[Group, float]:
    """What the thresholds of each group are multiplied by; nothing before the reference is full.

    Both tables follow from the nights of the reference and the settings alone. They are written where there are none of
    this version, or where what they follow from has changed (a late file, another setting), and looked up otherwise. An old
    night that is run again, and that goes by other marks than later nights do, counts for itself and leaves the tables to them.
    """
    weeks = reference_weeks(prepared)
    if weeks is None:
        return {}
    settings, min_cell = ctx.settings.drift, ctx.settings.publish.min_cell
    print_of = fingerprint(weeks, settings, min_cell)
    kept = ctx.warehouse.run("drift/budget", {"version": version, "fingerprint": print_of})
    if kept:
        by_level = dict(kept)
        return {group: float(by_level[group]) for group in ALERTING if by_level.get(group) is not None}
    levels = calibrate(weeks, settings)
    factors = factors_of(levels)
    later = ctx.warehouse.run("drift/later_budget", {"version": version, "as_of": ctx.as_of})[0][0]
    if not later:
        _write(ctx, version, print_of, levels, card_of(weeks, settings, min_cell, factors))
    return factors


def card_of(weeks: Weeks, settings: DriftSettings, min_cell: int, factors: dict[Group, float]) -> list[Power]:
    """The power card as the reference has it on its last night, with thresholds raised by ``factors``."""
    ordinary = settings.model_copy(update={"events": {}, "holidays": ()})
    nights = len(weeks.history.nights)
    return power_card(judge(weeks.history, [frozenset()] * nights, ordinary, factors=factors), settings, min_cell)


def _write(ctx: Context, version: int, print_of: str, levels: list[LevelBudget], card: list[Power]) -> None:
    with ctx.warehouse.transaction():
        ctx.warehouse.query("delete from marts.drift_budget where version = $version", {"version": version})
        ctx.warehouse.query("delete from marts.drift_power where version = $version", {"version": version})
        for level in levels:
            ctx.warehouse.run("drift/keep_budget", {"version": version, "fingerprint": print_of, **vars(level)})
        for row in card:
            ctx.warehouse.run("drift/keep_power", {"version": version, **vars(row)})
