"""Measure reading: each format read, validated and conformed, against DuckDB's own reader on the same file, in one run.

Writes benchmarks/results/sources.json: `<format>_over_bare_reader` (our seconds over the bare reader's), rows per second of
both, and the peak memory of taking in a CSV file of 5 GB.

python -m benchmarks.sources                       # every format, and the large file
python -m benchmarks.sources --formats shopify ga4 # some formats only
"""

import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

from .files import FILES, File, write_large
from .night import measure
from .step import BENCH_KEY

RESULTS = Path(__file__).with_name("results") / "sources.json"
LARGE_BYTES = 5_000_000_000
REPEAT = 3
KINDS = {"orders": "take_in_orders,identities,conform_orders", "web": "take_in_web,identities,conform_web"} | {
    "survey": "take_in_survey,identities,conform_survey"
}


def bare_seconds(file: File, path: Path, folder: Path) -> float:
    """Seconds of the bare reader: the file into a table of a database file, every value as it comes."""
    best = float("inf")
    for number in range(REPEAT):
        con = duckdb.connect(str(folder / f"bare{number}.duckdb"), config={"threads": 2})
        started = time.perf_counter()
        con.execute(file.bare.format(path=str(path).replace("'", "''")))
        best = min(best, time.perf_counter() - started)
        con.close()
    return best


def ours(file: File, path: Path, folder: Path) -> dict[str, Any]:
    """Our seconds and peak memory for the same file: taken in, validated, conformed."""
    workspace = folder / "workspace"
    inbox = workspace / "inbox"
    inbox.mkdir(parents=True)
    os.link(path, inbox / path.name)
    (workspace / "persona.yaml").write_text(file.persona_yaml(path.name), encoding="utf-8")
    return measure(f"stages:{KINDS[file.kind]}", workspace, file.as_of, inbox)


def bench(file: File, rows: int) -> dict[str, float]:
    """The figures of one format."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = file.write(folder, rows)
        records = file.rows(rows)
        print(f"{file.name}: {records:,} rows, {path.stat().st_size / 1e6:,.0f} MB", flush=True)
        bare = bare_seconds(file, path, folder)
        mine = ours(file, path, folder)
    return {
        f"{file.name}_over_bare_reader": mine["seconds"] / bare,
        f"{file.name}_rows_per_second": records / mine["seconds"],
        f"{file.name}_bare_rows_per_second": records / bare,
        f"{file.name}_reading_over_bare_reader": mine["stages"][KINDS[file.kind].split(",")[0]] / bare,
        f"{file.name}_peak_memory_mb": mine["peak_mb"],
    }


def bench_large(size: int) -> dict[str, float]:
    """Peak memory of the whole process tree over one large CSV file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, path = write_large(folder, size)
        print(f"large CSV: {path.stat().st_size / 1e9:.1f} GB", flush=True)
        mine = ours(file, path, folder)
    return {"peak_memory_mb_5gb_csv": mine["peak_mb"], "seconds_5gb_csv": mine["seconds"]}


def report(figures: dict[str, float]) -> None:
    """Print the figures as a table, one row a format."""
    print(f"\n{'format':<16}{'over bare':>10}{'reading':>10}{'rows/s':>12}{'bare rows/s':>13}{'peak MB':>9}")
    for name in sorted(key.removesuffix("_reading_over_bare_reader") for key in figures if "_reading_over" in key):
        cells = [figures[f"{name}_{each}"] for each in ("over_bare_reader", "reading_over_bare_reader")]
        rates = [figures[f"{name}_{each}"] for each in ("rows_per_second", "bare_rows_per_second", "peak_memory_mb")]
        print(f"{name:<16}{cells[0]:>10.2f}{cells[1]:>10.2f}{rates[0]:>12,.0f}{rates[1]:>13,.0f}{rates[2]:>9,.0f}")
    if "peak_memory_mb_5gb_csv" in figures:
        print(f"CSV of 5 GB: peak {figures['peak_memory_mb_5gb_csv']:,.0f} MB, {figures['seconds_5gb_csv']:,.0f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--formats", nargs="*", default=[file.name for file in FILES])
    parser.add_argument("--rows", type=int, default=1_000_000, help="records in each file")
    parser.add_argument("--no-large", action="store_true", help="leave the CSV file of 5 GB out")
    parser.add_argument("--large-bytes", type=int, default=LARGE_BYTES)
    args = parser.parse_args()
    os.environ.setdefault("PERSONA_PIPELINE_KEY", BENCH_KEY)
    figures: dict[str, float] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for file in FILES:
        if file.name in args.formats:
            figures |= bench(file, args.rows)
            _write(figures)
    if not args.no_large:
        figures |= bench_large(args.large_bytes)
        _write(figures)
    report(figures)


def _write(figures: dict[str, float]) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({key: round(value, 3) for key, value in sorted(figures.items())}, indent=2) + "\n")


if __name__ == "__main__":
    main()
