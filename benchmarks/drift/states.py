"""S12: nights that are missed, late or run again leave the same state; and what a night costs in time and memory."""

from __future__ import annotations

import resource
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from persona_pipeline.drift import refresh_verdict
from persona_pipeline.settings import Settings, Workspace
from persona_pipeline.warehouse import Warehouse
from tests.drift.nights import night

from .measure import VOLUMES
from .scenarios import SCENARIOS
from .shop import Played, context, write

if TYPE_CHECKING:
    from collections.abc import Iterable

LATE = (2, 3)
SEEDS = 4


def run() -> dict[str, float]:
    """Play the nights around a change through the stage: as they should come, and with two of them late."""
    same = []
    with TemporaryDirectory() as folder, Warehouse.open(Workspace(Path(folder)), Settings()) as warehouse:
        workspace = Workspace(Path(folder))
        for seed in range(SEEDS):
            played = Played(SCENARIOS["S1"], VOLUMES["medium"], 28, seed)
            nights = range(played.start, played.last + 1)
            same.append(_late(warehouse, workspace, played, nights) == _nightly(warehouse, workspace, played, nights))
        played = Played(SCENARIOS["S0"], VOLUMES["medium"], 91, 0)
        write(warehouse, played)
        ctx = context(warehouse, workspace, played.settings, night(played.last))
        began = time.perf_counter()
        refresh_verdict(ctx)
        budget = time.perf_counter() - began
        began = time.perf_counter()
        refresh_verdict(ctx)
        seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nS12: {sum(same)} of {len(same)} runs with a missed night, late nights and a night run twice end alike")
    print(f"a night after {played.last + 1} nights of history: {seconds:.2f} s, {memory:.0f} MB for the whole process")
    print(f"the one night on which the error budget is worked out: {budget:.2f} s")
    return {
        "same_state_S12": sum(same) / len(same),
        "seconds_per_night_456": seconds,
        "seconds_of_budget_night_456": budget,
        "megabytes_process_456": memory,
    }


def _nightly(
    warehouse: Warehouse, workspace: Workspace, played: Played, nights: Iterable[int]
) -> list[tuple[object, ...]]:
    write(warehouse, played)
    for number in nights:
        refresh_verdict(context(warehouse, workspace, played.settings, night(number)))
    return _state(warehouse, played)


def _late(
    warehouse: Warehouse, workspace: Workspace, played: Played, nights: Iterable[int]
) -> list[tuple[object, ...]]:
    """Two nights have no figures until the sixth has been run, one is never run in its turn, the last is run twice."""
    write(warehouse, played)
    late = [night(played.start + n) for n in LATE]
    warehouse.con.execute(
        "create or replace temp table late as select * from marts.persona_kpis where list_contains($late, as_of)",
        {"late": late},
    )
    warehouse.con.execute("delete from marts.persona_kpis where list_contains($late, as_of)", {"late": late})
    for number in nights:
        if number - played.start in (*LATE, 4):
            continue
        if number - played.start == 6:
            warehouse.con.execute("insert into marts.persona_kpis select * from late")
        refresh_verdict(context(warehouse, workspace, played.settings, night(number)))
    refresh_verdict(context(warehouse, workspace, played.settings, night(played.last)))
    return _state(warehouse, played)


def _state(warehouse: Warehouse, played: Played) -> list[tuple[object, ...]]:
    """The last night's rows."""
    last = {"night": night(played.last)}
    return [
        *warehouse.query("select * from marts.persona_verdicts where as_of = $night order by all", last),
        *warehouse.query("select * from marts.drift_signals where as_of = $night order by all", last),
    ]
