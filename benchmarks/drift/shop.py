"""A warehouse with a world's nights in the tables that drift reads, and the verdicts read back through its SQL."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from persona_pipeline.context import Context
from persona_pipeline.drift.history import history_of
from persona_pipeline.drift.judge import Judgement, judge
from persona_pipeline.drift.quality import quality_of
from persona_pipeline.drift.verdict import courses
from persona_pipeline.settings import DriftSettings, Settings, Workspace
from tests.drift.nights import accept_version, night, write_kpis, write_volumes
from tests.drift.world import PERSONAS, World, kpis, volumes

from .scenarios import Fault, Scenario

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from persona_pipeline.drift.verdict import Verdict
    from persona_pipeline.warehouse import Warehouse

FAULTY_NIGHTS = 2
_TABLES = (
    "marts.persona_kpis", "ops.row_counts", "ops.loads", "marts.persona_versions", "marts.personas",
    "marts.drift_signals", "marts.persona_verdicts",
)  # fmt: skip


@dataclass(frozen=True)
class Played:
    """A scenario's nights: where the change begins, and the last night."""

    scenario: Scenario
    volume: float
    baseline: int
    seed: int
    start: int = field(init=False)

    def __post_init__(self) -> None:
        before = 0 if self.scenario.name == "S0" else self.scenario.before + self.seed % 7
        object.__setattr__(self, "start", self.baseline + before)

    @property
    def last(self) -> int:
        return self.start + self.scenario.after - 1

    @property
    def settings(self) -> DriftSettings:
        known = {night(self.start + n): "holiday" for n in range(self.scenario.annotated)}
        return DriftSettings(reference_nights=self.baseline, events=known)

    @property
    def world(self) -> World:
        return World(self.last + 1, seed=1000 + self.seed, volume=self.volume, plant=self.scenario.plant(self.start))

    def rows(self) -> pd.DataFrame:
        """Rows of marts.persona_kpis."""
        rows = kpis(self.world)
        if self.scenario.fault:
            rows = _broken(rows, self.scenario.fault, self.start)
        if self.scenario.relabelled:
            later = (rows["as_of"] >= night(self.start)) & rows["persona_id"].isin(PERSONAS)
            other = dict(zip(PERSONAS, (*PERSONAS[1:], PERSONAS[0]), strict=True))
            rows.loc[later, "persona_id"] = rows.loc[later, "persona_id"].map(other)
        return rows


def write(warehouse: Warehouse, played: Played) -> pd.DataFrame:
    """Fill the tables as the stages before drift would have; what an earlier world left there goes."""
    for table in _TABLES:
        warehouse.con.execute(f"delete from {table}")
    rows = played.rows()
    write_kpis(warehouse, rows)
    fault = played.scenario.fault or Fault()
    faulty = range(played.start, played.start + FAULTY_NIGHTS)
    for kind in ("web", "orders"):
        of_kind = replace(played.world, seed=played.world.seed + len(kind))
        write_volumes(warehouse, volumes(of_kind, dict.fromkeys(faulty, fault.rows.get(kind, 1.0)), kind))
    _write_refused(warehouse, played, fault)
    accept_version(warehouse)
    if played.scenario.relabelled:
        accept_version(warehouse, 2, night(played.start))
    return rows


def verdicts(warehouse: Warehouse, played: Played) -> dict[str, list[Verdict]]:
    """Verdicts of all nights, read at once; tests/drift/test_benchmark.py shows that they are those of night by night."""
    if not played.scenario.relabelled:
        return courses(judgement(warehouse, played.settings, night(0), night(played.last)))
    before = courses(judgement(warehouse, played.settings, night(0), night(played.start - 1)))
    since = courses(judgement(warehouse, played.settings, night(played.start), night(played.last)))
    return {name: [*before[name], *since[name]] for name in before}


def judgement(warehouse: Warehouse, settings: DriftSettings, since: date, as_of: date) -> Judgement:
    """What the stage computes on the night ``as_of``, through its own statements."""
    history = history_of(warehouse.frame("drift/nights", {"since": since, "as_of": as_of, "known": as_of}))
    tonight = {"as_of": as_of}
    volumes, rates = (warehouse.frame(f"drift/{name}", tonight) for name in ("volumes", "rates"))
    amounts = warehouse.frame("drift/amounts", tonight | {"known": as_of})
    quality = quality_of(volumes, rates, {}, as_of, amounts=amounts)
    return judge(history, [quality.blocked(each, as_of) for each in history.nights], settings)


def context(warehouse: Warehouse, workspace: Workspace, settings: DriftSettings, as_of: date) -> Context:
    """A night of the product on this warehouse."""
    return Context(workspace, Settings(drift=settings), warehouse, as_of)


def _broken(rows: pd.DataFrame, fault: Fault, start: int) -> pd.DataFrame:
    rows = rows.copy()
    figures = ["n", "total", "total_squares"]
    rows[figures] = rows[figures].astype(float)
    bad = rows["as_of"].between(night(start), night(start + FAULTY_NIGHTS - 1))
    for persona, factor in zip(PERSONAS, fault.people, strict=True):
        people = rows["measure"].eq("active_share") | rows["measure"].str.startswith("feature:")
        rows.loc[bad & people & rows["persona_id"].eq(persona), figures] *= factor
    for measure, factor in fault.figures.items():
        names = figures[1:] if measure == "conversion" else figures
        rows.loc[bad & rows["measure"].eq(measure), names] *= factor
    for measure, added in fault.added.items():
        at = bad & rows["measure"].eq(measure)
        n, total = rows.loc[at, "n"], rows.loc[at, "total"]
        rows.loc[at, "total_squares"] += 2 * added * total + n * added**2
        rows.loc[at, "total"] = total + n * added
    shares = rows["measure"].eq("active_share")
    rows.loc[shares, figures] = rows.loc[shares, figures].round()
    rows.loc[shares, "n"] = rows[shares].groupby("as_of")["total"].transform("sum")
    rows["n"] = rows["n"].round()
    return rows


def _write_refused(warehouse: Warehouse, played: Played, fault: Fault) -> None:
    """One load a night of 10,000 order rows per unit of volume, with the rows that were refused."""
    import pandas as pd

    size = round(10_000 * played.volume)
    loads = [
        (
            night(number), f"load-{number:05d}", "orders", "orders", "accepted", size,
            round(size * (fault.refused if 0 <= number - played.start < FAULTY_NIGHTS else 0.001)),
        )
        for number in range(-60, played.last + 1)
    ]  # fmt: skip
    names = ["as_of", "load_id", "kind", "source", "status", "rows_in", "rows_quarantined"]
    warehouse.con.register("new_loads", pd.DataFrame(loads, columns=names))
    warehouse.con.execute("insert into ops.loads by name select * replace (as_of::date as as_of) from new_loads")
    warehouse.con.unregister("new_loads")
