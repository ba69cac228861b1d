"""Moves between any two nights that somebody asks for, read from the stays; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.warehouse import statement

from .cells import Cell, hidden

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    import duckdb


class NoSuchNight(Exception):
    """A night that was asked for has no members; the message names the nearest ones that have."""


@dataclass(frozen=True)
class Asked:
    """People who were in ``from_persona`` on the one night and in ``to_persona`` on the other, and why.

    ``customers`` and ``monetary`` (their money in the window on the later night; of those gone, on their last night) are
    None where fewer than ``publish.min_cell`` people are behind them or behind what would follow from them. ``monetary`` is
    None too where the rows of the later night are no longer kept.
    """

    from_persona: str
    to_persona: str
    cause: str
    customers: int | None
    monetary: Decimal | None


@dataclass(frozen=True)
class InAndOut:
    """How many of a persona's people stayed, left it (for another or for good) and came into it (from another or anew).

    They are told where the people who stayed are: then they are the members of the two nights less those. Else None.
    """

    persona_id: str
    stayed: int | None
    left: int | None
    joined: int | None


@dataclass(frozen=True)
class Moves:
    """What happened between two nights: every move, and the sums by persona.

    ``few`` says that somebody did, but fewer than ``publish.min_cell`` people in all: then no figure can be told.
    """

    earlier: date
    later: date
    moves: list[Asked]
    personas: list[InAndOut]
    few: bool


def moves_between(con: duckdb.DuckDBPyConnection, first: date | None, last: date | None, *, min_cell: int) -> Moves:
    """The moves between two nights; by default the last night that has members and the one before it.

    Raises:
        NoSuchNight: if one of the nights has no members.
    """
    nights = [
        row[0]
        for row in con.execute(
            "select distinct as_of from marts.persona_transitions where compared is not null order by 1"
        ).fetchall()
    ]
    later = _night(nights, last or (nights[-1] if nights else None), "--to")
    earlier = _night(nights, first or max((n for n in nights if n < later), default=None), "--from")
    if earlier >= later:
        raise NoSuchNight(f"--from {earlier} is not before --to {later}. Mend: give the earlier night as --from.")
    con.execute(
        f"create or replace temporary table moves_compared as {statement('moves/asked')}",
        {"first": earlier, "last": later},
    )
    con.execute(f"create or replace temporary table moves_money as {statement('moves/money')}", {"as_of": later})
    rows = con.execute(statement("marts/persona_transitions"), {"as_of": later}).fetchall()
    kept = con.execute("select count(*) from marts.customer_features where as_of = ?", [later]).fetchall()[0][0]
    moves = [row[3:9] for row in rows]
    moved = sum(n for a, b, _, n, _, _ in moves if a != b)
    shown = _shown(moves, min_cell, has_money=kept > 0)
    return Moves(earlier, later, shown, _in_and_out(moves, shown, min_cell), 0 < moved < min_cell)


def hidden_moves(rows: Sequence[tuple[str, str, int]], min_cell: int, *, forced: Iterable[int] = ()) -> frozenset[int]:
    """Places of the moves (from, to, people) that must not be told; the personas' members are known on both nights."""
    cells = [Cell(*row) for row in rows]
    return hidden(cells, min_cell, unknown=(("row", "new"), ("column", "gone")), forced=forced)


def hidden_money(rows: Sequence[tuple[str, str, int, int]], min_cell: int) -> frozenset[int]:
    """Places of the moves (from, to, people, buyers) whose buyers and money must not be told.

    That few people bought nothing is told neither: it would follow from the people less the buyers.
    """
    few = [place for place, (_, _, people, _) in enumerate(rows) if 0 < people < min_cell]
    others = hidden_moves([(a, b, people - buyers) for a, b, people, buyers in rows], min_cell, forced=few)
    return hidden_moves([(a, b, buyers) for a, b, _, buyers in rows], min_cell, forced=others)


def _night(nights: list[date], asked: date | None, option: str) -> date:
    if asked in nights:
        return asked
    if not nights:
        raise NoSuchNight("no night has members yet. Mend: run the nights until the first personas are fitted.")
    if asked is None:
        raise NoSuchNight("there is only one night with members, and none to compare it with. Mend: run another night.")
    near = sorted(nights, key=lambda night: (abs((night - asked).days), night))[:2]
    named = " and ".join(str(night) for night in sorted(near))
    raise NoSuchNight(f"{option} {asked}: that night has no members; the nearest that have are {named}.")


def _shown(rows: list[tuple[str, str, str, int, int, Decimal]], min_cell: int, *, has_money: bool) -> list[Asked]:
    customers = hidden_moves([(a, b, n) for a, b, _, n, _, _ in rows], min_cell)
    buyers = hidden_money([(a, b, people, n) for a, b, _, people, n, _ in rows], min_cell)
    return [
        Asked(a, b, cause, None if place in customers else n, money if has_money and place not in buyers else None)
        for place, (a, b, cause, n, _, money) in enumerate(rows)
    ]


def _in_and_out(
    rows: list[tuple[str, str, str, int, int, Decimal]], shown: list[Asked], min_cell: int
) -> list[InAndOut]:
    told = {move.from_persona: move.customers for move in shown if move.from_persona == move.to_persona}
    names = sorted({name for row in rows for name in row[:2]} - {"new", "gone"})
    found = []
    for name in names:
        stayed = told.get(name)
        left = sum(n for a, b, _, n, _, _ in rows if a == name != b)
        joined = sum(n for a, b, _, n, _, _ in rows if b == name != a)
        counts = [n if stayed is not None and not 0 < n < min_cell else None for n in (left, joined)]
        found.append(InAndOut(name, stayed, *counts))
    return found
