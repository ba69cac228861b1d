"""Who is told what, and when: Alertmanager's semantics as functions of alerts, answers, settings and the time.

A route is an audience and one of its channels. It gets at most one notice at a time, over everything that is new, over or due
again (Alertmanager's DedupStage: nothing new, nothing over and the repeat interval not past means no notice).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .quiet import is_quiet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from persona_pipeline.settings import AlertSettings, Audience

    from .message import Message

LEVELS = ("info", "warning", "critical")
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Route:
    """An audience on one channel. ``taken`` are ids that an audience before it tells on the same channel."""

    audience: Audience
    channel: str
    repeat: timedelta | None
    taken: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Told:
    """The last notice of a route: its key, when it was made, and the alerts that its readers know to stand."""

    key: str = ""
    at: datetime | None = None
    firing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Handling:
    """What people answered to an alert; ``by`` is who did so last."""

    acknowledged: bool = False
    snoozed_until: datetime | None = None
    by: str = ""

    def snoozed(self, now: datetime) -> bool:
        """Whether nobody wants to hear of it now."""
        return self.snoozed_until is not None and now < self.snoozed_until


@dataclass(frozen=True)
class Plan:
    """What a notice is to tell, by ids in the order of the alerts; ``firing`` is what its readers know then."""

    key: str
    new: tuple[str, ...]
    again: tuple[str, ...]
    standing: tuple[str, ...]
    resolved: tuple[str, ...]
    firing: frozenset[str] = field(repr=False)


_NOBODY = Handling()


def routes(settings: AlertSettings, alerts: Sequence[Message]) -> Iterator[Route]:
    """All routes. On a channel that several audiences share, the first that wants an alert tells it."""
    taken: dict[str, set[str]] = {}
    for audience in settings.all_audiences:
        repeat = timedelta(days=audience.repeat_days) if audience.repeat_days else None
        for channel in audience.channels:
            before = taken.setdefault(channel, set())
            yield Route(audience, channel, repeat, frozenset(before))
            before |= {alert.alert_id for alert in alerts if wants(audience, alert)}


def wants(audience: Audience, alert: Message) -> bool:
    """Whether the audience is told of the alert at all."""
    if LEVELS.index(alert.severity) < LEVELS.index(audience.min_severity):
        return False
    if audience.rules and alert.rule not in audience.rules:
        return False
    about = _source_of(alert)
    return not (audience.sources and about is not None) or about in audience.sources


def plan(
    route: Route,
    alerts: Sequence[Message],
    told: Told,
    *,
    handled: Mapping[str, Handling],
    silenced: Collection[str],
    now: datetime,
    local: datetime,
) -> Plan | None:
    """What the route is told now; None where that is nothing.

    Args:
        route: audience and channel.
        alerts: all alerts that are known, those that are over too.
        told: what it was told last.
        handled: answers of people by alert id.
        silenced: ids that another alert silences.
        now: the time.
        local: the same moment in the shop's time zone.
    """
    mine = [a for a in alerts if wants(route.audience, a) and a.alert_id not in route.taken]
    firing = [
        a
        for a in mine
        if a.standing and a.alert_id not in silenced and not handled.get(a.alert_id, _NOBODY).snoozed(now)
    ]
    woke = {a.alert_id: until for a in firing if (until := _woke(handled.get(a.alert_id, _NOBODY), told, now))}
    new = [a for a in firing if a.alert_id not in told.firing or a.alert_id in woke]
    over = [a for a in mine if not a.standing and a.alert_id in told.firing]
    resolved = over if route.audience.resolved else []
    waited = now - told.at if told.at else None
    again = [
        a
        for a in firing
        if a not in new and not handled.get(a.alert_id, _NOBODY).acknowledged and _due(waited, route.repeat)
    ]
    if is_quiet(route.audience.quiet_hours, local):
        today = local.date()
        new = [a for a in new if _wakes(route.audience, a) or _held(woke.get(a.alert_id), a.as_of, today)]
        resolved = [a for a in resolved if a.resolved_as_of is not None and a.resolved_as_of < today - _DAY]
        again = again if route.repeat and _due(waited, route.repeat + _DAY) else []
    if not (new or again or resolved):
        return None
    spoken = {a.alert_id for a in (*new, *again)}
    known = [a for a in firing if a.alert_id not in spoken and a.alert_id in told.firing]
    kept = {a.alert_id for a in over} if not route.audience.resolved else {a.alert_id for a in resolved}
    after = frozenset((told.firing - kept) | {a.alert_id for a in new})
    found = Plan("", _ids(new), _ids(again), _ids(known), _ids(resolved), after)
    return replace(found, key=_key(route, told, found))


def _ids(alerts: Iterable[Message]) -> tuple[str, ...]:
    return tuple(alert.alert_id for alert in alerts)


def _key(route: Route, told: Told, found: Plan) -> str:
    """Follows from what is told and from the notice before it: made twice from the same state it is the same notice."""
    parts = (found.new, found.again, found.standing, found.resolved)
    text = "\x1f".join((route.audience.name, route.channel, told.key, *("\x1e".join(sorted(part)) for part in parts)))
    return "ntc_" + hashlib.sha256(text.encode()).hexdigest()[:24]


def _source_of(alert: Message) -> str | None:
    """The source that an alert is about; None where it is about no one source."""
    if alert.rule in ("source_late", "rows_low"):
        return alert.subject
    if alert.rule == "quality_blocked" and not alert.subject.startswith("match_rate:"):
        return alert.subject.partition(":")[2]
    return None


def _woke(handling: Handling, told: Told, now: datetime) -> datetime | None:
    """The end of a snooze that the route has not been told of since."""
    until = handling.snoozed_until
    return until if until and told.at and told.at < until <= now else None


def _due(waited: timedelta | None, repeat: timedelta | None) -> bool:
    return waited is not None and repeat is not None and waited >= repeat


def _wakes(audience: Audience, alert: Message) -> bool:
    hours = audience.quiet_hours
    wake_for = hours.wake_for if hours else "info"
    return wake_for is not None and LEVELS.index(alert.severity) >= LEVELS.index(wake_for)


def _held(woke: datetime | None, as_of: date, today: date) -> bool:
    """Whether it has waited a night already. An alert of a night is raised on the day after ``as_of``."""
    return (woke.date() + _DAY if woke else as_of + _DAY) < today
