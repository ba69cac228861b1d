"""Calm years drawn from a shop's own reference: whole weeks with replacement, through everything that judges a night."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from persona_pipeline.settings import DriftSettings

from .arrays import Counts, Flags, Floats
from .evidence import Signals, add_up
from .history import History
from .judge import Prepared, prepare
from .paces import NEVER
from .streams import Group, Stream, group_of, measure_of

ALERTING: tuple[Group, ...] = ("share", "profile", "kpi", "global_kpi")
YEAR_NIGHTS = 365
MERGE_NIGHTS = 14
"""Alarms within so many nights of each other are one episode, as in the study."""
_WEEK = 7
_FIRST_MONDAY = date(2001, 1, 1)


@dataclass(frozen=True)
class Weeks:
    """The reference cut into blocks of 7 nights that begin on the weekday on which it began.

    ``block`` has the rows of a history by (week, night of the week); NEVER where the reference has no such night.
    ``usual`` is the mean by (night of the week, stream), ``off`` what a night was off it times the root of its n, by (week,
    night of the week, stream), scaled for the means that were estimated; ``within`` the sum of squares within a night.
    """

    history: History
    block: Counts
    usual: Floats
    off: Floats
    within: Floats
    proportion: Flags
    lowest: Floats
    highest: Floats

    @property
    def distinct(self) -> int:
        """Weeks to draw from."""
        return len(self.block)


class _Year(NamedTuple):
    streams: tuple[Stream, ...]
    signals: Signals


@dataclass(frozen=True)
class Years:
    """Bootstrap years side by side: signals by (night, year and stream), and where each stream of each year stands."""

    signals: Signals
    streams: tuple[Stream, ...]
    year: Counts
    reference_nights: int
    count: int


def reference_weeks(prepared: Prepared) -> Weeks | None:
    """The reference as the shares have it, with every figure that was clean; None before any is full.

    A persona whose reference is not full, because it learns a new normal, takes no part; those of the others stay as they are.

    A stream whose reference is not full by then (answers come slowly) takes no part. Figures that were not clean are left
    out, as they are of the reference. Only nights up to the last one of the reference are looked at, so that the result
    is the same on every later night.
    """
    shares = [i for i, s in enumerate(prepared.history.streams) if s.measure == "active_share"]
    shares = [i for i in shares if prepared.reference.ready[i]]
    if not shares:
        return None
    rows = np.nonzero(prepared.reference.in_reference[:, shares].any(axis=1))[0]
    first, last = int(rows[0]), int(rows[-1])
    inside = slice(first, last + 1)
    history, clean = prepared.history, prepared.clean[inside]
    full = prepared.reference.in_reference[inside].sum(axis=0) >= prepared.reference.in_reference[:, shares[0]].sum()
    needed = [group_of(stream) != "global_feature" for stream in history.streams]
    kept = np.nonzero(full & np.array(needed))[0]
    nights = history.nights[inside]

    def cut(figure: Floats) -> Floats:
        return np.where(clean, figure[inside], 0.0)[:, kept]

    drawn = History(
        nights, tuple(history.streams[i] for i in kept), cut(history.n), cut(history.total), cut(history.squares)
    )
    day = np.array([(night - nights[0]).days for night in nights], dtype=np.int64)
    block = np.full((int(day[-1]) // _WEEK + 1, _WEEK), NEVER, dtype=np.int64)
    block[day // _WEEK, day % _WEEK] = np.arange(len(nights))
    whole = (block != NEVER).sum(axis=1) > _WEEK // 2
    return _weeks(drawn, block[whole] if whole.any() else block)


def draw_years(weeks: Weeks, settings: DriftSettings, years: int, seed: int) -> Years:
    """Draw ``years`` times a reference and 365 nights after it, and prepare each as a history of its own.

    All streams of a night stay together, and the nights of a week, so that whatever ties them stays: correlation between
    streams, the weekday, and what one night has of the night before (Kuensch 1989, blocks of one week).
    """
    rng = np.random.default_rng(seed)
    ordinary = settings.model_copy(update={"events": {}, "holidays": ()})
    lead = -(-settings.reference_nights // _WEEK) + 2
    length = lead * _WEEK + YEAR_NIGHTS
    drawn = [_one_year(weeks, ordinary, length, rng) for _ in range(years)]
    return _side_by_side(drawn, settings.reference_nights)


def episodes(years: Years, factors: Mapping[Group, float]) -> dict[Group | str, Counts]:
    """Episodes of false re-evaluation by year, for each group and for ``all`` together, with thresholds so raised."""
    groups = np.array([group_of(stream) for stream in years.streams])
    raised = np.array([factors.get(group_of(stream), 1.0) for stream in years.streams], dtype=np.float64)
    firing = add_up(years.signals.raised(raised)).firing
    found: dict[Group | str, Counts] = {}
    for group in (*ALERTING, "all"):
        columns = np.nonzero((groups == group) | (group == "all"))[0]
        alarm = np.zeros((len(firing), years.count), dtype=np.int64)
        np.maximum.at(alarm.T, years.year[columns], firing[:, columns].T.astype(np.int64))
        found[group] = merged(alarm > 0)
    return found


def merged(alarm: Flags) -> Counts:
    """Episodes by column: alarms with no other in the 14 nights before."""
    quiet = np.full(alarm.shape[1], MERGE_NIGHTS, dtype=np.int64)
    count = np.zeros(alarm.shape[1], dtype=np.int64)
    for night in alarm:
        count += night & (quiet >= MERGE_NIGHTS)
        quiet = np.where(night, 0, quiet + 1)
    return count


def drawn_history(weeks: Weeks, nights: int, rng: np.random.Generator) -> History:
    """A history of so many nights: whole weeks, each a random mixture of those of the reference; weekdays stay.

    A week gets its sizes (n) from a week that is drawn, and its deviations from the weekdays' means as a sum over all
    weeks with weights of random direction and length 1 (the dependent wild bootstrap of Shao 2010, with whole weeks as blocks). Mean, variance and
    every correlation within a week are those of the reference, but no two weeks are alike, as none are in life. Weeks
    drawn as they are repeat: of four, a reference has 2.7 different ones on average, and alarms come out twice as many
    as calm shops really have.
    """
    count = -(-nights // _WEEK)
    history = weeks.history
    drawn = weeks.block[rng.integers(weeks.distinct, size=count)].ravel()[:nights]
    here = (drawn != NEVER)[:, None]
    size, within = (np.where(here, figure[drawn], 0.0) for figure in (history.n, weeks.within))
    weight = rng.normal(size=(count, weeks.distinct))
    weight /= np.linalg.norm(weight, axis=1, keepdims=True)
    off = np.einsum("cw,wds->cds", weight, weeks.off).reshape(-1, size.shape[1])[:nights]
    usual = weeks.usual[np.arange(nights) % _WEEK]
    mean = np.clip(usual + off / np.sqrt(np.maximum(size, 1.0)), weeks.lowest, weeks.highest)
    total = size * mean
    start = _FIRST_MONDAY + timedelta(days=history.nights[0].weekday())
    return History(
        tuple(start + timedelta(days=number) for number in range(nights)),
        history.streams,
        size,
        total,
        np.where(weeks.proportion, total, within + size * mean**2),
    )


def _weeks(history: History, block: Counts) -> Weeks:
    here = (block != NEVER)[:, :, None]
    n, total = (np.where(here, figure[block], 0.0) for figure in (history.n, history.total))
    seen = (n > 0).sum(axis=0)
    usual = total.sum(axis=0) / np.maximum(n.sum(axis=0), 1e-12)
    usual = np.where(seen > 0, usual, history.total.sum(axis=0) / np.maximum(history.n.sum(axis=0), 1e-12))
    off = np.where(n > 0, (total / np.where(n > 0, n, 1.0) - usual) * np.sqrt(n), 0.0)
    off *= np.sqrt(len(block) / np.maximum(seen - 1, 1))
    proportion = np.array([bool((m := measure_of(s.measure)) and m.proportion) for s in history.streams])
    within = np.maximum(history.squares - history.total**2 / np.maximum(history.n, 1.0), 0.0)
    return Weeks(
        history, block, usual, off, within, proportion,
        np.where(proportion, 0.0, -np.inf), np.where(proportion, 1.0, np.inf),
    )  # fmt: skip


def _one_year(weeks: Weeks, settings: DriftSettings, nights: int, rng: np.random.Generator) -> _Year:
    """Its streams and signals: nothing else is kept, or dozens of years would take hundreds of megabytes."""
    prepared = prepare(drawn_history(weeks, nights, rng), [frozenset()] * nights, settings)
    return _Year(prepared.streams, prepared.signals)


def _side_by_side(prepared: list[_Year], reference_nights: int) -> Years:
    """One table of signals, with the streams that can fire only. Rows beyond the year are cut by ``live``."""
    kept = [[i for i, s in enumerate(one.streams) if group_of(s) in ALERTING] for one in prepared]
    widths = np.cumsum([0, *(len(columns) for columns in kept)])

    def joined(name: str) -> Floats:
        parts = [getattr(one.signals, name)[..., columns] for one, columns in zip(prepared, kept, strict=True)]
        return np.concatenate(parts, axis=-1)

    whole = [
        _moved(one.signals.whole[columns], columns, int(at))
        for one, columns, at in zip(prepared, kept, widths[:-1], strict=True)
    ]
    signals = Signals(
        z=joined("z"),
        live=_of_the_year(joined("live").astype(np.bool_)),
        may_rise=joined("may_rise").astype(np.bool_),
        may_fall=joined("may_fall").astype(np.bool_),
        stays_up=joined("stays_up").astype(np.bool_),
        stays_down=joined("stays_down").astype(np.bool_),
        threshold=joined("threshold"),
        quick=joined("quick"),
        downward=joined("downward").astype(np.bool_),
        whole=np.concatenate(whole),
        differs=joined("differs").astype(np.bool_),
    )
    streams = tuple(one.streams[i] for one, columns in zip(prepared, kept, strict=True) for i in columns)
    year = np.repeat(np.arange(len(prepared)), np.diff(widths))
    return Years(signals, streams, year, reference_nights, len(prepared))


def _of_the_year(live: Flags) -> Flags:
    """The first 365 live nights of each stream."""
    counted: Flags = live & (np.cumsum(live, axis=0) <= YEAR_NIGHTS)
    return counted


def _moved(whole: Counts, columns: list[int], at: int) -> Counts:
    """Column numbers of the one history as those of the joined table."""
    place = {column: at + number for number, column in enumerate(columns)}
    return np.array([place.get(int(column), NEVER) for column in whole], dtype=np.int64)
