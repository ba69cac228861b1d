"""The words of people put in their place on the card, and what follows from them for the lines that were made from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .binding import held_against
from .shape import FIELDS, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from persona_pipeline.settings import CardSettings

    from .gather import Persona
    from .sayings import Saying

SAME: dict[str, tuple[str, ...]] = {
    "goals": ("canvas_gains",),
    "need": ("canvas_gains",),
    "pains": ("canvas_pains",),
    "challenges": ("canvas_pains",),
}
"""Fields that say what lines of another say: overruled there, they have the words of people too."""
MADE_FROM: dict[str, tuple[str, ...]] = {
    "goals": ("moments",),
    "need": ("message", "moments"),
    "pains": ("story", "message", "moments"),
    "decision_factors": ("story", "message", "moments"),
    "buys": ("story",),
    "channels": ("story",),
}
"""Fields whose sentences are made from lines of another: overruled there, somebody has to look whether they still hold."""


def put_in(
    lines: Sequence[Line], said: Iterable[Saying], persona: Persona, rules: CardSettings, as_of: date
) -> list[Line]:
    """The lines with the words of people in their places; what the data says there is kept beside them."""
    kept = {line.name: line for line in lines}
    put: list[tuple[Line, list[Line], bool]] = []
    for saying in said:
        evidence, state, note = held_against(saying.binding, persona, rules, as_of)
        mine = [line for line in kept.values() if line.field == saying.field and line.voices is None]
        gone = mine if saying.whole else [line for line in mine if line.position == saying.position]
        gone += [line for line in mine if line.state == "empty" and line not in gone]
        told = [line for line in gone if line.state != "empty" and line.note != "made_up"]
        line = Line(
            field=saying.field,
            position=saying.position,
            text_en=saying.voices["en"].text,
            text_nl=saying.voices["nl"].text,
            state=state,
            note=note,
            evidence=evidence,
            voices=saying.voices,
            instead_en=" ".join(each.text_en for each in told) or None,
            instead_nl=" ".join(each.text_nl for each in told) or None,
        )
        for each in gone:
            kept.pop(each.name, None)
        kept[line.name] = line
        put.append((line, told, saying.whole))
    order = list(FIELDS)
    followed = (_followed(line, put) for line in kept.values())
    return sorted(followed, key=lambda line: (order.index(line.field), line.position))


def _followed(line: Line, put: Sequence[tuple[Line, list[Line], bool]]) -> Line:
    """A line of the data that was made from one that people overruled: with their words, or marked as needing a look."""
    if line.voices is not None or line.evidence is None:
        return line
    for said, instead, whole in put:
        if not any(line.evidence.is_of(each.evidence) for each in instead):
            continue
        same = line.field in SAME.get(said.field, ())
        if same and not whole:
            return replace(
                said,
                field=line.field,
                position=line.position,
                instead_en=line.text_en,
                instead_nl=line.text_nl,
                follows=said.name,
            )
        if same or line.field in MADE_FROM.get(said.field, ()):
            old = line.state == "stale"
            state, note = (line.state, line.note) if old else ("weak", "overruled")
            return replace(line, state=state, note=note, follows=said.name)
    return line
