"""What the commands share: where the workspace is, how progress, tables and JSON are printed, exit codes."""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import duckdb
import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from persona_pipeline.basics.signs import DELETE, EXCEPT_ASCII, SEEN, class_of
from persona_pipeline.desk.reading import reading as reading_quietly
from persona_pipeline.settings import Settings, Workspace, load_settings
from persona_pipeline.settings.model import EARLIEST_YEAR, LATEST_YEAR

FAILED, WRONG_USE, STOPPED, WAITING, BUSY = 1, 2, 3, 4, 75

errors = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)
output = Console(highlight=False, emoji=False)

_SHOWN_IN_LINES = {code: shown for code, shown in SEEN.items() if code != ord("\n")}
_RAW_IN_JSON = re.compile(f"[{class_of((DELETE, *EXCEPT_ASCII))}]")
"""JSON escapes control characters itself, and is for machines: nothing in it is replaced."""

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


def yesterday(settings: Settings) -> date:
    """The last business day that has ended, by the clock of the shop."""
    return datetime.now(ZoneInfo(settings.shop.timezone)).date() - timedelta(days=1)


def believable(day: datetime | None) -> datetime | None:
    """A day that somebody typed, as the callback of an option: mistyped years end here, and not deep in the night."""
    if day is not None and not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise typer.BadParameter(
            f"found {day.date().isoformat()}; expected a day from {EARLIEST_YEAR}-01-01 to {LATEST_YEAR}-12-31"
        )
    return day


DAY: dict[str, Any] = {"formats": ["%Y-%m-%d"], "callback": believable, "metavar": "YYYY-MM-DD"}
"""What every option that is a day has in common: how it is written, and that it can be meant."""


def one_line(text: str) -> str:
    """Text from files and their names, safe to print within a line.

    Control characters, line breaks too, become their pictures (U+2400 and on); C1 controls, marks that turn the
    direction of writing and bytes that were no character become U+FFFD. A name could steer the terminal, or forge a line.
    """
    return text.translate(SEEN)


def say(message: str) -> None:
    """Progress: one line on stderr, so that stdout stays clean for results."""
    errors.print(Text(one_line(message)))


def tell(message: str) -> None:
    """A result for people, on stdout, of one or more lines; the terminal wraps long ones, so that they can be copied."""
    output.print(Text(message.translate(_SHOWN_IN_LINES)), soft_wrap=True)


def complain(message: str) -> None:
    """An error: one line on stderr."""
    errors.print(Text.assemble(("error:", "bold red"), f" {one_line(message)}"))


def print_json(value: Any) -> None:
    """JSON on stdout; dates become ISO texts. What a terminal would obey is escaped."""
    text = json.dumps(value, indent=2, default=str, ensure_ascii=False)
    sys.stdout.write(_RAW_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")


def print_table(title: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A table for people on stdout."""
    table = Table(
        title=Text(one_line(title)),
        title_justify="left",
        header_style="bold",
        box=SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),  # seven columns of figures in millions fit on 80 signs
    )
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    output.print(table)
    output.print()


def _cell(value: Any) -> Text:
    if value is None:
        return Text()
    return Text(f"{value:,}" if isinstance(value, int) else one_line(str(value)))


@contextmanager
def reading(workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    """As in desk.reading; says so where the published file is read."""
    with reading_quietly(workspace, say) as con:
        yield con
