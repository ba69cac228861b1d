"""What every reader hands to typing: a relation of text cells in DuckDB, and the records that were refused before that."""

# ruff: noqa: S608 (names are ours; everything else is a quoted literal or a parameter)

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.warehouse import exact_path, literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import duckdb

STAGED = "staged_cells"
BROKEN = "broken_records"
MAX_TEXT = 100_000
NUL_SIGN = "\u2400"
READ_OPTIONS = (
    "header = true, quote = '\"', escape = '\"', auto_detect = false, strict_mode = true, null_padding = false, "
    "ignore_errors = false, compression = 'none', max_line_size = 10000000, buffer_size = 33554432"
)


@dataclass(frozen=True)
class Staged:
    """Cells c0, c1, ... of STAGED by position of the header, with their DuckDB types.

    ``row_number`` and ``line_number`` are SQL over STAGED. ``unterminated`` says that the last record has no line end and
    is to be refused. ``broken`` counts the records in BROKEN.
    """

    types: tuple[str, ...]
    rows: int
    row_number: str
    line_number: str
    unterminated: bool = False
    broken: int = 0
    strict: bool = False

    def text(self, position: int) -> str:
        """The cell as text."""
        return f"c{position}" if self.types[position] == "VARCHAR" else f"cast(c{position} as varchar)"


@dataclass(frozen=True)
class Broken:
    """A record that could not be taken apart."""

    row_number: int
    line: int | None
    code: str
    found: str
    expected: str
    text: str


def file_literal(path: Path) -> str:
    """A path as SQL, where DuckDB would take ``*``, ``?`` and ``[`` for a pattern: a file's name is never one."""
    return literal(exact_path(path))


def cells(width: int) -> list[str]:
    """Names of the cells."""
    return [f"c{index}" for index in range(width)]


def column_types(names: Iterable[str], leading: Sequence[str] = ()) -> str:
    """The ``columns`` option of read_csv: numbers first, then texts."""
    parts = [f"{literal(name)}: 'BIGINT'" for name in leading] + [f"{literal(name)}: 'VARCHAR'" for name in names]
    return "{" + ", ".join(parts) + "}"


def json_object(members: Iterable[tuple[str, str]]) -> str:
    """SQL of a JSON object from (name, text column) pairs, empty cells left out; NULL where all are."""
    parts = ", ".join(
        f"case when {text} <> '' then {literal(json.dumps(name, ensure_ascii=False) + ':')} || cast(to_json({text}) as varchar) end"
        for name, text in members
    )
    return f"cast('{{' || nullif(concat_ws(',', {parts}), '') || '}}' as json)" if parts else "cast(null as json)"


def quoted_line(fields: Iterable[str]) -> str:
    """One CSV line with every field in quotes."""
    return '"' + '","'.join(field.replace('"', '""') for field in fields) + '"\n'


def stage_clean(
    con: duckdb.DuckDBPyConnection, path: Path, table: str, names: Sequence[str], leading: Sequence[str]
) -> int:
    """Load a file that we wrote ourselves with ``quoted_line``; returns its number of rows."""
    con.execute(
        f"create or replace temp table {table} as select * from read_csv({file_literal(path)}, delim = ',', new_line = '\\n', "
        f"columns = {column_types(names, leading)}, {READ_OPTIONS})"
    )
    return int(con.execute(f"select count(*) from {table}").fetchall()[0][0])


def stage_broken(con: duckdb.DuckDBPyConnection, records: Iterable[Broken], path: Path) -> int:
    """Fill BROKEN; the file at ``path`` is scratch."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(quoted_line(("row_number", "line_number", "reason_code", "found", "expected", "record")))
        for each in records:
            count += 1
            fields = (
                str(each.row_number),
                "" if each.line is None else str(each.line),
                each.code,
                each.found,
                each.expected,
            )
            file.write(quoted_line((*fields, each.text[:MAX_TEXT].replace("\0", NUL_SIGN))))
    loaded = stage_clean(
        con, path, BROKEN, ("reason_code", "found", "expected", "record"), ("row_number", "line_number")
    )
    if loaded != count:
        raise RuntimeError(f"{count} broken records were written and {loaded} read back")
    return count
