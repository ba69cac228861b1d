"""Earlier verdicts judged again on the figures as they are known now, and the incidents that this takes back or adds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from .bootstrap import ALERTING
from .decided import copied
from .decisions import marks_on
from .history import history_of
from .incidents import Incident, Told, incidents_of
from .marks import special_nights
from .quality import quality_of
from .replay import replay
from .stage import judged_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from persona_pipeline.context import Context

    from .streams import Group
    from .verdict import Verdict

Alert = Literal["withdrawn", "due"]
_Words = tuple[str, str]
"""A verdict's word and its cause."""


@dataclass(frozen=True)
class Rescored:
    """A verdict that was told, as it would have been from the figures as they are known now."""

    night: date
    persona_id: str
    version: int
    verdict_told: str
    cause_told: str
    verdict_now: str
    cause_now: str
    alert: Alert | None
    alert_since: date | None


def rescored(ctx: Context, changed: Sequence[date]) -> list[Rescored]:
    """Verdicts of nights before ``ctx.as_of`` that would be others, and are not yet said to be; ``changed``: nights whose figures are.

    A night is judged twice by the settings of today, on its figures as they were told and as they are known: what differs
    follows from the figures alone. Where nothing does, what was told stands, whatever the settings were.
    """
    last = ctx.as_of - timedelta(days=1)
    told = {
        (t.as_of, t.persona_id): t for t in (Told(*row) for row in ctx.warehouse.run("drift/told", {"as_of": last}))
    }
    said = {
        (night, name): (word, cause)
        for night, name, word, cause in ctx.warehouse.run("drift/restated_verdicts", {"as_of": ctx.as_of})
    }
    known: dict[tuple[date, str], _Words] = {key: said.get(key, (row.verdict, row.cause)) for key, row in told.items()}
    now = known | {
        key: words if words != (told[key].verdict, told[key].cause) else known[key]
        for key, words in _judged_again(ctx, changed, last, told).items()
    }
    alerts = _alerts(told, now)
    return [
        Rescored(
            key[0], key[1], told[key].version or 0, told[key].verdict, told[key].cause, *now[key],
            *alerts.get(key, (None, None)),
        )
        for key in sorted(now)
        if now[key] != known[key]
    ]  # fmt: skip


def _judged_again(
    ctx: Context, changed: Sequence[date], last: date, told: Mapping[tuple[date, str], Told]
) -> dict[tuple[date, str], _Words]:
    """Verdicts by night and persona from the first changed night of each version on."""
    found: dict[tuple[date, str], _Words] = {}
    versions = ctx.warehouse.run("drift/versions", {"as_of": last})
    for number, (version, since) in enumerate(versions):
        until = versions[number + 1][1] - timedelta(days=1) if number + 1 < len(versions) else last
        first = min((night for night in changed if since <= night <= until), default=None)
        if first is None:
            continue
        then, now = (_courses(ctx, version, since, until, first, known=known) for known in (date.min, ctx.as_of))
        for key, words in now.items():
            if key in told:
                found[key] = (told[key].verdict, told[key].cause) if words == then.get(key) else words
    return found


def _courses(
    ctx: Context, version: int, since: date, until: date, first: date, *, known: date
) -> dict[tuple[date, str], _Words]:
    """Verdicts from ``first`` on, from the figures that a night ``known`` goes by."""
    warehouse, settings = ctx.warehouse, ctx.settings.drift
    history = history_of(warehouse.frame("drift/nights", {"since": since, "as_of": until, "known": known}))
    judged = judged_by(warehouse.run("drift/judged", {"as_of": ctx.as_of, "known": known}))
    volumes, rates = (warehouse.frame(f"drift/{name}", {"as_of": until}) for name in ("volumes", "rates"))
    quality = quality_of(
        volumes, rates, judged, until, amounts=warehouse.frame("drift/amounts", {"as_of": until, "known": known})
    )
    distrusted = [quality.blocked(night, ctx.as_of) for night in history.nights]
    calendar = special_nights(history.nights, settings, ctx.settings.shop.language)
    decisions = copied(warehouse, ctx.as_of)
    marks = {night: marks_on(night, decisions, calendar) for night in history.nights}
    by_level = dict(warehouse.run("drift/factors", {"version": version}))
    factors: dict[Group, float] = {group: float(by_level[group]) for group in ALERTING if group in by_level}
    start = sum(night < first for night in history.nights)
    courses = replay(history, distrusted, settings, marks, raised=lambda _: factors, first=start)
    return {
        (night, name): _words(verdict)
        for name, course in courses.items()
        for night, verdict in list(zip(history.nights, course, strict=True))[start:]
    }


def _words(verdict: Verdict) -> _Words:
    return verdict.word, verdict.cause


def _alerts(
    told: Mapping[tuple[date, str], Told], now: Mapping[tuple[date, str], _Words]
) -> dict[tuple[date, str], tuple[Alert, date]]:
    """Nights of incidents that were told and of which no night is left, and of those that no night told."""
    before = incidents_of(told.values())
    after = incidents_of(Told(key[0], key[1], told[key].version, *words) for key, words in now.items())
    found: dict[tuple[date, str], tuple[Alert, date]] = {}
    for ours, others, name in ((before, after, "withdrawn"), (after, before, "due")):
        for incident in ours:
            if not any(incident.meets(other) for other in others):
                alert: Alert = "withdrawn" if name == "withdrawn" else "due"
                found |= {key: (alert, incident.first) for key in told if _within(key, incident)}
    return found


def _within(key: tuple[date, str], incident: Incident) -> bool:
    return key[1] == incident.persona_id and incident.first <= key[0] <= incident.last
