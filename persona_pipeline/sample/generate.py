"""Make the shop: one bounded piece of work per month of history and per night, written as files."""
# ruff: noqa: S608 (names are this package's own and quoted; values are parameters)

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from persona_pipeline.context import silent
from persona_pipeline.warehouse import quote, statement

from .delivery import Block, Period, Target, blocks, extension, target
from .drifts import KINDS
from .scratch import QUEUE_OF, open_scratch, run, set_up
from .truth import Dirt, dirt_of, write_truth
from .workspace_yaml import persona_yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import duckdb

    from persona_pipeline.settings import Kind

    from .options import ShopOptions

FOLDERS = ("history", "nights", "truth")
STEPS = ("visits", "sales", "lines", "order_lines_out", "sessions_out", "responses_out")
MADE = ("visits", "sales", "lines")
ROW_NAMES: dict[Kind, str] = {"orders": "order", "web": "event", "survey": "response"}
COPY_FORMATS = {"csv": "format csv, header true", "jsonl": "format json", "parquet": "format parquet, compression zstd"}


@dataclass(frozen=True)
class SampleReport:
    """What was written: ``orders`` and ``sessions`` that happened, and rows in files (copies of files not counted)."""

    out: Path
    files: int
    bytes: int
    orders: int
    sessions: int
    order_lines: int
    events: int
    responses: int
    customers_ever: int


def generate(
    out: Path,
    options: ShopOptions,
    progress: Callable[[str], None] = silent,
    *,
    memory_limit: str = "1GB",
    threads: int = 2,
) -> SampleReport:
    """Write the shop into ``out``: ``history/``, ``nights/``, ``truth/`` and ``persona.yaml``.

    Equal options give the same bytes in every file, whatever ``memory_limit`` and ``threads`` are. The process takes up to
    a gigabyte more than ``memory_limit``, which is DuckDB's own; what does not fit spills to ``out``.

    Raises:
        FileExistsError: if a shop is already there; nothing is overwritten.
    """
    for name in FOLDERS:
        if (out / name).exists():
            raise FileExistsError(
                f"{out / name}: already there; expected an empty folder for the generated shop. "
                "Mend: delete it or name another folder."
            )
    scratch = out / ".scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        with open_scratch(scratch, memory_limit, threads) as con:
            return _generate(con, out, options, progress)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _generate(
    con: duckdb.DuckDBPyConnection, out: Path, options: ShopOptions, progress: Callable[[str], None]
) -> SampleReport:
    progress(f"drawing {options.customers:,} customers of {options.personas} personas")
    set_up(con, options)
    totals: Counter[str] = Counter()
    dirt: Counter[Dirt] = Counter()
    for block in blocks(options):
        totals.update(_make(con, block, options))
        dirt.update(dirt_of(con, block, options))
        for period in block.periods:
            totals.update({kind: _write(con, out, kind, period, options) for kind in KINDS})
            progress(_line(period, totals))
        _forget(con, *(f"{name}_due" for name in QUEUE_OF.values()))
    customers = write_truth(con, out / "truth", options, dirt)
    (out / "persona.yaml").write_text(persona_yaml(options), encoding="utf-8")
    files = [path for name in ("history", "nights") for path in (out / name).rglob("*") if path.is_file()]
    return SampleReport(
        out=out,
        files=len(files),
        bytes=sum(path.stat().st_size for path in files),
        orders=totals["made_orders"],
        sessions=totals["made_sessions"],
        order_lines=totals["orders"],
        events=totals["web"],
        responses=totals["survey"],
        customers_ever=customers,
    )


def _make(con: duckdb.DuckDBPyConnection, block: Block, options: ShopOptions) -> dict[str, int]:
    """Make the days of a block; what arrives in them is laid ready in order, the rest waits in the queues."""
    params: dict[str, Any] = {"first_day": block.first_day, "last_day": block.last_day, "dirt": options.dirt}
    for step in STEPS:
        run(con, step, params)
    orders, sessions = run(con, "tally")[0]
    _forget(con, *MADE)
    for name in QUEUE_OF.values():
        run(con, f"{name}_due", params)
        run(con, f"{name}_kept", params)
    return {"made_orders": orders, "made_sessions": sessions}


def _forget(con: duckdb.DuckDBPyConnection, *tables: str) -> None:
    """Give memory back: the largest shops fill it within one month."""
    for table in tables:
        con.execute(f"drop table {quote(table)}")


def _write(con: duckdb.DuckDBPyConnection, out: Path, kind: Kind, period: Period, options: ShopOptions) -> int:
    """Write what arrives from a source in a period, and its copies; returns the rows. Without rows, no file."""
    goal = target(kind, period, options)
    if goal is None:
        return 0
    path = out / goal.path
    path.parent.mkdir(parents=True, exist_ok=True)
    ending = extension(kind, options)
    copy = f"copy ({_rows(kind, goal, ending)}) to $path ({COPY_FORMATS[ending]})"
    days = {"first_day": period.first_day, "last_day": period.last_day}
    written = con.execute(copy, {"path": str(path), **days}).fetchall()[0][0]
    if not written:
        path.unlink(missing_ok=True)
        return 0
    for again in goal.copies:
        (out / again).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, out / again)
    return int(written)


def _rows(kind: Kind, goal: Target, ending: str) -> str:
    """The statement that spells the rows out: typed for Parquet, else as text; a broken source has a column renamed."""
    name = ROW_NAMES[kind]
    rows = statement(f"sample/{name}_{'typed' if ending == 'parquet' else 'text'}")
    if not goal.renamed:
        return rows
    old, new = goal.renamed
    return f"select * rename ({quote(old)} as {quote(new)}) from ({rows})"


def _line(period: Period, totals: Counter[str]) -> str:
    what = f"history {period.first_day:%Y-%m}" if period.night is None else f"night {period.night} ({period.last_day})"
    return f"{what}: {totals['orders']:,} order lines, {totals['web']:,} events, {totals['survey']:,} responses so far"
