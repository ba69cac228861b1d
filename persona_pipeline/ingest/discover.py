"""Look into a source's folder and tell which files are new. Nothing is read here but names, sizes and times."""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from persona_pipeline.settings import Source, Workspace

UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart", ".done", ".swp")


@dataclass(frozen=True)
class InboxFile:
    """A file as it stands in the inbox. ``name`` is relative to the workspace."""

    source: Source
    path: Path
    name: str
    bytes: int
    modified_ns: int


@dataclass(frozen=True)
class Inbox:
    """What a look into the folder gave: files, and complaints in words that stop the night."""

    files: tuple[InboxFile, ...]
    problems: tuple[str, ...]


def look(workspace: Workspace, source: Source) -> Inbox:
    """All finished regular files of the source, ordered by name.

    Hidden files and names of unfinished transfers are passed over. Links, pipes and devices are refused by name.
    """
    folder, pattern = _split(workspace.root / source.path)
    if not folder.is_dir():
        problem = (
            f"source {source.name}: folder {workspace.relative(folder)} does not exist; expected a folder with files "
            f"like {pattern}. Mend: create it, or correct `path` of the source in persona.yaml."
        )
        return Inbox((), (problem,))
    files: list[InboxFile] = []
    problems: list[str] = []
    for path in sorted(folder.glob(pattern)):
        if path.name.startswith(".") or path.name.lower().endswith(UNFINISHED):
            continue
        found = path.lstat()
        if stat.S_ISDIR(found.st_mode):
            continue
        name = workspace.relative(path)
        if not stat.S_ISREG(found.st_mode):
            problems.append(
                f"{name}: not a regular file (a link, pipe or device); expected a plain file. Mend: put a copy there."
            )
            continue
        files.append(InboxFile(source, path, name, found.st_size, changed_ns(found)))
    return Inbox(tuple(files), tuple(problems))


def changed_ns(found: os.stat_result) -> int:
    """When content or attributes last changed; a copied-back modification time does not hide a change."""
    return max(found.st_mtime_ns, found.st_ctime_ns)


def unseen(files: tuple[InboxFile, ...], seen: Mapping[str, tuple[int, int]]) -> tuple[InboxFile, ...]:
    """The files whose size or time differs from what ``seen`` (name: bytes, modified_ns) remembers."""
    return tuple(file for file in files if seen.get(file.name) != (file.bytes, file.modified_ns))


def _split(pattern: Path) -> tuple[Path, str]:
    """The folder without wildcards, and the pattern below it."""
    parts = pattern.parts
    for position, part in enumerate(parts):
        if any(mark in part for mark in "*?["):
            return Path(*parts[:position]), "/".join(parts[position:])
    return (pattern, "*") if pattern.is_dir() or not pattern.suffix else (pattern.parent, pattern.name)
