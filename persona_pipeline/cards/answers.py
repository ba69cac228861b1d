"""What members answered, as evidence of the cards: by weight where answers are weighed, with what everybody else answered."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .evidence import Effect, Evidence, Sample, against_rest, cohens_d, cohens_h, share_against_rest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_UNITS = {"nps": "nps", "satisfaction": "rating"}


@dataclass(frozen=True)
class Answer:
    """What members answered to one question: its role, touchpoint and phase, and the evidence."""

    role: str
    touchpoint: str
    phase: str
    evidence: Evidence


@dataclass(frozen=True)
class Moment:
    """What to say in a phase of the journey, in both languages; whether that says more of this persona than of all."""

    phase: str
    message_en: str
    message_nl: str
    state: str
    evidence: Evidence | None


@dataclass(frozen=True)
class Days:
    """From when to when there is anything, by source."""

    first: dict[str, date | None]
    last: dict[str, date | None]


def answer_of(row: Sequence[Any], min_cell: int) -> Answer:
    """An answer from its row of cards/survey, without the persona. Weighed, it keeps the plain figure beside it."""
    question, role, touchpoint, phase, answer, unit, n, hits, *figures, effective_n, first, last = row[:17]
    value, low, high, weighted, weighted_low, weighted_high = figures
    weighed = weighted is not None
    shown = (weighted, weighted_low, weighted_high) if weighed else (value, low, high)
    evidence = Evidence(
        question,
        answer or "",
        "survey",
        "share" if unit == "share" else _UNITS.get(role, "points"),
        *shown,
        n if value is not None else None,
        effective_n if weighed else None,
        weighed,
        first,
        last,
        rank=_rank(shown[0], hits, n, min_cell),
        plain=value if weighed else None,
    )
    return Answer(role, touchpoint or "", phase or "", _with_rest(evidence, row[17:21], row[21:], min_cell))


def _rank(value: float | None, hits: int, n: int, min_cell: int) -> float:
    return value if value is not None else hits / n if n and hits >= min_cell else 0.0


def _with_rest(evidence: Evidence, everyone: Sequence[Any], others: Sequence[Any], min_cell: int) -> Evidence:
    """The answers of everybody else: plain ones by taking the persona's from all; weighed ones as the others gave them."""
    n, value, low, high = everyone
    if evidence.value is None or evidence.n is None or value is None or n <= evidence.n:
        return evidence
    if evidence.weighed:
        return _weighed_rest(evidence, others, min_cell)
    if evidence.unit == "share":
        return share_against_rest(evidence, evidence.n, value, n, min_cell)
    mine = Sample(evidence.value, evidence.low, evidence.high, evidence.n)
    return against_rest(evidence, mine, Sample(value, low, high, n))


def _weighed_rest(evidence: Evidence, others: Sequence[Any], min_cell: int) -> Evidence:
    """A weighed figure with that of everybody else, who weigh as they do in the figure of all."""
    n, hits, plain, value, sd, effective_n = others
    if evidence.value is None or not evidence.effective_n or value is None or not effective_n:
        return evidence
    effect: Effect | None = None
    if evidence.unit == "share":
        if min(hits, n - hits) < min_cell:
            return evidence
        effect = cohens_h(evidence.value, evidence.effective_n, value, effective_n)
    elif n < min_cell:
        return evidence
    else:
        mine = Sample(evidence.value, evidence.low, evidence.high, evidence.effective_n)
        spread = mine.sd
        if spread is not None and sd is not None:
            effect = cohens_d(mine, spread, Sample(value, None, None, effective_n), sd)
    return replace(evidence, others_value=value, others_n=n, others_plain=plain, effect=effect)


def moment_of(row: Sequence[Any], answers: Sequence[Answer], days: Days) -> Moment:
    """The message of a phase. What it answers has the evidence of the card's own line about that answer.

    So one answer has one figure on a card, and one that may not be told has none here either.
    """
    phase, english, dutch, state, text = row
    need = next((each for each in json.loads(text) if each["table"] == "marts.persona_needs"), None)
    if need is None:
        return Moment(phase, english, dutch, state, None)
    if need["kind"] != "site_search":
        wanted = need["wording"].strip().casefold()
        same = [
            each.evidence
            for each in answers
            if each.role == need["kind"] and each.evidence.answer.strip().casefold() == wanted
        ]
        told = max(
            same, key=lambda each: each.rank, default=Evidence(need["kind"], need["wording"], "survey", "share", None)
        )
        return Moment(phase, english, dutch, state, told)
    evidence = Evidence(
        need["kind"],
        need["wording"],
        "journey",
        "share",
        need["share"],
        need["low"],
        need["high"],
        need["n"],
        first_day=days.first.get("web"),
        last_day=days.last.get("web"),
    )
    return Moment(phase, english, dutch, state, evidence)
