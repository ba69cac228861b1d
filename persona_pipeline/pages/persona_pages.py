"""The page of all personas side by side, and the page of each: card, canvas, journey, members and money over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from persona_pipeline.cards import shown
from persona_pipeline.language import language_of
from persona_pipeline.settings import Labels, labels_of

from .curves import Chart, Scale, from_zero, paths
from .figures import Series, nights_between
from .journey_map import journey_map
from .journey_words import FEELINGS, SOURCES
from .published import NIGHTS_LISTED

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.cards import ShownCard
    from persona_pipeline.cards.shown import ShownLine
    from persona_pipeline.language import Code
    from persona_pipeline.settings import Settings

    from .figures import Figures
    from .picture import Persona, Picture

_TOP = (("goals", "need", "wish"), ("pains", "challenges", "worry"), ("channels", "media"))
"""Of each group the first line that says something stands on the page of all personas."""
_CARD = ("portrait", "wants", "hurdles", "buying", "reach", "mind", "message", "apart", "typical")
_HEAD = frozenset({"gist", "face"})
"""Stand at the head of the page already."""


@dataclass(frozen=True)
class Size:
    """A figure over the nights: the chart, what it was on the first and the last night that tell it, and its scale."""

    chart: Chart
    first: float | None
    first_day: date | None
    last: float | None
    last_day: date | None


@dataclass(frozen=True)
class Top:
    """A line of the card under the heading of its field."""

    title: str
    line: ShownLine
    state: str
    state_said: str


def persona_page(persona: Persona) -> str:
    """The name of a persona's page, without its ending."""
    return f"persona-{persona.persona_id}"


def personas_values(code: Code, picture: Picture, figures: Figures, settings: Settings) -> dict[str, Any]:
    """What the template of all personas needs."""
    cards = _cards(code, figures, labels_of(settings, code))
    return {
        "cards": cards,
        "faces": _faces(cards),
        "tops": {key: _tops(card) for key, card in cards.items()},
        "now": figures.now,
        "page_of": {one.persona_id: persona_page(one) for one in picture.personas},
        "window_days": settings.rfm.window_days,
        "min_cell": settings.publish.min_cell,
    }


def persona_values(
    code: Code, picture: Picture, figures: Figures, settings: Settings, persona: Persona
) -> dict[str, Any]:
    """What the template of one persona needs."""
    language = language_of(code)
    labels = labels_of(settings, code)
    cards = _cards(code, figures, labels)
    names = {one.persona_id: one.name for one in picture.personas} | {"all": language.text("all customers")}
    members, revenue = (figures.sizes.get((persona.persona_id, name), {}) for name in ("members", "revenue"))
    days = nights_between(min(members), max(members)) if members else []
    card = cards.get(persona.persona_id)
    return {
        "persona": persona,
        "card": card,
        "face": _faces(cards).get(persona.persona_id),
        "story": card.block("story") if card else None,
        "blocks": [block for block in card.blocks if block.name in _CARD] if card else [],
        "in_head": _HEAD,
        "canvas": card.block("canvas") if card else None,
        "jobs": card.field("goals") if card else None,
        "journey": journey_map(code, figures, persona.persona_id, names, settings.shop.currency, labels=labels),
        "feelings": FEELINGS,
        "sources": SOURCES,
        "days": days,
        "listed": days[-NIGHTS_LISTED:][::-1],
        "members": members,
        "revenue": revenue,
        "members_chart": _size(days, members),
        "revenue_chart": _size(days, revenue),
        "others": [(one, persona_page(one)) for one in picture.personas],
        "window_days": settings.rfm.window_days,
        "min_cell": settings.publish.min_cell,
    }


def _cards(code: Code, figures: Figures, labels: Labels) -> dict[str, ShownCard]:
    return {key: shown(card, code, labels) for key, card in figures.cards.items()}


def _faces(cards: dict[str, ShownCard]) -> dict[str, Markup]:
    """The drawings as they are: cards/face.py makes them, from its own shapes and an escaped label."""
    return {key: Markup(card.face_svg.strip()) for key, card in cards.items()}  # noqa: S704 - see above


def _tops(card: ShownCard) -> list[Top]:
    found = []
    for names in _TOP:
        line = card.first(names)
        field = card.field(line.field) if line else None
        if line and field:
            found.append(Top(field.title, line, line.state, line.state_said))
    return found


def _size(days: list[date], values: Series) -> Size | None:
    told = {day: value for day, value in values.items() if value is not None}
    if not told:
        return None
    scale: Scale = from_zero(told.values())
    first, last = min(told), max(told)
    return Size(Chart(tuple(days), scale, {"line": paths(days, values, scale)}), told[first], first, told[last], last)
