"""The exports of an audience on disk: a numbered folder each, never changed once it is there, and links to the newest."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from persona_pipeline.basics.files import file_sha256, sync
from persona_pipeline.publish.manifest import MANIFEST_NAME
from persona_pipeline.publish.pointer import make_durable, replace_link, sequence_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from persona_pipeline.settings import Workspace

BUILDING = ".building"
STATE = ".state.parquet"


@dataclass(frozen=True)
class Held:
    """An audience of which nothing was written, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Export:
    """One export: its folder, and what its manifest says."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def sequence(self) -> int:
        return sequence_of(self.folder.name)

    def intact(self) -> bool:
        """Whether every file is there as it was written."""
        files: dict[str, Any] = self.manifest["files"]
        return all(
            (self.folder / name).is_file() and file_sha256(self.folder / name) == each["sha256"]
            for name, each in files.items()
        )


def exports_of(workspace: Workspace, audience: str) -> list[Export]:
    """All whole exports of an audience, oldest first."""
    folder = workspace.audiences / audience
    names = sorted((path.name for path in folder.iterdir()), key=sequence_of) if folder.is_dir() else []
    return [found for name in names if sequence_of(name) and (found := _read(folder / name))]


def current_export(workspace: Workspace, audience: str) -> Export | None:
    """The newest export; None before the first."""
    return next(reversed(exports_of(workspace, audience)), None)


def begin(workspace: Workspace, audience: str) -> Path:
    """An empty folder to build the next export in; what a run that died left there goes."""
    folder = workspace.audiences / audience / BUILDING
    shutil.rmtree(folder, ignore_errors=True)
    workspace.audiences.mkdir(mode=0o750, exist_ok=True)
    folder.mkdir(mode=0o750, parents=True)
    return folder


def go_live(folder: Path, name: str, manifest: dict[str, Any], keep: int, used: Collection[str]) -> Export:
    """Give a built export its name and let the links point at it; exports that are too old, and not ``used``, go."""
    (folder / MANIFEST_NAME).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    make_durable(folder)
    home = folder.parent
    folder.rename(home / name)
    sync(home)
    replace_link(home / "current", name)
    for fixed in (MANIFEST_NAME, *(each for each in manifest["files"] if not each.startswith("."))):
        link = home / fixed
        if not link.is_symlink():
            replace_link(link, f"current/{fixed}")
    for link in home.iterdir():
        if link.is_symlink() and not link.exists():
            link.unlink()  # to a kind of file that is no longer written
    old = sorted(
        (path.name for path in home.iterdir() if sequence_of(path.name) and not path.is_symlink()), key=sequence_of
    )
    for gone in old[:-keep]:
        if gone not in used:
            shutil.rmtree(home / gone)
    sync(home)
    return Export(home / name, manifest)


def _read(folder: Path) -> Export | None:
    try:
        return Export(folder, json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None
