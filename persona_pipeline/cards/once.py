"""A line is told once, in its strongest place: the list of all answers to its question. Where else it would stand, the card says where it is.

Wish, requirement and worry are by themselves the first of the goals, of what decides and of the pains, and objections are pains of the time
before buying. Told twice they look like two findings. They speak for themselves where they have questions of their own
(``cards.questions``), or where people say something in their place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from persona_pipeline.language import marked

from .shape import FIELDS, Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .words import Words

HOMES: dict[str, str] = {
    "wish": "goals",
    "requirement": "decision_factors",
    "worry": "pains",
    "objections": "pains",
}
"""Fields that are made of lines of another: the field that tells them."""
TOLD_UNDER = marked("Told under %(places)s.")


def told_once(lines: Sequence[Line], words: tuple[Words, Words]) -> list[Line]:
    """The lines without those that their home tells already; a field that has no other line says where it is told."""
    found: list[Line] = []
    for field in dict.fromkeys(line.field for line in lines):
        found += _field([line for line in lines if line.field == field], lines, words)
    return found


def _field(mine: list[Line], lines: Sequence[Line], words: tuple[Words, Words]) -> list[Line]:
    field = mine[0].field
    home = [line for line in lines if line.field == HOMES.get(field)]
    told = [line for line in home if _same(line, mine)]
    if not told:
        return mine
    own = [line for line in mine if not _same(line, told)]
    if own:
        return [replace(line, position=place) for place, line in enumerate(own, start=1)]
    english, dutch = (each.text(TOLD_UNDER, places=_places(told, each)) for each in words)
    return [Line(field, 1, english, dutch, "empty", "told_there")]


def _same(line: Line, others: Sequence[Line]) -> bool:
    return line.evidence is not None and any(line.evidence.is_of(other.evidence) for other in others)


def _places(told: Sequence[Line], words: Words) -> str:
    return words.language.listing(list(_called(told, words)))


def _called(told: Sequence[Line], words: Words) -> Iterator[str]:
    """Each as a reader finds it: “Pains” (2)."""
    for line in told:
        title = words.text("“%(field)s”", field=words.text(FIELDS[line.field].title))
        yield words.text("%(field)s (%(number)s)", field=title, number=line.position)
