"""What people answer to alerts: seen, or not now. Lines in the store of decisions; the last snooze counts, and seen is seen."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from persona_pipeline.decisions import DecisionsError

from .routing import Handling

if TYPE_CHECKING:
    from collections.abc import Iterable

    from persona_pipeline.decisions import Decision, Decisions

ACKNOWLEDGE, SNOOZE = "alert.acknowledge", "alert.snooze"
KINDS = (ACKNOWLEDGE, SNOOZE)
PREFIX = "alert:"


def acknowledge(store: Decisions, alert_id: str, title: str, *, author: str, reason: str, at: datetime) -> Decision:
    """Say that an alert is seen: it is not told again while it stands; that it is over is told.

    Raises:
        DecisionsError: if a text cannot be kept, or the store cannot be written.
    """
    return store.record(ACKNOWLEDGE, PREFIX + alert_id, {"title": title}, author=author, reason=reason, at=at)


def snooze(
    store: Decisions, alert_id: str, title: str, until: datetime, *, author: str, reason: str, at: datetime
) -> Decision:
    """Hear nothing of an alert until a moment; if it stands then, it is told again. A later snooze takes the place of this one.

    Raises:
        DecisionsError: if the moment is past, a text cannot be kept, or the store cannot be written.
    """
    if until <= at:
        raise DecisionsError(
            f"a snooze until {until:%Y-%m-%d %H:%M} has ended already: it is {at:%Y-%m-%d %H:%M} UTC. Mend: name a moment to come.",
            "snooze_over",
        )
    payload = {"title": title, "until": until.isoformat()}
    return store.record(SNOOZE, PREFIX + alert_id, payload, author=author, reason=reason, at=at)


def wake(store: Decisions, alert_id: str, title: str, *, author: str, reason: str, at: datetime) -> Decision:
    """End a snooze now.

    Raises:
        DecisionsError: if the alert is not snoozed, or the store cannot be written.
    """
    found = handlings(store.log((SNOOZE,), PREFIX + alert_id)).get(alert_id)
    if found is None or not found.snoozed(at):
        raise DecisionsError(f"alert {alert_id} is not snoozed; expected one that is.")
    payload = {"title": title, "until": at.isoformat()}
    return store.record(SNOOZE, PREFIX + alert_id, payload, author=author, reason=reason, at=at)


def handlings(log: Iterable[Decision]) -> dict[str, Handling]:
    """How each alert was answered, by its id."""
    found: dict[str, Handling] = {}
    for decision in log:
        if decision.kind not in KINDS:
            continue
        alert_id = decision.subject.removeprefix(PREFIX)
        before = found.get(alert_id, Handling())
        until = datetime.fromisoformat(decision.payload["until"]) if decision.kind == SNOOZE else before.snoozed_until
        found[alert_id] = Handling(before.acknowledged or decision.kind == ACKNOWLEDGE, until, decision.author)
    return found
