"""Everything that a night's cards are made from, read once: small tables of told figures, in no language yet."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from persona_pipeline.features import keep

from .evidence import Effect, Evidence, Sample, against_rest, cohens_d, cohens_h

if TYPE_CHECKING:
    from persona_pipeline.context import Context

MOST_TYPICAL = 5
NO_REST = frozenset({"members", "share", "revenue", "revenue_share"})
"""Figures of all members together: everybody else's say nothing."""
_DATED = ("orders", "web", "survey", "crm")
_UNITS = {"nps": "nps", "satisfaction": "rating"}


@dataclass(frozen=True)
class Answer:
    """What members answered to one question: its role, touchpoint and phase, and the evidence."""

    role: str
    touchpoint: str
    phase: str
    evidence: Evidence


@dataclass(frozen=True)
class Typical:
    """A real member close to the centre. ``distance`` in standard units, ``certainty`` 0 to 1."""

    customer_key: str
    distance: float
    certainty: float


@dataclass(frozen=True)
class Moment:
    """What to say in a phase of the journey, in both languages; whether that says more of this persona than of all."""

    phase: str
    message_en: str
    message_nl: str
    state: str
    evidence: Evidence | None


@dataclass
class Persona:
    """What is known of one persona tonight. ``counted`` by question (channel, category, attribute), most frequent first."""

    persona_id: str
    name: str
    figures: dict[str, Evidence] = field(default_factory=dict)
    counted: dict[str, list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    answers: list[Answer] = field(default_factory=list)
    typical: list[Typical] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)

    def told(self, name: str) -> Evidence | None:
        """A figure, where it can be told."""
        found = self.figures.get(name)
        return found if found is not None and found.value is not None else None


@dataclass(frozen=True)
class Days:
    """From when to when there is anything, by source."""

    first: dict[str, date | None]
    last: dict[str, date | None]


def gather(ctx: Context, version: int) -> list[Persona]:
    """The personas of the version with all that their cards may say tonight."""
    params: dict[str, Any] = {
        "as_of": ctx.as_of,
        "first_day": ctx.as_of - timedelta(days=ctx.settings.rfm.window_days - 1),
        "version": version,
        "min_cell": ctx.settings.publish.min_cell,
        "most": MOST_TYPICAL,
    }
    run = ctx.warehouse.run
    personas = {key: Persona(key, name) for key, name in run("cards/personas", params)}
    days = _days(run("cards/days", params)[0], params)
    for key, *row in run("cards/figures", params):
        if key in personas:
            personas[key].figures[row[0]] = _figure(row, days)
    for key, answer in _answers(run("cards/survey", params), personas, params["min_cell"]):
        personas[key].answers.append(answer)
    _count(ctx, params, personas, days)
    for key, *typical, _ in run("cards/typical", params):
        if key in personas:
            personas[key].typical.append(Typical(*typical))
    for key, *moment in run("cards/moments", params):
        if key in personas:
            personas[key].moments.append(_moment(moment, days))
    return list(personas.values())


def _days(row: tuple[Any, ...], params: dict[str, Any]) -> Days:
    first = dict(zip(_DATED, row[0::2], strict=True))
    last = dict(zip(_DATED, row[1::2], strict=True))
    known = [last[source] for source in ("orders", "web", "survey") if last[source] is not None]
    return Days(first | {"all": params["first_day"]}, last | {"all": max(known, default=None)})


def _figure(row: list[Any], days: Days) -> Evidence:
    name, source, unit, value, low, high, n, all_value, all_low, all_high, all_n = row
    evidence = Evidence(
        name,
        "",
        source,
        _UNITS.get(name, unit),
        value,
        low,
        high,
        n if value is not None else None,
        first_day=days.first.get(source),
        last_day=days.last.get(source),
    )
    if value is None or all_value is None or name in NO_REST or not n or not all_n:
        return evidence
    return against_rest(evidence, Sample(value, low, high, n), Sample(all_value, all_low, all_high, all_n))


def _moment(row: list[Any], days: Days) -> Moment:
    phase, english, dutch, state, text = row
    needs = (each for each in json.loads(text) if each["table"] == "marts.persona_needs")
    need = next(needs, None)
    evidence = None
    if need is not None:
        source = "web" if need["kind"] == "site_search" else "survey"
        evidence = Evidence(
            need["kind"],
            need["wording"],
            "journey",
            "share",
            need["share"],
            need["low"],
            need["high"],
            need["n"],
            first_day=days.first.get(source),
            last_day=days.last.get(source),
        )
    return Moment(phase, english, dutch, state, evidence)


def _count(ctx: Context, params: dict[str, Any], personas: dict[str, Persona], days: Days) -> None:
    """Channels, categories and attributes: counted in SQL, hidden where they are about too few by the night's own rule."""
    keep(ctx.warehouse, "profile_figures", "cards/counted", params)
    rows = ctx.warehouse.run("marts/persona_profiles", params)
    ranks = {(key, figure): rank for key, figure, rank in ctx.warehouse.run("cards/hits", params)}
    everyone = {row[2]: row for row in rows if row[1] == "all"}
    for _, key, figure, source, unit, value, low, high, n in rows:
        rank = ranks.get((key, figure))
        if key not in personas or rank is None:
            continue
        metric, _, answer = figure.partition(":")
        first, last = days.first.get(source), days.last.get(source)
        evidence = Evidence(metric, answer, source, unit, None, first_day=first, last_day=last, rank=rank)
        if value is not None:
            evidence = replace(evidence, value=value, low=low, high=high, n=n)
            whole = everyone.get(figure)
            if whole is not None and whole[5] is not None:
                evidence = _share_against_rest(evidence, float(n), whole[5], float(whole[8]))
        personas[key].counted[metric].append(evidence)
    for persona in personas.values():
        for found in persona.counted.values():
            found.sort(key=lambda each: (-each.rank, each.answer))


def _share_against_rest(evidence: Evidence, n: float, all_value: float, all_n: float) -> Evidence:
    """A share of people with everybody else's, exactly: hits and people are subtracted from those of all."""
    rest_n = all_n - n
    if rest_n < 1 or evidence.value is None:
        return evidence
    rest = min(max((all_n * all_value - n * evidence.value) / rest_n, 0.0), 1.0)
    effect = cohens_h(evidence.value, n, rest, rest_n)
    return replace(evidence, others_value=round(rest, 6), others_n=round(rest_n), effect=effect)


def _answers(rows: list[tuple[Any, ...]], personas: dict[str, Persona], min_cell: int) -> list[tuple[str, Answer]]:
    found = []
    for row in rows:
        key, question, role, touchpoint, phase, answer, unit, n, hits, *figures, effective_n, first, last = row[:18]
        if key not in personas:
            continue
        value, low, high, weighted, weighted_low, weighted_high = figures
        weighed = weighted is not None
        kind = "share" if unit == "share" else {"nps": "nps", "satisfaction": "rating"}.get(role, "points")
        evidence = Evidence(
            question,
            answer or "",
            "survey",
            kind,
            weighted if weighed else value,
            weighted_low if weighed else low,
            weighted_high if weighed else high,
            n if value is not None else None,
            effective_n if weighed else None,
            weighed,
            first,
            last,
            rank=_rank(weighted if weighed else value, hits, n, min_cell),
        )
        found.append((key, Answer(role, touchpoint or "", phase or "", _with_rest(evidence, row[18:], personas[key]))))
    return found


def _rank(value: float | None, hits: int, n: int, min_cell: int) -> float:
    return value if value is not None else hits / n if n and hits >= min_cell else 0.0


def _with_rest(evidence: Evidence, everyone: tuple[Any, ...], persona: Persona) -> Evidence:
    """The answers of everybody else: plain ones by subtraction; weighed ones by the persona's share of the members.

    Weights make the respondents of each persona stand for its members, so that all = share x persona + (1 - share) x rest.
    """
    n, value, low, high, weighted, weighted_low, weighted_high, effective_n = everyone
    share = persona.told("share")
    if evidence.value is None or evidence.n is None or value is None or n <= evidence.n:
        return evidence
    if not evidence.weighed:
        if evidence.unit == "share":
            return _share_against_rest(evidence, evidence.n, value, n)
        mine = Sample(evidence.value, evidence.low, evidence.high, evidence.n)
        return against_rest(evidence, mine, Sample(value, low, high, n))
    if weighted is None or share is None:
        return evidence
    whole = Sample(weighted, weighted_low, weighted_high, effective_n)
    return _weighed_rest(evidence, whole, share.value or 0.0, n - evidence.n)


def _weighed_rest(evidence: Evidence, whole: Sample, share: float, rest_n: int) -> Evidence:
    """A weighed figure with that of everybody else, who are ``rest_n`` people; ``share`` is the persona's of the members."""
    if evidence.value is None or not evidence.effective_n or not 0 < share < 1:
        return evidence
    rest = (whole.value - share * evidence.value) / (1 - share)
    effective = max(whole.n - evidence.effective_n, 1.0)
    if evidence.unit == "share":
        rest = min(max(rest, 0.0), 1.0)
        effect: Effect | None = cohens_h(evidence.value, evidence.effective_n, rest, effective)
    else:
        mine = Sample(evidence.value, evidence.low, evidence.high, evidence.effective_n)
        other = Sample(rest, None, None, effective)
        spreads = mine.sd, whole.sd
        effect = cohens_d(mine, spreads[0], other, spreads[1]) if spreads[0] and spreads[1] else None
    return replace(evidence, others_value=round(rest, 6), others_n=rest_n, effect=effect)
