"""Can the night's data be trusted? Volumes, refused rows and match rates against the eight weeks before.

A fault here blocks the streams that are made from the faulty source for that night: they are frozen, not reset, and
the night is left out of the reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from .arrays import Counts, Flags, Floats

LIMIT = 5.0
"""Shewhart: one night so many standard deviations off is enough."""
_WEEKS = 8
_DAYS = 7
_MEDIAN_OF_WEEKS = 1.0 + 1.57 / _WEEKS
"""Variance of a difference from a median of 8 values, in variances of one value (pi / 2 / 8 more than 1)."""


@dataclass(frozen=True)
class Check:
    """One figure of data quality, by day.

    Attributes:
        measure: rows:<source>, refused_share:<source> or match_rate:<figure>.
        kinds: kinds of source whose figures it casts doubt on.
        relative: shown in percent of what was expected; otherwise in points.
    """

    measure: str
    kinds: frozenset[str]
    relative: bool
    night: Floats
    usual: Floats
    n: Floats
    z: Floats
    spread: Floats
    days: Counts
    faulty: Flags


@dataclass(frozen=True)
class Quality:
    """All checks on a calendar without holes, and where earlier nights wrote down what they found."""

    days: tuple[date, ...]
    checks: tuple[Check, ...]
    judged: dict[date, frozenset[str]]

    def blocked(self, night: date, as_of: date) -> frozenset[str]:
        """Kinds of source that could not be trusted on a night.

        What an earlier night found while its figures were made holds for those figures, also when late rows have
        since made its volume normal; running that night again makes both new.
        """
        if night != as_of and night in self.judged:
            faulty = self.judged[night]
        else:
            row = self.row(night)
            faulty = frozenset(c.measure for c in self.checks if row is not None and c.faulty[row])
        kinds = {check.measure: check.kinds for check in self.checks}
        return frozenset(kind for name in faulty for kind in kinds.get(name, _EVERY))

    def row(self, night: date) -> int | None:
        """Where a day stands."""
        return (night - self.days[0]).days if self.days and self.days[0] <= night <= self.days[-1] else None


_EVERY = frozenset({"orders", "web", "survey"})


def quality_of(volumes: pd.DataFrame, rates: pd.DataFrame, judged: dict[date, frozenset[str]], as_of: date) -> Quality:
    """Judge every day up to ``as_of``.

    Args:
        volumes: (business_day, source, kind, rows_core): what entered the figures.
        rates: (as_of, measure, kind, numerator, denominator): refused rows and match rates by night.
        judged: faulty measures by earlier night, as those nights wrote them down.
        as_of: the night.
    """
    import pandas as pd

    moments = [*pd.to_datetime(volumes["business_day"]), *pd.to_datetime(rates["as_of"])]
    first = min((moment.date() for moment in moments), default=as_of)
    days = tuple(first + timedelta(days=n) for n in range((as_of - first).days + 1))
    checks = [*_volume_checks(volumes, days), *_rate_checks(rates, days)]
    return Quality(days, tuple(checks), judged)


def _volume_checks(volumes: pd.DataFrame, days: tuple[date, ...]) -> list[Check]:
    found = []
    for (source, kind), rows in volumes.groupby(["source", "kind"], sort=True):
        count = _by_day(rows, "business_day", "rows_core", days)
        first = int(np.argmax(np.isfinite(count)))
        count[first:] = np.nan_to_num(count[first:])
        night = np.log1p(count)
        usual, spread, known = _before(night, period=_DAYS)
        spread = np.sqrt(_MEDIAN_OF_WEEKS * (spread**2 + 0.1**2 + 1.0 / (np.exp(usual))))
        z = (night - usual) / spread
        faulty = np.abs(np.nan_to_num(z)) > LIMIT
        found.append(
            Check(
                f"rows:{source}", frozenset({str(kind)}), True, count, np.expm1(usual), count, z, spread, known, faulty
            )
        )
    return found


def _rate_checks(rates: pd.DataFrame, days: tuple[date, ...]) -> list[Check]:
    """Refused shares against their usual level; match rates by how far they jump from one night to the next."""
    found = []
    for (measure, kind), rows in rates.groupby(["measure", "kind"], sort=True):
        top, bottom = (_by_day(rows, "as_of", name, days) for name in ("numerator", "denominator"))
        rate = np.where(bottom > 0, top, np.nan) / np.where(bottom > 0, bottom, 1.0)
        cumulative = str(measure).startswith("match_rate:")
        before = np.concatenate([[np.nan], rate[:-1]])[: len(rate)]
        night = rate - before if cumulative else rate
        usual, spread, known = _before(night, period=1)
        middle = np.clip(rate if cumulative else usual, 0.0, 1.0)
        sampling = np.where(bottom > 0, middle * (1 - middle) + 0.5 / np.maximum(bottom, 1), 0.0) / np.maximum(
            bottom, 1
        )
        spread = np.sqrt(_MEDIAN_OF_WEEKS * (spread**2 + 0.002**2 + (0.0 if cumulative else 1.0) * sampling))
        z = (night - usual) / spread
        faulty = (np.abs(np.nan_to_num(z)) > LIMIT) & (np.abs(np.nan_to_num(night - usual)) >= SMALLEST_JUMP)
        base = before + usual if cumulative else usual
        found.append(
            Check(str(measure), frozenset(str(kind).split("+")), False, rate, base, bottom, z, spread, known, faulty)
        )
    return found


SMALLEST_JUMP = 0.01
"""A rate that jumps by less than one point is no fault, however steady it was."""


def _by_day(rows: pd.DataFrame, day: str, column: str, days: tuple[date, ...]) -> Floats:
    import pandas as pd

    values = np.full(len(days), np.nan)
    ordinals = np.array([moment.date().toordinal() for moment in pd.to_datetime(rows[day])], dtype=np.int64)
    values[ordinals - days[0].toordinal()] = rows[column].to_numpy(dtype=np.float64)
    return values


def _before(values: Floats, *, period: int) -> tuple[Floats, Floats, Counts]:
    """Median and spread of the eight weeks before each day (same weekday when ``period`` is 7), without the day itself.

    Returns median, standard deviation (from the median absolute deviation), and number of days known. NaN where fewer
    than two weeks are known. A fault in those weeks moves neither, and a new normal is accepted after some weeks.
    """
    size = _WEEKS * _DAYS
    padded = np.concatenate([np.full(size, np.nan), values])
    windows = np.lib.stride_tricks.sliding_window_view(padded, size)[: len(values)]
    grouped = windows.reshape(len(values), size // period, period)
    known = np.isfinite(windows).sum(axis=1)
    enough = known >= 2 * _DAYS
    middles = _median(grouped, axis=1)
    left = np.abs(grouped - middles[:, None, :]).reshape(len(values), size)
    groups = np.maximum(known / period, 2.0)
    spread = 1.4826 * _median(left, axis=1) * np.sqrt(groups / (groups - 1.0))
    return np.where(enough, middles[:, 0], np.nan), np.where(enough, spread, np.nan), known.astype(np.int64)


def _median(values: Floats, axis: int) -> Floats:
    """Nanmedian that keeps quiet about slices without any value."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        found: Floats = np.nanmedian(values, axis=axis)
    return found
