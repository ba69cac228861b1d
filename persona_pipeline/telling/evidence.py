"""Evidence as it may be told: the figures of a signal go where its row in marts.drift_signals loses them that night."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

FIGURES = ("effect", "low", "high", "expected", "recent", "n_per_night", "z", "cusum")
"""What a signal in the evidence says of people; its measure, threshold, direction, since and state stay."""

_NAMES = ("level", "persona_id", "measure")
_WITHHELD = {
    "keep": "No lasting change stands out; the strongest sign of one is about too few people for its figures to be told.",
    "watch": "Not enough evidence yet; the figures of what may have moved are about too few people to be told.",
    "re-evaluate": "What moved is about too few people for its figures to be told; the evidence names the signals.",
    "unknown": "There is no verdict tonight; the figures that say why are about too few people to be told.",
}
WITHHELD_WORDS = {
    "en": "What moved is about too few people for its figures to be published; the evidence names the signals.",
    "nl": "Wat bewoog gaat over te weinig mensen om de cijfers te publiceren; de onderbouwing noemt de signalen.",
}
"""What an alert that loses figures says, in every language."""


@dataclass(frozen=True)
class Teller:
    """Says which signals may be told: those in ``signals`` (night, level, persona, measure) with enough people a night."""

    signals: frozenset[tuple[Any, ...]]
    min_cell: int

    def tells(self, night: date, signal: Mapping[str, Any]) -> bool:
        """Whether the figures of this signal in the evidence of this night may be told."""
        if (night, *(signal[name] for name in _NAMES)) not in self.signals:
            return False
        a_night = signal.get("n_per_night")
        return signal["level"] == "quality" or a_night is None or a_night >= self.min_cell

    def told(self, night: date, shown: Any) -> Any:
        """The evidence with NULL for every figure that may not be told, wherever in it a signal stands."""
        if isinstance(shown, list):
            return [self.told(night, each) for each in shown]
        if not isinstance(shown, dict):
            return shown
        if _is_signal(shown):
            if not self.tells(night, shown):
                return {name: None if name in FIGURES else value for name, value in shown.items()}
            if shown.get("state") == "blocked" and shown["level"] != "quality":
                return {**shown, "z": None}  # the only figure of this very night, whose few people would be told by it
            return shown
        return {name: self.told(night, value) for name, value in shown.items()}


def reason_said(teller: Teller, night: date, verdict: str, reason: str, shown: Any) -> str:
    """The reason of a verdict; without figures where one of the signals that it quotes may not be told.

    It quotes the first fault of the data, and where there is a verdict the first signal (drift.reason).
    """
    if not isinstance(shown, dict):
        return reason
    moved = shown.get("signals", [])[:1] if verdict != "unknown" else []
    quoted = [*moved, *shown.get("quality", [])[:1]]
    return reason if all(teller.tells(night, signal) for signal in quoted) else _WITHHELD[verdict]


def words_told(teller: Teller, night: date, shown: Any, features: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the words of an alert may be told; not where one of the signals that they quote may not be.

    They quote the first signal of each persona, or each fault of the data, and ``features`` that moved (alerts.compose).
    """
    signals = shown.get("signals", []) if isinstance(shown, dict) else []
    first = [each for own in signals.values() for each in own[:1]] if isinstance(signals, dict) else signals
    quoted = [*first, *(feature for feature in features if feature["state"] == "watch")]
    return all(teller.tells(night, signal) for signal in quoted)


def _is_signal(shown: Mapping[str, Any]) -> bool:
    return all(name in shown for name in _NAMES)
