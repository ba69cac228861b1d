"""JSON lines: one object a line, members become cells. Broken lines are refused by number; the rest goes on.

DuckDB's parser is lenient (a comma at the end, NaN, a repeated name, long decimals shortened), so lines that show any of these
send the file to Python's parser, which is told to refuse the first three and to keep numbers as they are written.
"""

# ruff: noqa: S608 (names are ours; everything else is a quoted literal or a parameter)

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO

import duckdb

from .lexer import MAX_RECORD_BYTES
from .model import FileRefused
from .staged import BROKEN, STAGED, Broken, Staged, cells, file_literal, literal, stage_broken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .plain import Plain

LINES = "json_lines"
_LENIENT = r"[,\[:]\s*[-+]?(?i:nan|inf)|,\s*[}\]]|[:\[,]\s*-?[0-9.]{17,}\s*[,}\]]"
"""What DuckDB would take and should not, or would change. Inside a string it costs time only."""
_NUMBER_DIGITS = 17
_EXPECTED = "one JSON object on the line; export it again"


def stage_lines(con: duckdb.DuckDBPyConnection, plain: Plain, folder: Path) -> tuple[tuple[str, ...], int, bool]:
    """Stage the objects in LINES (row_number, line_number, object); returns member names, broken records, whether read strictly.

    Raises:
        FileRefused: not_json_lines, or header_only where no line holds an object.
    """
    _refuse_array(plain)
    con.execute(f"drop table if exists {BROKEN}")
    if _fast(con, plain):
        names = _names(con)
        if names is not None:
            return names, 0, False
    broken = _strict(con, plain, folder)
    names = _names(con)
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
        mend="export it again.",
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


def _refuse_array(plain: Plain) -> None:
    with plain.path.open("rb") as file:
        file.seek(plain.start)
        head = file.read(4096).lstrip()
    if head.startswith(b"["):
        raise FileRefused(
            "not_json_lines",
            found="a JSON array",
            expected="JSON lines: one object a line",
            mend="export JSON lines (`jq -c '.[]' file.json` turns one into the other).",
            line=1,
        )
    if not head.startswith(b"{"):
        raise FileRefused(
            "not_json_lines",
            found=f"{head[:40].decode('utf-8', 'replace')!r}",
            expected="JSON lines: one object a line",
            mend="check the format of this source.",
            line=1,
        )


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
        f"select count(*), count(*) filter (json_type(object) = 'OBJECT'), count(*) filter (regexp_matches(object::varchar, {literal(_LENIENT)})) from {LINES}"
    ).fetchall()[0]
    lines = plain.line_feeds + (0 if plain.ends_with_newline else 1)
    return bool(rows == lines == objects and not lenient)


def _names(con: duckdb.DuckDBPyConnection) -> tuple[str, ...] | None:
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
                problem, text = _object(raw)
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


def _object(raw: bytes) -> tuple[str, str]:
    """What is wrong with the line (empty where nothing is), and its object with every value as text."""
    if len(raw) >= MAX_RECORD_BYTES:
        return f"a line of more than {MAX_RECORD_BYTES:,} bytes", ""
    try:
        value = json.loads(
            raw, parse_constant=_no_constant, parse_float=_as_written, parse_int=_Number, object_pairs_hook=_no_repeats
        )
    except (ValueError, RecursionError) as error:
        return f"broken JSON ({error})", ""
    if not isinstance(value, dict):
        return f"a JSON {type(value).__name__}", ""
    try:
        return "", json.dumps({name: _text(each) for name, each in value.items()}, ensure_ascii=False).encode().decode()
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


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return None if value is None else str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _nested(value)


def _nested(value: Any) -> str:
    """Compact JSON of a nested value, numbers as they are written."""
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        return (
            "{"
            + ",".join(f"{json.dumps(name, ensure_ascii=False)}:{_nested(each)}" for name, each in value.items())
            + "}"
        )
    if isinstance(value, list):
        return "[" + ",".join(_nested(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)
