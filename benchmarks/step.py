"""One measured piece of work in a process of its own: prints seconds, stages and peak memory as one JSON line."""

import argparse
import json
import os
import resource
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from persona_pipeline.context import Context
from persona_pipeline.night import run_nights
from persona_pipeline.settings import KEY_VARIABLE, Workspace, load_settings
from persona_pipeline.stages import STAGES, open_night
from persona_pipeline.warehouse import Warehouse

BENCH_KEY = "a-key-for-benchmarks-only-0123456789"


def bare(root: Path, as_of: date, _history: Path) -> dict[str, Any]:
    """The night as the command line runs it, without Dagster."""
    workspace = Workspace(root)
    settings = load_settings(workspace.config)
    with Warehouse.open(workspace, settings, run_id=f"bench-{as_of}-{os.getpid()}") as warehouse:
        report = run_nights(Context(workspace, settings, warehouse, as_of), [as_of])
    if report.stopped_by:
        raise SystemExit(f"a gate stopped the benchmark: {report.stopped_by}")
    return {"stages": report.seconds}


def dagster(root: Path, as_of: date, _history: Path) -> dict[str, Any]:
    """The same night as Dagster's job, in one process, with the storage that dagster.yaml names."""
    os.environ["PERSONA_WORKSPACE"] = str(root)
    os.environ.setdefault("DAGSTER_HOME", str(Path(__file__).resolve().parents[1]))
    import dagster as dg

    from assets.definitions import build_defs

    job = build_defs().resolve_job_def("nightly_refresh")
    with dg.DagsterInstance.get() as instance:
        started = time.perf_counter()
        result = job.execute_in_process(partition_key=as_of.isoformat(), instance=instance)
        seconds = time.perf_counter() - started
    if not result.success:
        raise SystemExit("the job failed")
    return {"seconds": seconds}


def stages(root: Path, as_of: date, names: str) -> dict[str, Any]:
    """Some stages of the night only."""
    workspace = Workspace(root)
    settings = load_settings(workspace.config)
    seconds: dict[str, float] = {}
    with Warehouse.open(workspace, settings, run_id=f"bench-{os.getpid()}") as warehouse:
        ctx = Context(workspace, settings, warehouse, as_of)
        open_night(ctx)
        for stage in (each for each in STAGES if each.name in names.split(",")):
            started = time.perf_counter()
            report = stage.run(ctx)
            seconds[stage.name] = time.perf_counter() - started
            stopped = [check.reason for check in report.checks if check.blocking and not check.passed]
            if stopped or report.figures.get("rows_in") == 0:
                raise SystemExit(f"{stage.name}: {stopped or 'no row came in'}")
    return {"stages": seconds, "seconds": sum(seconds.values())}


def floor(_root: Path, as_of: date, history: Path) -> dict[str, Any]:
    """The same tables by plain DuckDB statements from the same files."""
    from .floor.run import run_floor

    run_floor(history, as_of)
    return {}


def pandas(_root: Path, as_of: date, history: Path) -> dict[str, Any]:
    """The same night in pandas, everything in memory, every night from the start."""
    from .pandas_night import run_pandas

    run_pandas(history, as_of)
    return {}


WORK: dict[str, Callable[[Path, date, Path], dict[str, Any]]] = {
    "bare": bare, "dagster": dagster, "floor": floor, "pandas": pandas,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("work", help=f"one of {', '.join(WORK)}, or stages:NAME,NAME")
    parser.add_argument("root", type=Path)
    parser.add_argument("as_of", type=date.fromisoformat)
    parser.add_argument("history", type=Path)
    args = parser.parse_args()
    os.environ.setdefault(KEY_VARIABLE, BENCH_KEY)
    imports = _warm(args.work)
    before = resource.getrusage(resource.RUSAGE_SELF)
    cpu_before = before.ru_utime + before.ru_stime
    started = time.perf_counter()
    work, _, names = args.work.partition(":")
    found = stages(args.root, args.as_of, names) if names else WORK[work](args.root, args.as_of, args.history)
    seconds = found.pop("seconds", time.perf_counter() - started)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(each.ru_utime + each.ru_stime for each in used) - cpu_before
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu, "import_seconds": imports, **found}))


def _warm(work: str) -> float:
    """Import what the work needs, so that import time is measured apart from the work."""
    started = time.perf_counter()
    if work in ("bare", "dagster") or work.startswith("stages"):
        import great_expectations  # noqa: F401
        import sklearn.cluster
    if work == "pandas":
        import pandas as pd  # noqa: F401
        import sklearn.cluster  # noqa: F401
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
