"""The dead man's switch: is the night there that should be? It needs no warehouse and no scheduler, only the published files."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from persona_pipeline.drift import day
from persona_pipeline.language import LANGUAGES, Code

from . import frame
from .inhibit import silenced
from .message import Message
from .notice import notice_of
from .queue import stamp
from .routing import Told, plan, routes
from .tell import NIGHT, Sent, put_one
from .words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from persona_pipeline.settings import Settings

    from .message import Channel
    from .queue import Outbox
    from .routing import Handling

WATCH, RULE = "watch", "night_missing"


def expected_night(settings: Settings, now: datetime) -> date:
    """The newest night that must be published by now: that of the day before, from ``due_at`` on."""
    local = now.astimezone(ZoneInfo(settings.shop.timezone))
    due = time.fromisoformat(settings.alerts.watch.due_at)
    return local.date() - timedelta(days=1 if local.time() >= due else 2)


def missing_night(published: date | None, settings: Settings, now: datetime) -> Message | None:
    """The alert about a night that is not there, in every language; None where all is well, or nothing can be expected yet.

    Args:
        published: the night that is published; None where none ever was.
        settings: when a night is due, and the shop's language.
        now: the time.
    """
    expected = expected_night(settings, now)
    if (published is not None and published >= expected) or settings.night.first_date > expected:
        return None
    spoken = {language: _missing(expected, published, settings, now, language) for language in LANGUAGES}
    own = spoken[settings.shop.language]
    identity = f"{RULE}\x1fnights\x1f{published or 'never'}"
    return Message(
        alert_id=hashlib.sha256(identity.encode()).hexdigest()[:16],
        as_of=expected,
        rule=RULE,
        subject="nights",
        severity="critical",
        title=own.title,
        body=own.body,
        evidence={"began": expected.isoformat(), "published": published.isoformat() if published else None},
        resolved_as_of=None,
        shop=settings.shop.name,
        language=settings.shop.language,
        spoken=spoken,
    )


def _missing(expected: date, published: date | None, settings: Settings, now: datetime, language: Code) -> Words:
    local, night = now.astimezone(ZoneInfo(settings.shop.timezone)), day(expected, language)
    last = (
        frame.LAST_PUBLISHED(language, last=day(published, language)) if published else frame.NEVER_PUBLISHED(language)
    )
    body = frame.MISSING_BODY(
        language,
        due=settings.alerts.watch.due_at,
        expected=night,
        last=last,
        checked=f"{day(local.date(), language)} {local:%H:%M}",
    )
    return Words(frame.MISSING_TITLE(language, shop=settings.shop.name, expected=night), body, body)


def put_watch_notices(
    outbox: Outbox, settings: Settings, published: date | None, handled: Mapping[str, Handling], now: datetime
) -> Message | None:
    """Write who is to be told that a night is missing, or that it came; returns the alert where one stands.

    Readers who were told that this very night was stopped or failed are not told that it is missing too. While nights stay away it
    is the same alert, although the newest that is there may change.
    """
    missing = missing_night(published, settings, now)
    repeat = timedelta(hours=settings.alerts.watch.repeat_hours)
    with outbox.transaction():
        for route in routes(settings.alerts, [missing] if missing else []):
            who = (route.audience.name, route.channel)
            known = outbox.remembered(WATCH, *who)
            alerts = [replace(message, resolved_as_of=published or message.as_of) for message in known]
            if missing:
                alerts = [replace(missing, alert_id=known[-1].alert_id) if known else missing]
            explained = silenced([*outbox.remembered(NIGHT, *who), *alerts], {}) if settings.alerts.inhibit else {}
            put_one(
                outbox,
                settings,
                replace(route, repeat=repeat if route.audience.repeat_days else None),
                alerts,
                scope=WATCH,
                handled=handled,
                quiet=explained,
                now=now,
            )
    return missing


def tell_directly(
    settings: Settings, missing: Message, channels: Sequence[Channel], handled: Mapping[str, Handling], now: datetime
) -> Sent:
    """Tell that a night is missing where the outbox cannot be used: a full disk stops the night and the outbox alike.

    Nobody remembers then who was told, so it is told within the hour after ``due_at`` only, on each look.
    """
    local = now.astimezone(ZoneInfo(settings.shop.timezone))
    due = datetime.combine(local.date(), time.fromisoformat(settings.alerts.watch.due_at), local.tzinfo)
    if not due <= local < due + timedelta(hours=1):
        return Sent()
    by_name = {channel.name: channel for channel in channels}
    failed: dict[str, list[str]] = {}
    delivered = 0
    for route in routes(settings.alerts, [missing]):
        found = plan(route, [missing], Told(), handled=handled, silenced=(), now=now, local=local)
        if found is not None:
            answer = by_name[route.channel].send(notice_of(found, [missing], route, settings, stamp(now), charts={}))
            delivered += answer.error is None
            if answer.error is not None:
                failed[route.channel] = [answer.error]
    return Sent(delivered, failed)
