"""The verdict in plain words, composed through the catalog: the same composition in every language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from persona_pipeline.settings import FIRM_NIGHTS

from .advice import advice, answer, ways
from .movements import strongest

if TYPE_CHECKING:
    from collections.abc import Callable

    from persona_pipeline.language import Language
    from persona_pipeline.settings import Settings

    from .picture import Picture, State

Mood = Literal["keep", "watch", "re-evaluate", "unknown"]
MOST_NAMED = 2
"""Personas that a headline names."""


@dataclass(frozen=True)
class Statement:
    """The first thing on the page: mood (colour and icon), headline, what happened in a few sentences, and what to do in ``todo``.

    ``ways`` are what can be decided, each with its command between backticks, ``hand`` says what to do with them, and ``answer`` how to
    say whether it was right. ``sure`` says how sure it is, ``setting`` which setting of ``persona.yaml`` would make it surer.
    """

    mood: Mood
    headline: str
    lines: tuple[str, ...]
    todo: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    hand: str = ""
    answer: str = ""
    sure: tuple[str, ...] = ()
    setting: str = ""


def statement(language: Language, picture: Picture, settings: Settings) -> Statement:
    """The verdict of the night in plain words, or what stands in its way."""
    return _TELLERS[picture.state](language, picture, settings)


def _no_data(language: Language, picture: Picture, _settings: Settings) -> Statement:
    if not picture.files:
        line = language.text("No file has been taken in yet. Put exports in the inbox and run a night.")
        return Statement("unknown", language.text("Waiting for the first data"), (line,))
    line = language.plural(
        "%(count)s file was taken in; there are no figures yet.",
        "%(count)s files were taken in; there are no figures yet.",
        picture.files,
    )
    return Statement("unknown", language.text("Waiting for the first figures"), (line,))


def _no_personas(language: Language, picture: Picture, settings: Settings) -> Statement:
    days = language.number(settings.personas.first_fit_after_days)
    people = language.number(settings.personas.min_customers)
    lines = (
        language.text(
            "The first personas are made after %(days)s days with orders, from at least %(people)s customers.",
            days=days,
            people=people,
        ),
        language.plural(
            "So far there is %(count)s day with orders.",
            "So far there are %(count)s days with orders.",
            picture.order_days,
        ),
    )
    return Statement("unknown", language.text("No personas yet"), lines)


def _learning(language: Language, picture: Picture, settings: Settings) -> Statement:
    done, needed = picture.reference_nights, settings.drift.reference_nights
    if done >= needed:
        if not picture.verdict.evidence.get("reference", {}).get("full_tonight"):
            return _unknown(language, picture, settings)
        line = language.text("What is normal is known from tonight on; verdicts begin tomorrow.")
        return Statement("unknown", language.text("Too early for a verdict"), (line,))
    lines = (
        language.text(
            "Night %(done)s of %(needed)s in which we learn what is normal for these personas.",
            done=language.number(done),
            needed=language.number(needed),
        ),
        language.plural(
            "A first verdict is expected in %(count)s night.",
            "A first verdict is expected in %(count)s nights.",
            needed - done,
        ),
    )
    return Statement("unknown", language.text("Too early for a verdict"), lines)


def _distrusted(language: Language, picture: Picture, settings: Settings) -> Statement:
    lines = (
        language.text(
            "A source is so far from what it usually sends that the personas are not judged by it. Look at the data health first."
        ),
        *_told(language, picture, settings),
    )
    return Statement("unknown", language.text("No verdict: tonight’s data cannot be trusted"), lines)


def _unknown(language: Language, picture: Picture, _settings: Settings) -> Statement:
    line = language.text("There is too little to compare with.")
    if picture.event:
        line = language.text(
            "The day is known to be different (%(event)s), so it is left out of the comparison.", event=picture.event
        )
    return Statement("unknown", language.text("No verdict tonight"), (line,))


def _keep(language: Language, picture: Picture, settings: Settings) -> Statement:
    line = language.text("No figure moved further than the limits that were agreed. Nothing to do.")
    return _with_sureness(
        Statement("keep", language.text("Your personas still hold"), (line,)), language, picture, settings
    )


def _watch(language: Language, picture: Picture, settings: Settings) -> Statement:
    whole = language.text("Keep an eye on the whole shop")
    names, about = _named(language, picture.names_with("watch", language.code))
    headline = language.text("Keep an eye on %(names)s", names=names) if names else whole
    wait = language.text("Nothing to decide yet: it is not enough, or not for long enough.")
    lines = (*_strongest(language, picture, settings), *about, wait)
    return _with_sureness(Statement("watch", headline, lines), language, picture, settings)


def _re_evaluate(language: Language, picture: Picture, settings: Settings) -> Statement:
    whole = language.text("The whole shop has changed")
    names, about = _named(language, picture.names_with("re-evaluate", language.code))
    headline = language.text("Time to re-evaluate %(names)s", names=names) if names else whole
    lines = (*_strongest(language, picture, settings), *about)
    said = Statement("re-evaluate", headline, lines)
    if picture.verdict.cause != "global_kpi":
        nothing = language.text(
            "If you do nothing, the personas stay as they are, and this stands here until the figures have been normal again for a week."
        )
        hand = language.text(
            "A decision ends it sooner. Take it in the console (Decide), or hand the command that fits to whoever runs the pipeline, and say why:"
        )
        said = replace(
            said,
            todo=(*advice(language, picture), nothing),
            ways=ways(language, picture),
            hand=hand,
            answer=answer(language, picture),
        )
    return _with_sureness(said, language, picture, settings)


def _named(language: Language, names: list[str]) -> tuple[str, list[str]]:
    """What a headline calls the personas, and a line with their names where they are too many for it: on a phone it filled the screen."""
    listed = language.listing(names)
    if len(names) <= MOST_NAMED:
        return listed, []
    counted = language.plural("%(count)s persona", "%(count)s personas", len(names))
    return counted, [language.text("It is about %(names)s.", names=listed)]


def _told(language: Language, picture: Picture, settings: Settings) -> list[str]:
    movement = strongest(language, picture, settings)
    return [movement.sentence(language)] if movement else []


def _strongest(language: Language, picture: Picture, settings: Settings) -> list[str]:
    """The strongest signal as one sentence; and that no persona is to blame, where all moved alike."""
    lines = _told(language, picture, settings)
    if picture.verdict.cause == "global_kpi":
        lines.append(
            language.text(
                "This goes for the whole shop, so no single persona explains it. Look at price, stock, site and campaigns before you change a persona."
            )
        )
    if any(signal.is_held for signal in picture.moved):
        lines.append(
            language.text(
                "Part of tonight’s data cannot be trusted and is left out: what is told here is of the nights before it."
            )
        )
    return lines


def _with_sureness(said: Statement, language: Language, picture: Picture, settings: Settings) -> Statement:
    """How sure: the false alarms that the limits allow, and whether the reference is long enough."""
    per_year = settings.drift.false_alarms_per_year
    years = language.number(1 / per_year, 0 if per_year <= 1 else 1)
    limits = language.text(
        "How sure: evidence is added up night by night, and the limits are set so that each kind of figure raises a false alarm about once in %(years)s years.",
        years=years,
    )
    if not 0 < picture.reference_nights < FIRM_NIGHTS:
        return replace(said, sure=(limits,))
    nights, firm = language.number(picture.reference_nights), language.number(FIRM_NIGHTS)
    provisional = language.text(
        "Provisional: what is normal was learnt from %(nights)s nights, which is few. With %(firm)s nights the verdict would be firm, on %(day)s at the earliest, if whoever set this up asks for that many.",
        nights=nights,
        firm=firm,
        day=language.day(_firm_from(picture)),
    )
    setting = language.text(
        "For whoever set this up: `drift.reference_nights: %(firm)s` in persona.yaml.", firm=str(FIRM_NIGHTS)
    )
    return replace(said, sure=(limits, provisional), setting=setting)


def _firm_from(picture: Picture) -> date | None:
    """The first night that could be judged by ``FIRM_NIGHTS`` nights, none of them left out; never one that is over."""
    first = picture.verdict.evidence.get("reference", {}).get("first")
    if first is None or picture.shown is None:
        return None
    return max(date.fromisoformat(first) + timedelta(days=FIRM_NIGHTS), picture.shown + timedelta(days=1))


_TELLERS: dict[State, Callable[[Language, Picture, Settings], Statement]] = {
    "no_data": _no_data,
    "no_personas": _no_personas,
    "learning": _learning,
    "distrusted": _distrusted,
    "unknown": _unknown,
    "keep": _keep,
    "watch": _watch,
    "re-evaluate": _re_evaluate,
}
