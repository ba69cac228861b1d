"""Look into a source's folder and tell which files are new. Nothing is read here but names, sizes and times."""

import os
import stat
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from persona_pipeline.feeds import FeedError, RemoteFile, has_changed, is_pulled, is_remote, listed
from persona_pipeline.settings import Source, Workspace, why_unconfirmed

UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart", ".done", ".swp")
UNPRINTABLE = ("Cc", "Cs")
"""Unicode categories that no name may hold: control characters, and bytes that are not UTF-8."""


@dataclass(frozen=True)
class InboxFile:
    """A file as it stands in the inbox. ``name`` is relative to the workspace.

    Of a file behind a URL ``remote`` tells what its store said; ``name`` is the URL, and ``path`` its last part.
    """

    source: Source
    path: Path
    name: str
    bytes: int
    modified_ns: int
    remote: RemoteFile | None = None

    def has_changed(self) -> bool:
        """Whether the file is another one than when it was looked at.

        Raises:
            FeedError: if it lies behind a URL that cannot be reached.
        """
        if self.remote is not None:
            return has_changed(self.source, self.remote)
        now = self.path.stat()
        return (now.st_size, changed_ns(now)) != (self.bytes, self.modified_ns)


@dataclass(frozen=True)
class Inbox:
    """What a look into the folder gave: files, and complaints in words that stop the night."""

    files: tuple[InboxFile, ...]
    problems: tuple[str, ...]


def look(workspace: Workspace, source: Source, as_of: date | None = None) -> Inbox:
    """All finished regular files of the source, ordered by name; of a feed, the files that were pulled.

    Hidden files and names of unfinished transfers are passed over. Links, pipes and devices are refused by name.
    ``as_of`` is what ``{date:...}`` in a URL counts back from; without it such a URL names no file.
    """
    if unconfirmed := why_unconfirmed(source, workspace.root):
        return Inbox((), (unconfirmed,))
    if is_remote(source):
        return _look_afar(source, as_of)
    folder, pattern = _place(workspace, source)
    if is_pulled(source) and not folder.is_dir():
        return Inbox((), ())
    if not folder.is_dir():
        problem = (
            f"source {source.name}: folder {workspace.relative(folder)} does not exist; expected a folder with files "
            f"like {pattern}. Mend: create it, or correct `path` of the source in persona.yaml."
        )
        return Inbox((), (problem,))
    # `orders/*` passes folders by: an archive may stand there. One that is named as a file is most likely a file gone wrong.
    named = any(sign.isalnum() for sign in pattern.rpartition("/")[2])
    files: list[InboxFile] = []
    problems: list[str] = []
    for path in sorted(folder.glob(pattern)):
        if _is_unfinished(path.name):
            continue
        found = path.lstat()
        name = workspace.relative(path)
        if stat.S_ISDIR(found.st_mode):
            if named and not pattern.endswith("**"):
                problems.append(
                    f"{name}: a folder, whose name is that of a file of source {source.name}; expected a file. Mend: put what is in it "
                    "beside it, or give it another name."
                )
            continue
        if any(unicodedata.category(sign) in UNPRINTABLE for sign in name):
            problems.append(
                f"{name.encode('unicode_escape').decode('ascii')}: a name with control characters, or that is not UTF-8; expected one "
                "that can be printed. Mend: rename the file."
            )
            continue
        if path.parent.resolve() != folder.resolve() / path.parent.relative_to(folder):
            problems.append(f"{name}: lies behind a link; expected a plain folder. Mend: put a copy there.")
            continue
        if not stat.S_ISREG(found.st_mode):
            problems.append(
                f"{name}: not a regular file (a link, pipe or device); expected a plain file. Mend: put a copy there."
            )
            continue
        files.append(InboxFile(source, path, name, found.st_size, changed_ns(found)))
    return Inbox(tuple(files), tuple(problems))


COUNTED_TWICE = ("orders", "web", "survey")
"""Kinds of which a file that two sources take in counts twice. Figures and customer lists may be read in two ways."""


def taken_twice(workspace: Workspace, sources: Sequence[Source]) -> tuple[frozenset[Path], tuple[str, ...]]:
    """The files that two sources of one kind take in, and a complaint for each pair: what is in them would count twice.

    Nobody may take them in before a person has said whose they are: rows that are in raw do not leave it with a setting.
    """
    problems = list[str]()
    shared = set[Path]()
    local = [each for each in sources if each.path and each.kind in COUNTED_TWICE and not is_remote(each)]
    places = {each.name: _place(workspace, each) for each in local}
    for position, first in enumerate(local):
        for second in local[position + 1 :]:
            (ours, pattern), (theirs, other) = places[first.name], places[second.name]
            if first.kind != second.kind or not (ours.is_relative_to(theirs) or theirs.is_relative_to(ours)):
                continue
            both = sorted(_names(ours, pattern) & _names(theirs, other))
            shared.update(both)
            if both:
                names = ", ".join(workspace.relative(each) for each in both[:3])
                more = f" and {len(both) - 3:,} more" if len(both) > 3 else ""
                problems.append(
                    f"sources {first.name} and {second.name} (kind {first.kind}) both take in {names}{more}; expected each file in one "
                    "source, or everything in it counts twice; it was left where it is. Mend: correct `path` of one of them in persona.yaml."
                )
    return frozenset(shared), tuple(problems)


def unclaimed(workspace: Workspace, sources: Sequence[Source]) -> list[str]:
    """Files in the inbox that no source takes in, by name: a pattern such as `*.csv` passes over `a.csv.gz` without a word."""
    claimed = {
        path for each in sources if each.path and not is_remote(each) for path in _names(*_place(workspace, each))
    }
    return sorted(
        workspace.relative(path)
        for path in workspace.inbox.rglob("*")
        if path.is_file()
        and path not in claimed
        and not _is_unfinished(path.name)
        and not any(part.startswith(".") for part in path.relative_to(workspace.inbox).parts)
    )


def _names(folder: Path, pattern: str) -> set[Path]:
    """The files that a source's pattern fits, finished or not."""
    return {path for path in folder.glob(pattern) if not _is_unfinished(path.name) and path.is_file()}


def changed_ns(found: os.stat_result) -> int:
    """When content or attributes last changed; a copied-back modification time does not hide a change."""
    return max(found.st_mtime_ns, found.st_ctime_ns)


def unseen(files: tuple[InboxFile, ...], seen: Mapping[str, tuple[int, int]]) -> tuple[InboxFile, ...]:
    """The files whose size or time differs from what ``seen`` (name: bytes, modified_ns) remembers."""
    return tuple(
        file
        for file in files
        if seen.get(file.name) != (file.bytes, file.modified_ns)
        or (file.remote is not None and not file.remote.version)
    )


def _look_afar(source: Source, as_of: date | None) -> Inbox:
    try:
        found = listed(source, as_of)
    except FeedError as error:
        return Inbox((), (str(error),))
    files = [InboxFile(source, each.path, each.url, max(0, each.bytes), each.modified_ns, each) for each in found]
    return Inbox(tuple(file for file in files if not _is_unfinished(file.path.name)), ())


def _is_unfinished(name: str) -> bool:
    return name.startswith(".") or name.lower().endswith(UNFINISHED)


def _place(workspace: Workspace, source: Source) -> tuple[Path, str]:
    """The folder to look into, and the pattern of the names there."""
    if is_pulled(source):
        return workspace.feeds / source.name, "*"
    return _split(workspace.root, Path(source.path))


def _split(root: Path, pattern: Path) -> tuple[Path, str]:
    """The folder without wildcards, and the pattern below it. The workspace's own path holds none, whatever its name."""
    parts = pattern.parts
    for position, part in enumerate(parts):
        if any(mark in part for mark in "*?["):
            return root.joinpath(*parts[:position]), "/".join(parts[position:])
    whole = root / pattern
    return (whole, "*") if whole.is_dir() or not whole.suffix else (whole.parent, whole.name)
