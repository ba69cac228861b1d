"""Sums over the last clean nights of each stream, and the effect that they show."""

from dataclasses import dataclass

import numpy as np

from persona_pipeline.settings import DriftSettings

from .arrays import Counts, Flags, Floats
from .history import History
from .paces import STEADY
from .reference import Reference, expected
from .special import t_quantile
from .streams import Measure, measure_of, smallest_effect

_DAYS = 7
NPS_SCALE = 100.0
"""The NPS is kept as the mean of 1 (promoter), 0 and -1 (detractor)."""


@dataclass(frozen=True)
class Effect:
    """Mean difference over the last clean nights, in the unit of the measure, with its 95 % interval.

    ``difference`` and ``error`` are the same in the measure's own scale, for tests between personas. ``matters_up`` and
    ``matters_down`` ask that it is as large as matters, also when the night that speaks loudest for it is left out;
    ``half_up`` and ``half_down`` that it is at least half of that.
    """

    value: Floats
    low: Floats
    high: Floats
    difference: Floats
    error: Floats
    expected: Floats
    recent: Floats
    n: Floats
    matters_up: Flags
    matters_down: Flags
    half_up: Flags
    half_down: Flags


SHORTEST = 2
"""Nights of the shortest window: one night alone is no effect."""


def last_sum(values: Floats, clean: Flags, nights: int) -> Floats:
    """Sum of ``values`` over the last ``nights`` clean nights of each stream, this night included where it is clean."""
    counted = counted_nights(clean)
    running = np.cumsum(np.where(clean, values, 0.0), axis=0)
    by_count = np.zeros((len(values) + 1, values.shape[1]))
    night, stream = np.nonzero(clean)
    by_count[counted[night, stream], stream] = running[night, stream]
    before: Floats = np.take_along_axis(by_count, np.maximum(counted - nights, 0), axis=0)
    return running - before


def counted_nights(clean: Flags) -> Counts:
    """Clean nights so far, by (night, stream)."""
    counted: Counts = np.cumsum(clean, axis=0, dtype=np.int64)
    return counted


def windows(history: History, reference: Reference, clean: Flags, settings: DriftSettings) -> tuple[Effect, ...]:
    """The effect over the last 2, 3 .. ``drift.effect_nights`` nights, as it stood at the end of every night.

    A change is told by the nights since it began: a longer window would hold nights from before it, and make it smaller.
    """
    return tuple(
        effects(history, reference, clean, settings, nights) for nights in range(SHORTEST, settings.effect_nights + 1)
    )


def effects(history: History, reference: Reference, clean: Flags, settings: DriftSettings, nights: int) -> Effect:
    """The effect over the last so many nights."""
    n = last_sum(history.n, clean, nights)
    base = last_sum(history.n * expected(history, reference), clean, nights) / _safe(n)
    recent = last_sum(history.total, clean, nights) / _safe(n)
    error = _error(reference, n, nights)
    reach = t_quantile(reference.freedom) * error
    unit = _Units(history, reference, base)
    value = unit.show(recent - base)
    smallest = np.array([smallest_effect(measure, settings) for measure in unit.measures])
    above, below = _without_extreme(history.total - history.n * expected(history, reference), history.n, clean, nights)
    return Effect(
        value=np.where(n > 0, value, np.nan),
        low=np.where(n > 0, unit.show(recent - base - reach), np.nan),
        high=np.where(n > 0, unit.show(recent - base + reach), np.nan),
        difference=recent - base,
        error=error,
        expected=base,
        recent=recent,
        n=n,
        matters_up=np.minimum(value, unit.show(above)) >= smallest,
        matters_down=np.maximum(value, unit.show(below)) <= -smallest,
        half_up=value >= smallest / 2,
        half_down=value <= -smallest / 2,
    )


def persists(z: Floats, clean: Flags) -> tuple[Flags, Flags]:
    """Where at least 2 of the last 3 clean nights speak for a rise, and for a fall: one night alone never fires."""
    rises, falls = (last_sum((side * z > STEADY.allowance).astype(np.float64), clean, 3) for side in (1, -1))
    return rises >= 2, falls >= 2


def _without_extreme(above: Floats, n: Floats, clean: Flags, nights: int) -> tuple[Floats, Floats]:
    """Mean excess over the last clean nights without the highest of them, and without the lowest."""
    counted = counted_nights(clean)
    excess, size = (np.zeros((len(clean) + nights, clean.shape[1])) for _ in range(2))
    night, stream = np.nonzero(clean)
    excess[counted[night, stream] + nights - 1, stream] = above[night, stream]
    size[counted[night, stream] + nights - 1, stream] = n[night, stream]
    windows = (np.lib.stride_tricks.sliding_window_view(table, nights, axis=0) for table in (excess, size))
    last_excess, last_size = (np.take_along_axis(w, counted[:, :, None], axis=0) for w in windows)
    means = last_excess / _safe(last_size)
    sums, sizes = last_excess.sum(axis=2), last_size.sum(axis=2)
    found = []
    for extreme in (means.argmax(axis=2), means.argmin(axis=2)):
        at = extreme[:, :, None]
        out_excess, out_size = (np.take_along_axis(t, at, axis=2)[:, :, 0] for t in (last_excess, last_size))
        found.append((sums - out_excess) / _safe(sizes - out_size))
    return found[0], found[1]


@dataclass(frozen=True)
class _Units:
    """Differences in the unit that people read."""

    history: History
    reference: Reference
    base: Floats

    @property
    def measures(self) -> list[Measure]:
        return [measure for s in self.history.streams if (measure := measure_of(s.measure))]

    def show(self, difference: Floats) -> Floats:
        shown = np.array(difference)
        for column, measure in enumerate(self.measures):
            shown[:, column] = self._one(measure, column, difference[:, column])
        return shown

    def _one(self, measure: Measure, column: int, difference: Floats) -> Floats:
        if measure.unit == "percent" and not measure.log:
            base = self.base[:, column]
            return 100.0 * difference / np.where(np.abs(base) > 1e-9, base, 1e-9)
        if measure.unit == "percent":
            return 100.0 * np.expm1(np.clip(difference, -50.0, 50.0))
        if measure.level == "kpi" and measure.unit == "sd":
            return difference / float(np.sqrt(self.reference.variance[column]))
        return difference * {"points": 100.0, "nps": NPS_SCALE}.get(measure.unit, 1.0)


def _error(reference: Reference, n: Floats, nights: int) -> Floats:
    unit = reference.dispersion * reference.variance * reference.inflation
    weekday = reference.weekday_variance.mean(axis=0) / min(nights, _DAYS)
    error: Floats = np.sqrt(unit / _safe(n) + reference.mean_variance * reference.inflation + weekday)
    return error


def _safe(n: Floats) -> Floats:
    return np.where(n > 0, n, 1.0)
