"""On how many a figure rests, a night: the mean over the nights of its effect, in words for what was counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from persona_pipeline.language import Language

    from .picture import Signal

FEW = 10


def counted(language: Language, signal: Signal) -> str:
    """On average 582 customers a night; empty where nothing was told of it."""
    if signal.level == "quality" or signal.told.n is None:
        return ""
    what = _COUNTERS.get(signal.measure, _customers)(language, signal.told.n)
    if signal.told.n < FEW:
        return language.text("fewer than %(few)s a night", few=language.number(FEW))
    return language.text("on average %(what)s a night", what=what)


def _customers(language: Language, n: int) -> str:
    return language.plural("%(count)s customer", "%(count)s customers", n)


def _buyers(language: Language, n: int) -> str:
    return language.plural("%(count)s buyer", "%(count)s buyers", n)


def _visits(language: Language, n: int) -> str:
    return language.plural("%(count)s visit", "%(count)s visits", n)


def _orders(language: Language, n: int) -> str:
    return language.plural("%(count)s order", "%(count)s orders", n)


def _answers(language: Language, n: int) -> str:
    return language.plural("%(count)s answer", "%(count)s answers", n)


_COUNTERS = {
    "conversion": _visits,
    "nps": _answers,
    "order_value": _orders,
    "repeat_rate": _buyers,
    "satisfaction": _answers,
}
