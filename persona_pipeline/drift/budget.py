"""The error budget: how often this shop would be told to re-evaluate for nothing, and thresholds that keep to it."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from persona_pipeline.settings import DriftSettings

from .bootstrap import ALERTING, Weeks, Years, draw_years, episodes
from .special import poisson_interval
from .streams import Group, group_of

FACTORS = (1.0, 1.15, 1.3, 1.5, 1.75, 2.0, 2.5, 3.0)
"""Tried in this order; the last one holds where even that is not enough, and the estimate says so."""
FIRM_WEEKS = 8
"""Below so many different weeks the estimate is provisional: it knows no week that the reference did not have."""
MOST_YEARS, FEWEST_YEARS = 48, 24
_CELLS = 2_400
"""Years times streams that are judged at most, so that a shop with many personas waits no longer than one with few."""
DETECTOR = {
    "reference_nights", "effect_nights", "min_share_points", "min_kpi_percent", "min_profile_sd", "min_nps_points",
    "false_alarms_per_year",
}  # fmt: skip
"""Settings that decide what fires and when; no other one makes a shop compute anew, or draws other years."""
METHOD = 2
"""Part of the fingerprint: another number makes every shop compute anew."""


@dataclass(frozen=True)
class LevelBudget:
    """What is known of one level (a cause of a verdict), or of ``all`` together.

    Attributes:
        budget: false re-evaluations a year that are allowed.
        rate: false re-evaluations a year as estimated; low and high: 95 % interval (Garwood 1936) for the number of
            years that were drawn. It does not hold what a short reference does not know.
        factor: what thresholds are multiplied by; None for ``all``.
        years: years that were drawn; weeks: different weeks that they were drawn from.
    """

    level: str
    budget: float
    rate: float
    low: float
    high: float
    factor: float | None
    years: int
    reference_nights: int
    weeks: int
    last_night: date
    provisional: bool

    @property
    def within(self) -> bool:
        """The estimate keeps to the budget."""
        return self.rate <= self.budget


def calibrate(weeks: Weeks, settings: DriftSettings) -> list[LevelBudget]:
    """Estimate the false alarms of every level that the reference has, and raise thresholds until they fit the budget.

    Calm years are made from the weeks of the reference and judged from end to end, so that overdispersion, correlation
    and weekly swings that the formula for thresholds (``thresholds.threshold``) does not know count as they are.
    Thresholds never fall below the formula's. How far the estimate can be trusted, as measured on simulated shops, each
    with a calm year of its own after the reference (estimated against true, a year, thresholds of the formula): 28 nights
    0.17 against 0.30 for a quiet shop, 0.46 against 0.40 with twice the noise, 0.91 against 0.86 with swings of 8 % from
    week to week; 91 nights 0.52 against 0.50 with those swings. That is the mean of 10 shops: of one shop with four weeks
    the estimate is off by half either way, and no swing that those weeks lacked, and no season, is in it. Therefore what
    is told below FIRM_WEEKS weeks is the larger of the estimate and what the formula promises (the budget of one level),
    and it is marked provisional. Seeded by the reference itself.
    """
    streams = weeks.history.streams
    count = int(np.clip(_CELLS // max(len(streams), 1), FEWEST_YEARS, MOST_YEARS))
    years = draw_years(weeks, settings, count, seed=int(fingerprint(weeks, settings, 0)[:8], 16))
    present = [level for level in ALERTING if level in {group_of(stream) for stream in years.streams}]
    factors = _factors(years, present, settings.false_alarms_per_year)
    found = episodes(years, factors)
    allowed = settings.false_alarms_per_year
    told = [
        _level(weeks, level, int(found[level].sum()), years, budget=allowed, factor=factors[level]) for level in present
    ]
    return [_all(weeks, int(found["all"].sum()), years, told), *told]


def factors_of(levels: list[LevelBudget]) -> dict[Group, float]:
    """What thresholds are multiplied by, for ``judge``."""
    by_level = {level.level: level.factor for level in levels}
    return {level: factor for level in ALERTING if (factor := by_level.get(level)) is not None}


def fingerprint(weeks: Weeks, settings: DriftSettings, min_cell: int) -> str:
    """Everything that the budget and the power card follow from, in 16 hexadecimal digits."""
    history = weeks.history
    used = settings.model_dump(mode="json", include=DETECTOR)
    text = repr((METHOD, min_cell, sorted(used.items()), history.nights, history.streams, weeks.block.tolist()))
    mixed = hashlib.sha256(text.encode())
    for figure in (history.n, history.total, history.squares):
        mixed.update(np.ascontiguousarray(figure).tobytes())
    return mixed.hexdigest()[:16]


def _factors(years: Years, levels: list[Group], budget: float) -> dict[Group, float]:
    """The smallest factor of each level that keeps to the budget. Levels hardly depend on each other."""
    chosen: dict[Group, float] = dict.fromkeys(levels, FACTORS[-1])
    left = list(levels)
    for factor in FACTORS:
        found = episodes(years, dict.fromkeys(levels, factor))
        for level in [level for level in left if found[level].sum() <= budget * years.count]:
            chosen[level] = factor
            left.remove(level)
        if not left:
            break
    return chosen


def _all(weeks: Weeks, count: int, years: Years, levels: list[LevelBudget]) -> LevelBudget:
    """All levels together. While provisional they are said to do no better than the budget of one of them."""
    promised = max((level.budget for level in levels), default=0.0)
    told = _level(weeks, "all", count, years, budget=promised)
    return replace(told, budget=sum(level.budget for level in levels))


def _level(
    weeks: Weeks, level: str, count: int, years: Years, *, budget: float, factor: float | None = None
) -> LevelBudget:
    low, high = poisson_interval(count)
    provisional = weeks.distinct < FIRM_WEEKS
    rate, low, high = (value / years.count for value in (count, low, high))
    if provisional:
        rate, high = max(rate, budget), max(high, budget)
    return LevelBudget(
        level, budget, round(rate, 4), round(low, 4), round(high, 4), factor, years.count, years.reference_nights,
        weeks.distinct, weeks.history.nights[-1], provisional,
    )  # fmt: skip
