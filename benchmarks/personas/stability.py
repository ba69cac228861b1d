"""Calm nights: whether a refit every night, in the shadow, finds the same personas under the same ids, and who switches."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from persona_pipeline.decisions import Decisions
from persona_pipeline.personas.propose import challenge

from .drifting import Plan, opened, run_night

if TYPE_CHECKING:
    from pathlib import Path

NIGHTS = 60
SEEDS = (7, 11)
SWITCHED = """
    select avg(case when tonight.persona_id <> before.persona_id then 1.0 else 0.0 end)
    from marts.persona_members as tonight
    inner join marts.persona_members as before on before.customer_key = tonight.customer_key
    where tonight.as_of = $as_of and before.as_of = (select max(as_of) from marts.persona_members where as_of < $as_of)
"""


def run(folder: Path) -> dict[str, float]:
    """Aims: every night keeps every id; under 1 % of the customers change persona on a calm night."""
    kept, switched, differ, overlap = [], [], [], []
    print(
        f"{'shop':<8}{'nights':>8}{'ids kept':>10}{'switch':>9}{'most':>9}{'by refit':>10}{'overlap':>9}{'seconds':>9}"
    )
    for seed in SEEDS:
        began = time.perf_counter()
        mine = _shop(Plan(nights=NIGHTS, seed=seed), folder)
        ids, moves, others, least = zip(*mine, strict=True)
        kept += ids
        switched += moves
        differ += others
        overlap += least
        print(
            f"{seed:<8}{len(ids):>8}{sum(ids) / len(ids):>10.3f}{sum(moves) / len(moves):>9.4f}{max(moves):>9.4f}"
            f"{sum(others) / len(others):>10.4f}{min(least):>9.3f}{time.perf_counter() - began:>9.0f}",
            flush=True,
        )
    print(
        "switch: customers who change persona from night to night; by refit: customers whom the refit would place elsewhere"
    )
    return {
        "calm_nights_ids_kept_share": sum(kept) / len(kept),
        "calm_night_switch_share": sum(switched) / len(switched),
        "calm_night_switch_share_max": max(switched),
        "calm_refit_differs_share": sum(differ) / len(differ),
        "calm_refit_overlap_min": min(overlap),
    }


def _shop(plan: Plan, folder: Path) -> list[tuple[bool, float, float, float]]:
    """By night: whether every id was kept, share of switches, share whom the refit places elsewhere, least overlap."""
    found = []
    with opened(plan, folder) as night:
        run_night(night(0))
        for number in range(1, plan.nights + 1):
            ctx = run_night(night(number))
            with Decisions.open(ctx.workspace, ctx.settings) as store:
                challenger = challenge(ctx, store, seed=ctx.settings.personas.seed + number)
            fates = challenger.fates
            ids = {fate.new: fate.persona for fate in fates}
            same = all(fate.event in ("survives", "moves") for fate in fates)
            people = sum(move[2] for move in challenger.moves)
            numbers = {p.persona_id: place for place, p in enumerate(challenger.fitted.personas)}
            elsewhere = sum(n for old, new, n, _ in challenger.moves if ids[numbers[new]] != old)
            switch = float(ctx.warehouse.query(SWITCHED, {"as_of": ctx.as_of})[0][0])
            found.append((same, switch, elsewhere / people, min(fate.figures.overlap or 0 for fate in fates)))
    return found
