"""DuckDB's CSV reader, trusted only where every byte of the file is accounted for.

The books must balance: the bytes after the header are the bytes of the values, the quotes that are not part of a value, one
delimiter fewer than columns for each row, and the line ends. A reader that drops an extra empty column, trims a blank, skips a
line or shifts a field leaves bytes over. Where values hold quotes, the quoting itself is checked over the raw bytes, because a
stray quote and a doubled one weigh the same.
"""

# ruff: noqa: S608 (names are ours; everything else is a quoted literal)

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb

from persona_pipeline.warehouse import literal

from .lexer import QUOTED
from .plain import PIECE_BYTES, Body
from .staged import READ_OPTIONS, STAGED, Staged, cells, column_types, file_literal


def read_fast(con: duckdb.DuckDBPyConnection, body: Body) -> Staged | None:
    """Stage the records; None where the file is not plainly in order and must be read strictly."""
    plain = body.plain
    head = _head(body)
    crlf = head.endswith(b"\r\n")
    if plain.nuls or (plain.quotes % 2 and not plain.ends_with_newline):
        return None
    if plain.carriage_returns and not crlf and not plain.quotes:
        return None
    line_end = "\\r\\n" if crlf else "\\n"
    try:
        con.execute(
            f"create or replace temp table {STAGED} as select * from read_csv({file_literal(plain.path)}, "
            f"delim = {literal(body.delimiter)}, new_line = {literal(line_end)}, "
            f"columns = {column_types(cells(body.width))}, {READ_OPTIONS})"
        )
    except duckdb.Error:
        return None
    text = f"concat({', '.join(cells(body.width))})"
    weight = _weighed(con, text, count_inner=plain.quotes > 0)
    if not weight.rows or not _balanced(body, head, weight, crlf=crlf):
        return None
    if weight.quotes and not _quoting_is_strict(body):
        return None
    line_number = f"rowid + {body.first_line}"
    if weight.feeds:
        feeds = f"strlen({text}) - strlen(replace({text}, chr(10), ''))"
        line_number += f" + sum({feeds}) over (order by rowid) - ({feeds})"
    return Staged(
        types=("VARCHAR",) * body.width,
        rows=weight.rows,
        row_number="rowid + 1",
        line_number=line_number,
        unterminated=body.final_newline and not plain.ends_with_newline,
    )


@dataclass(frozen=True)
class _Weight:
    """Rows, bytes of all values, and the quotes, line feeds and carriage returns inside values."""

    rows: int
    size: int
    quotes: int
    feeds: int
    returns: int


def _head(body: Body) -> bytes:
    with body.plain.path.open("rb") as file:
        file.seek(body.plain.start)
        return file.read(body.start - body.plain.start)


def _weighed(con: duckdb.DuckDBPyConnection, text: str, *, count_inner: bool) -> _Weight:
    counts = "0, 0, 0"
    if count_inner:
        each = (
            "coalesce(sum(case when contains(v, chr({0})) "
            "then strlen(v) - strlen(replace(v, chr({0}), '')) else 0 end), 0)"
        )
        counts = ", ".join(each.format(code) for code in (34, 10, 13))
    row = con.execute(
        f"select count(*), coalesce(sum(strlen(v)), 0), {counts} from (select {text} as v from {STAGED})"
    ).fetchall()[0]
    return _Weight(*(int(value) for value in row))


def _balanced(body: Body, head: bytes, weight: _Weight, *, crlf: bool) -> bool:
    plain = body.plain
    quotes = plain.quotes - head.count(b'"')
    ends = weight.rows if plain.ends_with_newline else weight.rows - 1
    enclosing = quotes - 2 * weight.quotes
    delimiters = weight.rows * (body.width - 1)
    size = plain.start + plain.size - body.start
    return (
        plain.line_feeds - head.count(b"\n") - weight.feeds == ends
        and plain.carriage_returns - head.count(b"\r") - weight.returns == (ends if crlf else 0)
        and enclosing >= 0
        and enclosing % 2 == 0
        and size == weight.size + weight.quotes + enclosing + delimiters + ends * (2 if crlf else 1)
    )


def _quoting_is_strict(body: Body) -> bool:
    """Whether every quoted field of the raw bytes stands between delimiters or line ends, and no quote is left over."""
    edge = re.escape(body.delimiter.encode()) + rb"\r\n"
    astray = re.compile(rb'"|[^' + edge + rb"]\0|\0[^" + edge + rb"]")
    rest = b""
    with body.plain.path.open("rb") as file:
        file.seek(body.start)
        while piece := file.read(8 * PIECE_BYTES):
            buffer = rest + piece
            cut = _even_line_end(buffer)
            whole, rest = buffer[:cut], buffer[cut:]
            if astray.search(QUOTED.sub(b"\0", whole)):
                return False
            if len(rest) > 64 * PIECE_BYTES:
                return False
    return not astray.search(QUOTED.sub(b"\0", rest))


def _even_line_end(buffer: bytes) -> int:
    """Just after the last line feed with an even number of quotes before it: where a record ends, if quoting is right."""
    end = buffer.rfind(b"\n") + 1
    odd = buffer.count(b'"', 0, end) % 2
    while end and odd:
        before = buffer.rfind(b"\n", 0, end - 1) + 1
        odd ^= buffer.count(b'"', before, end) % 2
        end = before
    return end
