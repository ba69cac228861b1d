"""Judge a world in memory, and read the verdicts of every night."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from persona_pipeline.drift.history import history_of
from persona_pipeline.drift.judge import Judgement, judge
from persona_pipeline.drift.verdict import Verdict, courses
from persona_pipeline.settings import DriftSettings

from .world import World, kpis


def judged(
    rows: pd.DataFrame, settings: DriftSettings | None = None, distrusted: Mapping[date, frozenset[str]] | None = None
) -> Judgement:
    history = history_of(rows)
    kinds = [(distrusted or {}).get(night, frozenset()) for night in history.nights]
    return judge(history, kinds, settings or DriftSettings())


def verdicts(world: World, settings: DriftSettings | None = None) -> dict[str, list[Verdict]]:
    return courses(judged(kpis(world), settings))


def words(course: Sequence[Verdict]) -> str:
    """One letter a night: k(eep), w(atch), r(e-evaluate), u(nknown)."""
    return "".join(verdict.word[0] for verdict in course)


def nights_until_caught(course: Sequence[Verdict], start: int) -> int | None:
    """1 is the night of the change itself."""
    return next((n - start + 1 for n in range(start, len(course)) if course[n].word == "re-evaluate"), None)


def incidents(course: Sequence[Verdict]) -> int:
    return sum(now == "r" != before for before, now in zip("k" + words(course), words(course), strict=False))
