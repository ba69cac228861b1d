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


def moves_between(
    con: duckdb.DuckDBPyConnection, first: date | None, last: date | None, *, min_cell: int
) -> tuple[date, date, list[Asked]]:
    """The two nights, and the moves between them; by default the last night that has members and the one before it.

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
    return earlier, later, _shown([row[3:9] for row in rows], min_cell, has_money=kept > 0)


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
