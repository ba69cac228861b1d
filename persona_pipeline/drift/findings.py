"""One night's findings: a row per signal, with everything that a sentence about it needs."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np

from .judge import Judgement
from .paces import NEVER
from .quality import AMOUNTS, LIMIT, Check, Quality
from .reference import expected
from .streams import ALL, Measure, measure_of
from .windows import NPS_SCALE


@dataclass(frozen=True)
class Finding:
    """A row of marts.drift_signals, and what was behind it.

    Attributes:
        expected: what the reference leads one to expect of the last nights together; recent: what they were. Both in
            the unit of reference_value: shares and rates 0 to 1, order value in money, NPS in points.
        n_per_night: mean n of the last nights.
        feature: for a persona's centre, the feature that moved most.
        contribution: its part, 0 to 1, in what stands out of its persona (``with_contributions``).
    """

    level: str
    persona_id: str
    measure: str
    reference_value: float | None
    night_value: float | None
    effect: float | None
    effect_unit: str
    low: float | None
    high: float | None
    n: int | None
    z: float | None
    cusum: float | None
    threshold: float | None
    direction: str
    since: date | None
    state: str
    reference_nights: int
    expected: float | None = None
    recent: float | None = None
    n_per_night: int = 0
    feature: str | None = None
    contribution: float | None = None

    @property
    def weight(self) -> float:
        """Evidence in thresholds; 1 fires."""
        return (self.cusum or 0.0) / self.threshold if self.threshold else 0.0


SIGNAL_COLUMNS = (
    "level", "persona_id", "measure", "reference_value", "night_value", "effect", "effect_unit", "low", "high", "n",
    "z", "cusum", "threshold", "direction", "since", "state", "reference_nights",
    "contribution",
)  # fmt: skip
_SHOWN = (
    "level", "persona_id", "measure", "feature", "effect", "effect_unit", "low", "high", "expected", "recent",
    "n_per_night", "z", "cusum", "threshold", "direction", "since", "state",
)  # fmt: skip


def as_evidence(finding: Finding) -> dict[str, Any]:
    """The part of a finding that goes into the evidence of a verdict, for JSON. Nothing in it is about one night."""
    every = asdict(finding)
    return {name: value.isoformat() if isinstance(value := every[name], date) else value for name in _SHOWN}


def from_evidence(shown: Mapping[str, Any]) -> Finding:
    """The inverse of ``as_evidence``; what it left out is empty."""
    blank: dict[str, Any] = {"reference_value": None, "night_value": None, "n": 0, "reference_nights": 0}
    since = shown["since"]
    return Finding(**{**blank, **shown, "since": date.fromisoformat(since) if since else None})


def findings(judgement: Judgement) -> list[Finding]:
    """Findings of the last night of the history, in the order of the table's key."""
    found = [_finding(judgement, column) for column in range(len(judgement.streams))]
    return sorted(found, key=lambda f: (f.level, f.persona_id, f.measure))


def quality_findings(quality: Quality, night: date) -> list[Finding]:
    """What the quality checks say about a night."""
    row = quality.row(night)
    return [] if row is None else [_quality_finding(check, row, night) for check in quality.checks]


def _finding(judgement: Judgement, stream: int) -> Finding:
    night = len(judgement.history.nights) - 1
    column = int(judgement.column[stream])
    shown = measure_of(judgement.history.streams[column].measure)
    own = judgement.streams[stream]
    if shown is None:
        raise ValueError(f"{own.measure!r} is not a measure that drift watches")
    reference, evidence = judgement.reference, judgement.evidence
    effect, window = judgement.effect_of(night, stream)
    watched = bool(judgement.watched[night, stream])
    usual = expected(judgement.history, reference)[night, column]
    measured = effect.n[night, column] > 0 and reference.nights[column] > 0
    centre = own.measure != judgement.history.streams[column].measure
    direction = np.sign(effect.value[night, column]) if centre else evidence.direction[night, stream]
    return Finding(
        level=judgement.level(stream),
        persona_id=own.persona_id,
        measure=own.measure,
        reference_value=_natural(shown, usual) if watched else None,
        night_value=_natural(shown, judgement.history.mean[night, column]),
        effect=_number(effect.value[night, column]) if watched and measured else None,
        effect_unit=shown.unit,
        low=_number(effect.low[night, column]) if watched and measured else None,
        high=_number(effect.high[night, column]) if watched and measured else None,
        n=int(np.nan_to_num(judgement.history.n[night, column])),
        z=_number(judgement.z[night, stream]) if watched else None,
        cusum=_number(evidence.cusum[night, stream]) if watched else None,
        threshold=_number(judgement.threshold[stream]),
        direction="up" if direction > 0 else "down",
        since=_since(judgement, night, stream),
        state=_state(judgement, night, stream, watched),
        reference_nights=int(reference.nights[column]),
        expected=_natural(shown, effect.expected[night, column]) if watched and measured else None,
        recent=_natural(shown, effect.recent[night, column]) if measured else None,
        n_per_night=round(float(effect.n[night, column]) / window),
        feature=judgement.history.streams[column].measure.removeprefix("feature:") if centre else None,
    )


def _state(judgement: Judgement, night: int, stream: int, watched: bool) -> str:
    """Explanations never fire; they are at most watched."""
    if judgement.blocked[night, stream]:
        return "blocked"
    if not watched:
        return "learning"
    fires = judgement.evidence.firing[night, stream]
    if judgement.level(stream) == "feature":
        return "watch" if fires or judgement.evidence.watching[night, stream] else "calm"
    if fires:
        return "firing"
    return "watch" if judgement.evidence.watching[night, stream] else "calm"


def _since(judgement: Judgement, night: int, stream: int) -> date | None:
    """The night after the evidence was last nothing: the usual estimate of when a change began."""
    row = int(judgement.evidence.began[night, stream])
    telling = judgement.evidence.firing[night, stream] or judgement.evidence.watching[night, stream]
    return judgement.history.nights[row] if telling and row != NEVER else None


def _quality_finding(check: Check, row: int, night: date) -> Finding:
    learning = not np.isfinite(check.z[row])
    usual, value = float(check.usual[row]), float(check.night[row])
    counted = 0.0 if check.measure == AMOUNTS else 1.0
    base = max(usual, counted) if check.relative else 1.0
    effect = 100.0 * (value - usual) / base
    reach = 1.96 * float(check.spread[row]) * 100.0
    if check.relative:
        low, high = (
            100.0 * ((counted + value) / (counted + usual) * np.exp(side * reach / 100.0) - 1.0) for side in (-1, 1)
        )
    else:
        low, high = effect - reach, effect + reach
    # The interval of rows is of the logarithm of one more, which nothing at all lies outside of.
    low, high = min(low, effect), max(high, effect)
    faulty = bool(check.faulty[row])
    return Finding(
        level="quality",
        persona_id=ALL,
        measure=check.measure,
        reference_value=_number(usual),
        night_value=_number(value),
        effect=_number(effect),
        effect_unit="percent" if check.relative else "points",
        low=_number(low),
        high=_number(high),
        # How many orders came is told by marts.persona_kpis, by its rules for few people.
        n=None if check.measure == AMOUNTS else int(np.nan_to_num(check.n[row])),
        z=_number(check.z[row]),
        cusum=None,
        threshold=LIMIT,
        direction="up" if value > usual else "down",
        since=night if faulty else None,
        state="learning" if learning else "blocked" if faulty else "calm",
        reference_nights=int(check.days[row]),
        expected=_number(usual),
        recent=_number(value),
        n_per_night=0 if check.measure == AMOUNTS else int(np.nan_to_num(check.n[row])),
    )


def _natural(measure: Measure, value: float) -> float | None:
    """The value as people read it: money for the mean of a logarithm, points for the NPS."""
    if measure.log:
        return _number(float(np.exp(min(value, 700.0))) if np.isfinite(value) else value)
    return _number(value * NPS_SCALE if measure.unit == "nps" else value)


def _number(value: float) -> float | None:
    """Rounded to 6 digits; None where there is nothing."""
    return round(float(value), 6) + 0.0 if np.isfinite(value) else None
