"""The reference: what the first clean nights after acceptance lead one to expect by weekday, and how surely."""

from dataclasses import dataclass, replace

import numpy as np

from .arrays import Counts, Flags, Floats
from .history import History
from .season import Season, no_season, season_of
from .special import normal_score
from .streams import measure_of

LARGEST_AUTOCORRELATION = 0.6
_DAYS = 7


@dataclass(frozen=True)
class Reference:
    """One value per stream, or (weekday, stream). Streams with too little history have ``ready`` False and NaN here.

    Attributes:
        mean: mean over all reference nights, weighted by n.
        weekday: what a weekday adds to it, shrunk towards 0 as far as the weekdays differ by chance only.
        variance: variance of one unit (person, session, order, answer) within a night.
        dispersion: phi, by how much nights vary more than units alone explain; at least 1.
        memory: lag-1 autocorrelation rho between nights, 0 to 0.6.
        freedom: degrees of freedom of the dispersion.
        mean_variance: variance of the estimated mean.
        weekday_variance: variance of the estimated weekday effects.
        n: units counted over the reference nights.
        season: what comes back beside the weekday, by (night, stream).
        nights: reference nights.
    """

    mean: Floats
    weekday: Floats
    variance: Floats
    dispersion: Floats
    memory: Floats
    freedom: Floats
    mean_variance: Floats
    weekday_variance: Floats
    n: Floats
    nights: Counts
    ready: Flags
    in_reference: Flags
    season: Season

    @property
    def inflation(self) -> Floats:
        """(1 + rho) / (1 - rho): by how much the variance of a mean of many nights is larger than if they were independent."""
        grown: Floats = (1.0 + self.memory) / (1.0 - self.memory)
        return grown


def fit(history: History, clean: Flags, reference_nights: int) -> Reference:
    """Fit every stream on its first ``reference_nights`` clean nights.

    A night's figure is the mean of n units, with expected value mean + weekday and variance
    phi * variance / n: quasi-binomial for proportions (McCullagh and Nelder 1989, ch. 4.5), the same for other means.
    Weekday effects are shrunk by empirical Bayes (Efron and Morris 1975).
    """
    counted = np.cumsum(clean, axis=0)
    chosen = clean & (counted <= reference_nights)
    n = np.where(chosen, history.n, 0.0)
    total = np.where(chosen, history.total, 0.0)
    mean = total.sum(axis=0) / _positive(n.sum(axis=0))
    deviation = np.where(chosen, history.mean - mean, 0.0)
    variance = _unit_variance(history, chosen, mean)
    weekday, weekday_variance, freedom = _weekdays(history.weekday, n, deviation, variance, chosen)
    left = np.where(chosen, deviation - weekday[history.weekday], 0.0)
    dispersion = np.maximum((n * left**2).sum(axis=0) / variance / freedom, 1.0)
    memory = _memory(history, chosen, left * np.sqrt(n / (dispersion * variance)))
    return Reference(
        mean=mean,
        weekday=weekday,
        variance=variance,
        dispersion=dispersion,
        memory=memory,
        freedom=freedom,
        mean_variance=dispersion * variance / _positive(n.sum(axis=0)),
        weekday_variance=weekday_variance,
        n=n.sum(axis=0),
        nights=chosen.sum(axis=0).astype(np.int64),
        ready=counted[-1] >= reference_nights if len(counted) else np.zeros(len(history.streams), dtype=np.bool_),
        in_reference=chosen,
        season=no_season(history),
    )


def with_season(reference: Reference, history: History, clean: Flags) -> Reference:
    """The reference that also expects what comes back on the same days of the month and in the same weeks of the year."""
    off = history.mean - expected(history, reference)
    variance = reference.dispersion * reference.variance * reference.inflation / _positive(history.n)
    return replace(reference, season=season_of(history, off, variance, clean))


def expected(history: History, reference: Reference) -> Floats:
    """What the reference leads one to expect of each night."""
    values: Floats = reference.mean + reference.weekday[history.weekday] + reference.season.adds
    return values


def standardise(history: History, reference: Reference) -> Floats:
    """Each night's difference from what was expected, as a standard normal value.

    The uncertainty of the reference is in the denominator, that of the dispersion in Student's distribution. Nights are
    as alike as neighbours are: ``independent`` before adding them up. NaN where there is no figure.
    """
    noise = reference.dispersion * reference.variance / _positive(history.n)
    doubt = reference.mean_variance + reference.weekday_variance[history.weekday] + reference.season.variance
    z = (history.mean - expected(history, reference)) / np.sqrt(noise + doubt)
    return normal_score(z, reference.freedom)


def independent(history: History, standard: Floats, clean: Flags, memory: Floats) -> Floats:
    """What a night adds to what the clean night before it leads one to expect, as a standard normal value.

    Innovations of an autoregression of order 1 (Lu and Reynolds 2001 compare charts of these with charts of the figures
    themselves). A night after others that are left out remembers less of the last one: memory to the power of the days between. A change
    shows in full on its first night, and by (1 - memory) / (1 - memory^2)^0.5 of that on later ones.
    """
    days = np.array([night.toordinal() for night in history.nights])
    found = np.array(standard)
    last, at = np.zeros(standard.shape[1]), np.full(standard.shape[1], -(10**6))
    for night in range(len(standard)):
        kept = memory ** np.minimum(days[night] - at, 10**3)
        found[night] = (standard[night] - kept * last) / np.sqrt(1.0 - kept**2)
        counts = clean[night] & np.isfinite(standard[night])
        last, at = np.where(counts, standard[night], last), np.where(counts, days[night], at)
    return found


def _unit_variance(history: History, chosen: Flags, mean: Floats) -> Floats:
    """Pooled variance within nights; never 0, so that a column without any variation is defined."""
    n, total, squares = (np.where(chosen, figure, 0.0) for figure in (history.n, history.total, history.squares))
    within = np.maximum(squares - total**2 / _positive(n), 0.0).sum(axis=0) / _positive((n - 1.0).clip(0).sum(axis=0))
    every = n.sum(axis=0)
    share = (total.sum(axis=0) + 0.5) / (every + 1.0)
    proportion = np.array([bool((m := measure_of(s.measure)) and m.proportion) for s in history.streams])
    floor = (1e-6 * np.maximum(np.abs(mean), 1e-3)) ** 2
    found: Floats = np.maximum(np.where(proportion, share * (1.0 - share), within), floor)
    return found


def _weekdays(
    day: Counts, n: Floats, deviation: Floats, variance: Floats, chosen: Flags
) -> tuple[Floats, Floats, Floats]:
    """Shrunk effect and its variance by (weekday, stream), and the degrees of freedom that are left."""
    is_day = (day[None, :] == np.arange(_DAYS)[:, None]).astype(np.float64)
    per_day = is_day @ n
    effect = (is_day @ (n * deviation)) / _positive(per_day)
    nights = chosen.sum(axis=0)
    left = np.where(chosen, deviation - effect[day], 0.0)
    dispersion = np.maximum((n * left**2).sum(axis=0) / variance / np.maximum(nights - _DAYS, 1), 1.0)
    chance = np.where(per_day > 0, dispersion * variance / _positive(per_day), np.nan)
    seen = (per_day > 0).sum(axis=0)
    spread = np.where(per_day > 0, effect**2, 0.0).sum(axis=0) / np.maximum(seen - 1, 1)
    real = np.maximum(spread - np.nansum(chance, axis=0) / np.maximum(seen, 1), 0.0)
    kept = np.nan_to_num(real / (real + chance), nan=0.0)
    freedom = np.maximum(nights - 1.0 - kept.sum(axis=0) * (_DAYS - 1) / _DAYS, 1.0)
    doubt = np.where(per_day > 0, kept * np.nan_to_num(chance), real)
    return kept * effect, doubt, freedom


def _memory(history: History, chosen: Flags, standardised: Floats) -> Floats:
    """Autocorrelation rho from night to night, pooled over the streams of one measure, because 28 nights of one tell little."""
    gaps = np.diff(np.array([night.toordinal() for night in history.nights]))
    pairs = chosen[1:] & chosen[:-1] & (gaps == 1)[:, None]
    together = np.where(pairs, standardised[1:] * standardised[:-1], 0.0).sum(axis=0) / _positive(pairs.sum(axis=0))
    alone = (standardised**2).sum(axis=0) / _positive(chosen.sum(axis=0))
    nights = np.maximum(chosen.sum(axis=0), 1)
    rho = np.where(alone > 0, together / _positive(alone), 0.0) + 1.0 / nights
    names = [s.measure for s in history.streams]
    pooled = {name: float(np.mean(rho[[i for i, other in enumerate(names) if other == name]])) for name in set(names)}
    return np.array([min(max(pooled[name], 0.0), LARGEST_AUTOCORRELATION) for name in names], dtype=np.float64)


def _positive(values: Floats | Counts) -> Floats:
    """The values with 1 in place of 0 and less, for safe division."""
    return np.where(np.nan_to_num(values) > 0, values, 1.0).astype(np.float64)
