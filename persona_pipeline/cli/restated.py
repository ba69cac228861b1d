"""drift restated: what late and corrected rows changed since it was told."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from persona_pipeline.desk.reading import rows_if_any

from .common import DAY, JsonOption, WorkspaceOption, open_workspace, print_json, print_table, tell

_ALERTS = {
    "withdrawn": "The alert of {since} about it is withdrawn: it would not have been raised.",
    "due": "No alert was raised, and one would have been due from {since} on.",
}


def restated(
    workspace: WorkspaceOption = Path(),
    first: Annotated[
        datetime | None,
        typer.Option("--from", **DAY, help="Earlier nights from this one on. Default: all."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what rows that came late, or were corrected, changed about nights since they were told, and which alert is withdrawn.

    Nothing that was told is rewritten: verdicts of the past keep their rows, and so do the figures. Later nights and `backtest` go by
    what is known since. A difference over fewer people, visits, orders or answers than `publish.min_cell` is left out.

    Example: `persona-pipeline drift restated -w my-shop --from 2026-05-01`
    """
    place, settings = open_workspace(workspace)
    since = first.date() if first else date.min
    verdicts, figures = (
        _rows(rows_if_any(place, f"cli/{name}"), since) for name in ("restated_verdicts", "restatements")
    )
    if as_json:
        print_json({"min_cell": settings.publish.min_cell, "verdicts": verdicts, "figures": figures})
        return
    if not verdicts and not figures:
        tell(
            "nothing that was told is known to be otherwise: no row that came late or was corrected changed a verdict or a figure of an earlier night"
        )
    if verdicts:
        tell("\n".join(["Verdicts:", *(f"  {_said(row)}" for row in verdicts), ""]))
    shown = [r for r in figures if r["difference"] is not None]
    if shown:
        tell(
            f"Figures: {len(shown)} are otherwise by what came late or was corrected. `told` is what the night said, `known now` what it would "
            "say with all that is known, `since` the night that took the change in."
        )
        names = ["night", "persona", "figure", "told", "known now", "difference", "since"]
        kept = ("night", "persona_id", "measure", "value_told", "value_now", "difference", "as_of")
        print_table("Figures", names, [[r[name] for name in kept] for r in shown])
    if len(shown) < len(figures):
        tell(
            f"without figures: {len(figures) - len(shown)} more that differ; by fewer than {settings.publish.min_cell} people, visits, orders or "
            "answers, by an unknown number of them, or by what would give such a figure away"
        )


def _rows(rows: list[dict[str, Any]], since: date) -> list[dict[str, Any]]:
    return [row for row in rows if row["night"] >= since]


def _said(row: dict[str, Any]) -> str:
    """One sentence about a verdict, and one about the alert that hangs on it."""
    who = "the whole shop" if row["persona_id"] == "all" else row["persona_id"]
    told, now = _verdict(row["verdict_told"], row["cause_told"]), _verdict(row["verdict_now"], row["cause_now"])
    sentence = (
        f"On the night of {row['night']} {who} was told as {told}. With the rows that came late or were corrected up to the night of "
        f"{row['as_of']} it would have been {now}."
    )
    return f"{sentence} {_ALERTS[row['alert']].format(since=row['alert_since'], who=who)}" if row["alert"] else sentence


def _verdict(word: str, cause: str) -> str:
    return word if cause == "none" else f"{word} ({cause})"
