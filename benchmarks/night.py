"""Measure the night: rebuild, one more night, floor, Dagster, pandas. Writes benchmarks/results/night.json.

Shops of 10 thousand and 100 thousand customers have a year of 10 orders and 100 web events a customer; the shop of 1 million
has 3 orders and 20 events a customer, so that the run ends within an hour (--full gives it 10 and 100 too).

python -m benchmarks.night                      # 10 thousand, 100 thousand and 1 million customers, and the demo
python -m benchmarks.night --sizes 10000        # only one size
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psutil

from persona_pipeline.sample import ShopOptions, generate, persona_yaml

RESULTS = Path(__file__).with_name("results") / "night.json"
ROOT = Path(__file__).resolve().parents[1]
FIRST_NIGHT = date(2026, 3, 2)
NAMES = {10_000: "10k", 100_000: "100k", 1_000_000: "1m"}
REPEAT = 3
LIGHT_FROM = 1_000_000


def measure(work: str, root: Path, as_of: date, history: Path) -> dict[str, Any]:
    """Run one piece of work in a process of its own, and watch the memory of it and its children together."""
    command = [sys.executable, "-m", "benchmarks.step", work, str(root), as_of.isoformat(), str(history)]
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=err, text=True)
        peak = _watch(process)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise SystemExit(f"{work} failed:\n{err.read()[-3000:]}")
        found: dict[str, Any] = json.loads(out.read().strip().splitlines()[-1])
    found["peak_mb"] = peak / 2**20
    print(
        f"    {work:<8} {found['seconds']:8.1f} s  {found['cpu_seconds']:8.1f} CPU s  {found['peak_mb']:7.0f} MB",
        flush=True,
    )
    if found.get("stages"):
        print("      " + "  ".join(f"{stage} {value:.1f}" for stage, value in found["stages"].items()), flush=True)
    return found


def _watch(process: subprocess.Popen[str]) -> int:
    """Largest sum of resident memory over the process and its children, in bytes, looked at ten times a second."""
    top, peak = psutil.Process(process.pid), 0
    while process.poll() is None:
        total = 0
        with suppress(psutil.Error):
            for each in (top, *top.children(recursive=True)):
                with suppress(psutil.Error):
                    total += each.memory_info().rss
        peak = max(peak, total)
        time.sleep(0.1)
    return peak


def median(work: str, base: Path, as_of: date, shop: Path, times: int) -> dict[str, Any]:
    """The run with the median time, each on a fresh copy of the workspace ``base``."""
    runs = []
    for _ in range(times):
        with tempfile.TemporaryDirectory(dir=base.parent) as folder:
            copy = Path(folder) / "workspace"
            shutil.copytree(base, copy, symlinks=True)
            runs.append(measure(work, copy, as_of, shop))
    return sorted(runs, key=lambda run: run["seconds"])[len(runs) // 2]


def bench(customers: int, folder: Path, *, full: bool = False) -> dict[str, float]:
    """All figures for one size of shop: a year of history, the night after it and one more night."""
    name = NAMES.get(customers, str(customers))
    light = customers >= LIGHT_FROM and not full
    options = ShopOptions(
        customers=customers, nights=2, history_days=364, first_night=FIRST_NIGHT, file_format="parquet",
        orders_per_customer=3 if light else 10, sessions_per_customer=4 if light else 20, responses_per_customer=0.3, dirt=True,
    )  # fmt: skip
    print(f"{name}: generating", flush=True)
    started = time.perf_counter()
    shop, base = folder / "shop", folder / "workspace"
    generate(shop, options)
    figures: dict[str, float] = {
        f"generate_seconds_{name}": time.perf_counter() - started,
        f"events_per_customer_{name}": 20 if light else 100,
        f"orders_per_customer_{name}": 3 if light else 10,
    }
    base.mkdir()
    (base / "persona.yaml").write_text(persona_yaml(options), encoding="utf-8")
    shutil.copytree(shop / "history", base / "inbox")
    before = FIRST_NIGHT - timedelta(days=1)
    rebuild = measure("bare", base, before, shop / "history")
    floor = measure("floor", base, before, shop / "history")
    # The first night after a rebuild also ends the tidying of the file that the rebuild began; people wait for the ones after it.
    _deliver(shop, base, FIRST_NIGHT)
    figures[f"first_night_seconds_{name}"] = measure("bare", base, FIRST_NIGHT, shop / "history")["seconds"]
    second = FIRST_NIGHT + timedelta(days=1)
    _deliver(shop, base, second)
    small = customers <= 100_000
    night = median("bare", base, second, shop, REPEAT if small else 1)
    figures |= _figures(name, rebuild, night, floor)
    if small:
        through_dagster = median("dagster", base, second, shop, REPEAT)
        everything = measure("pandas", base, second, shop / "history")
        figures[f"dagster_over_bare_{name}"] = through_dagster["seconds"] / night["seconds"]
        figures[f"dagster_cpu_seconds_{name}"] = through_dagster["cpu_seconds"]
        figures[f"dagster_seconds_{name}"] = through_dagster["seconds"]
        figures[f"pandas_over_night_{name}"] = everything["seconds"] / night["seconds"]
        figures[f"pandas_seconds_{name}"] = everything["seconds"]
        figures[f"pandas_peak_memory_mb_{name}"] = everything["peak_mb"]
    return figures


def _deliver(shop: Path, workspace: Path, night: date) -> None:
    for kind in ("orders", "web", "survey"):
        for file in (shop / "nights" / night.isoformat() / kind).glob("*"):
            shutil.copy(file, workspace / "inbox" / kind)


def _figures(name: str, rebuild: dict[str, Any], night: dict[str, Any], floor: dict[str, Any]) -> dict[str, float]:
    return {
        f"rebuild_seconds_{name}": rebuild["seconds"],
        f"night_seconds_{name}": night["seconds"],
        f"duckdb_seconds_{name}": floor["seconds"],
        f"rebuild_cpu_seconds_{name}": rebuild["cpu_seconds"],
        f"night_cpu_seconds_{name}": night["cpu_seconds"],
        f"duckdb_cpu_seconds_{name}": floor["cpu_seconds"],
        f"import_seconds_{name}": night["import_seconds"],
        f"night_over_rebuild_{name}": night["seconds"] / rebuild["seconds"],
        f"rebuild_over_duckdb_{name}": rebuild["seconds"] / floor["seconds"],
        f"peak_memory_mb_{name}": max(rebuild["peak_mb"], night["peak_mb"]),
        f"duckdb_peak_memory_mb_{name}": floor["peak_mb"],
        **{f"rebuild_{stage}_seconds_{name}": value for stage, value in rebuild["stages"].items()},
        **{f"night_{stage}_seconds_{name}": value for stage, value in night["stages"].items()},
    }


def demo() -> dict[str, float]:
    """Seconds of the demo, environment set-up left out."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "assets.demo"], cwd=ROOT, check=True, capture_output=True)
    return {"demo_seconds": time.perf_counter() - started}


def report(figures: dict[str, float]) -> None:
    """Print the figures as a table, one row a size, and write them down beside those measured before."""
    print(f"\n{'figure':<34}" + "".join(f"{name:>12}" for name in NAMES.values()))
    bases = sorted({key.rpartition("_")[0] for key in figures if key.rpartition("_")[2] in NAMES.values()})
    for base in bases:
        cells = [figures.get(f"{base}_{name}") for name in NAMES.values()]
        print(f"{base:<34}" + "".join(f"{'' if value is None else f'{value:.3f}':>12}" for value in cells))
    if "demo_seconds" in figures:
        print(f"{'demo_seconds':<34}{figures['demo_seconds']:>12.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=list(NAMES))
    parser.add_argument("--full", action="store_true", help="1 million customers with 10 orders and 100 events each")
    parser.add_argument("--no-demo", action="store_true")
    parser.add_argument(
        "--folder", type=Path, default=None, help="where to work; needs about 40 GB for 1 million customers"
    )
    args = parser.parse_args()
    figures: dict[str, float] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for customers in args.sizes:
        ending = f"_{NAMES.get(customers, customers)}"
        figures = {name: value for name, value in figures.items() if not name.endswith(ending)}  # all of one run
        with tempfile.TemporaryDirectory(dir=args.folder) as folder:
            figures |= bench(customers, Path(folder), full=args.full)
        _write(figures)
    if not args.no_demo:
        figures |= demo()
        _write(figures)
    report(figures)


def _write(figures: dict[str, float]) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({key: round(value, 4) for key, value in sorted(figures.items())}, indent=2) + "\n")


if __name__ == "__main__":
    main()
