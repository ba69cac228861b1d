"""Keep, watch, re-evaluate or unknown: per persona and overall, for every night."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .arrays import any_of
from .judge import Judgement
from .streams import ALL

Cause = Literal["share", "profile", "kpi", "global_kpi", "quality", "none"]
Word = Literal["keep", "watch", "re-evaluate", "unknown"]
_SERIOUS: dict[Word, int] = {"keep": 0, "watch": 1, "unknown": 2, "re-evaluate": 3}
_LEVELS: tuple[Literal["share", "profile", "kpi"], ...] = ("share", "profile", "kpi")
_FIRST: tuple[Cause, ...] = ("share", "profile", "kpi", "global_kpi", "quality", "none")


@dataclass(frozen=True)
class Verdict:
    """One night's verdict on a persona, or on all of them."""

    word: Word
    cause: Cause


@dataclass(frozen=True)
class Standing:
    """The verdict as it stands, and the night on which it began to."""

    verdict: Verdict
    since: date


def courses(judgement: Judgement) -> dict[str, list[Verdict]]:
    """The verdict on every night of the history, for the whole (``all``) and for each persona."""
    by_persona = {p: _persona(judgement, p) for p in judgement.history.personas}
    return {ALL: _overall(judgement, list(by_persona.values())), **by_persona}


def standings(judgement: Judgement) -> dict[str, Standing]:
    """How the personas and the whole stand on the last night of the history."""
    nights = judgement.history.nights
    return {name: Standing(course[-1], nights[_began(course)]) for name, course in courses(judgement).items()}


def _began(course: Sequence[Verdict]) -> int:
    """Row of the night since which the verdict has been the same word."""
    row = len(course) - 1
    while row > 0 and course[row - 1].word == course[row].word:
        row -= 1
    return row


def _persona(judgement: Judgement, persona_id: str) -> list[Verdict]:
    columns = {level: judgement.columns(persona_id, level) for level in _LEVELS}
    firing, watching = judgement.evidence.firing, judgement.evidence.watching
    kpi, share = columns["kpi"], columns["share"][0]
    fired = {level: any_of(firing[:, columns[level]]) for level in _LEVELS}
    seen = {level: any_of(watching[:, columns[level]]) for level in _LEVELS}
    own = any_of(watching[:, kpi] & ~judgement.evidence.echo[:, kpi])
    course: list[Verdict] = []
    for night in range(len(judgement.history.nights)):
        watched: list[Cause] = [level for level in _LEVELS if seen[level][night]]
        if "kpi" in watched and not own[night]:
            watched[watched.index("kpi")] = "global_kpi"
        alarms = [level for level in _LEVELS if fired[level][night]]
        course.append(_word(alarms, watched, judgement.watched[night, share], judgement.blocked[night, share]))
    return course


def _overall(judgement: Judgement, personas: Sequence[Sequence[Verdict]]) -> list[Verdict]:
    """The most serious of the personas' verdicts; a KPI of the whole shop that fell counts too."""
    kpi = judgement.columns(ALL, "kpi")
    fired, seen = (any_of(flags[:, kpi]) for flags in (judgement.evidence.firing, judgement.evidence.watching))
    course: list[Verdict] = []
    for night in range(len(judgement.history.nights)):
        found = [course_of_one[night] for course_of_one in personas]
        if fired[night]:
            found.append(Verdict("re-evaluate", "global_kpi"))
        elif seen[night]:
            found.append(Verdict("watch", "global_kpi"))
        course.append(min(found, key=_first, default=Verdict("unknown", "none")))
    return course


def _first(verdict: Verdict) -> tuple[int, int]:
    return -_SERIOUS[verdict.word], _FIRST.index(verdict.cause)


def _word(fired: Sequence[Cause], seen: Sequence[Cause], watched: bool, blocked: bool) -> Verdict:
    """An open incident outlives a night that cannot be judged; without one such a night says nothing."""
    if fired:
        return Verdict("re-evaluate", fired[0])
    if blocked:
        return Verdict("unknown", "quality")
    if not watched:
        return Verdict("unknown", "none")
    return Verdict("watch", seen[0]) if seen else Verdict("keep", "none")
