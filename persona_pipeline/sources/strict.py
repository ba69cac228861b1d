"""The strict reader: our own lexer, record by record, for files that DuckDB's reader may not be trusted with."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from .lexer import Record, records
from .model import FileRefused
from .rules import UNTERMINATED
from .staged import STAGED, Broken, Staged, cells, quoted_line, stage_broken, stage_clean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

    from .plain import Body

_LEADING = ("row_number", "line_number")
_EXPECTED = {
    "wrong_field_count": "{width} fields, as in the header; a delimiter or line break inside a field needs quotes around the field",
    "bad_quoting": "quotes only around a whole field, and doubled inside it (RFC 4180)",
    "bad_line_end": "LF or CRLF at the end of a line, and nowhere else outside quotes",
    "nul_byte": "text without NUL bytes; export it again",
    "too_large_line": "shorter lines; look for a missing closing quote or line end",
    "unterminated_last_line": UNTERMINATED,
    "beside_broken_line": "whole lines around it; look for a line break inside a field without quotes",
}


def read_strict(con: duckdb.DuckDBPyConnection, body: Body, folder: Path) -> Staged:
    """Stage the sound records and set the broken ones aside, each with its line.

    Raises:
        FileRefused: bad_header, where the first lines look like the other half of the header.
    """
    clean = folder / "clean.csv"
    good = 0

    def broken(file: TextIO) -> Iterator[Broken]:
        nonlocal good
        for record in _records(body):
            if record.fields is None:
                yield _broken(record, body.width)
            else:
                good += 1
                file.write(quoted_line((str(record.row_number), str(record.line), *record.fields)))

    with clean.open("w", encoding="utf-8", newline="") as file:
        file.write(quoted_line((*_LEADING, *cells(body.width))))
        refused = stage_broken(con, broken(file), folder / "broken.csv")
    loaded = stage_clean(con, clean, STAGED, cells(body.width), _LEADING)
    if loaded != good:
        raise RuntimeError(f"{good} sound records were written and {loaded} read back")
    return Staged(("VARCHAR",) * body.width, loaded, "row_number", "line_number", broken=refused, strict=True)


def _records(body: Body) -> Iterator[Record]:
    with body.plain.path.open("rb") as text:
        text.seek(body.start)
        for record in records(
            text,
            delimiter=body.delimiter,
            width=body.width,
            first_line=body.first_line,
            final_newline=body.final_newline,
        ):
            if record.row_number == 0:
                raise FileRefused(
                    "bad_header",
                    found="a header that is broken over several lines",
                    expected="a header on one line, or in quotes",
                    mend="export again.",
                    line=1,
                )
            yield record


def _broken(record: Record, width: int) -> Broken:
    return Broken(
        record.row_number,
        record.line,
        record.code,
        record.found,
        _EXPECTED[record.code].format(width=width),
        record.text,
    )
