"""How much evidence is enough: the CUSUM threshold that keeps to a budget of false alarms per year."""

import math
from functools import cache

import numpy as np

from .arrays import Floats
from .paces import QUICK, STEADY, Pace

SAFETY, KPI_SAFETY = 1.2, 1.15
"""Thresholds are raised by this much for parameters that are estimated. Less for KPIs: their nights vary hardly more than chance alone
makes them, and no smaller variance than that is ever assumed. Shares vary several times as much, and remember; how much is less sure."""
OVERSHOOT = 1.166
"""Siegmund's correction for the steps of the random walk: 2 x 0.583."""
NIGHTS_PER_YEAR = 365.0
QUICK_PART = 0.05
"""Part of a level's budget that is the quick pace's."""
LEAST = 2.5
"""After one extreme night the next one must still stand out by more than 2 + 0.5 standard errors."""
_LARGEST = 40.0


def threshold(one_sided: int, false_alarms_per_year: float, reference_nights: int, safety: float = SAFETY) -> float:
    """The steady pace's threshold: the smallest h that keeps a level within its budget.

    Args:
        one_sided: one-sided series in the level.
        false_alarms_per_year: budget of the level.
        reference_nights: nights that mean and spread were estimated from.
        safety: SAFETY or KPI_SAFETY.
    """
    return _threshold(one_sided, (1.0 - QUICK_PART) * false_alarms_per_year, reference_nights, STEADY, safety)


def quick_threshold(
    one_sided: int, false_alarms_per_year: float, reference_nights: int, safety: float = SAFETY
) -> float:
    """The quick pace's threshold, by a small part of the budget: large moves are rare without a change."""
    return _threshold(one_sided, QUICK_PART * false_alarms_per_year, reference_nights, QUICK, safety)


@cache
def _threshold(one_sided: int, false_alarms_per_year: float, reference_nights: int, pace: Pace, safety: float) -> float:
    """Two demands, of which the stricter holds.

    First, Siegmund's average run length (Sequential Analysis, 1985, eq. 2.56)
    ARL = (e^(2kb) - 2kb - 1) / (2k^2), b = h + 1.166, must be one_sided * 365 / budget, times the safety factor. Second, the same
    with what a reference of few nights leaves unknown averaged over: its mean is off by N(0, 1/nights) standard errors
    and its scale by some percent, so that rare unlucky references raise most of the false alarms.
    """
    rate = false_alarms_per_year / (NIGHTS_PER_YEAR * max(one_sided, 1))
    k = pace.allowance
    certain = safety * _solve(rate, k, np.zeros(1), np.ones(1), np.ones(1))
    return round(max(LEAST, certain, _solve(rate, k, *_what_may_be_wrong(reference_nights))), 6)


def average_run_length(h: Floats, drift: Floats) -> Floats:
    """Nights until a one-sided CUSUM of N(drift, 1) steps passes h (Siegmund's approximation)."""
    b = h + OVERSHOOT
    safe = np.where(np.abs(drift) < 1e-6, 1e-6, drift)
    exponent = np.clip(-2.0 * safe * b, -700.0, 700.0)
    length: Floats = (np.exp(exponent) - exponent - 1.0) / (2.0 * safe**2)
    return length


def _what_may_be_wrong(nights: int) -> tuple[Floats, Floats, Floats]:
    """Nodes of bias and scale with their weights (Gauss-Hermite, 15 x 15).

    The dispersion has about nights - 5 degrees of freedom, the autocorrelation a standard error near 1 / sqrt(nights).
    Three quarters of that doubt count; Student's scores and the winsor take the rest. Measured on calm years after 28
    nights: 0.27 false alarms a year over all levels; with all of it 0.03, and twice the delay; with half of it 0.45.
    """
    points, weights = np.polynomial.hermite_e.hermegauss(15)
    freedom = max(nights - 5.0, 4.0)
    bias = points * math.sqrt(1.0 / nights)
    scale = np.exp(0.75 * points * math.sqrt(0.5 / freedom + 0.5 / nights))
    both = np.outer(weights, weights) / weights.sum() ** 2
    return np.repeat(bias, 15), np.tile(scale, 15), both.ravel()


def _solve(rate: float, k: float, bias: Floats, scale: Floats, weight: Floats) -> float:
    low, high = 0.0, _LARGEST
    for _ in range(60):
        middle = (low + high) / 2
        found = float(np.sum(weight / average_run_length(middle / scale, bias - k / scale)))
        low, high = (low, middle) if found <= rate else (middle, high)
    return high
