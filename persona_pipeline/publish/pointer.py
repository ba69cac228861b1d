"""Snapshots on disk and the one pointer to the current: made durable, switched in one step, old ones collected."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from persona_pipeline.basics.files import sync
from persona_pipeline.cards import CARDS_FOLDER
from persona_pipeline.faults import crash_point
from persona_pipeline.settings import Workspace

from .manifest import DATABASE_NAME, PARQUET_FOLDER, Manifest, read_manifest

_NAME = re.compile(r"^(\d{6,})-(\d{4}-\d{2}-\d{2})-[0-9a-f]{8}$")
_UNFINISHED = (".building", ".trash-")


@dataclass(frozen=True)
class Snapshot:
    """A published version: its folder and what its manifest says."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        return self.folder.name


def snapshots_folder(workspace: Workspace) -> Path:
    return workspace.published / "snapshots"


def sequence_of(name: str) -> int:
    """The number in a snapshot's name; 0 for any other name."""
    match = _NAME.match(name)
    return int(match.group(1)) if match else 0


def snapshots(workspace: Workspace) -> list[Snapshot]:
    """All whole snapshots, oldest first."""
    folder = snapshots_folder(workspace)
    names = sorted((path.name for path in folder.iterdir()), key=sequence_of) if folder.is_dir() else []
    found = []
    for name in names:
        manifest = read_manifest(folder / name) if sequence_of(name) else None
        if manifest is not None:
            found.append(Snapshot(folder / name, manifest))
    return found


def current_snapshot(workspace: Workspace) -> Snapshot | None:
    """The snapshot that the pointer names; None before the first publish."""
    pointer = workspace.published / "current"
    if not pointer.is_symlink():
        return None
    folder = snapshots_folder(workspace) / pointer.readlink().name
    manifest = read_manifest(folder)
    return Snapshot(folder, manifest) if manifest else None


def make_durable(folder: Path) -> None:
    """Make every file under the folder read-only and flush files and folders to the disk."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            path.chmod(0o444)
        sync(path)
    sync(folder)


def switch(workspace: Workspace, name: str) -> None:
    """Point ``published/current`` at a snapshot, in one step, and put the fixed names beside it.

    Readers go through ``published/personas.duckdb``, ``published/parquet`` and ``published/cards``: links to ``current/...``, made once.
    """
    published = workspace.published
    crash_point("publish.before_pointer")
    replace_link(published / "current", f"snapshots/{name}")
    crash_point("publish.after_pointer")
    for fixed in (DATABASE_NAME, PARQUET_FOLDER, CARDS_FOLDER):
        link = published / fixed
        if not link.is_symlink() or str(link.readlink()) != f"current/{fixed}":
            replace_link(link, f"current/{fixed}")
    crash_point("publish.before_dirsync")
    sync(published)


def set_stray_log_aside(workspace: Workspace) -> Path | None:
    """Move a write-ahead log away that lies beside the published name, and return where to.

    It can only come from a client that opened the file for writing. DuckDB 1.4 and 1.5 would replay it into the next
    snapshot without a word.
    """
    stray = workspace.published / f"{DATABASE_NAME}.wal"
    if not stray.exists():
        return None
    number = 1
    while (aside := workspace.published / f"stray-{number}.wal").exists():
        number += 1
    stray.rename(aside)
    return aside


def sweep(workspace: Workspace) -> None:
    """Remove what a run that died left half built or half deleted. The caller is the only writer."""
    folder = snapshots_folder(workspace)
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name.startswith(_UNFINISHED):
            shutil.rmtree(path)


def collect(workspace: Workspace, keep: int) -> list[str]:
    """Delete all but the newest ``keep`` snapshots and the current one; returns the names of those deleted.

    A snapshot is renamed before it is deleted, so that a half-deleted one never looks whole. Readers that have a file
    of it open keep it until they close.
    """
    folder = snapshots_folder(workspace)
    current = current_snapshot(workspace)
    names = sorted((path.name for path in folder.iterdir() if sequence_of(path.name)), key=sequence_of)
    old = [name for name in names[: max(0, len(names) - keep)] if current is None or name != current.name]
    for name in old:
        trash = folder / f".trash-{name}"
        (folder / name).rename(trash)
        crash_point("publish.gc_mid")
        shutil.rmtree(trash)
    return old


def replace_link(link: Path, target: str) -> None:
    """Let a link point elsewhere, in one step."""
    fresh = link.with_name(f".{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)
