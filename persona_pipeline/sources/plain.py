"""From the file on disk to plain UTF-8 text on disk: file type, gzip, encoding. Nothing is guessed; wrong bytes are named."""

from __future__ import annotations

import codecs
import os
import stat
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from .model import FileRefused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from persona_pipeline.settings import Source

PIECE_BYTES = 1 << 20
MAX_EXPANSION = 200
FREE_EXPANSION_BYTES = 1 << 30
_BOM = codecs.BOM_UTF8
_SIGNATURES = (
    (b"PK\x03\x04", "a zip archive (or an Excel workbook)", "unpack it, or save the sheet as CSV UTF-8"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "save the sheet as CSV UTF-8"),
    (b"%PDF", "a PDF document", "export CSV, JSON lines or Parquet instead"),
    (b"\x89PNG", "a picture", "export CSV, JSON lines or Parquet instead"),
    (b"\xff\xd8\xff", "a picture", "export CSV, JSON lines or Parquet instead"),
    (b"SQLite format 3", "an SQLite database", "export the table as CSV"),
    (b"BZh", "a bzip2 archive", "unpack it, or use gzip"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", "unpack it, or use gzip"),
    (b"\xfd7zXZ", "an xz archive", "unpack it, or use gzip"),
)


@dataclass(frozen=True)
class Plain:
    """Plain UTF-8 text on disk and what its bytes say.

    ``start`` is the number of bytes before the text (a BOM). Counts are over the bytes after it.
    """

    path: Path
    start: int
    size: int
    quotes: int
    line_feeds: int
    carriage_returns: int
    nuls: int
    ends_with_newline: bool


@dataclass(frozen=True)
class Body:
    """The records of a CSV file: everything after its header.

    ``start`` is where they begin in the file (bytes), ``first_line`` their line, ``width`` the number of headers.
    ``header_records`` counts the records above them: surveys may have three.
    """

    plain: Plain
    start: int
    first_line: int
    width: int
    delimiter: str
    final_newline: bool
    header_records: int = 1


def first_bytes(path: Path) -> bytes:
    """The first bytes of a regular, non-empty file.

    Raises:
        FileRefused: unreadable (absent, no permission, or a link, pipe, device, folder) or empty_file.
    """
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode):
            raise FileRefused(
                "unreadable",
                found=_file_type(status.st_mode),
                expected="a regular file",
                mend="put the file itself in the folder.",
            )
        if status.st_size == 0:
            raise FileRefused(
                "empty_file", found="an empty file (0 bytes)", expected="a header and rows", mend="export it again."
            )
        with path.open("rb") as file:
            return file.read(1 << 16)
    except OSError as error:
        raise FileRefused(
            "unreadable",
            found=f"{error.strerror or error}",
            expected="a readable file",
            mend="check that it exists and that we may read it.",
        ) from error


def make_plain(path: Path, source: Source, folder: Path) -> Plain:
    """Unpack and decode where needed (into ``folder``), check every byte, count what the readers need to know.

    Raises:
        FileRefused: truncated, bad_gzip, too_large, not_text, bad_encoding.
    """
    if first_bytes(path).startswith(b"\x1f\x8b"):
        path = _unpacked(path, folder / "unpacked")
        if path.stat().st_size == 0:
            raise FileRefused(
                "empty_file",
                found="a gzip file with nothing in it",
                expected="a header and rows",
                mend="export it again.",
            )
    with path.open("rb") as file:
        head = file.read(1 << 16)
    _refuse_junk(head, source)
    if source.encoding != "utf-8":
        path = _decoded(path, source.encoding, folder / "decoded")
    return _counted(path)


def _file_type(mode: int) -> str:
    names = (
        (stat.S_ISLNK, "a symbolic link"),
        (stat.S_ISFIFO, "a named pipe"),
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISSOCK, "a socket"),
    )
    return next((name for check, name in names if check(mode)), "a device")


def _unpacked(path: Path, target: Path) -> Path:
    limit = max(FREE_EXPANSION_BYTES, MAX_EXPANSION * path.stat().st_size)
    written = 0
    with path.open("rb") as packed, target.open("wb") as plain:
        for piece in _inflate(packed):
            written += len(piece)
            if written > limit:
                raise FileRefused(
                    "too_large",
                    found=f"gzip that unpacks to more than {limit:,} bytes",
                    expected=f"at most {MAX_EXPANSION} times the packed size (1 GiB is always allowed)",
                    mend="unpack it yourself if it is meant to be so large.",
                )
            plain.write(piece)
    return target


def _inflate(packed: BinaryIO) -> Iterator[bytes]:
    """Unpack member after member; every trailer (CRC and length) is verified by zlib."""
    engine = zlib.decompressobj(wbits=31)
    pending = b""
    try:
        while pending or (pending := packed.read(PIECE_BYTES)):
            if engine.eof:
                if not pending.strip(b"\0"):
                    pending = b""
                    continue
                engine = zlib.decompressobj(wbits=31)
            yield engine.decompress(pending, 8 * PIECE_BYTES)
            pending = engine.unconsumed_tail or engine.unused_data
        yield engine.flush()
    except zlib.error as error:
        raise FileRefused(
            "bad_gzip",
            found=f"broken gzip data ({error})",
            expected="a whole gzip file",
            mend="copy or export it again.",
        ) from error
    if not engine.eof:
        raise FileRefused(
            "truncated",
            found="a gzip file that ends before its trailer",
            expected="a whole gzip file",
            mend="copy it again; the transfer was cut off.",
        )


def _refuse_junk(head: bytes, source: Source) -> None:
    for signature, what, mend in _SIGNATURES:
        if head.startswith(signature):
            raise FileRefused("not_text", found=what, expected="text", mend=f"{mend}.", line=1)
    if head.startswith(b"PAR1"):
        raise FileRefused(
            "not_text",
            found="a Parquet file",
            expected="text",
            mend="set `format: parquet` or `format: auto` for this source.",
            line=1,
        )
    if source.encoding == "utf-16":
        return
    even, odd = head[::2].count(0), head[1::2].count(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or max(even, odd) > 0.4 * len(head) / 2 > 10 * min(
        even, odd
    ):
        raise FileRefused(
            "bad_encoding",
            found="UTF-16 text",
            expected=f"{source.encoding} text",
            mend="set `encoding: utf-16` for this source, or export as UTF-8.",
            line=1,
        )
    controls = sum(head.count(bytes([code])) for code in (*range(9), *range(14, 32)))
    if controls > max(16, 0.02 * len(head)) or b"\0" in head.split(b"\n", 1)[0]:
        raise FileRefused(
            "not_text",
            found=f"binary data ({controls} control characters in the first {len(head):,} bytes)",
            expected=f"{source.encoding} text",
            mend="export CSV, JSON lines or Parquet; renaming a file does not change what is in it.",
            line=1,
        )


def _decoded(path: Path, encoding: str, target: Path) -> Path:
    if encoding == "utf-16" and not first_bytes(path).startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileRefused(
            "bad_encoding",
            found="no byte order mark",
            expected="UTF-16 with a byte order mark",
            mend="export as UTF-8, or set the right `encoding`.",
            line=1,
        )
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line = 1
    with path.open("rb") as file, target.open("wb") as plain:
        while True:
            piece = file.read(PIECE_BYTES)
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                line += error.object[: error.start].count(b"\n")
                raise _bad_bytes(error, encoding, line) from error
            line += text.count("\n")
            plain.write(text.encode("utf-8"))
            if not piece:
                return target


def _counted(path: Path) -> Plain:
    size = quotes = feeds = returns = nuls = 0
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    last = b""
    with path.open("rb") as file:
        start = len(_BOM) if file.read(len(_BOM)) == _BOM else 0
        file.seek(start)
        while piece := file.read(PIECE_BYTES):
            if not piece.isascii() or decoder.getstate()[0]:
                _check_utf8(decoder, piece, feeds)
            size += len(piece)
            quotes += piece.count(b'"')
            feeds += piece.count(b"\n")
            returns += piece.count(b"\r")
            nuls += piece.count(b"\0")
            last = piece[-1:]
        _check_utf8(decoder, b"", feeds, final=True)
    if not size:
        raise FileRefused(
            "empty_file", found="nothing but a byte order mark", expected="a header and rows", mend="export it again."
        )
    return Plain(path, start, size, quotes, feeds, returns, nuls, last == b"\n")


def _check_utf8(decoder: codecs.IncrementalDecoder, piece: bytes, line_feeds: int, *, final: bool = False) -> None:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError as error:
        raise _bad_bytes(error, "utf-8", 1 + line_feeds + error.object[: error.start].count(b"\n")) from error


def _bad_bytes(error: UnicodeDecodeError, encoding: str, line: int) -> FileRefused:
    wrong = error.object[error.start : error.start + 1]
    try:
        guess = f" As cp1252 it would read {wrong.decode('cp1252')!r}."
    except UnicodeDecodeError:
        guess = ""
    other = (
        "set `encoding: cp1252` (or latin-1) for this source, or export as UTF-8."
        if encoding == "utf-8"
        else "set the right `encoding` for this source."
    )
    return FileRefused(
        "bad_encoding",
        found=f"the byte 0x{wrong.hex().upper()}, which is not {encoding}.{guess}",
        expected=f"{encoding} text",
        mend=other,
        line=line,
    )
