"""What the commands share: where the workspace is, how progress, tables and JSON are printed, exit codes."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import duckdb
import typer
from rich.console import Console
from rich.table import Table

from persona_pipeline.settings import Settings, Workspace, load_settings
from persona_pipeline.warehouse import connect

FAILED, WRONG_USE, STOPPED, BUSY = 1, 2, 3, 75

errors = Console(stderr=True, highlight=False, soft_wrap=True)
output = Console(highlight=False)

WorkspaceOption = Annotated[
    Path,
    typer.Option(
        "--workspace", "-w", envvar="PERSONA_WORKSPACE", help="Folder with persona.yaml. Default: this folder."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for scripts instead of a table.")]


def open_workspace(root: Path) -> tuple[Workspace, Settings]:
    """The workspace and its settings.

    Raises:
        ConfigError: if there is no persona.yaml or it is wrong.
    """
    workspace = Workspace(root.resolve())
    return workspace, load_settings(workspace.config)


def say(message: str) -> None:
    """Progress, on stderr, so that stdout stays clean for results."""
    errors.print(message, markup=False)


def tell(message: str) -> None:
    """A result for people, on stdout; long lines are left for the terminal to wrap, so that they can be copied."""
    output.print(message, markup=False, soft_wrap=True)


def complain(message: str) -> None:
    """An error, on stderr."""
    errors.print(f"[bold red]error:[/] {_plain(message)}")


def print_json(value: Any) -> None:
    """JSON on stdout; dates become ISO texts."""
    sys.stdout.write(json.dumps(value, indent=2, default=str, ensure_ascii=False) + "\n")


def print_table(title: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A table for people on stdout."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(
            *(_plain("" if value is None else f"{value:,}" if isinstance(value, int) else str(value)) for value in row)
        )
    output.print(table)


@contextmanager
def reading(workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the warehouse, or to the last published file while a night is running.

    Raises:
        ConfigError: if nothing was ever computed in the workspace.
    """
    published = workspace.published / "personas.duckdb"
    if workspace.warehouse.exists():
        try:
            con = connect(workspace.warehouse, read_only=True)
        except duckdb.IOException:
            if not published.exists():
                raise
            say("a night is running; showing what was published last")
            con = connect(published.resolve(), read_only=True)
    else:
        raise _nothing_yet(workspace)
    try:
        yield con
    finally:
        con.close()


def rows_as_dicts(
    con: duckdb.DuckDBPyConnection, sql: str, params: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Rows of a statement with their column names."""
    result = con.execute(sql, params or {})
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _nothing_yet(workspace: Workspace) -> Exception:
    from persona_pipeline.settings import ConfigError

    return ConfigError(
        f"{workspace.root}: no night has been computed here yet. Mend: put files into the inbox and run "
        f"`persona-pipeline refresh -w {workspace.root}`."
    )


def _plain(text: str) -> str:
    """Text that Rich prints as it is."""
    return text.replace("[", "\\[")
