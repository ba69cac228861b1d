"""What refresh and publish print when they end: how each night went, what was taken in, what to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from persona_pipeline.desk.reading import rows_as_dicts
from persona_pipeline.warehouse import statement

from .common import open_workspace, print_json, print_table, reading, say, tell
from .standing import shown_night
from .told import rows_taken_in, tell_stopped

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from persona_pipeline.night import NightReport


@dataclass(frozen=True)
class _Told:
    """What is said of a run: its nights, the night that people are shown, and the line about rows (empty where rows came)."""

    nights: list[dict[str, Any]]
    shown: date | None
    rows: str
    came_before: bool


def tell_nights(report: NightReport, as_json: bool, workspace: Path, command: str) -> None:
    """Tell how a run ended, on stdout; reasons and what to do about them on stderr."""
    told = _look(report, workspace)
    if told.rows and not told.came_before and not report.stopped_by:
        say(told.rows)
    if report.stopped_by and as_json:
        tell_stopped(report, workspace, command)
    if as_json:
        print_json(_as_json(report, told))
        return
    if len(report.dates) > 1:
        _tell_table(told)
    if report.stopped_by:
        tell(f"{_which(report)}: stopped. What was published before stays as it is.")
        tell_stopped(report, workspace, command)
        return
    _tell_published(report, told, workspace)


def _look(report: NightReport, workspace: Path) -> _Told:
    place, _ = open_workspace(workspace)
    dates = {"dates": list(report.dates)}
    with reading(place) as con:
        nights = rows_as_dicts(con, statement("cli/nights_of"), dates)
        came_before = con.execute("select count(*) from ops.loads where status = 'accepted'").fetchall()[0][0] > 0
        files, rows = con.execute(statement("cli/taken_in_before"), dates).fetchall()[0]
    line = ""
    if rows_taken_in(report) == 0:
        line = f"no {'new ' * came_before}rows came in from any source"
        if rows:
            line += f" in this run; an earlier one took in {rows:,} of {files:,} files for the {_which(report)}"
    return _Told(nights, shown_night(place), line, came_before)


def _which(report: NightReport) -> str:
    first, last = report.dates[0], report.dates[-1]
    return f"night of {last}" if first == last else f"nights of {first} to {last}"


def _as_json(report: NightReport, told: _Told) -> dict[str, Any]:
    last = next((night for night in reversed(told.nights) if night["verdict"]), None)
    is_last = last is not None and last["as_of"] == report.dates[-1]
    return {
        "nights": report.dates,
        "status": "published" if report.published else "stopped",
        "shown_night": told.shown,
        "by_night": told.nights,
        "stopped_by": [
            {"check": check.name, "table": check.table, "reason": check.reason} for check in report.stopped_by
        ],
        "warnings": [{"check": check.name, "table": check.table, "reason": check.reason} for check in report.warnings],
        "seconds": {name: round(value, 3) for name, value in report.seconds.items()},
        "figures": report.figures,
        "verdict": {"verdict": last["verdict"], "reason": last["why"]} if last is not None and is_last else None,
    }


def _tell_table(told: _Told) -> None:
    names = ["night", "status", "verdict", "why"]
    print_table(
        "Nights of this run",
        names,
        [[n["as_of"], n["status"], n["verdict"], n["why"] or n["reason"]] for n in told.nights],
    )


def _tell_published(report: NightReport, told: _Told, workspace: Path) -> None:
    place, _ = open_workspace(workspace)
    last = report.dates[-1]
    seconds = sum(report.seconds.values())
    if told.shown is not None and told.shown > last:
        tell(
            f"{_which(report)}: computed again in {seconds:.1f} s. It is an older one: the pages and the published file show the night of "
            f"{told.shown} as before, with what changed in the history"
        )
    else:
        tell(f"{_which(report)}: published in {seconds:.1f} s")
    if told.rows:
        tell(f"rows:    {told.rows}")
    refused = sum(int(str(figures.get("rows_quarantined", 0))) for figures in report.figures.values())
    if refused:
        tell(f"refused: {refused:,} rows, kept in quarantine with their reasons; see the page on data health")
    for check in report.warnings:
        tell(f"warning: {check.table}: {check.reason}")
    for night in told.nights[-1:] if len(report.dates) == 1 else ():
        if night["verdict"]:
            of = f" of {last}" if told.shown != last else ""
            tell(f"verdict{of}: {night['verdict']}. {night['why']}")
    tell(f"file:    {place.published / 'personas.duckdb'}\npages:   {place.pages / 'index.html'}")
