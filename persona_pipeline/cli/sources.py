"""sources check: what a file is, how it would be read, what would be refused, and the YAML to paste."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from persona_pipeline.settings import ConfigError

from .common import FAILED, JsonOption, WorkspaceOption, open_workspace, print_json, tell
from .report import lines_about


def check(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders of files.")],
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Look at files without taking them in: format and why, mapping, rows, dates, keys, what would be refused, YAML to paste.

    Works on a file that no source in persona.yaml names yet, and without a persona.yaml at all.
    """
    from persona_pipeline.sources import check_files

    try:
        _, settings = open_workspace(workspace)
    except ConfigError:
        if (workspace / "persona.yaml").exists():
            raise
        settings = None
    found = check_files(list(_files(paths)), settings)
    if as_json:
        print_json([vars(entry) for entry in found])
    for entry in () if as_json else found:
        for line in lines_about(entry):
            tell(line)
    if any(entry.error for entry in found):
        raise typer.Exit(FAILED)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files themselves; of a folder, all files below it."""
    for path in paths:
        yield from sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else (path,)
