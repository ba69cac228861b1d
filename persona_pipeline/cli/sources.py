"""sources check: what a file is, how it would be read, what would be refused, and the YAML to paste."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from persona_pipeline.settings import KINDS, ConfigError, Kind, Settings
from persona_pipeline.sources import FileCheck

from .common import FAILED, JsonOption, WorkspaceOption, complain, open_workspace, print_json, say, tell
from .pull import check_feeds
from .report import lines_about

if TYPE_CHECKING:
    from persona_pipeline.quality import Trial
    from persona_pipeline.settings import Source
    from persona_pipeline.sources import ReadReport


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files, or folders of files. Without any: do the feeds answer?")
    ] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
    write: Annotated[
        Path | None,
        typer.Option(
            help="For a survey: write a proposal of its questions there (relative to the workspace), to be confirmed."
        ),
    ] = None,
    kind: Annotated[
        Kind | None, typer.Option(help="What the files hold, where you know it; otherwise every kind is tried.")
    ] = None,
    details: Annotated[
        Path | None,
        typer.Option(
            help="With --write: the survey's questions as its API gives them (SurveyMonkey details, Typeform form)."
        ),
    ] = None,
) -> None:
    """Look at files without taking them in: format and why, mapping, rows, dates, keys, what would be refused, YAML to paste.

    Rows are counted as a night counts them: those that cannot be read and those that break a rule of the suites are refused.

    Works on a file that no source in persona.yaml names yet, and without a persona.yaml at all. Files of one folder with the
    same header are told about together.
    """
    from persona_pipeline.sources import as_json as plainly
    from persona_pipeline.sources import check_files, read_details

    if not paths:
        check_feeds(workspace, as_json=as_json)
        return
    try:
        _, settings = open_workspace(workspace)
    except ConfigError:
        if (workspace / "persona.yaml").exists():
            raise
        settings = None
    files, empty = _files(paths)
    described = read_details(details) if details else None
    kinds = (kind,) if kind else KINDS
    rules = partial(_rules, settings or Settings())
    found = check_files(files, settings, described, workspace=workspace.absolute(), kinds=kinds, rules=rules)
    if as_json:
        print_json([plainly(entry) for entry in found])
    for entry in () if as_json else found:
        for line in lines_about(entry, write.as_posix() if write and entry.survey else "", workspace):
            tell(line)
    for folder in empty:
        complain(
            f"{folder}: found no file in this folder; expected exports to look at. Mend: name the folder that has them."
        )
    nothing = [entry for entry in found if not entry.error and 0 < entry.rows <= entry.rows_refused]
    for entry in nothing:
        complain(
            f"{entry.path}: none of its {entry.rows:,} rows would be taken in; the reasons stand above ({', '.join(entry.refused)}). Mend: "
            "correct the mapping, or what it says of dates, decimals and currency."
        )
    if write is not None:
        _write(found, workspace / write)
    if empty or nothing or any(entry.error for entry in found):
        raise typer.Exit(FAILED)


def _rules(
    settings: Settings, kind: Kind, sources: Sequence[Source], currency: str, reports: Sequence[ReadReport]
) -> list[Trial]:
    """What the rules would say tonight, in a shop of that currency; the shop's own warehouse is not opened."""
    from persona_pipeline.quality import try_rules

    shop = settings.shop.model_copy(update={"currency": currency})
    asked = settings.model_copy(update={"shop": shop, "sources": tuple(sources)})
    today = datetime.now(ZoneInfo(shop.timezone)).date()
    return try_rules(asked, kind, reports, today, lambda: datetime.now(UTC))


def _write(found: Sequence[FileCheck], path: Path) -> None:
    """The proposal of the one survey that was looked at; a file that is there stays as it is."""
    surveys = [entry for entry in found if entry.survey]
    if len(surveys) != 1:
        complain(
            f"{path}: found {len(surveys)} surveys among these files; expected one. Mend: give the files of one survey."
        )
        raise typer.Exit(FAILED)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(surveys[0].survey)
    except FileExistsError:
        complain(
            f"{path}: is there already, and what a person wrote is not written over. Mend: give another name, or remove it."
        )
        raise typer.Exit(FAILED) from None
    say(f"wrote {path}: read it, correct it, and set `confirmed: true`")


def _files(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The files themselves and, of a folder, all files below it; and the folders that have none."""
    files: list[Path] = []
    empty: list[Path] = []
    for path in paths:
        below = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
        files += below
        if not below:
            empty.append(path)
    return files, empty
