"""The page of recency, frequency and money: the grid, the segments and how they moved, and which persona is in which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from persona_pipeline.language import language_of, translate_any
from persona_pipeline.moves.cells import Cell, hidden
from persona_pipeline.rfm.grid import GRID

from . import words
from .chart import heat
from .curves import Chart, from_zero, paths
from .figures import nights_between

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from persona_pipeline.context import Context
    from persona_pipeline.language import Code
    from persona_pipeline.settings import Settings

    from .figures import Figures
    from .picture import Picture
    from .published import Row

WEEK = timedelta(days=7)
Counts = dict[tuple[str, str], int | None]
"""People by persona and segment; None where they may not be told."""


@dataclass(frozen=True)
class SegmentLine:
    """A segment: its figures tonight, a week ago and on the first night that is drawn, and its size over the nights."""

    name: str
    cells: str
    customers: int | None
    week_ago: int | None
    first: int | None
    monetary: float | None
    each: float | None
    recency: float | None
    frequency: float | None
    chart: Chart | None


def persona_segments(ctx: Context, night: date | None, figures: Figures) -> Counts:
    """Buyers by persona and segment, as they may be told: what follows from published sizes of either is left out, too.

    Where the size of a segment is withheld, no cell of it is told.
    """
    if night is None:
        return {}
    totals = {
        row["segment"]: row["customers"] for row in figures.rows.get("marts.rfm_summary", []) if row["as_of"] == night
    }
    rows = ctx.warehouse.run("pages/persona_segments", {"as_of": night})
    cells = [Cell(str(persona), str(segment), int(people)) for persona, segment, people in rows]
    withheld = [place for place, cell in enumerate(cells) if totals.get(cell.column) is None]
    away = hidden(cells, ctx.settings.publish.min_cell, forced=withheld)
    return {(cell.row, cell.column): None if place in away else cell.people for place, cell in enumerate(cells)}


def rfm_values(code: Code, picture: Picture, figures: Figures, settings: Settings, counts: Counts) -> dict[str, Any]:
    """What the template needs."""
    language = language_of(code)
    history = figures.rows.get("marts.rfm_summary", [])
    lines = _lines(code, history, picture.shown) if picture.shown else []
    segments = [line.name for line in lines]
    largest = max((count or 0 for count in counts.values()), default=0)
    return {
        "lines": lines,
        "first_night": min((row["as_of"] for row in history), default=None),
        "grid": GRID,
        "largest": max((count or 0 for count in picture.grid.values()), default=0),
        "segments_named": [(name, translate_any(language, words.SEGMENTS, name)) for name in segments],
        "by_persona": [
            (one, [(counts.get((one.persona_id, name), 0), heat(counts.get((one.persona_id, name), 0), largest)) for name in segments])
            for one in picture.personas
        ],
        "window_days": settings.rfm.window_days,
        "min_cell": settings.publish.min_cell,
    }  # fmt: skip


def _lines(code: Code, history: Sequence[Row], shown: date) -> list[SegmentLine]:
    language = language_of(code)
    by_name: dict[str, dict[date, Row]] = {}
    for row in history:
        by_name.setdefault(row["segment"], {})[row["as_of"]] = row
    found = []
    for name, rows in by_name.items():
        now, before = rows.get(shown, {}), rows.get(shown - WEEK, {})
        sizes = {night: row["customers"] for night, row in rows.items()}
        customers, money = now.get("customers"), now.get("monetary")
        found.append(
            SegmentLine(
                name=name,
                cells=language.listing(
                    [f"{r}\N{MULTIPLICATION SIGN}{fm}" for (r, fm), there in GRID.items() if there == name]
                ),
                customers=customers,
                week_ago=before.get("customers"),
                first=sizes[min(sizes)],
                monetary=None if money is None else float(money),
                each=float(money) / customers if money is not None and customers else None,
                recency=now.get("median_recency_days"),
                frequency=now.get("mean_frequency"),
                chart=_chart(sizes),
            )
        )
    found.sort(key=lambda line: (line.monetary is None, -(line.monetary or 0.0), line.name))
    return found


def _chart(sizes: Mapping[date, int | None]) -> Chart | None:
    told = [size for size in sizes.values() if size is not None]
    if len(told) < 2:
        return None
    days = nights_between(min(sizes), max(sizes))
    scale = from_zero(told)
    return Chart(tuple(days), scale, {"line": paths(days, sizes, scale)})
