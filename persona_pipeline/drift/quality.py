"""Can the night's data be trusted? Volumes, refused rows, match rates and amounts against the weeks before.

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
WEEKS = 8
"""Weeks before a day that it is held against."""
_DAYS = 7
_MEDIAN_OF_WEEKS = 1.0 + 1.57 / WEEKS
"""Variance of a difference from a median of so many values, in variances of one value (pi / 2 / WEEKS more than 1)."""


@dataclass(frozen=True)
class Check:
    """One figure of data quality, by day.

    Attributes:
        measure: rows:<source>, refused_share:<source>, match_rate:<figure> or amounts:orders.
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
        return frozenset(kind for name in faulty for kind in kinds.get(name, _JUDGED))

    def row(self, night: date) -> int | None:
        """Where a day stands."""
        return (night - self.days[0]).days if self.days and self.days[0] <= night <= self.days[-1] else None


_JUDGED = frozenset({"orders", "web", "survey"})


def quality_of(
    volumes: pd.DataFrame,
    rates: pd.DataFrame,
    judged: dict[date, frozenset[str]],
    as_of: date,
    *,
    amounts: pd.DataFrame | None = None,
) -> Quality:
    """Judge every day up to ``as_of``.

    Args:
        volumes: (business_day, source, kind, rows_core): what entered the figures.
        rates: (as_of, measure, kind, numerator, denominator): refused rows and match rates by night.
        judged: faulty measures by earlier night, as those nights wrote them down.
        as_of: the night.
        amounts: (as_of, n, total, total_squares): orders of the whole shop by night, with the sum of the logarithms of
            their values and of the squares of these; None where they are not judged.
    """
    import pandas as pd

    moments = [*pd.to_datetime(volumes["business_day"]), *pd.to_datetime(rates["as_of"])]
    if amounts is not None:
        moments += [*pd.to_datetime(amounts["as_of"])]
    first = min((moment.date() for moment in moments), default=as_of)
    days = tuple(first + timedelta(days=n) for n in range((as_of - first).days + 1))
    checks = [*_volume_checks(volumes, days), *_rate_checks(rates, days)]
    if amounts is not None and len(amounts):
        checks.append(_amounts_check(amounts, days))
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


def _amounts_check(amounts: pd.DataFrame, days: tuple[date, ...]) -> Check:
    """The geometric mean of the night's order values: amounts in cents, or in another currency, move all of them alike.

    Twice or half of what is usual is asked for beside z, because days of offers and of gifts are dearer or cheaper and no fault.
    """
    n, total, squares = (_by_day(amounts, "as_of", name, days) for name in ("n", "total", "total_squares"))
    n = np.where(n > 0, n, np.nan)
    night = total / n
    usual, spread, known = _before(night, period=1)
    within = np.maximum(squares / n - night**2, 0.0)
    spread = np.sqrt(_MEDIAN_OF_WEEKS * (spread**2 + 0.02**2 + within / n))
    z = (night - usual) / spread
    faulty = (np.abs(np.nan_to_num(z)) > LIMIT) & (np.abs(np.nan_to_num(night - usual)) >= np.log(SMALLEST_FACTOR))
    kinds = frozenset({"orders"})
    return Check(AMOUNTS, kinds, True, np.exp(night), np.exp(usual), n, z, spread, known, faulty)


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
        spread = spread if cumulative else np.fmax(spread, _above(night, usual))
        middle = np.clip(rate if cumulative else usual, 0.0, 1.0)
        sampling = np.where(bottom > 0, middle * (1 - middle) + 0.5 / np.maximum(bottom, 1), 0.0) / np.maximum(
            bottom, 1
        )
        spread = np.sqrt(_MEDIAN_OF_WEEKS * (spread**2 + 0.002**2 + (0.0 if cumulative else CLUMP) * sampling))
        z = (night - usual) / spread
        jump = np.abs(np.nan_to_num(night - usual))
        faulty = (np.abs(np.nan_to_num(z)) > LIMIT) & (jump >= SMALLEST_JUMP)
        if not cumulative:
            faulty |= (np.nan_to_num(night - usual) >= CLEAR_JUMP) & (np.nan_to_num(top) >= CLUMP)
        base = before + usual if cumulative else usual
        found.append(
            Check(str(measure), frozenset(str(kind).split("+")), False, rate, base, bottom, z, spread, known, faulty)
        )
    return found


SMALLEST_JUMP = 0.01
"""A rate that jumps by less than one point is no fault, however steady it was."""
CLUMP = 10.0
"""Rows are refused together: an order of ten lines without prices is ten rows. So many rows count as one when chance is judged."""
CLEAR_JUMP = 0.10
"""So much more of a source's rows refused than usual is a fault, however few rows there were (CLUMP at least)."""
AMOUNTS = "amounts:orders"
SMALLEST_FACTOR = 2.0
"""Order values that are less than this many times as high, or as low, as usual are no fault of the data."""
_UPPER, _UPPER_SCORE = 0.8, 0.8416
"""A quantile of the ``WEEKS`` weeks before, and the standard normal value at it: a fault must last for a fifth of them to be usual."""


def _by_day(rows: pd.DataFrame, day: str, column: str, days: tuple[date, ...]) -> Floats:
    import pandas as pd

    values = np.full(len(days), np.nan)
    ordinals = np.array([moment.date().toordinal() for moment in pd.to_datetime(rows[day])], dtype=np.int64)
    values[ordinals - days[0].toordinal()] = rows[column].to_numpy(dtype=np.float64)
    return values


def _before(values: Floats, *, period: int) -> tuple[Floats, Floats, Counts]:
    """Median and spread of the ``WEEKS`` weeks before each day (same weekday when ``period`` is 7), without the day itself.

    Returns median, standard deviation (from the median absolute deviation), and number of days known. NaN where fewer
    than two weeks are known. A fault in those weeks moves neither, and a new normal is accepted after some weeks.
    """
    size = WEEKS * _DAYS
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


def _above(values: Floats, usual: Floats) -> Floats:
    """How far nights of the ``WEEKS`` weeks before lay above their median, as a standard deviation (from the 80 % quantile).

    A share that is 0 on most nights and 2 to 4 % on some has no spread by the median deviation. Those nights are usual too.
    """
    import warnings

    size = WEEKS * _DAYS
    padded = np.concatenate([np.full(size, np.nan), values])
    windows = np.lib.stride_tricks.sliding_window_view(padded, size)[: len(values)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        found: Floats = (np.nanquantile(windows, _UPPER, axis=1) - usual) / _UPPER_SCORE
    return np.maximum(found, 0.0)


def _median(values: Floats, axis: int) -> Floats:
    """Nanmedian that keeps quiet about slices without any value."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        found: Floats = np.nanmedian(values, axis=axis)
    return found
