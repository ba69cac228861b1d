"""Files that belong together: which of a folder have the same header, what pattern names just them, what their source may be called.

Only the first bytes of a file are looked at, as text; nothing is parsed.
"""

from __future__ import annotations

import fnmatch
import os
import re
import stat
import zlib
from typing import TYPE_CHECKING

from persona_pipeline.settings import days_named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_HEAD_BYTES = 1 << 16
_MOST = 2_000
_DAY = re.compile(r"([A-Za-z]+[-_. ]?)?(?<!\d)\d{4}([-_.]?)\d{2}\2\d{2}(?!\d)")
_PLAIN_NAMES = ("", "file", "export", "data", "inbox", "input")


def likeness(path: Path) -> tuple[str, bytes]:
    """What files of one source share: the ending and the first record; for JSON and Parquet the ending alone.

    A file that cannot be opened is like no other.
    """
    ending = "".join(path.suffixes[-2:]).casefold()
    try:
        if not stat.S_ISREG(path.lstat().st_mode):  # a pipe has no end, and opening it waits for whoever writes
            return ending, os.fsencode(path)
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
        if head.startswith(b"\x1f\x8b"):
            head = zlib.decompressobj(wbits=31).decompress(head, _HEAD_BYTES)
    except (OSError, zlib.error):
        return ending, os.fsencode(path)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"{", b"[", b"PAR1")):
        return ending, text[:1]
    return ending, _first_record(text)


def _first_record(text: bytes) -> bytes:
    end = text.find(b"\n")
    while end >= 0 and text.count(b'"', 0, end) % 2:
        end = text.find(b"\n", end + 1)
    return text[: end if end >= 0 else None].strip()


def pattern_for(files: Sequence[Path]) -> str:
    """A pattern that names these files (of one folder) and no others there; the first file itself where none does."""
    folder = files[0].parent
    names = {path.name for path in files}
    ending = ending_of(files[0])
    start = _common_start(sorted(names)).rstrip("0123456789")
    there = sorted(each.name for each in folder.iterdir())[:_MOST]
    for pattern in (f"*{ending}", f"{start}*{ending}"):
        named = {name for name in there if fnmatch.fnmatch(name, pattern) and not name.startswith(".")}
        if named and named <= names and (folder / pattern).as_posix():
            return (folder / pattern).as_posix()
    return files[0].as_posix()


def ending_of(path: Path) -> str:
    """The file's ending, both of two (.csv.gz) where they look like endings: in a.2026.csv it is the last alone."""
    both = "".join(path.suffixes[-2:])
    return both if re.fullmatch(r"(\.[A-Za-z]\w*)+", both) else path.suffix


def date_pattern(files: Sequence[Path]) -> str | None:
    """What ``date_in_name`` has to be for these files, such as crm-%Y-%m-%d; None where it does not tell one day of each."""
    found = _DAY.search(files[0].name)
    if found is None:
        return None
    pattern = f"{found[1] or ''}%Y{found[2]}%m{found[2]}%d"
    return pattern if all(len(days_named(pattern, each.name)) == 1 for each in files) else None


def _common_start(names: Sequence[str]) -> str:
    """The signs with which all names begin; of sorted names the first and the last say it."""
    first, last = names[0], names[-1]
    same = next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[:same]


def alike(path: Path) -> list[Path]:
    """The files of the folder that have the same likeness, the file itself first."""
    mine = likeness(path)
    try:
        others = sorted(each for each in path.absolute().parent.iterdir() if each.name != path.name)[:_MOST]
    except OSError:
        others = []
    found = [path.parent / each.name for each in others if each.is_file() and likeness(each) == mine]
    return [path, *found]


def name_for(files: Sequence[Path]) -> str:
    """A name for the source: the file's own where it is one and begins with a letter, the folder's otherwise."""
    own = slug(files[0].stem.split(".")[0])
    folder = slug(files[0].absolute().parent.name)
    usable = [each for each in ((own, folder) if len(files) == 1 else (folder, own)) if not each.startswith("file_")]
    return next((each for each in usable if not is_plain(each)), usable[0] if usable else own)


def is_plain(name: str) -> bool:
    """Whether a name says nothing about what files hold."""
    return name in _PLAIN_NAMES or name.startswith("file_")


def slug(text: str) -> str:
    """A name as persona.yaml wants it."""
    found = re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")[:60].rstrip("_")
    return found if found[:1].isalpha() else f"file_{found}".rstrip("_")
