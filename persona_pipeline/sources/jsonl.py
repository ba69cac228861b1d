"""JSON lines: one object a line. Broken lines are refused by number; the rest goes on.

DuckDB's parser is lenient (a comma at the end, NaN, a repeated name, long decimals shortened), so lines that show any of these
send the file to Python's parser, which is told to refuse the first three and to keep numbers as they are written.
"""

# ruff: noqa: S608 (names are ours; everything else is a quoted literal or a parameter)

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO

import duckdb

from persona_pipeline.warehouse import literal

from .lexer import MAX_RECORD_BYTES
from .model import FileRefused
from .staged import BROKEN, STAGED, Broken, Staged, cells, file_literal, stage_broken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .plain import Plain

LINES = "json_lines"
LENIENT = r"[,\[:]\s*[-+]?(?i:nan|inf)|,\s*[}\]]|[:\[,]\s*-?[0-9.]{17,}\s*[,}\]]"
"""What DuckDB would take and should not, or would change. Inside a string it costs time only."""
_NUMBER_DIGITS = 17
_EXPECTED = "one JSON object on the line; export it again"


def stage_lines(con: duckdb.DuckDBPyConnection, plain: Plain, folder: Path) -> tuple[tuple[str, ...], int, bool]:
    """Stage the objects in LINES (row_number, line_number, object); returns member names, broken records, whether read strictly.

    Raises:
        FileRefused: header_only where no line holds an object.
    """
    con.execute(f"drop table if exists {BROKEN}")
    if _fast(con, plain):
        names = member_names(con)
        if names is not None:
            return names, 0, False
    broken = _strict(con, plain, folder)
    names = member_names(con)
    if names is None:
        raise RuntimeError("an object with a repeated name passed the strict parser")
    if not con.execute(f"select count(*) from {LINES}").fetchall()[0][0]:
        raise _nothing_sound(con, broken)
    return names, broken, True


def _nothing_sound(con: duckdb.DuckDBPyConnection, broken: int) -> FileRefused:
    if not broken:
        return FileRefused(
            "header_only",
            found="no object on any line",
            expected="at least one row",
            mend="if the day had none, leave the file out.",
        )
    line, found = con.execute(f"select line_number, found from {BROKEN} order by row_number limit 1").fetchall()[0]
    return FileRefused(
        "bad_json",
        found=f"{found}, and no sound object on any other line",
        expected=_EXPECTED,
        mend="export it again, whole; if it is one document over many lines, look for what is missing at its end. Several objects "
        "over many lines become one a line with `jq -c . FILE`.",
        line=line,
    )


def stage_members(con: duckdb.DuckDBPyConnection, names: tuple[str, ...], broken: int, strict: bool) -> Staged:
    """Turn the objects into cells, one for each name."""
    selected = ", ".join(
        f"json_extract_string(object, {literal(_path(name))}) as {cell}"
        for name, cell in zip(names, cells(len(names)), strict=True)
    )
    con.execute(f"create or replace temp table {STAGED} as select row_number, line_number, {selected} from {LINES}")
    rows = int(con.execute(f"select count(*) from {STAGED}").fetchall()[0][0])
    con.execute(f"drop table {LINES}")
    return Staged(("VARCHAR",) * len(names), rows, "row_number", "line_number", broken=broken, strict=strict)


def _path(name: str) -> str:
    """The JSON pointer of a member, which unlike a JSON path can name anything."""
    return "/" + name.replace("~", "~0").replace("/", "~1")


def _fast(con: duckdb.DuckDBPyConnection, plain: Plain) -> bool:
    if plain.nuls or plain.start:
        return False
    try:
        con.execute(
            f"create or replace temp table {LINES} as select row_number() over () as row_number, row_number() over () as line_number, json as object "
            f"from read_ndjson_objects({file_literal(plain.path)}, maximum_object_size = {MAX_RECORD_BYTES}, compression = 'uncompressed')"
        )
    except duckdb.Error:
        return False
    rows, objects, lenient = con.execute(
        f"select count(*), count(*) filter (json_type(object) = 'OBJECT'), count(*) filter (regexp_matches(object::varchar, {literal(LENIENT)})) from {LINES}"
    ).fetchall()[0]
    lines = plain.line_feeds + (0 if plain.ends_with_newline else 1)
    return bool(rows == lines == objects and not lenient)


def member_names(con: duckdb.DuckDBPyConnection) -> tuple[str, ...] | None:
    """Names of all members, in order of first appearance; None where an object has one twice."""
    groups = con.execute(
        f"select json_keys(object) as names, min(row_number) from {LINES} group by names order by 2"
    ).fetchall()
    found: dict[str, None] = {}
    for names, _ in groups:
        if len(set(names)) != len(names):
            return None
        found.update(dict.fromkeys(names))
    return tuple(found)


def _strict(con: duckdb.DuckDBPyConnection, plain: Plain, folder: Path) -> int:
    clean = folder / "clean.jsonl"
    good = 0

    def broken() -> Iterator[Broken]:
        nonlocal good
        with plain.path.open("rb") as source, clean.open("w", encoding="utf-8", newline="") as target:
            source.seek(plain.start)
            for row, line, raw in _lines(source):
                problem, text = read_object(raw)
                if problem:
                    yield Broken(
                        row, line, "bad_json", problem, _EXPECTED, raw.decode("utf-8", "replace").rstrip("\r\n")
                    )
                else:
                    good += 1
                    target.write(f'{{"row":{row},"line":{line},"object":{text}}}\n')

    refused = stage_broken(con, broken(), folder / "broken.csv")
    con.execute(
        f"create or replace temp table {LINES} as select row as row_number, line as line_number, object from read_json({file_literal(clean)}, "
        f"format = 'newline_delimited', columns = {{row: 'BIGINT', line: 'BIGINT', object: 'JSON'}}, maximum_object_size = {2 * MAX_RECORD_BYTES})"
        if good
        else f"create or replace temp table {LINES} as select 0::bigint as row_number, 0::bigint as line_number, '{{}}'::json as object limit 0"
    )
    loaded = con.execute(f"select count(*) from {LINES}").fetchall()[0][0]
    if loaded != good:
        raise RuntimeError(f"{good} sound lines were written and {loaded} read back")
    return refused


def _lines(file: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """Row number, line number and bytes of each line that is not blank; what is too long is cut, and so is broken JSON."""
    row = line = 0
    while raw := file.readline(MAX_RECORD_BYTES):
        line += 1
        rest = raw
        while not rest.endswith(b"\n") and len(rest) == MAX_RECORD_BYTES:
            rest = file.readline(MAX_RECORD_BYTES)
        if raw.strip():
            row += 1
            yield row, line, raw


def read_object(raw: bytes) -> tuple[str, str]:
    """What is wrong with the line (empty where nothing is), and its object with every value as text."""
    if len(raw) >= MAX_RECORD_BYTES:
        return f"a line of more than {MAX_RECORD_BYTES:,} bytes", ""
    try:
        value = strict_json(raw)
    except (ValueError, RecursionError) as error:
        return f"broken JSON ({error})", ""
    return object_text(value)


def strict_json(raw: bytes) -> Any:
    """The value of a JSON text (RFC 8259), numbers as they are written.

    Raises:
        ValueError: for whatever is not JSON, NaN and repeated names among it.
    """
    return json.loads(
        raw, parse_constant=_no_constant, parse_float=_as_written, parse_int=_Number, object_pairs_hook=_no_repeats
    )


def object_text(value: Any) -> tuple[str, str]:
    """What keeps a value from being an object of ours (empty where nothing does), and the object as JSON text."""
    if not isinstance(value, dict):
        return f"a JSON {type(value).__name__}", ""
    try:
        return "", _nested(value).encode().decode()
    except UnicodeEncodeError:
        return "broken JSON (half of a surrogate pair)", ""


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


def _as_written(text: str) -> _Number:
    return _Number(text if len(text) >= _NUMBER_DIGITS else repr(float(text)))


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name occurs twice in one object")
    return found


def _nested(value: Any) -> str:
    """Compact JSON of a value. Numbers so long that DuckDB would shorten them become strings of the same digits."""
    if isinstance(value, _Number):
        return str(value) if len(value) < _NUMBER_DIGITS else f'"{value}"'
    if isinstance(value, dict):
        return (
            "{"
            + ",".join(f"{json.dumps(name, ensure_ascii=False)}:{_nested(each)}" for name, each in value.items())
            + "}"
        )
    if isinstance(value, list):
        return "[" + ",".join(_nested(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)
