"""Mark what of the night's moves and changes may be published; see ``cells`` for the rule."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from .asked import hidden_money, hidden_moves
from .cells import Cell, hidden

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.context import Context

PARTS = ("data", "definition", "mix", "behaviour")
Row = tuple[Any, ...]


def mark_transitions(ctx: Context, as_of: date) -> None:
    """Mark the moves of a night whose people, or whose money, must not be told."""
    sql = "select compared, from_persona, to_persona, cause, customers, buyers from marts.persona_transitions where as_of = $as_of"
    min_cell = ctx.settings.publish.min_cell
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in ctx.warehouse.query(f"{sql} order by all", {"as_of": as_of}):
        groups[row[0]].append(row)
    away: dict[Row, list[bool]] = {}
    for rows in groups.values():
        people = hidden_moves([(row[1], row[2], row[4]) for row in rows], min_cell)
        buyers = hidden_money([(row[1], row[2], row[4], row[5]) for row in rows], min_cell)
        for place in people | buyers:
            away[rows[place][:4]] = [place not in people, place not in buyers]
    keys = list(away)
    columns = {name: [key[n] for key in keys] for n, name in enumerate(("compared", "from_", "to_", "cause"))}
    told = {"told": [away[key][0] for key in keys], "money": [away[key][1] for key in keys]}
    ctx.warehouse.run("moves/mark_transitions", {"as_of": as_of, **columns, **told})


def mark_changes(ctx: Context) -> None:
    """Mark the parts of tonight's changes that must not be told.

    A figure is told where the profiles tell it on both nights; its parts form a table of personas by parts whose lines all
    have known totals: the change of a persona, and the part of 'all'.
    """
    min_cell = ctx.settings.publish.min_cell
    told = set(ctx.warehouse.run("moves/told_values", {"as_of": ctx.as_of, "min_cell": min_cell}))
    groups: dict[Row, list[Row]] = defaultdict(list)
    for row in ctx.warehouse.run("moves/changes_to_mark", {"as_of": ctx.as_of}):
        groups[row[:2]].append(row)
    marks: list[Row] = []
    for (compared, figure), rows in groups.items():
        open_ = [((figure, row[3], row[2]) in told, (figure, ctx.as_of, row[2]) in told) for row in rows]
        cells = [Cell(row[2], part, row[4 + n]) for row in rows for n, part in enumerate(PARTS)]
        forced = [4 * place + n for place, both in enumerate(open_) if not all(both) for n in range(4)]
        away = hidden(cells, min_cell, forced=forced)
        for place, row in enumerate(rows):
            parts = [4 * place + n not in away for n in range(4)]
            if not (all(parts) and all(open_[place])):
                marks.append((compared, row[2], figure, *open_[place], *parts))
    names = ("compared", "persona", "figure", "then_", "value_", *(f"{part}_" for part in PARTS))
    params = {name: [mark[n] for mark in marks] for n, name in enumerate(names)}
    ctx.warehouse.run("moves/mark_changes", {"as_of": ctx.as_of, **params})
