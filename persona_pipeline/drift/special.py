"""The three distribution functions that drift needs, from scipy, typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .arrays import Floats

_FARTHEST = 30.0


def normal_score(t: Floats, freedom: Floats) -> Floats:
    """The standard normal value that is as rare as ``t`` is in Student's distribution; NaN stays NaN."""
    from scipy import special

    rarity = special.stdtr(freedom, -np.minimum(np.abs(t), _FARTHEST))
    score: Floats = -special.ndtri(rarity) * np.sign(t)
    return score


def t_quantile(freedom: Floats) -> Floats:
    """The 97.5 % point of Student's distribution, for 95 % intervals."""
    from scipy import special

    point: Floats = special.stdtrit(freedom, 0.975)
    return point


def two_sided(z: Floats) -> Floats:
    """Probability that a standard normal value is further from 0 than ``z``."""
    from scipy import special

    tail: Floats = 2.0 * special.ndtr(-np.abs(z))
    return tail


def chi_square_tail(value: Floats, freedom: Floats) -> Floats:
    """Probability that a chi-square variable exceeds ``value``; NaN stays NaN."""
    from scipy import special

    tail: Floats = special.chdtrc(freedom, value)
    return tail


def poisson_interval(count: int) -> tuple[float, float]:
    """The exact 95 % interval of a Poisson mean of which ``count`` was seen (Garwood 1936)."""
    from scipy import special

    low = float(special.chdtri(2 * count, 0.975)) / 2 if count else 0.0
    return low, float(special.chdtri(2 * count + 2, 0.025)) / 2
