"""The drift part of a night at a million customers, and Evidently's report on the same table, one after the other.

python -m benchmarks.drift.million ENV/bin/python          # ENV as in evidently_peer.py; --customers N for fewer

Ours reads the figures of every customer who was active that day (persona_kpis, through the night's own statement), judges the
night against 91 nights before, and writes its signals and verdicts. Evidently compares the same 20 columns of the same customers
with nine in ten of them, at the defaults of its DataDriftPreset, once the table is in memory. Each works in a process of its
own. The first night of a reference also sets the thresholds; the ratio is of the nights after it. Merges seconds, peak memory and ``evidently_over_ours_1m`` into benchmarks/results/drift.json.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.personas.cost import AS_OF, SEED, draw
from benchmarks.personas.results import table
from benchmarks.step import BENCH_KEY
from persona_pipeline.context import Context
from persona_pipeline.drift import refresh_verdict
from persona_pipeline.features import keep
from persona_pipeline.personas.fit import fit_personas
from persona_pipeline.personas.space import keep_night
from persona_pipeline.settings import KEY_VARIABLE, Settings, WarehouseSettings, Workspace
from persona_pipeline.warehouse import Warehouse
from tests.drift.nights import accept_version

from .report import merge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CUSTOMERS = 1_000_000
VERSION = {"version": 1}
FACTS = ("identities", "customer_day", "orders", "order_lines", "sessions", "responses")
LEFT_BEHIND = ("persona_picture", "persona_space", "persona_traits", "kpi_members")
PEER = Path(__file__).with_name("evidently_million.py")
SECONDS = 1500
"""Evidently's limit; what it had not ended by then is told as at least that."""


def prepare(folder: Path, customers: int) -> None:
    """A warehouse with the day's facts, what the stages before the KPIs leave behind, and a year's quarter of nights before.

    As on a night everyone is registered in core.identities.
    """
    with _opened(folder) as warehouse:
        ctx = Context(Workspace(folder), _settings(), warehouse, AS_OF)
        night = {"as_of": AS_OF}
        _one_night(warehouse, ctx, customers)
        warehouse.replace_night("marts.persona_kpis", AS_OF, VERSION)
        warehouse.query(f"insert into marts.persona_kpis by name {_text('million_history')}", night)
        warehouse.query("delete from marts.persona_kpis where as_of = $as_of", night)
        _copy(warehouse, folder)
        for name in LEFT_BEHIND:
            warehouse.con.execute(f"create table main.left_{name} as from {name}")


def ours(folder: Path) -> dict[str, float]:
    """Seconds of the KPI statement and of the stage, how many series were judged, and the most memory of the process."""
    with _opened(folder) as warehouse:
        ctx = Context(Workspace(folder), _settings(), warehouse, AS_OF)
        for name in LEFT_BEHIND:
            warehouse.con.execute(f"create temp table {name} as from main.left_{name}")  # in memory, as on a night
        warehouse.replace_night("marts.persona_kpis", AS_OF, VERSION)
        first = _seconds(lambda: refresh_verdict(ctx))
        counted = _seconds(lambda: warehouse.replace_night("marts.persona_kpis", AS_OF, VERSION))
        judged = _seconds(lambda: refresh_verdict(ctx))
        tonight = "where as_of = $as_of"
        series, signals = (
            warehouse.query(f"select count(*) from {name} {tonight}", {"as_of": AS_OF})[0][0]
            for name in ("marts.persona_kpis", "marts.drift_signals")
        )
    return {
        "kpi_seconds_1m": counted,
        "drift_seconds_1m": judged,
        "drift_seconds_first_night_1m": first,
        "series_1m": float(series),
        "signals_1m": float(signals),
        "drift_peak_memory_mb_1m": _peak_mb(),
    }


def evidently(python: Path, folder: Path) -> dict[str, float]:
    """Seconds of one report over the same table, and its peak memory."""
    command = [str(python), str(PEER), str(folder)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=SECONDS, check=True, env=os.environ | {"DO_NOT_TRACK": "1"}
        )
    except subprocess.TimeoutExpired:
        print(f"Evidently had not ended after {SECONDS} s; it is told as that")
        return {"evidently_seconds_1m": float(SECONDS)}
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _opened(folder: Path) -> Warehouse:
    os.environ.setdefault(KEY_VARIABLE, BENCH_KEY)
    return Warehouse.open(Workspace(folder), _settings())


def _settings() -> Settings:
    return Settings(warehouse=WarehouseSettings(threads=2, memory_limit="2GB"))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _one_night(warehouse: Warehouse, ctx: Context, customers: int) -> None:
    """Customers, their facts of the day, and what the stages before the KPIs leave behind."""
    draw(warehouse, customers)
    definition = fit_personas(ctx, AS_OF, seed=SEED)
    keep_night(warehouse, definition)
    warehouse.replace_night("marts.persona_members", AS_OF, VERSION)
    keep(warehouse, "kpi_members", "personas/members_of_night", {"as_of": AS_OF})
    warehouse.con.execute("delete from core.order_lines")
    warehouse.con.execute("delete from core.customer_day")
    for name in FACTS:
        short = name.removeprefix("customer_").removeprefix("order_")
        sql = _text(f"million_{short}")
        warehouse.query(f"insert into core.{name} by name {sql}", {"as_of": AS_OF} if "$as_of" in sql else {})
    accept_version(warehouse, accepted=AS_OF.replace(year=AS_OF.year - 1))


def _copy(warehouse: Warehouse, folder: Path) -> None:
    """The table that Evidently gets: tonight's members, and nine in ten of them as the night that they are compared with."""
    columns = "m.persona_id, p.* exclude (as_of, customer_key, in_orders, in_web, in_survey)"
    rows = f"select {columns} from persona_picture as p join kpi_members as m on m.customer_key = p.customer_key"
    for name, part in (("now", "true"), ("then", "hash(p.customer_key) % 10 < 9")):
        warehouse.con.execute(f"copy ({rows} where {part}) to '{folder / name}.parquet' (format parquet)")


def _text(name: str) -> str:
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text()


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("python", type=Path, help="of an environment with Evidently")
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    args = parser.parse_args(None if arguments is None else list(arguments))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for_one = {"max_workers": 1, "mp_context": get_context("spawn")}
        with ProcessPoolExecutor(**for_one) as process:
            process.submit(prepare, folder, args.customers).result()
        with ProcessPoolExecutor(**for_one) as process:
            figures = process.submit(ours, folder).result()
        figures |= evidently(args.python, folder)
    seconds = figures["kpi_seconds_1m"] + figures["drift_seconds_1m"]
    figures["evidently_over_ours_1m"] = figures["evidently_seconds_1m"] / seconds
    table(("figure", "value"), list(figures.items()))
    if args.customers == CUSTOMERS:
        merge(figures)


if __name__ == "__main__":
    main()
