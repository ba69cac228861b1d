"""What people decide about drift: mark nights as an event, accept a new normal, answer an alert.

A decision is a line in the store of decisions, as those about versions are, and holds from a night on that no night has asked
for yet (``effective_as_of``). The verdict of a night follows from its figures and from the decisions that hold on it by then, and from
nothing else. So it does not matter whether a night is run before or after a decision is taken, once or twice, late or in
time: nights before ``effective_as_of`` never go by the decision, those from it on always do. An event may lie in the past;
what was told about its nights stays, and nights from ``effective_as_of`` on are judged as if it had never been seen.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypedDict

from persona_pipeline.decisions import DecisionsError, effective
from persona_pipeline.decisions.events import EVENT, FARTHEST_EVENT, WITHDRAW, events_of
from persona_pipeline.personas.registry import next_night

from .marks import Marks
from .streams import ALL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from persona_pipeline.decisions import Decision, Decisions

    from .incidents import Incident

NORMAL, ANSWER = "drift.normal", "drift.answer"
KINDS = (EVENT, WITHDRAW, NORMAL, ANSWER)
REAL, FALSE = "real", "false-alarm"
LONGEST_EVENT, LONGEST_NAME = 92, 80
"""Nights and signs."""


class Who(TypedDict):
    """Who decides, why and when."""

    author: str
    reason: str
    at: datetime


def marks_on(as_of: date, decisions: Sequence[Decision], calendar: Mapping[date, str]) -> Marks:
    """The marks that a night goes by: the calendar, and the decisions that hold on it. Of two names the decided one is told."""
    special = dict(calendar)
    for event in events_of(decisions):
        if event.holds_on(as_of):
            special |= dict.fromkeys(event.nights, event.name)
    normal: dict[str, date] = {}
    for decision in decisions:
        if decision.kind == NORMAL and effective(decision) <= as_of:
            who = decision.subject.removeprefix("reference:")
            normal[who] = max(normal.get(who, date.min), effective(decision))
    return Marks(special, normal)


def mark_event(
    store: Decisions, first: date, last: date, name: str, *, oldest: date | None, newest: date | None, who: Who
) -> Decision:
    """Leave nights out of the reference and of the evidence; they may be past or to come.

    Args:
        store: the store of decisions.
        first: its first night.
        last: its last night.
        name: what it is called.
        oldest: the first night that has figures.
        newest: the newest night in the warehouse.
        who: who decides, why and when.

    Raises:
        DecisionsError: if nothing is known of the nights, they are none or too many or years ahead, or the name is none.
    """
    called = " ".join(name.split())
    if not called or len(called) > LONGEST_NAME or not called.isprintable() or set(called) & set("<>"):
        raise DecisionsError(
            f"found the name {name!r}; expected 1 to {LONGEST_NAME} signs, without < and >.",
            "bad_name",
            most=LONGEST_NAME,
        )
    if last < first:
        raise DecisionsError(
            f"the event ends on {last}, before it begins on {first}; expected FROM before TO.",
            "event_backwards",
            first=first,
            last=last,
        )
    if (last - first).days >= LONGEST_EVENT:
        raise DecisionsError(
            f"the event has {(last - first).days + 1} nights; expected at most {LONGEST_EVENT}. Mend: what lasts longer is no event "
            "but how things are: `persona-pipeline drift normal`.",
            "event_too_long",
            nights=(last - first).days + 1,
            most=LONGEST_EVENT,
        )
    today = newest or who["at"].date()
    if last > today + timedelta(days=FARTHEST_EVENT):
        raise DecisionsError(
            f"the event ends on {last}, and the newest night is {today}; expected at most {FARTHEST_EVENT} days after it. "
            "Mend: correct the year; an event that far ahead is marked when it comes nearer."
        )
    if oldest is not None and last < oldest:
        raise DecisionsError(
            f"there is no night {last}: the first one that has figures is {oldest}.", "event_too_early", oldest=oldest
        )
    with store.transaction():
        number = max((event.number for event in events_of(store.log([EVENT]))), default=0) + 1
        told = {"first": first.isoformat(), "last": last.isoformat(), "name": called}
        return _record(store, EVENT, f"event:{number}", told, newest=newest, who=who)


def withdraw(store: Decisions, number: int, *, newest: date | None, who: Who) -> Decision:
    """Take an event back: later nights count its nights again.

    Raises:
        DecisionsError: if there is no such event, or it was taken back before.
    """
    with store.transaction():
        events = {event.number: event for event in events_of(store.log([EVENT, WITHDRAW]))}
        event = events.get(number)
        if event is None or event.until is not None:
            left = ", ".join(f"{e.number} ({e.name})" for e in events.values() if e.until is None) or "none"
            what = f"event {number} was taken back before" if event else f"there is no event {number}"
            raise DecisionsError(f"{what}; events that hold: {left}.", "event_gone")
        return _record(store, WITHDRAW, f"event:{number}", {"name": event.name}, newest=newest, who=who)


def accept_normal(
    store: Decisions, persona_id: str, *, personas: Collection[str], newest: date | None, who: Who
) -> Decision:
    """Let the reference begin anew with the next night, for a persona or for ``all``; the persona version stays.

    Raises:
        DecisionsError: if there is no such persona, or a decision that no night has gone by yet says so already.
    """
    _expect(persona_id, personas)
    with store.transaction():
        night, subject = next_night(store, newest), f"reference:{persona_id}"
        if [d for d in store.log([NORMAL], subject) if effective(d) == night]:
            raise DecisionsError(
                f"the reference of {persona_id} begins anew on {night} already; there is nothing to do.",
                "normal_already",
                night=night,
            )
        return _record(store, NORMAL, subject, {}, newest=newest, who=who)


def answer(
    store: Decisions, incidents: Sequence[Incident], *, right: bool, newest: date | None, who: Who
) -> list[Decision]:
    """Say of incidents whether there was a real change. It changes no verdict.

    A later answer about the same incident counts in place of an earlier one.

    Args:
        store: the store of decisions.
        incidents: the ones that are answered, as ``open_on`` finds them.
        right: whether there was a real change.
        newest: the newest night in the warehouse.
        who: who says so, their note and when.

    Raises:
        DecisionsError: if the store cannot be written.
    """
    with store.transaction():
        return [
            _record(
                store,
                ANSWER,
                f"incident:{incident.persona_id}:{incident.first}",
                {
                    "answer": REAL if right else FALSE,
                    "cause": incident.cause,
                    "night": incident.first.isoformat(),
                    "persona_id": incident.persona_id,
                    "version": incident.version,
                },
                newest=newest,
                who=who,
            )
            for incident in incidents
        ]


def _expect(persona_id: str, personas: Collection[str]) -> None:
    if persona_id not in {ALL, *personas}:
        raise DecisionsError(
            f"there is no persona {persona_id!r}; expected all, {', '.join(sorted(personas))}.", "no_persona"
        )


def _record(
    store: Decisions, kind: str, subject: str, payload: dict[str, Any], *, newest: date | None, who: Who
) -> Decision:
    told = {**payload, "effective_as_of": next_night(store, newest).isoformat()}
    return store.record(kind, subject, told, **who)


def answer_to(incident: Incident, decisions: Iterable[Decision]) -> Decision | None:
    """The last answer to an incident; None where nobody gave one. An answer is about the night that it names."""
    found = None
    for decision in decisions:
        if decision.kind == ANSWER and decision.payload["persona_id"] == incident.persona_id:
            night = date.fromisoformat(str(decision.payload["night"]))
            found = decision if incident.first <= night <= incident.last else found
    return found
