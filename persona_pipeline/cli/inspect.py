"""status, verdict: look at what the nights found."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from persona_pipeline.desk.reading import rows_as_dicts
from persona_pipeline.ingest.columns import Change
from persona_pipeline.warehouse import statement

from .common import JsonOption, WorkspaceOption, one_line, open_workspace, print_json, print_table, reading, tell
from .standing import as_they_stand, is_warehouse, shown_night
from .surety import read_surety, tell_surety

WATCH, RE_EVALUATE = 10, 20


def status(
    workspace: WorkspaceOption = Path(),
    nights: Annotated[int, typer.Option(help="How many nights to show.")] = 7,
    as_json: JsonOption = False,
) -> None:
    """Show the last nights and every source: when data last came, how many rows were taken in and refused."""
    place, settings = open_workspace(workspace)
    with reading(place) as con:
        last = rows_as_dicts(con, statement("cli/nights"), {"nights": nights})
        last = as_they_stand(last, place) if is_warehouse(con, place) else last
        sources = rows_as_dicts(con, statement("cli/sources"))
        stopped = rows_as_dicts(con, statement("cli/stopped_loads"))
        # The published file, which is read while a night runs, does not have them.
        known = con.execute("select 1 from duckdb_tables() where table_name = 'source_changes'").fetchall()
        changes = rows_as_dicts(con, statement("cli/source_changes")) if known else []
    if as_json:
        told = {
            "workspace": place.root,
            "shown_night": shown_night(place),
            "nights": last,
            "sources": sources,
            "stopped_files": stopped,
        }
        print_json({**told, "source_changes": changes})
        return
    title = f"{settings.shop.name}: nights"
    print_table(title, ["night", "status", "snapshot"], [[n["as_of"], n["status"], n["snapshot"]] for n in last])
    shown = shown_night(place)
    tell(f"Shown by the pages and the published file: {f'the night of {shown}' if shown else 'nothing yet'}\n")
    _tell_all("Why", [f"{night['as_of']}: {night['reason']}" for night in last if night["reason"]])
    names = ["source", "kind", "files", "rows", "taken in", "refused", "last day"]
    keys = ["source", "kind", "files", "rows_in", "rows_accepted", "rows_quarantined", "last_day"]
    print_table("Sources", names, [[source[key] for key in keys] for source in sources])
    _tell_all("Columns that changed on the newest night", [_changed(row) for row in changes])
    lines = [f"{load['file_name']} ({load['status']}, load {load['load_id']}): {load['reason']}" for load in stopped]
    _tell_all("Files that stop the night", lines)


def _tell_all(title: str, lines: Sequence[str]) -> None:
    """Whole sentences below a table, where a column would break their words."""
    if lines:
        tell("\n".join([f"{title}:", *(f"  {one_line(line)}" for line in lines), ""]))


def _changed(row: dict[str, Any]) -> str:
    change = Change(row["change"], row["header"], row["before"], row["now"])
    return f"{row['source']}, {row['file_name']}: {change}"


def verdict(
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
    exit_code: Annotated[
        bool,
        typer.Option("--exit-code", help=f"Exit with {WATCH} on watch and {RE_EVALUATE} on re-evaluate, for scripts."),
    ] = False,
) -> None:
    """Say whether the personas still hold: keep, watch or re-evaluate, per persona and overall, and why."""
    place, _ = open_workspace(workspace)
    with reading(place) as con:
        rows = rows_as_dicts(con, statement("cli/verdicts"))
        budget, power = read_surety(con)
    for row in rows:
        row["evidence"] = json.loads(row["evidence"]) if row["evidence"] else None
        row["error_budget"] = budget if row["persona_id"] == "all" else None
        row["power"] = [each for each in power if each["persona_id"] == row["persona_id"]]
    if as_json:
        print_json(rows)
    elif not rows:
        tell("no verdict yet: no night has reached it")
    else:
        title = f"Night of {rows[0]['as_of']}"
        names = ["persona", "name", "verdict", "since", "why"]
        print_table(title, names, [[r["persona_id"], r["name"], r["verdict"], r["since"], r["reason"]] for r in rows])
        tell_surety(budget, power)
    overall = next((row["verdict"] for row in rows if row["persona_id"] == "all"), None)
    if exit_code and overall in ("watch", "re-evaluate"):
        raise typer.Exit(WATCH if overall == "watch" else RE_EVALUATE)
