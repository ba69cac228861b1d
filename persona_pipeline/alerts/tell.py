"""From alerts to notices to people: what each route is to be told goes into the outbox, and what is due is sent."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from persona_pipeline.decisions import Decisions, DecisionsError
from persona_pipeline.faults import crash_point
from persona_pipeline.warehouse import Busy, hold_lock

from .handled import KINDS, handlings
from .inhibit import silenced
from .message import Message
from .notice import notice_of
from .queue import Outbox, stamp
from .routing import plan, routes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import datetime

    from persona_pipeline.settings import Settings, ShopSettings, Workspace

    from .chart import Chart
    from .message import Channel
    from .routing import Handling, Route
    from .words import Spoken

NONE: Mapping[str, Chart] = MappingProxyType({})
NIGHT = "night"
"""Scope of what nights raise; `watch` has one of its own."""


@dataclass(frozen=True)
class Sent:
    """How sending went: notices delivered, and by channel the errors of those that were tried and wait."""

    delivered: int = 0
    failed: dict[str, list[str]] = field(default_factory=dict)
    busy: bool = False


def answers(workspace: Workspace, settings: Settings, progress: Callable[[str], None]) -> dict[str, Handling]:
    """What people answered to alerts. Where their store cannot be read people are told too much rather than nothing."""
    if settings.decisions.url is None and not workspace.decisions.exists():
        return {}
    try:
        with Decisions.open(workspace, settings) as store:
            return handlings(store.log(KINDS))
    except DecisionsError as error:
        progress(f"alerts: nobody's answers are known, so everything is told: {error}")
        return {}


def messages_of(
    rows: Sequence[Sequence[Any]], shop: ShopSettings, spoken: Callable[[list[str]], Mapping[str, Spoken]]
) -> list[Message]:
    """Alerts from rows of sql/alerts/known.sql, whose text is in the shop's language; ``spoken`` gives that of ids in all languages."""
    words = spoken([row[0] for row in rows])
    return [
        Message(
            alert_id, as_of, rule, subject, severity, title, body, json.loads(evidence or "{}"), resolved,
            shop.name, shop.language, words.get(alert_id, {}),
        )
        for alert_id, as_of, rule, subject, severity, title, body, evidence, resolved in rows
    ]  # fmt: skip


def put_notices(
    outbox: Outbox,
    settings: Settings,
    alerts: Sequence[Message],
    handled: Mapping[str, Handling],
    now: datetime,
    *,
    charts: Mapping[str, Chart] = NONE,
) -> int:
    """Write what each route is to be told of the alerts of nights; returns how many notices are new."""
    kinds = {source.name: source.kind for source in settings.sources}
    quiet = set(silenced(alerts, kinds)) if settings.alerts.inhibit else set()
    count = 0
    with outbox.transaction():
        for route in routes(settings.alerts, alerts):
            count += put_one(
                outbox,
                settings,
                route,
                alerts,
                scope=NIGHT,
                handled=handled,
                quiet=quiet,
                now=now,
                charts=charts,
            )
    return count


def put_one(
    outbox: Outbox,
    settings: Settings,
    route: Route,
    alerts: Sequence[Message],
    *,
    scope: str,
    handled: Mapping[str, Handling],
    quiet: Collection[str],
    now: datetime,
    charts: Mapping[str, Chart] = NONE,
) -> bool:
    """Write what one route is to be told; returns whether there was anything."""
    told = outbox.told(scope, route.audience.name, route.channel)
    local = now.astimezone(ZoneInfo(settings.shop.timezone))
    found = plan(route, alerts, told, handled=handled, silenced=quiet, now=now, local=local)
    if found is None:
        return False
    notice = notice_of(found, alerts, route, settings, stamp(now), charts=charts)
    return outbox.put(scope, notice, found.firing)


def send_due(
    workspace: Workspace,
    channels: Sequence[Channel],
    now: datetime,
    *,
    regardless: bool = False,
    patience_s: float = 0.0,
) -> Sent:
    """Send what is due, in order; a channel that is down is left alone until its time comes.

    Only one process sends at a time: what another one sends meanwhile is not sent twice.

    Args:
        workspace: its outbox is emptied.
        channels: the channels; notices of others stay.
        now: the time.
        regardless: also what is to wait before it is tried again.
        patience_s: how long to wait for another process that sends.
    """
    failed: dict[str, list[str]] = {}
    delivered = 0
    try:
        with (
            hold_lock(workspace.outbox.with_suffix(".lock"), patience_s=patience_s),
            Outbox.open(workspace.outbox) as outbox,
        ):
            for channel in channels:
                count, errors = _drain(outbox, channel, now, regardless=regardless)
                delivered += count
                if errors:
                    failed[channel.name] = errors
            outbox.prune(now)
    except Busy:
        return Sent(busy=True)
    return Sent(delivered, failed)


def _drain(outbox: Outbox, channel: Channel, now: datetime, *, regardless: bool) -> tuple[int, list[str]]:
    delivered, errors = 0, []
    for one in outbox.waiting(channel.name):
        if one.next_at > now and not regardless:
            if one.down:
                break
            continue
        answer = channel.send(one.notice)
        crash_point("alert.after_send")
        crash_point("alert.before_mark")
        outbox.mark(one, answer, now)
        if answer.error is None:
            delivered += 1
        else:
            errors.append(answer.error)
        if answer.gone:
            break
    return delivered, errors
