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
from typing import TYPE_CHECKING, BinaryIO

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
    """Records of UTF-8 text, not always in the order of the file.

    Args:
        file: stands just after the header.
        delimiter: what stands between fields.
        width: fields that a record must have.
        first_line: number of the line at which the file stands.
        final_newline: whether a last line without a line end is refused.

    Yields:
        Each record once. A record with number 0 stands for the header: the first lines look like its other half.
    """
    held: Record | None = Record(0, first_line - 1, [])
    stretch = _Stretch()
    judge = _Judge(_Lines(file, first_line - 1), delimiter, width, final_newline)
    for record, delimiters in judge.records():
        if record.fields is None:
            if record.code != "unterminated_last_line":
                stretch.add(delimiters, record.code == "bad_quoting")
            yield record
            continue
        safe = stretch.neighbours_are_safe(width)
        if held is not None and (held.row_number or not safe):
            yield held if safe or not held.row_number else _beside(held, delimiter, stretch.records)
        if not safe:
            yield _beside(record, delimiter, stretch.records)
        held = record if safe else None
        stretch = _Stretch()
    if held is not None and held.row_number:
        yield held if stretch.neighbours_are_safe(width) else _beside(held, delimiter, stretch.records)


@dataclass(frozen=True)
class _Judge:
    """Takes records one by one and says what is wrong with each, not looking at its neighbours."""

    lines: _Lines
    delimiter: str
    width: int
    final_newline: bool

    def records(self) -> Iterator[tuple[Record, int]]:
        """Each record with the number of delimiters in it. Blank lines hold nothing, but where one field is all."""
        row = 0
        while raw := self.lines.next():
            if self.width > 1 and raw in (b"\n", b"\r\n"):
                continue
            row += 1
            line = self.lines.number
            fields, code, found, text = self._taken_apart(raw)
            shown = text.decode("utf-8", "replace").rstrip("\r\n")
            delimiters = shown.count(self.delimiter) if fields is None else len(fields) - 1
            yield Record(row, line, None if code else fields, code, found, shown if code else ""), delimiters

    def _taken_apart(self, raw: bytes) -> tuple[list[str] | None, str, str, bytes]:
        """Fields, and code, finding and text of what is wrong."""
        if len(raw) > MAX_RECORD_BYTES:
            if not raw.endswith(b"\n"):
                self.lines.skip_line()
            return None, "too_large_line", f"a line of more than {MAX_RECORD_BYTES:,} bytes", raw[:10_000]
        if self.final_newline and not raw.endswith(b"\n"):
            return None, "unterminated_last_line", "a last line without a line end; the file may have been cut off", raw
        whole, more = _to_closing_quote(self.lines, raw)
        if whole is not None and b"\0" in whole:
            return None, "nul_byte", "a NUL byte", whole
        fields = None if whole is None else self._fields(whole)
        if whole is None or fields is None:
            self.lines.put_back(more)
            quoted = b'"' in raw
            found = "a quote where none may stand" if quoted else "a carriage return inside a field without quotes"
            return None, "bad_quoting" if quoted else "bad_line_end", found, raw
        if len(fields) != self.width:
            return fields, "wrong_field_count", f"{len(fields)} fields", whole
        return fields, "", "", b""

    def _fields(self, whole: bytes) -> list[str] | None:
        text = whole.decode("utf-8")
        body = text[:-1].removesuffix("\r") if text.endswith("\n") else text
        if body is text and self.final_newline:
            return None
        return split_record(body, self.delimiter)


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
