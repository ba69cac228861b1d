"""How sure a signal is, and why one that is sure enough still does not count in the verdict."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from persona_pipeline.drift import smallest_move

from . import words

if TYPE_CHECKING:
    from persona_pipeline.language import Language
    from persona_pipeline.settings import Settings

    from .picture import Picture, Signal

MOST_EVIDENCE = 1.5
"""Evidence is added up to so many times what is needed and no further (``drift.paces.CEILING``)."""


def sureness(language: Language, signal: Signal, picture: Picture, settings: Settings) -> str:
    """The evidence in words; empty where there is none."""
    if not signal.evidence:
        return ""
    times = multiple(language, signal.evidence)
    if signal.counts:
        return times
    if signal.evidence < 1:
        return language.text("not yet sure enough: %(times)s", times=times)
    return _but(language, signal, picture, settings)


def multiple(language: Language, evidence: float) -> str:
    """As a multiple of what is needed to fire. Never rounded up to 1 or past it: 0.96 has not fired."""
    if evidence >= MOST_EVIDENCE - 1e-6:
        return language.text("%(times)s times what is needed, or more", times=language.number(MOST_EVIDENCE, 1))
    near = evidence < 1 <= round(evidence, 1)
    shown = language.number(math.floor(evidence * 100) / 100, 2) if near else language.number(evidence, 1)
    return language.text("%(times)s times what is needed", times=shown)


def _but(language: Language, signal: Signal, picture: Picture, settings: Settings) -> str:
    """Why it does not count: too small, the whole shop's, or of a night or two only."""
    least = smallest_move(signal.measure, settings.drift)
    if abs(signal.effect or 0.0) < least:
        return language.text(
            "sure enough, but too small to matter: less than %(least)s",
            least=words.amount(language, least, signal.unit),
        )
    if signal.level == "kpi" and signal.persona_id != "all" and picture.on_watch("all", signal.measure):
        return language.text("sure enough, but the whole shop shows it too")
    return language.text("sure enough, but not lasting: it rests on a night or two")
