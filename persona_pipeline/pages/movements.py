"""Signals in words: who did what, from what to what, how sure, since when. The same composition in every language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.drift import smallest_move
from persona_pipeline.language import Language, marked, translate_any

from . import words
from .counted import counted
from .sure import sureness

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from persona_pipeline.settings import Settings

    from .picture import Persona, Picture, Signal, Verdict


TOO_FEW = marked("figures not shown")
WITHHELD = marked(
    "It counts, because the verdict looks at everybody; its figures are not shown, because they are about fewer than %(cell)s people, or such a number would follow from them."
)
WITHHELD_WATCHED = marked(
    "Its figures are not shown, because they are about fewer than %(cell)s people, or such a number would follow from them."
)
GOES_ON = marked(
    "By now this is less than what matters (%(least)s). What has counted goes on counting until seven calm nights have passed and less than half of that is left."
)
TYPICAL = marked(
    "A typical order is the geometric mean: a few large orders hardly move it, so it is lower than the mean order."
)
TURNED: dict[str, str] = {
    "re-evaluate": marked("probably began around %(day)s; to be re-evaluated since the night of %(night)s"),
    "watch": marked("probably began around %(day)s; on watch since the night of %(night)s"),
}
"""By the verdict that turned on the night."""


@dataclass(frozen=True)
class Movement:
    """One signal in words. ``number`` is the persona's (0: the whole shop); ``evidence`` of 1 is enough to fire.

    ``change`` is from what was normal to what was, both means over the nights of the effect; ``counts`` in the verdict. ``began`` tells two
    days apart: the estimated day of the change, and the night on which the verdict turned because of it. ``notes`` explain what would
    surprise: figures that are withheld, a small move that still counts, which mean it is.
    """

    who: str
    number: int
    says: str
    change: str
    effect: str
    interval: str
    people: str
    evidence: float
    evidence_text: str
    began: str
    counts: bool
    notes: tuple[str, ...] = ()

    def sentence(self, language: Language) -> str:
        values = {"who": self.who, "says": self.says, "effect": self.effect}
        values["says"] = ", ".join(part for part in (self.says, self.change) if part)
        said = language.text("%(who)s: %(says)s (%(effect)s).", **values)
        return " ".join([said, language.text("It %(began)s.", began=self.began)]) if self.began else said


def movements(language: Language, picture: Picture, settings: Settings) -> tuple[Movement, ...]:
    """What moved, most evidence first."""
    ordered = sorted(picture.moved, key=lambda signal: -round(signal.evidence, 6))
    return tuple(_movement(language, signal, picture, settings) for signal in ordered)


def strongest(language: Language, picture: Picture, settings: Settings) -> Movement | None:
    """The signal that carries the verdict of the night, the one that its text speaks of; without a verdict the fault of the data."""
    named = [(one.get("persona_id"), one.get("measure")) for one in picture.verdict.evidence.get("signals") or ()][:1]
    faults_first = picture.state == "distrusted"
    moved = sorted(
        picture.moved,
        key=lambda signal: (
            (signal.level == "quality") != faults_first,
            (signal.persona_id, signal.measure) not in named,
        ),
    )
    return _movement(language, moved[0], picture, settings) if moved else None


def _movement(language: Language, signal: Signal, picture: Picture, settings: Settings) -> Movement:
    subject = next((persona for persona in picture.personas if persona.persona_id == signal.persona_id), None)
    known = signal.low is not None and signal.high is not None
    return Movement(
        who=_who(language, signal, subject),
        number=subject.number if subject else 0,
        says=_says(language, signal, picture),
        change=_change(language, signal, picture, settings.shop.currency),
        effect=language.text(TOO_FEW) if signal.is_few else words.effect(language, signal.effect, signal.unit),
        interval=words.interval(language, signal.low or 0.0, signal.high or 0.0, signal.unit) if known else "",
        people=counted(language, signal),
        evidence=signal.evidence,
        evidence_text=sureness(language, signal, picture, settings),
        began=_began(language, signal, subject, picture),
        counts=signal.counts,
        notes=tuple(_notes(language, signal, settings)),
    )


def goes_on(measure: str, effect: float | None, settings: Settings) -> bool:
    """Whether what counts has become smaller than what matters: it counts on until the incident ends."""
    return effect is not None and abs(effect) < smallest_move(measure, settings.drift)


def why_it_goes_on(language: Language, measure: str, unit: str, settings: Settings) -> str:
    """Why what is smaller than what matters still counts."""
    return language.text(GOES_ON, least=words.amount(language, smallest_move(measure, settings.drift), unit))


def _notes(language: Language, signal: Signal, settings: Settings) -> Iterator[str]:
    if signal.is_few:
        withheld = WITHHELD if signal.counts else WITHHELD_WATCHED
        yield language.text(withheld, cell=language.number(settings.publish.min_cell))
    if signal.counts and goes_on(signal.measure, signal.effect, settings):
        yield why_it_goes_on(language, signal.measure, signal.unit, settings)
    if signal.measure == "order_value":
        yield language.text(TYPICAL)


def began(language: Language, since: date | None, turned: Verdict | None) -> str:
    """When it probably began, and since which night the verdict says so; empty where neither is known."""
    if since is None:
        return ""
    day = language.day(since)
    if turned is None or turned.since is None:
        return language.text("probably began around %(day)s", day=day)
    return language.text(TURNED[turned.word], day=day, night=language.day(turned.since))


def _began(language: Language, signal: Signal, subject: Persona | None, picture: Picture) -> str:
    """Of what people do the day is estimated; a fault of the data is of the night whose data they are."""
    if signal.level == "quality" and signal.since is not None:
        return language.text("began on the night of %(day)s", day=language.day(signal.since))
    return began(language, signal.since, _turned(signal, subject, picture))


def _turned(signal: Signal, subject: Persona | None, picture: Picture) -> Verdict | None:
    """The verdict that the signal is part of; None where it is part of none."""
    verdict = subject.verdict if subject else picture.verdict
    return verdict if verdict.word == ("re-evaluate" if signal.counts else "watch") else None


def _who(language: Language, signal: Signal, subject: Persona | None) -> str:
    if signal.level == "quality":
        return language.text("The data")
    return subject.name if subject else language.text("The whole shop")


def _says(language: Language, signal: Signal, picture: Picture) -> str:
    name, _, what = signal.measure.partition(":")
    fall = 1 if signal.direction == "down" else 0
    if signal.level == "quality" and name in words.QUALITY:
        return language.text(
            words.QUALITY[name][fall], what=translate_any(language, {**words.KINDS, **words.MATCHES}, what)
        )
    if name not in words.MEASURES:
        message = words.LOWER if fall else words.HIGHER
        return language.text(message, figure=words.trait_name(language, what or name))
    says = language.text(words.MEASURES[name][fall])
    return _with_feature(language, signal, picture, says) if name == "centre" else says


def _with_feature(language: Language, signal: Signal, picture: Picture, says: str) -> str:
    """The feature that moved with the centre, where it has evidence of its own; otherwise several moved a little."""
    feature = signal.told.feature
    if feature is None:
        return says
    if not picture.on_watch(signal.persona_id, f"feature:{feature}"):
        return language.text("%(what)s, in several things a little", what=says)
    return language.text("%(what)s, most of all on “%(figure)s”", what=says, figure=words.trait_name(language, feature))


def _change(language: Language, signal: Signal, picture: Picture, currency: str) -> str:
    """From what to what; in what people count in, where a feature's scale is known. Of a feature that is not named yet, with its name."""
    expected, recent = signal.told.expected, signal.told.recent
    if expected is None or recent is None:
        return ""
    scale = picture.scales.get(signal.told.feature or "")
    if scale is not None:
        before, after = (words.trait(language, scale, value, currency) for value in (expected, recent))
    else:
        before, after = (words.level(language, signal.measure, value, currency) for value in (expected, recent))
    said = language.text("from %(before)s to %(after)s", before=before, after=after)
    feature = signal.told.feature
    if feature is None or picture.on_watch(signal.persona_id, f"feature:{feature}"):
        return said
    return language.text("most on “%(figure)s”, %(change)s", figure=words.trait_name(language, feature), change=said)
