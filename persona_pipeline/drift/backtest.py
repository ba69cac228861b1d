"""The back-test: past nights through the product's own judge with other settings, beside what was told and decided then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

from persona_pipeline.decisions import effective

from .bootstrap import reference_weeks
from .budget import calibrate, factors_of, fingerprint
from .decisions import ANSWER, NORMAL, answer_to, marks_on
from .findings import Finding, findings
from .history import History, history_of
from .incidents import Incident, Told, incidents_of
from .marks import Marks, special_nights
from .quality import quality_of
from .reason import evidence, reason
from .replay import judge_up_to, replay
from .stage import Known, background_of, judged_by
from .streams import ALL
from .verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from persona_pipeline.decisions import Decision
    from persona_pipeline.language import Code
    from persona_pipeline.settings import DriftSettings
    from persona_pipeline.warehouse import Warehouse

    from .judge import Prepared
    from .replay import Raised
    from .streams import Group
    from .verdict import Cause

_YEAR = 365.25


@dataclass(frozen=True)
class Fired:
    """An incident that a replay found, and why, in the words and figures of its first night."""

    incident: Incident
    reason: str
    signal: dict[str, Any] | None


@dataclass(frozen=True)
class Replayed:
    """What nights would have told.

    Attributes:
        told: every verdict, by night and persona.
        fired: incidents that touch the nights asked about.
        watched: nights among these on which the whole had a verdict other than unknown.
    """

    told: list[Told]
    fired: list[Fired]
    watched: int

    def per_year(self, since: date) -> float | None:
        """Incidents of a year of watched nights that began on ``since`` or later, by persona or, where it is no persona's, of the whole."""
        began = [i for i in alerts_of([f.incident for f in self.fired]) if i.first >= since]
        return len(began) * _YEAR / self.watched if self.watched else None


@dataclass(frozen=True)
class _Period:
    """Nights of one persona version, up to the night before the next."""

    version: int
    history: History
    distrusted: list[frozenset[str]]


class Past:
    """What is known today of the nights up to ``last``: read once, replayed as often as there are settings."""

    def __init__(self, warehouse: Warehouse, decisions: Sequence[Decision], last: date, language: Code) -> None:
        self.last, self.decisions, self.language = last, decisions, language
        self.told = [Told(*row) for row in warehouse.run("drift/told", {"as_of": last})]
        judged = judged_by(warehouse.run("drift/judged", {"as_of": last + timedelta(days=1), "known": last}))
        volumes, rates = (warehouse.frame(f"drift/{name}", {"as_of": last}) for name in ("volumes", "rates"))
        amounts = warehouse.frame("drift/amounts", {"as_of": last, "known": last})
        quality = quality_of(volumes, rates, judged, last, amounts=amounts)
        self._budgets: dict[str, Mapping[Group, float]] = {}
        self._periods = []
        versions = warehouse.run("drift/versions", {"as_of": last})
        for number, (version, since) in enumerate(versions):
            until = versions[number + 1][1] - timedelta(days=1) if number + 1 < len(versions) else last
            if since <= until:
                history = history_of(warehouse.frame("drift/nights", {"since": since, "as_of": until, "known": last}))
                distrusted = [quality.blocked(night, last + timedelta(days=1)) for night in history.nights]
                self._periods.append(_Period(version, history, distrusted))

    def replay(self, settings: DriftSettings, first: date) -> Replayed:
        """All nights through the judge. Each goes by the decisions that held on it, and by today's calendar.

        Nights before ``first`` count as reference and evidence; incidents are those that touch ``first`` or later nights.
        """
        told: list[Told] = []
        fired: list[Fired] = []
        for period in self._periods:
            nights = period.history.nights
            calendar = special_nights(nights, settings, self.language)
            marks = {night: marks_on(night, self.decisions, calendar) for night in nights}
            courses = replay(period.history, period.distrusted, settings, marks, raised=self._raised(settings))
            rows = [
                Told(night, name, period.version, verdict.word, verdict.cause)
                for name, course in courses.items()
                for night, verdict in zip(nights, course, strict=True)
            ]
            told += rows
            fired += [
                _fired(incident, period, settings, marks, self._raised(settings))
                for incident in incidents_of(rows)
                if incident.last >= first
            ]
        watched = sum(t.persona_id == ALL and t.as_of >= first and t.verdict != "unknown" for t in told)
        return Replayed(told, fired, watched)

    def _raised(self, settings: DriftSettings) -> Raised:
        """The error budget of each reference that comes up, by the settings that are tried; worked out once."""

        def raised(prepared: Prepared) -> Mapping[Group, float]:
            weeks = reference_weeks(prepared)
            if weeks is None:
                return {}
            key = fingerprint(weeks, settings, 0)
            if key not in self._budgets:
                self._budgets[key] = factors_of(calibrate(weeks, settings))
            return self._budgets[key]

        return raised

    def incidents(self, first: date) -> list[Incident]:
        """Incidents as they were told, that touch ``first`` or later nights."""
        return [incident for incident in incidents_of(self.told) if incident.last >= first]

    def meanwhile(self, incident: Incident) -> list[Decision]:
        """Decisions about drift that took effect while it was open or on the night after, and events among its nights."""
        return [d for d in self.decisions if d.kind != ANSWER and _concerns(d, incident)]


def alerts_of(incidents: Sequence[Incident]) -> list[Incident]:
    """Each alert once: one of the whole counts only where it is no persona's."""
    personas = [i for i in incidents if i.persona_id != ALL]
    alone = [
        i
        for i in incidents
        if i.persona_id == ALL and not any(i.first <= p.last and p.first <= i.last for p in personas)
    ]
    return [*personas, *alone]


def precision(incidents: Sequence[Incident], decisions: Sequence[Decision]) -> dict[str, Any]:
    """How many alerts that people answered were right, with the exact 95 % interval (Clopper and Pearson 1934)."""
    from scipy.special import betaincinv

    answers = [found.payload["answer"] for i in alerts_of(incidents) if (found := answer_to(i, decisions))]
    n, right = len(answers), answers.count("real")
    low = float(betaincinv(right, n - right + 1, 0.025)) if right else 0.0
    high = float(betaincinv(right + 1, n - right, 0.975)) if right < n else 1.0
    told = {"alerts": len(alerts_of(incidents)), "answered": n, "right": right}
    return {**told, "share": right / n if n else None, "low": low if n else None, "high": high if n else None}


def _fired(
    incident: Incident, period: _Period, settings: DriftSettings, marks: Mapping[date, Marks], raised: Raised
) -> Fired:
    """Why an incident began: as its first night says it."""
    row = period.history.nights.index(incident.first)
    judgement = judge_up_to(period.history, row + 1, period.distrusted, settings, marks, raised=raised)
    found: list[Finding] = findings(judgement)
    known = Known(period.version, marks[incident.first], written=True)
    background = background_of(incident.first, incident.persona_id, judgement, settings, known)
    verdict = Verdict("re-evaluate", cast("Cause", incident.cause))
    shown = evidence(verdict, incident.persona_id, found, background)
    return Fired(
        incident, reason(verdict, incident.persona_id, shown, "en"), shown["signals"][0] if shown["signals"] else None
    )


def _concerns(decision: Decision, incident: Incident) -> bool:
    since = effective(decision)
    about = decision.subject.partition(":")[2]
    if decision.kind == NORMAL and about != incident.persona_id and ALL not in {about, incident.persona_id}:
        return False
    within = incident.first < since <= incident.last + timedelta(days=1)
    if "first" not in decision.payload:
        return within
    first, last = (date.fromisoformat(str(decision.payload[name])) for name in ("first", "last"))
    return within or (first <= incident.last and incident.first <= last)
