"""One card: the drafts of all its fields, cut to the depth that the purpose asks for, judged, and put into both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.language import LANGUAGES
from persona_pipeline.settings import labels_of

from .evidence import judge
from .mind import buying, canvas, differences, hurdles, messages, mind, reach, wants
from .once import told_once
from .people import put_in
from .portrait import name_of, portrait, story
from .shape import FIELDS, Draft, Line
from .words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from persona_pipeline.settings import Settings

    from .evidence import Evidence
    from .gather import Persona
    from .sayings import Saying
    from .words import Words


@dataclass(frozen=True)
class Card:
    """The card of a persona: its lines in the order in which they are read."""

    persona_id: str
    lines: tuple[Line, ...]


def compose(persona: Persona, said: list[Saying], settings: Settings, as_of: date) -> Card:
    """The card of a persona on a night. The same figures and words of people give the same card."""
    rules = settings.cards
    names: dict[str, str] = {code: name_of(persona.persona_id) for code in LANGUAGES}
    for saying in said:
        if saying.line == "name":
            names = {code: voice.text for code, voice in saying.voices.items()}
    drafts = [
        *portrait(persona, settings),
        *story(persona, names, settings),
        *wants(persona, rules),
        *hurdles(persona, rules),
        *buying(persona),
        *reach(persona, rules),
        *mind(persona, rules),
        *messages(persona, rules),
        *canvas(persona, rules),
        *differences(persona),
    ]
    words = _words(settings)
    lines = told_once(_cut(_lines(drafts, words, settings, as_of), settings), words)
    return Card(persona.persona_id, tuple(put_in(lines, said, persona, rules, as_of)))


def _words(settings: Settings) -> tuple[Words, Words]:
    english, dutch = (
        words_of(
            code,
            currency=settings.shop.currency,
            window_days=settings.rfm.window_days,
            purpose=settings.purpose,
            labels=labels_of(settings, code),
        )
        for code in LANGUAGES
    )
    return english, dutch


def _lines(drafts: Iterable[Draft], words: tuple[Words, Words], settings: Settings, as_of: date) -> list[Line]:
    places: dict[str, int] = {}
    found = []
    for draft in drafts:
        places[draft.field] = places.get(draft.field, 0) + 1
        found.append(_line(draft, places[draft.field], words, settings, as_of))
    return found


def _like_others(evidence: Evidence | None) -> bool:
    """A figure that is sure, and much the same of everybody else: true, and no reason to tell this persona from another."""
    return evidence is not None and evidence.effect is not None and not evidence.effect.clear


def _line(draft: Draft, position: int, words: tuple[Words, Words], settings: Settings, as_of: date) -> Line:
    state, note = draft.state, draft.note
    if state is None or (state == "weak" and draft.evidence is not None):
        judged = judge(draft.evidence, settings.cards, as_of) if draft.evidence else ("assumption", "unbound")
        if state is None or judged[0] == "stale":
            state, note = judged
    if (state, note) == ("supported", "") and _like_others(draft.evidence):
        note = "like_others"
    english, dutch = (draft.said(each) for each in words)
    return Line(draft.field, position, english, dutch, state, note, draft.evidence)


def _cut(lines: Iterable[Line], settings: Settings) -> list[Line]:
    """Strategy needs less detail than tactics: fewer lines a field, and some fields not at all."""
    return [line for line in lines if line.position <= getattr(FIELDS[line.field], settings.purpose)]
