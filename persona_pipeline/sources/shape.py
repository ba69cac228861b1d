"""Where a record is not one row of ours: run the format's statement over the records, and go on with what it gives.

The statement sees the view ``records`` and gives texts under our column names, with the ``row_number`` and ``line_number`` of the
record that a row comes from. Where a record gives several rows they are numbered anew, in the order that the statement gives
them. Two names are special: ``order_line``
fills ``line_number`` of raw.orders, whose name is taken, and ``refusal`` is a code of the format's ``refusals`` where the row is to be refused.
"""

# ruff: noqa: S608 (names are ours; everything else is a quoted literal)

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb

from persona_pipeline.warehouse import literal, quote, statement

from .jsonl import LINES
from .model import FileRefused
from .recognise import Layout, fold
from .staged import STAGED, Staged, cells, file_literal, json_object

if TYPE_CHECKING:
    from pathlib import Path

    from .format import Format, Structure

RECORDS = "records"
SHAPED = "shaped_rows"
REFUSAL = "refusal"
_NUMBERS = ("row_number", "line_number")
_OURS = {"order_line": "line_number"}


def flat_records(con: duckdb.DuckDBPyConnection, layout: Layout, staged: Staged) -> None:
    """The view ``records`` over staged cells: the format's own columns, trimmed, NULL where empty or not in the file."""
    picked = [f"{staged.row_number} as row_number", f"{staged.line_number} as line_number"]
    for name in layout.format.columns:
        position = layout.columns.get(name)
        text = "null::varchar" if position is None else f"nullif(trim({staged.text(position)}), '')"
        picked.append(f"{text} as {quote(name)}")
    extra = json_object((layout.headers[at], staged.text(at)) for at in layout.extra)
    con.execute(f"create or replace temp view {RECORDS} as select {', '.join(picked)}, {extra} as extra from {STAGED}")


def json_records(con: duckdb.DuckDBPyConnection, layout: Layout, broken: int, *, strict: bool) -> Staged:
    """The view ``records`` over JSON objects: ``document`` as the format's structure, other members as ``extra``."""
    members = layout.format.structure
    unknown = _unknown(layout)
    nulls = json.dumps(dict.fromkeys(members))
    extra = f"json_merge_patch(object, {literal(nulls)})" if unknown else "cast(null as json)"
    con.execute(
        f"create or replace temp view {RECORDS} as select row_number, line_number, "
        f"json_transform(object, {literal(json.dumps(members))}) as document, {extra} as extra from {LINES}"
    )
    rows = int(con.execute(f"select count(*) from {LINES}").fetchall()[0][0])
    return Staged((), rows, "row_number", "line_number", broken=broken, strict=strict)


def parquet_records(con: duckdb.DuckDBPyConnection, layout: Layout, path: Path) -> Staged:
    """The view ``records`` over nested Parquet columns, cast to the format's structure; other columns as ``extra``.

    Raises:
        FileRefused: bad_column_type where a column cannot be that, header_only where there is no row.
    """
    members = ", ".join(
        f"{literal(name)}: "
        + (
            f"cast({quote(layout.headers[layout.columns[name]])} as {duckdb_type(each)})"
            if name in layout.columns
            else f"cast(null as {duckdb_type(each)})"
        )
        for name, each in layout.format.structure.items()
    )
    extra = ", ".join(f"{literal(name)}: {quote(name)}" for name in _unknown(layout))
    whole = f"to_json({{{extra}}})" if extra else "cast(null as json)"
    try:
        con.execute(
            f"create or replace temp view {RECORDS} as select file_row_number + 1 as row_number, null::bigint as line_number, "
            f"{{{members}}} as document, {whole} as extra from read_parquet({file_literal(path)}, file_row_number = true)"
        )
        rows = int(con.execute(f"select count(*) from read_parquet({file_literal(path)})").fetchall()[0][0])
        con.execute(f"select document from {RECORDS} limit 1").fetchall()  # casts that cannot be show when they run
    except duckdb.Error as error:
        raise FileRefused(
            "bad_column_type",
            found=str(error).splitlines()[0][:200],
            expected=f"the column types of {layout.format.name}",
            mend="export the table again with its own types.",
        ) from error
    if not rows:
        raise FileRefused(
            "header_only",
            found="columns and no rows",
            expected="at least one row",
            mend="if the day had none, leave the file out.",
        )
    return Staged((), rows, "row_number", "line_number")


def _unknown(layout: Layout) -> tuple[str, ...]:
    if not layout.format.keeps_unknown:
        return ()
    known = {fold(name) for name in layout.format.structure}
    return tuple(header for header in layout.headers if fold(header) not in known)


def shaped(con: duckdb.DuckDBPyConnection, layout: Layout, staged: Staged) -> tuple[Layout, Staged]:
    """Rows of ours from ``records``. ``staged`` tells about the records; the result about the rows."""
    con.execute(f"create or replace temp table {SHAPED} as {_statement(layout.format)}")
    described = con.execute(f"describe {SHAPED}").fetchall()
    names = tuple(row[0] for row in described if row[0] not in _NUMBERS)
    types = tuple(row[1] for row in described if row[0] not in _NUMBERS)
    rows, records = con.execute(f"select count(*), count(distinct row_number) from {SHAPED}").fetchall()[0]
    con.execute(f"drop table if exists {STAGED}")
    con.execute(f"alter table {SHAPED} rename to {STAGED}")  # not copied: that would be a fifth of the time
    for name, cell in zip(names, cells(len(names)), strict=True):
        con.execute(f"alter table {STAGED} rename column {quote(name)} to {cell}")
    ours = {_OURS.get(name, name): at for at, name in enumerate(names) if name not in ("extra", REFUSAL)}
    number = "row_number" if rows == records else "rowid + 1"
    known = replace(layout.format, columns={name: (name,) for name in ours}, expressions={}, required=())
    after = replace(
        layout,
        format=known,
        headers=names,
        columns=ours,
        missing=(),
        extra_cell=_position(names, "extra"),
        refusal_cell=_position(names, REFUSAL),
    )
    return after, replace(staged, types=types, rows=int(rows), row_number=number, line_number="line_number")


def _statement(known: Format) -> str:
    """The text of the format's statement: a file of ours, or the text itself where another package brings the format."""
    return known.shape if any(sign.isspace() for sign in known.shape) else statement(f"sources/{known.shape}")


def duckdb_type(structure: Structure) -> str:
    """The structure as a DuckDB type: STRUCT(a VARCHAR, ...), X[] or the name itself."""
    if isinstance(structure, str):
        return structure
    if hasattr(structure, "items"):
        return f"STRUCT({', '.join(f'{quote(name)} {duckdb_type(each)}' for name, each in structure.items())})"
    return f"{duckdb_type(structure[0])}[]"


def _position(names: tuple[str, ...], name: str) -> int | None:
    return names.index(name) if name in names else None
