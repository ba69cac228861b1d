"""Where a proposed source stands in persona.yaml: a name that no other source has, and a path that begins at the workspace."""

from __future__ import annotations

import os
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from .siblings import ending_of, is_plain, slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from persona_pipeline.settings import Source


def placed(path: Path, source: Source, taken: set[str], workspace: Path | None) -> tuple[Source, str]:
    """The source with its own name and path, and what a person has to do with the files; empty where nothing.

    Args:
        path: the file that was looked at.
        source: the proposal; its path begins where ``path`` does.
        taken: names of other sources; the new one is added.
        workspace: the folder of persona.yaml; where it is None the path is left as it is.
    """
    name = _free_name(source.name, path, taken)
    taken.add(name)
    named = source.model_copy(update={"name": name})
    if workspace is None:
        return named, ""
    inside = _from_workspace(Path(source.path or path), workspace)
    if inside is not None:
        return named.model_copy(update={"path": inside}), ""
    outside = f"inbox/{name}/*{ending_of(path)}"
    return (
        named.model_copy(update={"path": outside}),
        f"these files lie outside the workspace: put them into {workspace.absolute() / 'inbox' / name}/",
    )


def already_taken(sources: Sequence[Source], kind: str, format_name: str) -> list[str]:
    """A line for each source that takes such files in already: a second one of the same export is rarely meant."""
    return [
        f"persona.yaml has source {each.name} for such files already: put this one where it looks ({each.place}), and paste the lines below "
        "only for files that must be told apart"
        for each in sources
        if each.kind == kind and each.format in ("auto", format_name)
    ]


def _free_name(name: str, path: Path, taken: set[str]) -> str:
    """The name; where it is taken with the folder's before it, then numbered."""
    folder = slug(path.absolute().parent.name)
    with_folder = [] if is_plain(folder) or folder == name else [f"{folder}_{name}"]
    numbered = (f"{name}_{number}" for number in count(2))
    return next(each for each in chain([name], with_folder, numbered) if each not in taken)


def _from_workspace(pattern: Path, workspace: Path) -> str | None:
    """The pattern from the workspace on, as it is written or after links are followed; None where it lies elsewhere."""
    written = Path(os.path.abspath(pattern)), Path(os.path.abspath(workspace))  # noqa: PTH100 - links are kept
    followed = pattern.parent.resolve() / pattern.name, workspace.resolve()
    for file, folder in (written, followed):
        if file.is_relative_to(folder):
            return file.relative_to(folder).as_posix()
    return None
