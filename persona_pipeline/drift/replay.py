"""Past nights judged again, each as its own night would be: nothing that came after a night touches its verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .arrays import any_of
from .history import History
from .judge import conclude, prepare
from .verdict import Verdict, courses

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from persona_pipeline.settings import DriftSettings

    from .judge import Judgement, Prepared
    from .marks import Marks
    from .streams import Group

    Raised = Callable[[Prepared], Mapping[Group, float]]
    """What thresholds are multiplied by, from what a night knows."""

_UNKNOWN = Verdict("unknown", "none")


def up_to(history: History, nights: int) -> History:
    """The history as it was after its first so many nights: a stream that had no row by then is not in it."""
    kept = any_of(np.isfinite(history.n[:nights]).T)
    figures = (figure[:nights, kept] for figure in (history.n, history.total, history.squares))
    return History(history.nights[:nights], tuple(s for s, k in zip(history.streams, kept, strict=True) if k), *figures)


def replay(
    history: History,
    distrusted: Sequence[frozenset[str]],
    settings: DriftSettings,
    marks: Mapping[date, Marks],
    *,
    raised: Raised | None = None,
    first: int = 0,
) -> dict[str, list[Verdict]]:
    """The verdict of every night, for the whole and for each persona, as the nights would tell them in order.

    A judgement is causal as long as its reference stands still: evidence and effects of a night follow from nights up to it. So
    one judgement serves a whole stretch of nights. A new stretch begins where a stream has its first row, where a decision takes
    effect, and where a night joins some stream's reference while another stream is already watched, because the autocorrelation is
    pooled over streams and a persona's centre over its features.

    ``marks`` are those that each night goes by; ``distrusted`` is as for ``judge``; thresholds are the formula's where nothing
    is ``raised``. Rows before ``first`` are reference and evidence only: they stay unknown.
    """
    count = len(history.nights)
    found: dict[str, list[Verdict]] = {}
    for begin, end in _stretches(history, [marks[night] for night in history.nights], first):
        whole = judge_up_to(history, end, distrusted, settings, marks, raised=raised)
        for start, stop in _steady(whole, begin, end):
            part = whole if stop == end else judge_up_to(history, stop, distrusted, settings, marks, raised=raised)
            for name, course in courses(part).items():
                found.setdefault(name, [_UNKNOWN] * count)[start:stop] = course[start:stop]
    return found


def judge_up_to(
    history: History,
    nights: int,
    distrusted: Sequence[frozenset[str]],
    settings: DriftSettings,
    marks: Mapping[date, Marks],
    *,
    raised: Raised | None = None,
) -> Judgement:
    """The judgement of the last of so many nights, from these alone."""
    prepared = prepare(up_to(history, nights), distrusted[:nights], settings, marks[history.nights[nights - 1]])
    return conclude(prepared, settings, raised(prepared) if raised else None)


def _stretches(history: History, marks: Sequence[Marks], first: int) -> list[tuple[int, int]]:
    """Rows (from, to) from ``first`` on between which neither streams nor marks change."""
    rows = np.isfinite(history.n)
    new = {int(row) for row in rows.argmax(axis=0)} if rows.size else set()
    cuts = [n for n in range(first + 1, len(marks)) if n in new or marks[n] != marks[n - 1]]
    return list(zip([first, *cuts], [*cuts, len(marks)], strict=True)) if first < len(marks) else []


def _steady(whole: Judgement, begin: int, end: int) -> list[tuple[int, int]]:
    """Parts of a stretch within which no reference that matters to others grows."""
    grows = any_of(whole.reference.in_reference)
    watched = np.maximum.accumulate(any_of(whole.watched))
    cuts = [n for n in range(begin + 1, end) if grows[n] and watched[n]]
    return list(zip([begin, *cuts], [*cuts, end], strict=True))
