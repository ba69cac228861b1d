"""The strict reader: our own lexer, record by record, for files that DuckDB's reader may not be trusted with."""

from __future__ import annotations

from typing import TextIO, TYPE_CHECKING


from .lexer import Record, records
from .model import FileRefused
from .staged import STAGED, Broken, Staged, cells, quoted_line, stage_broken, stage_clean

if TYPE_CHECKING:
    import duckdb
    from .plain import Plain
    from pathlib import Path
    from collections.abc import Iterator

_LEADING = ("row_number", "line_number")


def read_strict(
    con: duckdb.DuckDBPyConnection,
    plain: Plain,
    start: int,
    width: int,
    delimiter: str,
    *,
    final_newline: bool,
    lines: int,
    folder: Path,
) -> Staged:
    """Stage the sound records after ``start`` and set the broken ones aside, each with its line.

    Raises:
        FileRefused: bad_header, where the first lines look like the other half of the header.
    """
    clean = folder / "clean.csv"
    good = 0

    def broken(file: TextIO) -> Iterator[Broken]:
        nonlocal good
        with plain.path.open("rb") as text:
            text.seek(start)
            for record in records(
                text, delimiter=delimiter, width=width, first_line=lines + 1, final_newline=final_newline
            ):
                if record.row_number == 0:
                    raise FileRefused(
                        "bad_header",
                        found="a header that is broken over several lines",
                        expected="a header on one line, or in quotes",
                        mend="export again.",
                        line=1,
                    )
                if record.fields is None:
                    yield _broken(record, width)
                else:
                    good += 1
                    file.write(quoted_line((str(record.row_number), str(record.line), *record.fields)))

    with clean.open("w", encoding="utf-8", newline="") as file:
        file.write(quoted_line((*_LEADING, *cells(width))))
        refused = stage_broken(con, broken(file), folder / "broken.csv")
    loaded = stage_clean(con, clean, STAGED, cells(width), _LEADING)
    if loaded != good:
        raise RuntimeError(f"{good} sound records were written and {loaded} read back")
    return Staged(("VARCHAR",) * width, loaded, "row_number", "line_number", broken=refused, strict=True)


_EXPECTED = {
    "wrong_field_count": "{width} fields, as in the header; a delimiter or line break inside a field needs quotes around the field",
    "bad_quoting": "quotes only around a whole field, and doubled inside it (RFC 4180)",
    "bad_line_end": "LF or CRLF at the end of a line, and nowhere else outside quotes",
    "nul_byte": "text without NUL bytes; export it again",
    "too_large_line": "shorter lines; look for a missing closing quote or line end",
    "unterminated_last_line": "a line end after the last row; export it again, or set `final_newline: optional` if the export never writes one",
    "beside_broken_line": "whole lines around it; look for a line break inside a field without quotes",
}


def _broken(record: Record, width: int) -> Broken:
    return Broken(
        record.row_number,
        record.line,
        record.code,
        record.found,
        _EXPECTED[record.code].format(width=width),
        record.text,
    )
