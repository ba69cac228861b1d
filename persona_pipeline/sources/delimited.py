"""CSV: find the delimiter by which the header fits, read the header, try DuckDB's reader, check it, or read strictly."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from .fast import read_fast
from .headers import MAX_HEADER_RECORDS, Titles, titles_of
from .lexer import MAX_RECORD_BYTES, split_record
from .model import FileRefused
from .plain import PIECE_BYTES, Body, Plain
from .recognise import Layout, recognise, require
from .staged import cells
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
    records = _first_records(plain, MAX_HEADER_RECORDS if source.kind == "survey" else 1)
    tried = {each: titles for each in DELIMITERS if (titles := _titles(records, each, source)) is not None}
    layouts = {
        each: _with_titles(recognise(titles.names, source, titles.aliases), titles) for each, titles in tried.items()
    }
    if not layouts:
        raise _bad_header("a header with quotes where none may stand")
    ranked = sorted(layouts, key=lambda each: (-layouts[each].fit, -len(layouts[each].headers), DELIMITERS.index(each)))
    best = ranked[0]
    if source.delimiter != "auto":
        _refuse_other_delimiter(source.delimiter, best, layouts)
        best = source.delimiter
    layout = _with_known_zone(layouts[best], source)
    if layout.missing and len(layout.headers) == 1 and not layout.columns:
        raise FileRefused(
            "wrong_delimiter",
            found="one column",
            expected="columns separated by a comma, a semicolon, a TAB or a bar",
            mend="export with one of these; a header line of names must come first.",
            line=1,
        )
    titles = tried[best]
    require(layout, titles.names)
    end, lines = records[titles.records - 1].end, records[titles.records - 1].lines
    if end >= plain.start + plain.size:
        raise FileRefused(
            "header_only",
            found="a header and no rows",
            expected="at least one row",
            mend="if the day had none, leave the file out.",
            line=1,
            format_name=layout.format.name,
            cut_off="" if plain.ends_with_newline else "its header has no line end and no row follows",
        )
    final_newline = source.final_newline == "required"
    body = Body(plain, end, lines + 1, len(layout.headers), best, final_newline, titles.records)
    return Header(layout, body)


def read_delimited(con: duckdb.DuckDBPyConnection, body: Body, folder: Path) -> Staged:
    """Stage the records: by DuckDB's reader where every byte is accounted for, strictly where it is not."""
    plainly = body if body.header_records == 1 else _with_one_header(body, folder / "one_header")
    return read_fast(con, plainly) or read_strict(con, body, folder)


def _with_one_header(body: Body, target: Path) -> Body:
    """The same records below a header of one line: DuckDB skips one record of header, whatever stands in it."""
    plain = body.plain
    head = (body.delimiter.join(cells(body.width)) + ("\r\n" if plain.carriage_returns else "\n")).encode()
    with plain.path.open("rb") as source, target.open("wb") as copy:
        skipped = source.read(body.start)[plain.start :]
        copy.write(head)
        shutil.copyfileobj(source, copy, PIECE_BYTES)
    copied = replace(
        plain,
        path=target,
        start=0,
        size=plain.size - len(skipped) + len(head),
        **{
            name: getattr(plain, name) - skipped.count(mark) + head.count(mark)
            for name, mark in (("quotes", b'"'), ("line_feeds", b"\n"), ("carriage_returns", b"\r"), ("nuls", b"\0"))
        },
    )
    return replace(body, plain=copied, start=len(head), header_records=1)


@dataclass(frozen=True)
class _Raw:
    """The text of one of the first records, the byte after it, and the lines up to there."""

    text: str
    end: int
    lines: int


def _first_records(plain: Plain, most: int) -> list[_Raw]:
    """The first record, which is header, and those after it that may be."""
    text, end, lines = _header_text(plain)
    records = [_Raw(text, end, lines)]
    while len(records) < most and end < plain.start + plain.size:
        raw, more = _record(plain, end)
        end, lines = end + len(raw), lines + more
        records.append(_Raw(raw.decode("utf-8", "replace").rstrip("\n").removesuffix("\r"), end, lines))
    return records


def _titles(records: list[_Raw], delimiter: str, source: Source) -> Titles | None:
    """The header under a delimiter; None where its first record cannot be taken apart."""
    first = split_record(records[0].text, delimiter)
    if first is None:
        return None
    if source.kind != "survey":
        return Titles(tuple(first))
    more = (split_record(record.text, delimiter) for record in records[1:])
    return titles_of([first, *itertools.takewhile(bool, (each or [] for each in more))])


def _with_titles(layout: Layout, titles: Titles) -> Layout:
    texts = {layout.headers[position]: text for position, text in titles.texts.items() if text}
    return replace(layout, texts=texts, timezone=titles.timezone)


def _record(plain: Plain, start: int) -> tuple[bytes, int]:
    """The bytes of the record that begins there, up to the line end after an even number of quotes, and its lines."""
    raw = b""
    lines = 0
    with plain.path.open("rb") as file:
        file.seek(start)
        while (not raw or raw.count(b'"') % 2) and len(raw) < MAX_RECORD_BYTES:
            line = file.readline(MAX_RECORD_BYTES)
            if not line:
                break
            raw += line
            lines += 1
    return raw, lines


def _with_known_zone(layout: Layout, source: Source) -> Layout:
    """The layout with a time zone that exists; persona.yaml helps out where the file names another."""
    if layout.timezone is None or layout.timezone in available_timezones():
        return layout
    if source.timezone:
        return replace(layout, timezone=None)
    raise FileRefused(
        "unknown_timezone",
        found=f"times in the zone {layout.timezone!r}, as the header says",
        expected="an IANA name such as Europe/Amsterdam",
        mend="set `timezone` for this source to the zone that is meant.",
        line=1,
    )


def _header_text(plain: Plain) -> tuple[str, int, int]:
    raw, lines = _record(plain, plain.start)
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
