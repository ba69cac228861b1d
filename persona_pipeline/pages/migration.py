"""The page of who moved between personas, with what money, and why figures changed; from the tables as they are published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from persona_pipeline.language import language_of, marked, translate_any

from . import words
from .chart import heat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from persona_pipeline.language import Code, Language
    from persona_pipeline.settings import Settings

    from .figures import Figures
    from .picture import Picture
    from .published import Row

SINCE: dict[str, str] = {
    "night": marked("Since the night before"),
    "week": marked("In a week"),
    "four_weeks": marked("In four weeks"),
    "version": marked("Since these personas are in use"),
}
"""What a night is compared with, in the order of the page."""
FROM_NOWHERE, TO_NOWHERE = "new", "gone"
ENDS: dict[str, str] = {FROM_NOWHERE: marked("new"), TO_NOWHERE: marked("gone")}
CAUSES: dict[str, str] = {
    "people": marked("of their own doing"),
    "version": marked("by a new version"),
    "both": marked("of their own doing and by a new version"),
    "merged": marked("two known people turned out to be one"),
}
PARTS: dict[str, str] = {
    "data": marked("Late or corrected data"),
    "definition": marked("New definition"),
    "mix": marked("Other people"),
    "behaviour": marked("Other behaviour"),
}
"""The four parts of a change, in the order in which they are taken out."""
WHOLES: dict[str, str] = {
    "members": marked("Members"),
    "revenue": marked("Revenue"),
    "orders": marked("Orders, all together"),
    "sessions": marked("Visits, all together"),
    "repeat_share": marked("Buyers with two orders or more"),
}
"""Figures of a change that are no feature."""
COUNTS = frozenset({"members", "orders", "sessions"})
"""Of these those that are counted: the others are means, shares and money."""


@dataclass(frozen=True)
class Square:
    """People who went from one place to another: ``step`` is the shade; None where they may not be told, 0 where nobody did."""

    customers: int | None
    step: int
    stayed: bool


@dataclass(frozen=True)
class Move:
    """A move in words, with its people, those of them who bought, and their money; None where that may not be told."""

    came_from: str
    went_to: str
    why: str
    customers: int | None
    buyers: int | None
    monetary: float | None


@dataclass(frozen=True)
class Change:
    """A figure then and now, and the four parts of its change, as text."""

    name: str
    then: str
    now: str
    change: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Compared:
    """One comparison: the matrix by (from, to), moves with the most people first, and changes by persona.

    ``withheld`` moves are not told; ``merged`` says that some of them are people who turned out to be one, whom the matrix leaves out.
    """

    title: str
    night: date
    rows: tuple[tuple[str, tuple[Square, ...]], ...]
    columns: tuple[str, ...]
    moves: tuple[Move, ...]
    withheld: int
    merged: bool
    changes: tuple[tuple[str, int, tuple[Change, ...]], ...]


def migration_values(code: Code, picture: Picture, figures: Figures, settings: Settings) -> dict[str, Any]:
    """What the template needs."""
    language = language_of(code)
    moves, changes = (figures.rows.get(name, []) for name in ("marts.persona_transitions", "marts.persona_changes"))
    compared = [
        _compared(language, name, (mine, [row for row in changes if row["compared"] == name]), picture, settings)
        for name in SINCE
        if (mine := [row for row in moves if row["compared"] == name])
    ]
    return {
        "compared": compared,
        "part_names": [language.text(part) for part in PARTS.values()],
        "window_days": settings.rfm.window_days,
        "min_cell": settings.publish.min_cell,
    }


def _compared(
    language: Language, name: str, found: tuple[Sequence[Row], Sequence[Row]], picture: Picture, settings: Settings
) -> Compared:
    """One comparison from its rows of transitions and of changes."""
    moves, changes = found
    names = {one.persona_id: one.name for one in picture.personas}
    places = {row[side] for row in moves for side in ("from_persona", "to_persona")}
    personas = [key for key in names if key in places] + sorted(places - names.keys() - ENDS.keys())
    called: dict[str, str] = {key: names.get(key) or key for key in personas}
    called |= {key: language.text(end) for key, end in ENDS.items()}
    moved = [row for row in moves if row["from_persona"] != row["to_persona"]]
    rows, columns = _matrix(moves, personas, called)
    return Compared(
        title=language.text(SINCE[name]),
        night=moves[0]["compared_as_of"],
        rows=rows,
        columns=columns,
        moves=_moves(language, moved, called),
        withheld=sum(row["customers"] is None for row in moved),
        merged=any(row["cause"] == "merged" and row["customers"] != 0 for row in moved),
        changes=_changes(language, changes, picture, settings.shop.currency),
    )


def _matrix(
    moves: Sequence[Row], personas: Sequence[str], called: Mapping[str, str]
) -> tuple[tuple[tuple[str, tuple[Square, ...]], ...], tuple[str, ...]]:
    """Rows with the name of where people were, and the names of where they are."""
    down, across = [*personas, FROM_NOWHERE], [*personas, TO_NOWHERE]
    people = {
        (a, b): _people(row for row in moves if (row["from_persona"], row["to_persona"]) == (a, b))
        for a in down
        for b in across
    }
    largest = max((n or 0 for (a, b), n in people.items() if a != b), default=0)
    rows = tuple(
        (called[a], tuple(Square(people[a, b], heat(people[a, b], largest) if a != b else 0, a == b) for b in across))
        for a in down
    )
    return rows, tuple(called[key] for key in across)


def _moves(language: Language, moved: Sequence[Row], called: Mapping[str, str]) -> tuple[Move, ...]:
    """Those that are told, most people first."""
    told = [row for row in moved if row["customers"]]
    told.sort(key=lambda row: (-row["customers"], row["from_persona"], row["to_persona"], row["cause"]))
    return tuple(
        Move(
            called[row["from_persona"]],
            called[row["to_persona"]],
            translate_any(language, CAUSES, row["cause"]),
            row["customers"],
            row["buyers"],
            None if row["monetary"] is None else float(row["monetary"]),
        )
        for row in told
    )


def _people(rows: Iterable[Row]) -> int | None:
    """All of them together; None where a part of them may not be told. Two who turned out to be one have not moved."""
    counts = [row["customers"] for row in rows if row["cause"] != "merged"]
    return None if None in counts else sum(counts)


def _changes(
    language: Language, rows: Sequence[Row], picture: Picture, currency: str
) -> tuple[tuple[str, int, tuple[Change, ...]], ...]:
    """By persona, the whole last: its name, its number, and what changed of it; how many they are, also where that did not change."""
    names = {each.persona_id: (each.name, each.number) for each in picture.personas}
    names |= {"all": (language.text("all customers"), 0)}
    order = {name: place for place, name in enumerate((*WHOLES, *words.FEATURES))}
    found = []
    for key, (name, number) in names.items():
        mine = [row for row in rows if row["persona_id"] == key and (row["change"] or row["figure"] == "members")]
        mine.sort(key=lambda row: (order.get(row["figure"], len(order)), row["figure"]))
        if mine:
            found.append((name, number, tuple(_change(language, row, currency) for row in mine)))
    return tuple(found)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _change(language: Language, row: Row, currency: str) -> Change:
    unit = "customers" if row["figure"] in COUNTS else row["unit"]

    def signed(value: Any) -> str:
        if value is None:
            return "\N{EN DASH}"
        return words.difference(language, float(value), unit, currency)

    then, now = (words.figure(language, _number(row[name]), unit, currency) for name in ("value_then", "value"))
    name = row["figure"]
    return Change(
        name=language.text(WHOLES[name]) if name in WHOLES else words.feature(language, name),
        then=then,
        now=now,
        change=signed(row["change"]),
        parts=tuple(signed(row[part]) for part in PARTS),
    )
