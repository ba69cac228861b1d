"""drift restated: what late and corrected rows changed since it was told."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from persona_pipeline.desk.reading import rows_if_any

from .common import JsonOption, WorkspaceOption, open_workspace, print_json, print_table, tell

_DAY = ["%Y-%m-%d"]
_ALERTS = {"withdrawn": "withdrawn", "due": "due, not told"}


def restated(
    workspace: WorkspaceOption = Path(),
    first: Annotated[
        datetime | None, typer.Option("--from", formats=_DAY, help="Earlier nights from this one on. Default: all.")
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
        tell("nothing that was told is known to be otherwise")
    if verdicts:
        names = ["night", "persona", "told", "known now", "since", "alert"]
        rows = [[r["night"], r["persona_id"], *_words(r), r["as_of"], _alert(r)] for r in verdicts]
        print_table("Verdicts", names, rows)
    shown = [r for r in figures if r["difference"] is not None]
    if shown:
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


def _words(row: dict[str, Any]) -> list[str]:
    return [_verdict(row["verdict_told"], row["cause_told"]), _verdict(row["verdict_now"], row["cause_now"])]


def _verdict(word: str, cause: str) -> str:
    return word if cause == "none" else f"{word} ({cause})"


def _alert(row: dict[str, Any]) -> str | None:
    return f"{_ALERTS[row['alert']]} ({row['alert_since']})" if row["alert"] else None
