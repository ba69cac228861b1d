"""Everything that a night's cards are made from, read once: small tables of told figures, in no language yet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from persona_pipeline.features import keep

from .answers import Answer, Days, Moment, answer_of, moment_of
from .evidence import Evidence, Sample, against_rest, share_against_rest

if TYPE_CHECKING:
    from persona_pipeline.context import Context

MOST_TYPICAL = 5
NO_REST = frozenset({"members", "share", "revenue", "revenue_share"})
"""Figures of all members together: everybody else's say nothing."""
_DATED = ("orders", "web", "survey", "crm")
_UNITS = {"nps": "nps", "satisfaction": "rating"}
"""Figures that are answers, with their units; the roles of their questions are called the same."""


@dataclass(frozen=True)
class Typical:
    """A real member close to the centre. ``distance`` in standard units, ``certainty`` 0 to 1."""

    customer_key: str
    distance: float
    certainty: float


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
    untold = {(persona, figure) for _, persona, figure in run("publish/hidden_counts", params)}
    for key, *row in run("cards/figures", params):
        if key in personas:
            told = not {(key, row[0]), ("all", row[0])} & untold
            personas[key].figures[row[0]] = replace(_figure(row, days), n_told=told)
    for key, *answer in run("cards/survey", params):
        if key in personas:
            personas[key].answers.append(answer_of(answer, params["min_cell"]))
    for persona in personas.values():
        _weigh_figures(persona)
    _count(ctx, params, personas, days)
    for key, *typical, _ in run("cards/typical", params):
        if key in personas:
            personas[key].typical.append(Typical(*typical))
    for key, *moment in run("cards/moments", params):
        if key in personas:
            personas[key].moments.append(moment_of(moment, personas[key].answers, days))
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


def _weigh_figures(persona: Persona) -> None:
    """A figure that is the mean of one question is told as weighed, as the question is in every other place of the card."""
    for name in _UNITS:
        asked = [each.evidence for each in persona.answers if each.role == name]
        if name in persona.figures and len(asked) == 1 and (asked[0].weighed or asked[0].value is None):
            persona.figures[name] = replace(asked[0], metric=name)


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
                evidence = share_against_rest(evidence, float(n), whole[5], float(whole[8]), params["min_cell"])
        personas[key].counted[metric].append(evidence)
    for persona in personas.values():
        for found in persona.counted.values():
            found.sort(key=lambda each: (-each.rank, each.answer))
