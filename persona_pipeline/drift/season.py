"""What comes back beside the weekday: the same days of the month, and the same weeks of the year, once they have been seen."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from .arrays import Counts, Flags, Floats
    from .history import History

YEAR = 364
"""Whole weeks, so that weekdays agree."""
AROUND, SHIFTS = 3, (-7, 0, 7)
"""A week of last year is so many days before and after its middle. Seasons move by days: the week before and after count too."""
_APART, _MONTH = 20, 30
"""Days that an earlier month, and nights that are neither this year's nor last year's, are away at least."""
_LAST_DAYS = 1
_MONTHS = 3


@dataclass(frozen=True)
class _Rhythm:
    """Something that may come back.

    Attributes:
        same: by (night, other night): the nights that it came on before; several where it may come a little earlier or later.
        between: the nights on which it did not come.
        least: fewest clean nights of both.
        certain: standard errors that it must stand out by. Days of the month are looked for more often than weeks of the year.
    """

    same: tuple[Flags, ...]
    between: Flags
    least: tuple[int, int]
    certain: float


@dataclass(frozen=True)
class Season:
    """What a season adds to what the reference leads one to expect, by (night, stream), and the variance of that; mostly 0."""

    adds: Floats
    variance: Floats


def no_season(history: History) -> Season:
    """Nothing comes back."""
    none = np.zeros((len(history.nights), len(history.streams)))
    return Season(none, none)


def season_of(history: History, off: Floats, variance: Floats, clean: Flags) -> Season:
    """What each night had to be expected to be off by, from nights before it alone.

    ``off`` is what nights were off what their reference and weekday lead one to expect, ``variance`` that of a night. A
    season is what nights of the same days of the month, or of the same weeks last year, were off, as far as the nights
    between were not: a change that stays is no season, and one that went back by itself and comes again is. Of both the
    one that stands out more is taken, if it is certain enough. Where last year had several levels around that week, as at the ends of a
    season, everything between them was to be expected.
    """
    found = no_season(history)
    known = clean & np.isfinite(off) & np.isfinite(variance)
    figures = np.where(known, off, 0.0), np.where(known, variance, 0.0), known.astype(np.float64)
    strength = np.zeros(found.adds.shape)
    for rhythm in (_of_month(history.nights), _of_year(history.nights)):
        if not any(same.any() for same in rhythm.same):
            continue
        adds, error, certain = (np.stack(part) for part in zip(*_each(rhythm, *figures), strict=True))
        lowest, highest, best = adds.min(axis=0), adds.max(axis=0), certain.max(axis=0)
        here = np.where(known, off, adds[len(adds) // 2])
        better = best > strength
        found = Season(
            np.where(better, np.clip(here, lowest, highest), found.adds),
            np.where(better, (error**2).max(axis=0), found.variance),
        )
        strength = np.where(better, best, strength)
    return found


def _each(rhythm: _Rhythm, off: Floats, variance: Floats, known: Floats) -> Iterator[tuple[Floats, Floats, Floats]]:
    """What each of a rhythm's nights make one expect, its standard error, and by how many of these it stands out; 0 where that is too few."""
    rest, rest_variance, others = _means(rhythm.between, off, variance, known)
    for same in rhythm.same:
        here, here_variance, nights = _means(same, off, variance, known)
        adds = np.sign(here) * np.minimum(np.abs(here), np.maximum((here - rest) * np.sign(here), 0.0))
        error = np.sqrt(here_variance + rest_variance)
        certain = np.abs(adds) / np.where(error > 0, error, np.inf)
        enough = (nights >= rhythm.least[0]) & (others >= rhythm.least[1]) & (certain >= rhythm.certain)
        yield np.where(enough, adds, 0.0), np.where(enough, error, 0.0), np.where(enough, certain, 0.0)


def _means(chosen: Flags, off: Floats, variance: Floats, known: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean over the chosen nights, its variance, and how many there are, by (night, stream)."""
    pick = chosen.astype(np.float64)
    count = pick @ known
    safe = np.maximum(count, 1.0)
    return (pick @ off) / safe, (pick @ variance) / safe**2, count


def _of_year(nights: Sequence[date]) -> _Rhythm:
    """The same week last year and its neighbours, and the nights between them and now, a month apart from both."""
    day = _days(nights)
    ago = day[:, None] - day[None, :]
    weeks = tuple(np.abs(ago - YEAR + shift) <= AROUND for shift in SHIFTS)
    return _Rhythm(weeks, (ago < YEAR - _MONTH) & (ago > _MONTH), (5, 60), 2.5)


def _of_month(nights: Sequence[date]) -> _Rhythm:
    """About the same day in at least three earlier months, or the last days of all of them; and the months' other days."""
    number = _days(nights)
    day = np.array([night.day for night in nights], dtype=np.int64)
    month = np.array([12 * night.year + night.month for night in nights], dtype=np.int64)
    last = np.array([monthrange(night.year, night.month)[1] - night.day <= _LAST_DAYS for night in nights])
    before = number[:, None] - number[None, :] >= _APART
    near = (np.abs(day[:, None] - day[None, :]) <= 1) | (last[:, None] & last[None, :])
    seen = np.array([len(np.unique(month[row])) >= _MONTHS for row in before & near], dtype=np.bool_)[:, None]
    return _Rhythm((before & near & seen,), before & ~near & seen, (8, 60), 3.0)


def _days(nights: Sequence[date]) -> Counts:
    return np.array([night.toordinal() for night in nights], dtype=np.int64)
