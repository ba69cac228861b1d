"""How often the verdict errs, and how small a change it sees at this shop's volume: for people who act on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from persona_pipeline.language import clip, marked, translate_any

from . import words

if TYPE_CHECKING:
    from persona_pipeline.context import Context
    from persona_pipeline.language import Language

    from .picture import Picture

MANY_YEARS = 1_000
"""So rare that nobody would count it any more."""
WHAT: dict[str, str] = {
    "active_share": marked("share of active customers"),
    "centre": marked("profile, if one trait moves"),
    "conversion": marked("conversion, if it falls"),
    "order_value": marked("value of a typical order, if it falls"),
    "repeat_rate": marked("share of buyers who had bought before, if it falls"),
    "nps": marked("NPS, if it falls"),
    "satisfaction": marked("satisfaction, if it falls"),
}


@dataclass(frozen=True)
class Line:
    """What of whom, and the size that is seen within each number of nights, in words."""

    who: str
    what: str
    sizes: tuple[str, ...]


@dataclass(frozen=True)
class Surety:
    """The false alarms in sentences, and the power card with ``nights`` as its columns."""

    says: str
    nights: tuple[int, ...]
    lines: tuple[Line, ...]


def surety(ctx: Context, language: Language, picture: Picture) -> Surety | None:
    """None before the reference of the night's version is full."""
    if picture.shown is None:
        return None
    night = {"as_of": picture.shown}
    told = next(iter(ctx.warehouse.run("pages/budget", night)), None)
    if told is None:
        return None
    card = ctx.warehouse.run("pages/power", night)
    nights = tuple(sorted({row[3] for row in card}))
    names = {persona.persona_id: persona.name for persona in picture.personas}
    found: dict[tuple[str, str], dict[int, str]] = {}
    for persona_id, name, measure, within, size, unit in card:
        who = (
            language.text("the whole shop")
            if persona_id == "all"
            else names.get(persona_id) or clip(name or persona_id)
        )
        what = translate_any(language, WHAT, measure)
        found.setdefault((who, what), {})[within] = _size(language, size, unit)
    lines = tuple(Line(who, what, tuple(by[n] for n in nights)) for (who, what), by in found.items())
    return Surety(_says(language, told), nights, lines)


def _says(language: Language, told: tuple[Any, ...]) -> str:
    rate, low, high, years, weeks, provisional = told
    often = {"years_between": _between(language, rate), "least": _between(language, high)}
    if low > 1 / MANY_YEARS:
        said = language.text(
            "About once in %(years_between)s years the verdict would ask to re-evaluate for nothing (very likely between once in %(least)s and once in %(most)s years).",
            **often,
            most=_between(language, low),
        )
    elif often["years_between"] == often["least"]:
        said = language.text(
            "Very likely the verdict would ask to re-evaluate for nothing at most once in %(least)s years, perhaps hardly ever.",
            least=often["least"],
        )
    else:
        said = language.text(
            "About once in %(years_between)s years the verdict would ask to re-evaluate for nothing; very likely no more often than once in %(least)s years, perhaps hardly ever.",
            **often,
        )
    tried = language.text(
        "No shop has %(years)s years without any change, so they were made up: calm weeks of this shop (%(weeks)s of them) in any order, one after the other.",
        years=language.number(years),
        weeks=language.number(weeks),
    )
    found = [said, tried]
    if provisional:
        found.append(language.text("Provisional: so few weeks know little of what a year brings."))
    return " ".join(found)


def _between(language: Language, per_year: float) -> str:
    """Years from one to the next, as the verdict's own sentence says it."""
    if per_year <= 1 / MANY_YEARS:
        return language.text("more than 1,000")
    years = 1 / per_year
    return language.number(years, 0 if years >= 10 or round(years, 1) == round(years) else 1)


def _size(language: Language, size: float | None, unit: str) -> str:
    return language.text("not within reach") if size is None else words.amount(language, size, unit)
