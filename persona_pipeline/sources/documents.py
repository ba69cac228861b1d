"""JSON in any wrapping: lines, one array, one document, or the pages of an API; out come the objects that hold the records.

A file of lines is read line by line. An array or a single document is whole or it is refused: where it breaks off, nobody knows what
is missing.
"""

# ruff: noqa: S608 (names are ours; everything else is a quoted literal or a parameter)

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import duckdb

from persona_pipeline.warehouse import literal

from .jsonl import LENIENT, LINES, member_names, object_text, read_object, stage_lines, strict_json
from .lexer import MAX_RECORD_BYTES
from .model import FileRefused
from .staged import BROKEN, file_literal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .plain import Plain

MAX_DOCUMENT_BYTES = 256 << 20
"""A document that has to be taken apart in memory is refused above this size."""
ENVELOPES = (
    "$.orders[*]",
    "$.data.orders.edges[*].node",
    "$.data.orders.nodes[*]",
    "$.items[*]",
    "$.data[*]",
    "$.responses[*]",
)
"""Where the pages of an API hold their records, as JSON paths."""
_OBJECTS = "maximum_object_size = {size}, compression = 'uncompressed'"


def stage_documents(
    con: duckdb.DuckDBPyConnection, plain: Plain, folder: Path, is_record: Callable[[tuple[str, ...]], bool]
) -> tuple[tuple[str, ...], int, bool]:
    """Stage the records in LINES (row_number, line_number, object); returns member names, broken records, whether read strictly.

    Args:
        con: where they are staged.
        plain: the file's text.
        folder: for scratch files.
        is_record: whether objects with these members are records; what lies in them then stays there.

    Raises:
        FileRefused: not_json, bad_json, too_large, or header_only where there is no record.
    """
    con.execute(f"drop table if exists {BROKEN}")
    first, head = _first(plain)
    names: tuple[str, ...] | None
    if first == b"[":
        names, broken, strict = _array(con, plain, folder), 0, False
    elif first != b"{":
        raise FileRefused(
            "not_json",
            found=f"a file that begins with {first.decode('utf-8', 'replace')!r}",
            expected="JSON: one object a line, or an array of objects",
            mend="check the format of this source.",
            line=1,
        )
    elif _is_one_document(plain, head):
        names, broken, strict = _document(con, plain, folder), 0, False
    else:
        names, broken, strict = stage_lines(con, plain, folder)
    return (None if is_record(names) else _unwrapped(con)) or names, broken, strict


def _first(plain: Plain) -> tuple[bytes, bytes]:
    """The first sign of the text, and its first line."""
    with plain.path.open("rb") as file:
        file.seek(plain.start)
        line = b""
        while not line.strip() and (line := file.readline(MAX_RECORD_BYTES)):
            pass
    return line.lstrip()[:1], line


def _is_one_document(plain: Plain, first_line: bytes) -> bool:
    """Whether the file is one object over many lines: its first line is none, the whole is."""
    if not read_object(first_line)[0] or plain.size > MAX_DOCUMENT_BYTES:
        return False
    try:
        strict_json(_bytes(plain))
    except (ValueError, RecursionError):
        return False
    return True


def _document(con: duckdb.DuckDBPyConnection, plain: Plain, folder: Path) -> tuple[str, ...]:
    return _write(con, [strict_json(_bytes(plain))], folder)


def _array(con: duckdb.DuckDBPyConnection, plain: Plain, folder: Path) -> tuple[str, ...]:
    """The elements of an array: by DuckDB where nothing is lenient about the text, by Python's parser where something is."""
    if _array_fast(con, plain) and (names := member_names(con)) is not None:
        return names
    if plain.size > MAX_DOCUMENT_BYTES:
        raise FileRefused(
            "too_large",
            found=f"an array of {plain.size:,} bytes that has to be read strictly",
            expected=f"at most {MAX_DOCUMENT_BYTES:,} bytes, or JSON lines of any size",
            mend="export JSON lines (`jq -c '.[]' file.json` turns an array into lines), or check that the file is whole.",
        )
    try:
        return _write(con, strict_json(_bytes(plain)), folder)
    except json.JSONDecodeError as error:
        raise FileRefused(
            "bad_json",
            found=f"broken JSON ({error.msg})",
            expected="a whole JSON array",
            mend="export it again, or copy it again; an array that breaks off cannot be read in part.",
            line=error.lineno,
        ) from error
    except (ValueError, RecursionError) as error:
        raise FileRefused(
            "bad_json", found=f"broken JSON ({error})", expected="a whole JSON array", mend="export it again."
        ) from error


def _array_fast(con: duckdb.DuckDBPyConnection, plain: Plain) -> bool:
    if plain.nuls or plain.start or not _ends_with_bracket(plain):
        return False
    try:
        con.execute(
            f"create or replace temp table {LINES} as select row_number() over () as row_number, null::bigint as line_number, json as object "
            f"from read_json_objects({file_literal(plain.path)}, format = 'array', {_OBJECTS.format(size=MAX_RECORD_BYTES)})"
        )
    except duckdb.Error:
        return False
    rows, objects, lenient = con.execute(
        f"select count(*), count(*) filter (json_type(object) = 'OBJECT'), count(*) filter (regexp_matches(object::varchar, {literal(LENIENT)})) from {LINES}"
    ).fetchall()[0]
    return bool(rows and rows == objects and not lenient)


def _ends_with_bracket(plain: Plain) -> bool:
    """Whether the last sign closes the array, with no comma before it."""
    with plain.path.open("rb") as file:
        file.seek(max(plain.start, plain.start + plain.size - 4096))
        tail = file.read().rstrip()
    return tail.endswith(b"]") and not tail[:-1].rstrip().endswith(b",")


def _write(con: duckdb.DuckDBPyConnection, values: list[object], folder: Path) -> tuple[str, ...]:
    """Stage values that Python parsed."""
    clean = folder / "documents.jsonl"
    longest = 0
    with clean.open("w", encoding="utf-8", newline="") as file:
        for row, value in enumerate(values, start=1):
            problem, text = object_text(value)
            if problem:
                raise FileRefused(
                    "bad_json",
                    found=f"{problem} as element {row}",
                    expected="an array of objects",
                    mend="export it again.",
                )
            longest = max(longest, len(text.encode()))
            file.write(f'{{"row":{row},"object":{text}}}\n')
    if not values:
        raise _no_records()
    con.execute(
        f"create or replace temp table {LINES} as select row as row_number, null::bigint as line_number, object from read_json({file_literal(clean)}, "
        f"format = 'newline_delimited', columns = {{row: 'BIGINT', object: 'JSON'}}, maximum_object_size = {longest + 1000})"
    )
    names = member_names(con)
    if names is None:
        raise RuntimeError("an object with a repeated name passed the strict parser")
    return names


def _unwrapped(con: duckdb.DuckDBPyConnection) -> tuple[str, ...] | None:
    """Replace pages by the records that they hold; None where the objects are the records.

    Raises:
        FileRefused: header_only where the pages are empty, bad_json where something else than objects lies in them.
    """
    path = next((each for each in ENVELOPES if _all_have(con, each)), None)
    if path is None:
        return None
    con.execute(
        f"create or replace temp table {LINES} as select row_number() over (order by row_number, part) as row_number, line_number, object from ("
        f"select row_number, line_number, unnest(json_extract(object, {literal(path)})) as object, "
        f"generate_subscripts(json_extract(object, {literal(path)}), 1) as part from {LINES})"
    )
    rows, objects = con.execute(
        f"select count(*), count(*) filter (json_type(object) = 'OBJECT') from {LINES}"
    ).fetchall()[0]
    if not rows:
        raise _no_records()
    names = member_names(con)
    if rows != objects or names is None:
        raise FileRefused(
            "bad_json",
            found=f"something else than objects under {path}",
            expected="objects, each name once",
            mend="export it again.",
        )
    return names


def _all_have(con: duckdb.DuckDBPyConnection, path: str) -> bool:
    """Whether every object holds an array there."""
    array = path.split("[*]", maxsplit=1)[0]
    row = con.execute(
        f"select count(*) > 0 and count(*) = count(*) filter (json_type(object, {literal(array)}) = 'ARRAY') from {LINES}"
    ).fetchall()[0]
    return bool(row[0])


def _bytes(plain: Plain) -> bytes:
    return plain.path.read_bytes()[plain.start :]


def _no_records() -> FileRefused:
    return FileRefused(
        "header_only",
        found="JSON without a record",
        expected="at least one record",
        mend="if the day had none, leave the file out.",
    )
