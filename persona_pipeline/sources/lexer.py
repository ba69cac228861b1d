"""RFC 4180, strictly: text lines to records, and every record that breaks the rules by name. No typing happens here.

Rules: fields are separated by the delimiter; a field that holds a delimiter, a quote or a line break stands in quotes;
quotes inside are doubled; a quote nowhere else; every record has as many fields as the header. Lines end with LF or CRLF.

After a broken quote nobody can know where the field was meant to end, so the record's first line is set aside and reading
goes on with the line after it. Lines beside a stretch of broken ones may be the other half of a record that a line break cut
in two; where the stretch does not add up to whole records, its two neighbours are set aside as well.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from functools import cache
from typing import BinaryIO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_RECORD_BYTES = 10_000_000
QUOTED = re.compile(rb'"[^"]*+(?:""[^"]*+)*+"')


@dataclass(frozen=True)
class Record:
    """One record. ``fields`` is None where it is broken, and then ``code``, ``found`` and ``text`` say how."""

    row_number: int
    line: int
    fields: list[str] | None
    code: str = ""
    found: str = ""
    text: str = ""


@dataclass
class _Stretch:
    """Broken records in a row: how many delimiters they hold, and whether a quote is to blame.

    A line break inside a record keeps its delimiters, so halves add up to a whole record. Only a half without any
    delimiter fits beside a full-looking line; where quotes are broken, delimiters may also be text, so only whole sums count.
    """

    delimiters: int = 0
    quoting: bool = False
    records: int = 0

    def add(self, delimiters: int, quoting: bool) -> None:
        self.delimiters += delimiters
        self.quoting = self.quoting or quoting
        self.records += 1

    def neighbours_are_safe(self, width: int) -> bool:
        if not self.records or width < 2:
            return True
        whole = self.delimiters > 0 and self.delimiters % (width - 1) == 0
        return whole if self.quoting else self.delimiters > 0


@dataclass
class _Lines:
    """Lines of a file with their numbers, which can be put back."""

    file: BinaryIO
    number: int
    waiting: deque[bytes] = field(default_factory=deque)

    def next(self) -> bytes:
        self.number += 1
        if self.waiting:
            return self.waiting.popleft()
        return self.file.readline(MAX_RECORD_BYTES + 1)

    def put_back(self, lines: list[bytes]) -> None:
        self.waiting.extendleft(reversed(lines))
        self.number -= len(lines)

    def skip_line(self) -> None:
        while (rest := self.file.readline(MAX_RECORD_BYTES)) and not rest.endswith(b"\n"):
            pass


def split_record(text: str, delimiter: str) -> list[str] | None:
    """Fields of one record without its line end; None where its quoting breaks the rules."""
    if '"' not in text:
        return None if "\r" in text or "\n" in text else text.split(delimiter)
    token = _token(delimiter)
    fields: list[str] = []
    position, end = 0, len(text)
    while True:
        found = token.match(text, position)
        if found is None:
            return None
        quoted, bare = found.groups()
        fields.append(bare if quoted is None else quoted.replace('""', '"'))
        position = found.end()
        if position == end:
            return fields
        if text[position] != delimiter:
            return None
        position += 1


def records(file: BinaryIO, *, delimiter: str, width: int, first_line: int, final_newline: bool) -> Iterator[Record]:
    """Records of UTF-8 text from where the file stands, not always in the order of the file.

    Args:
        width: fields that a record must have.
        first_line: number of the line at which the file stands, just after the header.
        final_newline: whether a last line without a line end is refused.

    Yields:
        Each record once. A record with number 0 stands for the header: the first lines look like its other half.
    """
    held: Record | None = Record(0, first_line - 1, [])
    stretch = _Stretch()
    for record, delimiters in _judged(_Lines(file, first_line - 1), delimiter, width, final_newline):
        if record.fields is None:
            if record.code != "unterminated_last_line":
                stretch.add(delimiters, record.code == "bad_quoting")
            yield record
            continue
        safe = stretch.neighbours_are_safe(width)
        if held is not None and held.row_number:
            yield held if safe else _beside(held, delimiter, stretch.records)
        elif held is not None and not safe:
            yield held
        if not safe:
            yield _beside(record, delimiter, stretch.records)
        held = record if safe else None
        stretch = _Stretch()
    if held is not None and held.row_number:
        yield held if stretch.neighbours_are_safe(width) else _beside(held, delimiter, stretch.records)


def _judged(lines: _Lines, delimiter: str, width: int, final_newline: bool) -> Iterator[tuple[Record, int]]:
    """Each record on its own, with the number of delimiters in it."""
    row = 0
    while raw := lines.next():
        if width > 1 and raw in (b"\n", b"\r\n"):
            continue
        row += 1
        yield _record(lines, raw, row, delimiter, width, final_newline)


def _record(lines: _Lines, raw: bytes, row: int, delimiter: str, width: int, final_newline: bool) -> tuple[Record, int]:
    line = lines.number

    def broken(code: str, found: str, text: bytes) -> tuple[Record, int]:
        shown = text.decode("utf-8", "replace").rstrip("\r\n")
        return Record(row, line, None, code, found, shown), shown.count(delimiter)

    if len(raw) > MAX_RECORD_BYTES:
        if not raw.endswith(b"\n"):
            lines.skip_line()
        return broken("too_large_line", f"a line of more than {MAX_RECORD_BYTES:,} bytes", raw[:10_000])
    if final_newline and not raw.endswith(b"\n"):
        return broken("unterminated_last_line", "a last line without a line end; the file may have been cut off", raw)
    whole, more = _to_closing_quote(lines, raw)
    if whole is None:
        lines.put_back(more)
        return broken("bad_quoting", "a quote that is opened and never closed, or a stray quote", raw)
    if b"\0" in whole:
        return broken("nul_byte", "a NUL byte", whole)
    text = whole.decode("utf-8")
    body = text[:-2] if text.endswith("\r\n") else text.removesuffix("\n")
    if final_newline and body is text:
        lines.put_back(more)
        return broken("bad_quoting", "a quote that is opened and closed only where the file was cut off", raw)
    fields = split_record(body, delimiter)
    if fields is None:
        lines.put_back(more)
        if '"' in body:
            return broken("bad_quoting", "a quote where none may stand", raw)
        return broken("bad_line_end", "a carriage return inside a field without quotes", raw)
    if len(fields) != width:
        record, _ = broken("wrong_field_count", f"{len(fields)} fields", whole)
        return record, len(fields) - 1
    return Record(row, line, fields), width - 1


def _to_closing_quote(lines: _Lines, raw: bytes) -> tuple[bytes | None, list[bytes]]:
    """The line with those that its open quote takes in (None where it is never closed), and these lines by themselves."""
    if raw.count(b'"') % 2 == 0:
        return raw, []
    more: list[bytes] = []
    size = len(raw)
    while size <= MAX_RECORD_BYTES:
        following = lines.next()
        if not following:
            lines.number -= 1
            return None, more
        more.append(following)
        size += len(following)
        if following.count(b'"') % 2:
            return raw + b"".join(more), more
    return None, more


def _beside(record: Record, delimiter: str, broken: int) -> Record:
    found = f"a line beside {broken} broken line{'s' if broken > 1 else ''} that may be a part of it"
    return Record(
        record.row_number, record.line, None, "beside_broken_line", found, delimiter.join(record.fields or [])
    )


@cache
def _token(delimiter: str) -> re.Pattern[str]:
    return re.compile(r'"([^"]*+(?:""[^"]*+)*+)"|([^"\r\n' + re.escape(delimiter) + "]*+)")
