"""The page of who moved between personas, with what money, and why figures changed; from the tables as they are published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from persona_pipeline.language import language_of, marked, translate_any

from . import words
from .chart import heat

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
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
    "version": marked("Since these personas were taken into use"),
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
    """One comparison: the matrix by (from, to), moves with the most people first, and changes by persona."""

    title: str
    night: date
    rows: tuple[tuple[str, tuple[Square, ...]], ...]
    columns: tuple[str, ...]
    moves: tuple[Move, ...]
    withheld: int
    changes: tuple[tuple[str, int, tuple[Change, ...]], ...]


def migration_values(code: Code, picture: Picture, figures: Figures, settings: Settings) -> dict[str, Any]:
    """What the template needs."""
    language = language_of(code)
    moves, changes = (figures.rows.get(name, []) for name in ("marts.persona_transitions", "marts.persona_changes"))
    compared = [
        _compared(language, name, [row for row in moves if row["compared"] == name], picture, settings)
        for name in SINCE
        if any(row["compared"] == name for row in moves)
    ]
    return {
        "compared": [
            _with_changes(one, [row for row in changes if row["compared"] == name], language, picture, settings)
            for one, name in compared
        ],
        "part_names": [language.text(part) for part in PARTS.values()],
        "window_days": settings.rfm.window_days,
        "min_cell": settings.publish.min_cell,
    }


def _compared(
    language: Language, name: str, rows: Sequence[Row], picture: Picture, settings: Settings
) -> tuple[Compared, str]:
    names = {one.persona_id: one.name for one in picture.personas}
    places = {row[side] for row in rows for side in ("from_persona", "to_persona")}
    personas = [key for key in names if key in places] + sorted(places - names.keys() - ENDS.keys())
    called: dict[str, str] = {key: names.get(key) or key for key in personas} | {
        key: language.text(end) for key, end in ENDS.items()
    }
    down, across = [*personas, FROM_NOWHERE], [*personas, TO_NOWHERE]
    squares = {(a, b): _people(row for row in rows if (row["from_persona"], row["to_persona"]) == (a, b)) for a in down for b in across}  # fmt: skip
    largest = max((n or 0 for (a, b), n in squares.items() if a != b), default=0)
    matrix = tuple(
        (called[a], tuple(Square(squares[a, b], heat(squares[a, b], largest) if a != b else 0, a == b) for b in across))
        for a in down
    )
    moved = [row for row in rows if row["from_persona"] != row["to_persona"]]
    told = [row for row in moved if row["customers"]]
    told.sort(key=lambda row: (-row["customers"], row["from_persona"], row["to_persona"], row["cause"]))
    return Compared(
        title=language.text(SINCE[name]),
        night=rows[0]["compared_as_of"],
        rows=matrix,
        columns=tuple(called[key] for key in across),
        moves=tuple(
            Move(
                called[row["from_persona"]],
                called[row["to_persona"]],
                translate_any(language, CAUSES, row["cause"]),
                row["customers"],
                row["buyers"],
                None if row["monetary"] is None else float(row["monetary"]),
            )
            for row in told
        ),
        withheld=sum(row["customers"] is None for row in moved),
        changes=(),
    ), name


def _people(rows: Iterable[Row]) -> int | None:
    """All of them together; None where a part of them may not be told. Two who turned out to be one have not moved."""
    counts = [row["customers"] for row in rows if row["cause"] != "merged"]
    return None if None in counts else sum(counts)


def _with_changes(
    one: Compared, rows: Sequence[Row], language: Language, picture: Picture, settings: Settings
) -> Compared:
    from dataclasses import replace

    names = {each.persona_id: (each.name, each.number) for each in picture.personas}
    names |= {"all": (language.text("all customers"), 0)}
    order = [*WHOLES, *words.FEATURES]
    changes = []
    for key, (name, number) in names.items():
        mine = [row for row in rows if row["persona_id"] == key and row["change"] is not None and row["change"] != 0]
        mine.sort(key=lambda row: order.index(row["figure"]) if row["figure"] in order else len(order))
        if mine:
            changes.append((name, number, tuple(_change(language, row, settings.shop.currency) for row in mine)))
    return replace(one, changes=tuple(changes))


def _change(language: Language, row: Row, currency: str) -> Change:
    unit = row["unit"]

    def signed(value: Any) -> str:
        if value is None:
            return "\N{EN DASH}"
        if value == 0:
            return "0"
        return words.difference(language, float(value), unit, currency)

    then, now = (words.figure(language, float(row[name]), unit, currency) for name in ("value_then", "value"))
    name = row["figure"]
    return Change(
        name=language.text(WHOLES[name]) if name in WHOLES else words.feature(language, name),
        then=then,
        now=now,
        change=signed(row["change"]),
        parts=tuple(signed(row[part]) for part in PARTS),
    )
