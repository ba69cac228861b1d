"""What is really true of the generated shop, for judging the pipeline. Written beside the data; the pipeline never reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from persona_pipeline.settings import Kind
from persona_pipeline.warehouse import statement

from .delivery import Block, target
from .options import ShopOptions
from .scratch import run

DIRT_STATEMENTS: dict[Kind, str] = {"orders": "order_dirt", "web": "event_dirt", "survey": "response_dirt"}


@dataclass(frozen=True)
class Dirt:
    """One way in which rows of a file are wrong. ``file_resent`` and ``file_again`` are whole files that come once more; they count no rows."""

    file: str
    kind: Kind
    code: str


@dataclass(frozen=True)
class PlantedDrift:
    """A drift as it was planted, with the day on which it begins."""

    kind: str
    persona: str
    source: str
    start_night: int
    start_day: date
    size: float


def dirt_of(con: duckdb.DuckDBPyConnection, block: Block, options: ShopOptions) -> dict[Dirt, int]:
    """How many rows are wrong in which way, in the files of a block that is made and not yet written."""
    found: Counter[Dirt] = Counter()
    params = {"first_day": block.first_day, "last_day": block.last_day}
    for kind, name in DIRT_STATEMENTS.items():
        for day, code, rows in run(con, name, params):
            goal = target(kind, block.period_of(day), options)
            if goal is not None:
                found[Dirt(goal.path.as_posix(), kind, code)] += rows
        for goal in filter(None, (target(kind, period, options) for period in block.periods)):
            found.update({Dirt(copy.as_posix(), kind, f"file_{copy.stem.rpartition('-')[2]}"): 0 for copy in goal.copies})
    return found


def write_truth(con: duckdb.DuckDBPyConnection, folder: Path, options: ShopOptions, dirt: Mapping[Dirt, int]) -> int:
    """customers.parquet, drifts.parquet and dirt.parquet; returns the number of people who were ever there."""
    folder.mkdir(parents=True)
    con.execute(f"copy ({statement('sample/truth_customers')}) to $path (format parquet, compression zstd)", {"path": str(folder / "customers.parquet")})
    con.execute("create or replace table dirt (file varchar, kind varchar, code varchar, rows bigint)")
    if dirt:
        con.executemany("insert into dirt values (?, ?, ?, ?)", [(*vars(way).values(), rows) for way, rows in dirt.items()])
    con.execute("copy (select * from dirt) to $path (format parquet)", {"path": str(folder / "dirt.parquet")})
    con.execute("create or replace table drifts (kind varchar, persona varchar, source varchar, start_night integer, start_day date, size double)")
    for drift in options.drifts:
        planted = PlantedDrift(drift.kind, drift.persona, drift.source, drift.start_night, options.day_of(drift.start_night), drift.size)
        con.execute("insert into drifts values (?, ?, ?, ?, ?, ?)", list(vars(planted).values()))
    con.execute("copy (select * from drifts) to $path (format parquet)", {"path": str(folder / "drifts.parquet")})
    return int(con.execute("select count(*) from people").fetchall()[0][0])
