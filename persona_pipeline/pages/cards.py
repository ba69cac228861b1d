"""What sets a persona apart, as lines on its card: figures whose interval lies clear of everybody's, largest first."""

import math
from dataclasses import dataclass

from persona_pipeline.language import Language

from . import words
from .picture import Figure, Persona

_NO_TRAIT = frozenset({"members", "share", "revenue", "revenue_share", "tenure_days", "web_tenure_days", "monetary"})
_SCALES = {"nps": 10.0, "satisfaction": 4.0}


@dataclass(frozen=True)
class Trait:
    """One line: what, how much here, how much over all customers, and n."""

    label: str
    value: str
    everyone: str
    n: str
    higher: bool


def traits(
    language: Language, persona: Persona, everyone: dict[str, Figure], currency: str, most: int = 4
) -> list[Trait]:
    """The figures in which the persona differs most from all customers, at most ``most``."""
    pairs = [
        (figure, everyone[name])
        for name, figure in persona.figures.items()
        if name in everyone and name not in _NO_TRAIT
    ]
    telling = [(difference(figure, whole), figure, whole) for figure, whole in pairs if _apart(figure, whole)]
    telling.sort(key=lambda one: (-abs(one[0]), one[1].name))
    return [
        Trait(
            label=words.feature(language, figure.name),
            value=words.figure(language, figure.value, figure.unit, currency),
            everyone=words.figure(language, whole.value, whole.unit, currency),
            n=language.number(figure.n),
            higher=by > 0,
        )
        for by, figure, whole in telling[:most]
        if abs(by) >= 0.1
    ]


def difference(figure: Figure, whole: Figure) -> float:
    """How far a figure lies from everybody's, comparable between units.

    Ratings as a part of their scale, shares as the difference of their angles (arcsine, so that 2 % against 4 % does
    not beat 40 % against 70 %), the rest as the logarithm of the ratio, halved to the same range.
    """
    value, base = figure.value or 0.0, whole.value or 0.0
    if figure.name in _SCALES:
        return (value - base) / _SCALES[figure.name] * 2
    if figure.unit == "share":
        return 2 * math.asin(math.sqrt(min(max(value, 0.0), 1.0))) - 2 * math.asin(math.sqrt(min(max(base, 0.0), 1.0)))
    if value <= 0 or base <= 0:
        return 0.0
    return math.log(value / base) / 2


def _apart(figure: Figure, whole: Figure) -> bool:
    if figure.value is None or whole.value is None or figure.low is None or figure.high is None:
        return False
    low, high = (whole.value, whole.value) if whole.low is None or whole.high is None else (whole.low, whole.high)
    return figure.low > high or figure.high < low
