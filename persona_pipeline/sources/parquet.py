"""Parquet: checked at both ends, columns by name, types kept. Compressions with a known hole in DuckDB are refused."""

# ruff: noqa: S608 (names are ours; everything else is a quoted literal or a parameter)

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from .model import FileRefused
from .staged import STAGED, Staged, cells, file_literal

if TYPE_CHECKING:
    from pathlib import Path

_MAGIC = b"PAR1"
_REFUSED_COMPRESSIONS = ("BROTLI",)


def parquet_columns(con: duckdb.DuckDBPyConnection, path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names and DuckDB types of the columns.

    Raises:
        FileRefused: not_parquet, truncated, unreadable or bad_compression.
    """
    with path.open("rb") as file:
        head = file.read(4)
        size = file.seek(0, 2)
        file.seek(max(0, size - 4))
        tail = file.read(4)
    if head != _MAGIC:
        raise FileRefused(
            "not_parquet",
            found="a file that does not begin with PAR1",
            expected="a Parquet file",
            mend="check the format of this source.",
        )
    if tail != _MAGIC or size < 12:
        raise FileRefused(
            "truncated",
            found="a Parquet file without its footer",
            expected="a whole Parquet file",
            mend="copy it again; the transfer was cut off.",
        )
    try:
        used = con.execute(f"select distinct compression from parquet_metadata({file_literal(path)})").fetchall()
        described = con.execute(f"describe select * from read_parquet({file_literal(path)})").fetchall()
    except duckdb.Error as error:
        raise _broken(error) from error
    wrong = sorted({row[0] for row in used if str(row[0]).upper() in _REFUSED_COMPRESSIONS})
    if wrong:
        raise FileRefused(
            "bad_compression",
            found=f"Parquet compressed with {', '.join(wrong)}",
            expected="snappy, gzip, zstd, lz4 or none",
            mend="write it again with `compression: zstd`; Brotli in Parquet is not read, because crafted files can break out of the parser.",
        )
    return tuple(row[0] for row in described), tuple(row[1] for row in described)


def stage_parquet(con: duckdb.DuckDBPyConnection, path: Path, names: tuple[str, ...], types: tuple[str, ...]) -> Staged:
    """Stage the columns as they are; nested ones as JSON text.

    Raises:
        FileRefused: header_only where it has no rows, unreadable where a page is broken.
    """
    picked = ", ".join(
        f"{_cell(name, type_)} as {cell}" for name, type_, cell in zip(names, types, cells(len(names)), strict=True)
    )
    try:
        con.execute(f"create or replace temp table {STAGED} as select {picked} from read_parquet({file_literal(path)})")
    except duckdb.Error as error:
        raise _broken(error) from error
    rows = int(con.execute(f"select count(*) from {STAGED}").fetchall()[0][0])
    if not rows:
        raise FileRefused(
            "header_only",
            found="columns and no rows",
            expected="at least one row",
            mend="if the day had none, leave the file out.",
        )
    return Staged(tuple("VARCHAR" if _is_nested(each) else each for each in types), rows, "rowid + 1", "null::bigint")


def _cell(name: str, type_: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    return f"to_json({quoted})::varchar" if _is_nested(type_) else quoted


def _is_nested(type_: str) -> bool:
    return type_.endswith("]") or type_.startswith(("STRUCT", "MAP", "UNION"))


def _broken(error: duckdb.Error) -> FileRefused:
    first = str(error).splitlines()[0][:200]
    return FileRefused(
        "unreadable", found=f"broken Parquet ({first})", expected="a whole Parquet file", mend="copy or write it again."
    )
