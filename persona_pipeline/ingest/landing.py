"""The landing folder: an immutable copy of every file that was taken in, named after its content."""

import hashlib
import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from persona_pipeline.basics.files import sync
from persona_pipeline.faults import crash_point
from persona_pipeline.feeds import UNKNOWN_BYTES, FeedError, RemoteFile, download
from persona_pipeline.settings import Workspace, days_named

from .discover import InboxFile

CHUNK = 1 << 20
LONGEST_SUFFIX = 20
"""Characters of a suffix that the copy keeps, `.jsonl.gz` and the like; a name can be all dots, and as long as names may be."""
ROOM = 3
"""Free disk must be this many times what is new: the copy, its parsed form and its rows in the warehouse."""


class NoRoom(OSError):
    """There is too little free disk to take the new files in."""


@dataclass(frozen=True)
class LandedFile:
    """A file in the landing folder. ``load_id`` follows from source and content alone; of a source with
    `date_in_name` also from the day in its name, and of orders in a shop with a table of rates also from that table.
    """

    file: InboxFile
    path: Path
    sha256: str
    load_id: str


def check_room(workspace: Workspace, files: tuple[InboxFile, ...]) -> None:
    """Refuse to begin what would fill the disk.

    Raises:
        NoRoom: if less than three times the size of the new files is free.
    """
    new = sum(file.bytes for file in files)
    free = shutil.disk_usage(workspace.root).free
    if free < ROOM * new:
        raise NoRoom(
            f"{free:,} bytes are free, {ROOM * new:,} are needed to take in {len(files)} new files of {new:,} bytes. "
            "Nothing was read; the files stay in the inbox. Mend: free disk space and run the night again."
        )


def land(workspace: Workspace, file: InboxFile, *, read_with: bytes = b"") -> LandedFile | None:
    """Copy the file to ``landing/<source>/<sha256><suffixes>``: copy, fsync, rename, fsync of the folder.

    ``read_with`` is what else decides which rows the content gives.

    Returns None where the file changed under our hands: it is still being written and is taken in the next time.

    Raises:
        FeedError: if a file behind a URL does not come whole.
    """
    crash_point("landing.before_copy")
    folder = workspace.landing / file.source.name
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".part-{os.getpid()}"
    if file.remote is None:
        sha256 = _copy(file.path, partial)
    else:
        sha256, size = _fetch(file.source.name, file.remote, partial)
        file = replace(file, bytes=size)
    crash_point("landing.after_fsync")
    if file.has_changed() or (file.remote is not None and file.remote.bytes not in (UNKNOWN_BYTES, file.bytes)):
        partial.unlink()
        return None
    suffixes = "".join(file.path.suffixes[-2:]).lower()
    target = folder / (sha256 + (suffixes if len(suffixes) <= LONGEST_SUFFIX else ""))
    if target.exists():
        partial.unlink()
    else:
        partial.chmod(0o444)
        partial.rename(target)
        sync(folder)
    crash_point("landing.after_rename")
    beside = f"\0{hashlib.sha256(read_with).hexdigest()}" if read_with else ""
    content = f"{file.source.name}\0{sha256}{_named_day(file)}{beside}"
    load_id = hashlib.sha256(content.encode()).hexdigest()[:16]
    return LandedFile(file, target, sha256, load_id)


def sweep(workspace: Workspace) -> None:
    """Remove what a killed run left half copied or half parsed; nothing there is the only copy."""
    for partial in workspace.landing.glob("*/.part-*"):
        partial.unlink()
    shutil.rmtree(workspace.staging, ignore_errors=True)


def _named_day(file: InboxFile) -> str:
    """Where the name dates the rows it is content: the same list of customers in March and in May is two lists."""
    pattern = file.source.date_in_name
    return "" if pattern is None else "".join(f"\0{day}" for day in days_named(pattern, file.path.name))


def _fetch(source: str, remote: RemoteFile, target: Path) -> tuple[str, int]:
    try:
        return download(source, remote, target)
    except FeedError:
        target.unlink(missing_ok=True)
        raise


def _copy(source: Path, target: Path) -> str:
    digest = hashlib.sha256()
    with source.open("rb") as reader, target.open("wb") as writer:
        while chunk := reader.read(CHUNK):
            digest.update(chunk)
            writer.write(chunk)
        writer.flush()
        crash_point("landing.after_copy")
        os.fsync(writer.fileno())
    return digest.hexdigest()
