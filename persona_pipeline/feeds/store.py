"""The folder of a feed: one file a pull, written whole or not at all, and beside it a note of what was asked for.

The note is written after the file; the newest note is the cursor. A pull that brought nothing leaves a note alone.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from persona_pipeline.basics.files import file_sha256, sync
from persona_pipeline.faults import crash_point

from .errors import FeedError

NOTES = "pulls"
"""Folder of the notes."""
PARTIAL = ".part-"


@dataclass(frozen=True)
class Pull:
    """One answer of a feed. ``file`` is its name in the folder; empty where no record came."""

    first: date
    last: date
    records: int
    file: str = ""
    sha256: str = ""


def pulled_to(folder: Path) -> date | None:
    """The last day that earlier pulls covered; None before the first.

    Raises:
        FeedError: if a note cannot be read.
    """
    days = []
    for path in sorted((folder / NOTES).glob("*.json")):
        try:
            days.append(date.fromisoformat(json.loads(path.read_text(encoding="utf-8"))["last"]))
        except (ValueError, KeyError, TypeError) as error:
            raise FeedError(
                f"{folder.name}/{NOTES}/{path.name}: not a note of a pull ({error}). Mend: remove this file; its days are then asked for again."
            ) from error
    return max(days, default=None)


def sweep(folder: Path) -> None:
    """Remove what a killed pull left."""
    for partial in folder.glob(f"{PARTIAL}*"):
        if partial.is_dir():
            shutil.rmtree(partial)
        else:
            partial.unlink()


def write(folder: Path, name: str, first: date, last: date, fill: Callable[[Path], int]) -> Pull:
    """Let ``fill`` write a temporary file and give it ``name`` when it is whole; then write the note.

    ``fill`` takes the path and returns the number of records; with none, no file is kept.
    """
    notes = folder / NOTES
    notes.mkdir(parents=True, exist_ok=True)
    with _partial(folder) as partial:
        records = fill(partial)
        pull = Pull(first, last, records)
        if records:
            pull = Pull(first, last, records, name, file_sha256(partial))
            sync(partial)
            crash_point("feed.after_write")
            partial.rename(folder / name)
            sync(folder)
            crash_point("feed.after_rename")
    with _partial(folder) as partial:
        partial.write_text(json.dumps(asdict(pull), default=str) + "\n", encoding="utf-8")
        sync(partial)
        partial.rename(notes / f"{first}_{last}.json")
        sync(notes)
    return pull


@contextmanager
def _partial(folder: Path) -> Iterator[Path]:
    path = folder / f"{PARTIAL}{os.getpid()}"
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
