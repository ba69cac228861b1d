"""What is really true of the generated shop, to judge the pipeline by. Written beside the data, never read by it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from persona_pipeline.warehouse import statement

from .delivery import Block, target
from .scratch import fill, run

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import duckdb

    from persona_pipeline.settings import Kind

    from .drifts import Drift
    from .options import ShopOptions

DIRT_COLUMNS = "file varchar, kind varchar, code varchar, rows bigint"
DRIFT_COLUMNS = "kind varchar, persona varchar, source varchar, start_night integer, start_day date, size double"
DIRT_STATEMENTS: dict[Kind, str] = {"orders": "order_dirt", "web": "event_dirt", "survey": "response_dirt"}


@dataclass(frozen=True)
class Dirt:
    """One way in which rows of a file are wrong; ``file_resent`` and ``file_again`` mark whole files, count no rows."""

    file: str
    kind: Kind
    code: str


def dirt_of(con: duckdb.DuckDBPyConnection, block: Block, options: ShopOptions) -> dict[Dirt, int]:
    """How many rows are wrong in which way, in the files of a block that is made and not yet written."""
    found: Counter[Dirt] = Counter()
    for kind, name in DIRT_STATEMENTS.items():
        for day, code, rows in run(con, name):
            goal = target(kind, block.period_of(day), options)
            if goal is not None:
                found[Dirt(goal.path.as_posix(), kind, code)] += rows
        for goal in filter(None, (target(kind, period, options) for period in block.periods)):
            found.update(
                {Dirt(copy.as_posix(), kind, f"file_{copy.stem.rpartition('-')[2]}"): 0 for copy in goal.copies}
            )
    return found


def write_truth(con: duckdb.DuckDBPyConnection, folder: Path, options: ShopOptions, dirt: Mapping[Dirt, int]) -> int:
    """customers.parquet, drifts.parquet and dirt.parquet; returns the number of people who were ever there."""
    folder.mkdir(parents=True)
    written = {way: rows for way, rows in dirt.items() if (folder.parent / way.file).exists()}
    fill(con, "dirt", DIRT_COLUMNS, [(way.file, way.kind, way.code, rows) for way, rows in written.items()])
    fill(con, "drifts", DRIFT_COLUMNS, [_planted(drift, options) for drift in options.drifts])
    for name, sql in (
        ("customers", statement("sample/truth_customers")),
        ("dirt", "from dirt"),
        ("drifts", "from drifts"),
    ):
        path = str(folder / f"{name}.parquet")
        con.execute(f"copy ({sql}) to $path (format parquet, compression zstd)", {"path": path})
    return int(con.execute("select count(*) from people").fetchall()[0][0])


def _planted(drift: Drift, options: ShopOptions) -> tuple[Any, ...]:
    day = options.day_of(drift.start_night)
    return drift.kind, drift.persona, drift.source, drift.start_night, day, drift.size
