"""The history of nightly figures as arrays: one row per night, one column per stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .streams import Stream, measure_of, watched

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from .arrays import Counts, Flags, Floats


@dataclass(frozen=True)
class History:
    """Sums since the reference began; NaN where a night has no row, n = 0 where nothing was counted."""

    nights: tuple[date, ...]
    streams: tuple[Stream, ...]
    n: Floats
    total: Floats
    squares: Floats

    @property
    def mean(self) -> Floats:
        """Total / n; NaN where nothing was counted."""
        counted = self.n > 0
        found: Floats = np.where(counted, self.total, np.nan) / np.where(counted, self.n, 1.0)
        return found

    @property
    def weekday(self) -> Counts:
        """0 for Monday to 6 for Sunday, by night."""
        return np.array([night.weekday() for night in self.nights], dtype=np.int64)

    @property
    def personas(self) -> tuple[str, ...]:
        """Ids of the personas that have a share, in order."""
        return tuple(s.persona_id for s in self.streams if s.measure == "active_share")

    def index(self, persona_id: str, measure: str) -> int | None:
        """Column of a stream."""
        wanted = Stream(persona_id, measure)
        return self.streams.index(wanted) if wanted in self.streams else None

    def known(self) -> Flags:
        """Where a night has a figure: something was counted, and its sums are numbers."""
        return (self.n > 0) & np.isfinite(self.total) & np.isfinite(self.squares)


def history_of(rows: pd.DataFrame) -> History:
    """Arrays from rows (as_of, persona_id, measure, n, total, total_squares), in any order."""
    import pandas as pd

    night_codes, nights = pd.factorize(rows["as_of"], sort=True)
    labels = rows["persona_id"].astype(str) + "\x00" + rows["measure"].astype(str)
    codes, names = pd.factorize(labels, sort=True)
    streams = [Stream(*str(name).split("\x00")) for name in names]
    shape = (len(nights), len(streams))
    figures = [_spread(rows[name].to_numpy(dtype=np.float64), night_codes, codes, shape) for name in _FIGURES]
    kept = [column for column, stream in enumerate(streams) if stream in set(watched(streams))]
    return History(
        tuple(pd.Timestamp(night).date() for night in nights),
        tuple(streams[column] for column in kept),
        *(figure[:, kept] for figure in figures),
    )


def touched_by(streams: tuple[Stream, ...], kinds_by_night: list[frozenset[str]]) -> Flags:
    """Where a night's stream is made from a kind of source that cannot be trusted that night."""
    inputs = [measure.inputs if (measure := measure_of(s.measure)) else frozenset() for s in streams]
    found = [[bool(kinds & needed) for needed in inputs] for kinds in kinds_by_night]
    return np.array(found, dtype=np.bool_).reshape(len(kinds_by_night), len(streams))


_FIGURES = ("n", "total", "total_squares")


def _spread(values: Floats, nights: Counts, streams: Counts, shape: tuple[int, int]) -> Floats:
    table = np.full(shape, np.nan)
    table[nights, streams] = values
    return table
