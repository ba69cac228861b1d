"""DuckDB's CSV reader, trusted only where every byte of the file is accounted for.

The books must balance: the bytes after the header are the bytes of the values, the quotes that are not part of a value, one
delimiter fewer than columns for each row, and the line ends. A reader that drops an extra empty column, trims a blank, skips a
line or shifts a field leaves bytes over. Where values hold quotes, the quoting itself is checked over the raw bytes, because a
stray quote and a doubled one weigh the same.
"""

from __future__ import annotations

import re

import duckdb

from .lexer import QUOTED
from .plain import PIECE_BYTES, Plain
from .staged import READ_OPTIONS, STAGED, Staged, cells, column_types, literal


def read_fast(
    con: duckdb.DuckDBPyConnection,
    plain: Plain,
    start: int,
    width: int,
    delimiter: str,
    *,
    final_newline: bool,
    lines: int,
) -> Staged | None:
    """Stage the records after ``start``; None where the file is not plainly in order and must be read strictly."""
    if plain.nuls or (not plain.ends_with_newline and plain.quotes % 2):
        return None
    head = _head(plain, start)
    crlf = head.endswith(b"\r\n")
    if plain.carriage_returns and not crlf and not plain.quotes:
        return None
    names = cells(width)
    try:
        con.execute(
            f"create or replace temp table {STAGED} as select * from read_csv({literal(str(plain.path))}, delim = {literal(delimiter)}, "
            f"new_line = {literal(chr(92) + 'r' + chr(92) + 'n' if crlf else chr(92) + 'n')}, columns = {column_types(names)}, {READ_OPTIONS})"
        )
    except duckdb.Error:
        return None
    text = f"concat({', '.join(names)})"
    rows, size, inner = _weighed(con, text, count_inner=plain.quotes > 0)
    if not rows or not _balanced(plain, head, start, rows, size, inner, width, crlf):
        return None
    if inner[0] and not _quoting_is_strict(plain, start, delimiter.encode()):
        return None
    line_number = f"rowid + {lines + 1}"
    if inner[1]:
        feeds = f"strlen({text}) - strlen(replace({text}, chr(10), ''))"
        line_number = f"rowid + {lines + 1} + sum({feeds}) over (order by rowid) - ({feeds})"
    return Staged(
        types=("VARCHAR",) * width,
        rows=rows,
        row_number="rowid + 1",
        line_number=line_number,
        unterminated=final_newline and not plain.ends_with_newline,
    )


def _head(plain: Plain, start: int) -> bytes:
    with plain.path.open("rb") as file:
        file.seek(plain.start)
        return file.read(start - plain.start)


def _weighed(con: duckdb.DuckDBPyConnection, text: str, *, count_inner: bool) -> tuple[int, int, tuple[int, int, int]]:
    """Rows, bytes of all values, and the quotes, line feeds and carriage returns inside values."""
    counts = "0, 0, 0"
    if count_inner:
        each = "coalesce(sum(case when contains(v, chr({0})) then strlen(v) - strlen(replace(v, chr({0}), '')) else 0 end), 0)"
        counts = ", ".join(each.format(code) for code in (34, 10, 13))
    row = con.execute(
        f"select count(*), coalesce(sum(strlen(v)), 0), {counts} from (select {text} as v from {STAGED})"
    ).fetchall()[0]
    rows, size, quotes, feeds, returns = (int(value) for value in row)
    return rows, size, (quotes, feeds, returns)


def _balanced(
    plain: Plain, head: bytes, start: int, rows: int, size: int, inner: tuple[int, int, int], width: int, crlf: bool
) -> bool:
    quotes = plain.quotes - head.count(b'"')
    feeds = plain.line_feeds - head.count(b"\n")
    returns = plain.carriage_returns - head.count(b"\r")
    ends = rows if plain.ends_with_newline else rows - 1
    enclosing = quotes - 2 * inner[0]
    return (
        feeds - inner[1] == ends
        and returns - inner[2] == (ends if crlf else 0)
        and enclosing >= 0
        and enclosing % 2 == 0
        and plain.start + plain.size - start
        == size + inner[0] + enclosing + rows * (width - 1) + ends * (2 if crlf else 1)
    )


def _quoting_is_strict(plain: Plain, start: int, delimiter: bytes) -> bool:
    """Whether every quoted field of the raw bytes stands between delimiters or line ends, and no quote is left over."""
    edge = re.escape(delimiter) + rb"\r\n"
    astray = re.compile(rb'"|[^' + edge + rb"]\0|\0[^" + edge + rb"]")
    rest = b""
    with plain.path.open("rb") as file:
        file.seek(start)
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
    """Just after the last line feed with an even number of quotes before it: a true end of a record, if quoting is in order."""
    end = buffer.rfind(b"\n") + 1
    odd = buffer.count(b'"', 0, end) % 2
    while end and odd:
        before = buffer.rfind(b"\n", 0, end - 1) + 1
        odd ^= buffer.count(b'"', before, end) % 2
        end = before
    return end
