"""CSV: find the delimiter by which the header fits, read the header, try DuckDB's reader, check it, or read strictly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .fast import read_fast
from .lexer import MAX_RECORD_BYTES, split_record
from .model import FileRefused
from .plain import Body, Plain
from .recognise import Layout, recognise, require
from .strict import read_strict

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from persona_pipeline.settings import Source

    from .staged import Staged

DELIMITERS = (",", ";", "\t", "|")
_NAMES = {",": "a comma", ";": "a semicolon", "\t": "a TAB", "|": "a bar"}


@dataclass(frozen=True)
class Header:
    """The header of a file, and the records below it."""

    layout: Layout
    body: Body


def read_header(plain: Plain, source: Source) -> Header:
    """The header under the delimiter that makes it fit.

    Raises:
        FileRefused: bad_header, wrong_delimiter, missing_column, duplicate_column, header_only.
    """
    text, end, lines = _header_text(plain)
    tried = {each: split_record(text, each) for each in DELIMITERS}
    layouts = {each: recognise(headers, source) for each, headers in tried.items() if headers is not None}
    if not layouts:
        raise _bad_header("a header with quotes where none may stand")
    ranked = sorted(layouts, key=lambda each: (-layouts[each].fit, -len(layouts[each].headers), DELIMITERS.index(each)))
    best = ranked[0]
    if source.delimiter != "auto":
        _refuse_other_delimiter(source.delimiter, best, layouts)
        best = source.delimiter
    layout = layouts[best]
    if layout.missing and len(layout.headers) == 1 and not layout.columns:
        raise FileRefused(
            "wrong_delimiter",
            found=f"one column, {text[:100]!r}",
            expected="columns separated by a comma, a semicolon, a TAB or a bar",
            mend="export with one of these; a header line of names must come first.",
            line=1,
        )
    require(layout, tried[best] or ())
    if end >= plain.start + plain.size:
        raise FileRefused(
            "header_only",
            found="a header and no rows",
            expected="at least one row",
            mend="if the day had none, leave the file out.",
            line=1,
        )
    return Header(layout, Body(plain, end, lines + 1, len(layout.headers), best, source.final_newline == "required"))


def read_delimited(con: duckdb.DuckDBPyConnection, body: Body, folder: Path) -> Staged:
    """Stage the records: by DuckDB's reader where every byte is accounted for, strictly where it is not."""
    return read_fast(con, body) or read_strict(con, body, folder)


def _header_text(plain: Plain) -> tuple[str, int, int]:
    raw = b""
    lines = 0
    with plain.path.open("rb") as file:
        file.seek(plain.start)
        while not raw or raw.count(b'"') % 2:
            line = file.readline(MAX_RECORD_BYTES)
            if not line:
                break
            raw += line
            lines += 1
            if len(raw) >= MAX_RECORD_BYTES:
                raise FileRefused(
                    "bad_header",
                    found=f"a first line of more than {MAX_RECORD_BYTES:,} bytes",
                    expected="a line of column names",
                    mend="check that this is a CSV file.",
                    line=1,
                )
    text = raw.decode("utf-8").rstrip("\n").removesuffix("\r")
    if not text.strip():
        raise _bad_header("an empty first line")
    if "\r" in text and '"' not in text:
        raise FileRefused(
            "bad_line_end",
            found="lines that end with a carriage return only",
            expected="lines that end with LF or CRLF",
            mend="export again, or convert the line ends.",
            line=1,
        )
    if "\0" in text:
        raise _bad_header("a NUL byte in the header")
    return text, plain.start + len(raw), lines


def _bad_header(found: str) -> FileRefused:
    return FileRefused(
        "bad_header", found=found, expected="column names on the first line", mend="export again with a header.", line=1
    )


def _refuse_other_delimiter(configured: str, best: str, layouts: dict[str, Layout]) -> None:
    if configured not in layouts:
        raise _bad_header("a header with quotes where none may stand")
    if layouts[configured].missing and not layouts[best].missing:
        raise FileRefused(
            "wrong_delimiter",
            found=f"columns separated by {_NAMES[best]}",
            expected=f"{_NAMES[configured]}, as persona.yaml says",
            mend=f"set `delimiter: {best!r}` (or auto) for this source, or correct the export.",
            line=1,
        )
