"""What a line is bound to: a figure with its n, interval and days, and how far it lies from everybody else's."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.settings import CardSettings

    from .shape import Note, State

Z = 1.959964
SMALL, MEDIUM, LARGE = 0.2, 0.5, 0.8
"""From where an effect is called small, medium and large: Cohen, Statistical Power Analysis, 1988."""
SCALES = {"share": 1.0, "rating": 4.0, "nps": 10.0}
"""How wide a scale is, by unit; a rating runs from 1 to 5, an answer to the NPS question from 0 to 10."""


@dataclass(frozen=True)
class Effect:
    """A difference in standard units with its 95 % interval."""

    size: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether it is more than chance, and more than next to nothing."""
        return abs(self.size) >= SMALL and (self.low > 0 or self.high < 0)


@dataclass(frozen=True)
class Evidence:
    """One figure of a persona. ``value`` is None where it is about too few people to be told; so is all that follows.

    ``effective_n`` is what weights leave of n; ``plain`` is the same figure with every answer counted once, and ``others_plain`` that of everybody else. ``unit`` is share, currency, days, orders, pieces, pages, sessions,
    customers, rating (1 to 5), nps (0 to 10) or points. ``rank`` is how frequent an answer is, also where its figure may not
    be told: it puts answers in order and is never shown. Where ``n_told`` is not set the n counts, but is not shown: less another one
    it would say how few the other members are.
    """

    metric: str
    answer: str
    source: str
    unit: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    effective_n: float | None = None
    weighed: bool = False
    first_day: date | None = None
    last_day: date | None = None
    others_value: float | None = None
    others_n: int | None = None
    effect: Effect | None = None
    rank: float = 0.0
    plain: float | None = None
    others_plain: float | None = None
    n_told: bool = True

    def is_of(self, other: Evidence | None) -> bool:
        """Whether both are about the same: the same figure, or the same answer to the same question."""
        mine = self.source, self.metric, self.answer
        return other is not None and mine == (other.source, other.metric, other.answer)

    @property
    def higher(self) -> bool:
        return self.effect is not None and self.effect.size > 0

    def clearly(self, direction: int) -> bool:
        """Whether it lies above (1) or below (-1) everybody else's beyond doubt."""
        return self.effect is not None and self.effect.clear and self.effect.size * direction > 0


@dataclass(frozen=True)
class Sample:
    """A mean (or a share) with its 95 % interval and the people behind it."""

    value: float
    low: float | None
    high: float | None
    n: float

    @property
    def sd(self) -> float | None:
        """The standard deviation that the interval of a mean was made from; None without an interval.

        The half-width is that of personas/profile_figures.sql; the wider side is taken, as a share's may be cut at 0 or 1.
        """
        if self.low is None or self.high is None or self.n < 2:
            return None
        freedom = self.n - 1
        reach = Z + 2.372271 / freedom + 2.8225 / (freedom * freedom)
        return max(self.high - self.value, self.value - self.low) / reach * math.sqrt(self.n)


def rest_of(mine: Sample, everyone: Sample) -> Sample | None:
    """Everybody else, by taking the persona's people from all; None where nobody is left. Its interval is left out."""
    n = everyone.n - mine.n
    if n < 1:
        return None
    return Sample((everyone.n * everyone.value - mine.n * mine.value) / n, None, None, n)


def against_rest(evidence: Evidence, mine: Sample, everyone: Sample) -> Evidence:
    """A mean with everybody else's beside it and Cohen's d between the two (pooled; Hedges and Olkin 1985 for its interval)."""
    rest = rest_of(mine, everyone)
    if rest is None:
        return evidence
    mine_sd, all_sd = mine.sd, everyone.sd
    effect = None
    if mine_sd is not None and all_sd is not None and rest.n > 1:
        squares = (
            (everyone.n - 1) * all_sd**2
            + everyone.n * everyone.value**2
            - (mine.n - 1) * mine_sd**2
            - mine.n * mine.value**2
            - rest.n * rest.value**2
        )
        effect = cohens_d(mine, mine_sd, rest, math.sqrt(max(squares, 0.0) / (rest.n - 1)))
    return replace(evidence, others_value=round(rest.value, 6), others_n=round(rest.n), effect=effect)


def share_against_rest(evidence: Evidence, n: float, all_value: float, all_n: float, min_cell: int) -> Evidence:
    """A share of people with everybody else's, exactly: hits and people are subtracted from those of all.

    Of fewer than ``min_cell`` others who do so, or who do not, nothing is told.
    """
    rest_n = all_n - n
    if rest_n < 1 or evidence.value is None:
        return evidence
    hits = round(all_n * all_value - n * evidence.value)
    if min(hits, rest_n - hits) < min_cell:
        return evidence
    rest = hits / rest_n
    effect = cohens_h(evidence.value, n, rest, rest_n)
    return replace(evidence, others_value=round(rest, 6), others_n=round(rest_n), effect=effect)


def cohens_d(mine: Sample, mine_sd: float, rest: Sample, rest_sd: float) -> Effect | None:
    """The difference of two means in pooled standard deviations; None where nobody differs from anybody."""
    n = mine.n + rest.n
    if n <= 2:
        return None
    pooled = math.sqrt(((mine.n - 1) * mine_sd**2 + (rest.n - 1) * rest_sd**2) / (n - 2))
    if pooled < 1e-9:
        return None
    d = (mine.value - rest.value) / pooled
    return _around(d, math.sqrt(n / (mine.n * rest.n) + d * d / (2 * n)))


def cohens_h(share: float, n: float, other: float, other_n: float) -> Effect:
    """The difference of two shares of people as angles: 2 % against 4 % is not as much as 40 % against 70 % (Cohen 1988)."""
    angles = [2 * math.asin(math.sqrt(min(max(each, 0.0), 1.0))) for each in (share, other)]
    return _around(angles[0] - angles[1], math.sqrt(1 / n + 1 / other_n))


def _around(size: float, error: float) -> Effect:
    return Effect(round(size, 6), round(size - Z * error, 6), round(size + Z * error, 6))


def judge(evidence: Evidence, rules: CardSettings, as_of: date) -> tuple[State, Note]:
    """The state that a line has by its evidence, and why.

    stale: nothing of this kind came in for ``stale_after_days``. weak: its figure cannot be told, or fewer than ``min_n`` people (by
    weight, where answers are weighed) stand behind it, or its interval is wider than ``widest_interval`` of the scale.
    """
    if evidence.last_day is not None and (as_of - evidence.last_day).days > rules.stale_after_days:
        return "stale", "old"
    if evidence.value is None or evidence.n is None:
        return "weak", "withheld" if evidence.rank > 0 else "too_few_to_tell"
    behind = evidence.n if evidence.effective_n is None else min(evidence.n, evidence.effective_n)
    if behind < rules.min_n:
        return "weak", "few_people"
    if evidence.low is not None and evidence.high is not None:
        scale = SCALES.get(evidence.unit, abs(evidence.value))
        if evidence.high - evidence.low > rules.widest_interval * scale + 1e-9:
            return "weak", "wide_interval"
    return "supported", ""
