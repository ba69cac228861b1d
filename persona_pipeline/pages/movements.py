"""Signals in words: who did what, by how much, how sure, since when. The same composition in every language."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import words
from .language import Language, translate_any

if TYPE_CHECKING:
    from datetime import date

    from .picture import Persona, Picture, Signal

MOST_EVIDENCE = 1.5
"""Evidence is added up to so many times what is needed and no further (``drift.evidence.CEILING``)."""


@dataclass(frozen=True)
class Movement:
    """One signal in words. ``number`` is the persona's (0: the whole shop); ``evidence`` of 1 is enough to fire."""

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

    def sentence(self, language: Language) -> str:
        values = {"who": self.who, "says": self.says, "effect": self.effect}
        if self.since is None:
            return language.text("%(who)s: %(says)s (%(effect)s).", **values)
        return language.text("%(who)s: %(says)s (%(effect)s), since %(day)s.", day=language.day(self.since), **values)


def movements(language: Language, picture: Picture) -> tuple[Movement, ...]:
    """What moved, most evidence first."""
    return tuple(_movement(language, signal, picture.personas) for signal in picture.moved)


def _movement(language: Language, signal: Signal, personas: tuple[Persona, ...]) -> Movement:
    subject = next((persona for persona in personas if persona.persona_id == signal.persona_id), None)
    return Movement(
        who=_who(language, signal, subject),
        number=subject.number if subject else 0,
        says=_says(language, signal, subject),
        effect=words.effect(language, signal.effect, signal.unit),
        interval=_interval(language, signal),
        people=language.number(signal.n) if signal.n else "",
        evidence=signal.evidence,
        evidence_text=_evidence(language, signal.evidence) if signal.evidence else "",
        since=signal.since,
        firing=signal.state == "firing",
    )


def _evidence(language: Language, evidence: float) -> str:
    """As a multiple of what is needed to fire. Never rounded up to 1 or past it: 0.96 has not fired."""
    if evidence >= MOST_EVIDENCE - 1e-6:
        return language.text("%(times)s times what is needed, or more", times=language.number(MOST_EVIDENCE, 1))
    near = evidence < 1 <= round(evidence, 1)
    shown = language.number(math.floor(evidence * 100) / 100, 2) if near else language.number(evidence, 1)
    return language.text("%(times)s times what is needed", times=shown)


def _who(language: Language, signal: Signal, subject: Persona | None) -> str:
    if signal.level == "quality":
        return language.text("The data")
    return subject.name if subject else language.text("The whole shop")


def _says(language: Language, signal: Signal, subject: Persona | None) -> str:
    name, _, what = signal.measure.partition(":")
    fall = 1 if signal.direction == "down" else 0
    if signal.level == "quality" and name in words.QUALITY:
        return language.text(words.QUALITY[name][fall], what=translate_any(language, words.MATCHES, what))
    if name not in words.MEASURES:
        message = words.LOWER if fall else words.HIGHER
        return language.text(message, figure=words.feature(language, what or name))
    says = language.text(words.MEASURES[name][fall])
    moved_most = subject.verdict.feature_moved if subject and name == "centre" else None
    if moved_most is None:
        return says
    return language.text("%(what)s, most of all on “%(figure)s”", what=says, figure=words.feature(language, moved_most))


def _interval(language: Language, signal: Signal) -> str:
    if signal.low is None or signal.high is None:
        return ""
    digits = 2 if signal.unit == "sd" else 1
    low, high = language.signed(signal.low, digits), language.signed(signal.high, digits)
    return language.text("between %(low)s and %(high)s", low=low, high=high)
