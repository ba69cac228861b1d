"""Sentences about the verdict, composed from the signals through the catalog: the same in every language."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from persona_pipeline.settings import DriftSettings

from . import words
from .language import Language
from .picture import Persona, Picture, Signal

Mood = Literal["keep", "watch", "re-evaluate", "unknown"]
FIRM_AFTER = 56  # nights of reference; below it a verdict is provisional (see drift)


@dataclass(frozen=True)
class Statement:
    """The first thing on the page: mood (colour and icon), headline, and what it means in a few sentences."""

    mood: Mood
    headline: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Movement:
    """One signal in words: who did what, by how much, how sure, since when. ``evidence`` of 1 is enough to fire."""

    who: str
    number: int
    says: str
    effect: str
    interval: str
    people: str
    evidence: float
    evidence_text: str
    since: date | None
    firing: bool


def statement(language: Language, picture: Picture, drift: DriftSettings, *, first_fit_after_days: int, min_customers: int) -> Statement:
    """The verdict of the night in plain words."""
    text = language.text
    if picture.state == "no_data":
        if not picture.files:
            return Statement("unknown", text("Waiting for the first data"), (text("No file has been taken in yet. Put exports in the inbox and run a night."),))
        return Statement("unknown", text("Waiting for the first figures"), (language.plural("%(count)s file was taken in; there are no figures yet.", "%(count)s files were taken in; there are no figures yet.", picture.files),))
    if picture.state == "no_personas":
        return Statement("unknown", text("No personas yet"), _no_personas(language, picture, first_fit_after_days, min_customers))
    if picture.state == "learning":
        return Statement("unknown", text("Too early for a verdict"), _learning(language, picture, drift))
    if picture.state == "distrusted":
        return Statement("unknown", text("No verdict: tonight’s data cannot be trusted"), (text("A source is so far from what it usually sends that the personas are not judged by it. Look at the data health first."), *([first_movement(language, picture)] if picture.moved else [])))
    if picture.state == "unknown" and picture.event:
        return Statement("unknown", text("No verdict tonight"), (text("The day is known to be different (%(event)s), so it is left out of the comparison.", event=picture.event),))
    if picture.state == "unknown":
        return Statement("unknown", text("No verdict tonight"), (text("There is too little to compare with."),))
    if picture.state == "keep":
        return Statement("keep", text("Your personas still hold"), (text("No figure moved further than the limits that were agreed. Nothing to do."), *_sureness(language, picture, drift)))
    return _moving(language, picture, drift)


def movements(language: Language, picture: Picture) -> tuple[Movement, ...]:
    """What moved, most evidence first."""
    return tuple(_movement(language, signal, picture.personas) for signal in picture.moved)


def _moving(language: Language, picture: Picture, drift: DriftSettings) -> Statement:
    text = language.text
    word = picture.verdict.word
    names = [persona.name for persona in picture.personas if persona.verdict.word == word]
    lines = [first_movement(language, picture)] if picture.moved else []
    if picture.verdict.cause == "global_kpi":
        lines.append(text("This goes for the whole shop, so no single persona explains it. Look at price, stock, site and campaigns before you change a persona."))
    elif word == "re-evaluate":
        lines.append(text("Look at what moved below, and decide: keep the personas as they are, or make new ones."))
    lines += _sureness(language, picture, drift)
    if word == "re-evaluate":
        headline = text("Time to re-evaluate %(names)s", names=language.listing(names)) if names else text("The whole shop has changed")
        return Statement("re-evaluate", headline, tuple(lines))
    headline = text("Keep an eye on %(names)s", names=language.listing(names)) if names else text("Keep an eye on the whole shop")
    return Statement("watch", headline, (*lines, text("Nothing to decide yet: it is not enough, or not for long enough.")))


def first_movement(language: Language, picture: Picture) -> str:
    """The strongest signal as one sentence."""
    movement = movements(language, picture)[0]
    values = {"who": movement.who, "says": movement.says, "effect": movement.effect}
    if movement.since is None:
        return language.text("%(who)s: %(says)s (%(effect)s).", **values)
    return language.text("%(who)s: %(says)s (%(effect)s), since %(day)s.", day=language.day(movement.since), **values)


def _movement(language: Language, signal: Signal, personas: tuple[Persona, ...]) -> Movement:
    subject = next((persona for persona in personas if persona.persona_id == signal.persona_id), None)
    who = subject.name if subject else language.text("The whole shop")
    interval = ""
    if signal.low is not None and signal.high is not None:
        interval = language.text("between %(low)s and %(high)s", low=_bound(language, signal.low, signal.unit), high=_bound(language, signal.high, signal.unit))
    return Movement(
        who=language.text("The data") if signal.level == "quality" else who,
        number=subject.number if subject else 0,
        says=_says(language, signal, subject),
        effect=words.effect(language, signal.effect, signal.unit),
        interval=interval,
        people=language.number(signal.n) if signal.n else "",
        evidence=signal.evidence,
        evidence_text=language.text("%(times)s times what is needed", times=language.number(signal.evidence, 1)) if signal.evidence else "",
        since=signal.since,
        firing=signal.state == "firing",
    )


def _says(language: Language, signal: Signal, subject: Persona | None) -> str:
    name, _, what = signal.measure.partition(":")
    fall = 1 if signal.direction == "down" else 0
    if name == "centre" and subject and subject.verdict.feature_moved:
        figure = words.feature(language, subject.verdict.feature_moved)
        return language.text("%(what)s, most of all on “%(figure)s”", what=language.text(words.MEASURES[name][fall]), figure=figure)
    if signal.level == "quality" and name in words.QUALITY:
        return language.text(words.QUALITY[name][fall], what=words.translate_any(language, words.MATCHES, what))
    if name in words.MEASURES:
        return language.text(words.MEASURES[name][fall])
    label = words.feature(language, what or name)
    return language.text("lower on “%(figure)s”", figure=label) if fall else language.text("higher on “%(figure)s”", figure=label)


def _bound(language: Language, value: float, unit: str) -> str:
    return language.signed(value, 2 if unit == "sd" else 1)


def _sureness(language: Language, picture: Picture, drift: DriftSettings) -> list[str]:
    """How sure: the false alarms that the limits allow, and whether the reference is long enough."""
    years = language.number(1 / drift.false_alarms_per_year, 0 if drift.false_alarms_per_year <= 1 else 1)
    lines = [language.text("How sure: evidence is added up night by night, and the limits are set for about one false call in %(years)s years for each kind of figure.", years=years)]
    if 0 < picture.reference_nights < FIRM_AFTER:
        lines.append(
            language.text(
                "Provisional: the comparison rests on %(nights)s nights; from %(firm)s nights on it is firm.",
                nights=language.number(picture.reference_nights),
                firm=language.number(FIRM_AFTER),
            )
        )
    return lines


def _learning(language: Language, picture: Picture, drift: DriftSettings) -> tuple[str, ...]:
    done, needed = picture.reference_nights, drift.reference_nights
    return (
        language.text("Night %(done)s of %(needed)s in which we learn what is normal for these personas.", done=language.number(done), needed=language.number(needed)),
        language.plural("A first verdict is expected in %(count)s night.", "A first verdict is expected in %(count)s nights.", max(1, needed - done)),
    )


def _no_personas(language: Language, picture: Picture, first_fit_after_days: int, min_customers: int) -> tuple[str, ...]:
    return (
        language.text(
            "The first personas are made after %(days)s days with orders, from at least %(people)s customers.",
            days=language.number(first_fit_after_days),
            people=language.number(min_customers),
        ),
        language.plural("So far there is %(count)s day with orders.", "So far there are %(count)s days with orders.", picture.order_days),
    )
