"""What is to be decided, and what was: views that change nothing."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from persona_pipeline.challenger import sentence
from persona_pipeline.decisions import Decisions
from persona_pipeline.decisions.events import events_of
from persona_pipeline.desk.challenger import rejected_challenger
from persona_pipeline.drift import decisions as drift
from persona_pipeline.drift.incidents import Incident, Told, incidents_of
from persona_pipeline.language import language_of, translate_any
from persona_pipeline.personas import registry

from .published import rows
from .render import render
from .standing import standing, titles
from .words import (
    KINDS,
    at_moment,
    by_itself,
    decision_about,
    decision_subject,
    known_names,
    names_in_force,
)

if TYPE_CHECKING:
    from starlette.responses import Response

    from persona_pipeline.decisions import Decision

    from .web import Call, Console

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")
RECENT = 15


def decide(call: Call) -> Response:
    """Everything that is open, the personas, and what was decided last."""
    console = call.console
    with Decisions.open(console.place, console.settings) as store:
        log, versions = store.log(), store.versions()
        accepted = registry.last_accepted(store)
        names, known = names_in_force(store, call), known_names(store, call)
        challenger = _challenger(call, store)
        newest = _newest(console, store.newest_night())
    incidents = incidents_of(Told(**row) for row in rows(console, "cli/incidents"))
    still = [one for one in incidents if one.is_open][::-1]
    past = [one for one in incidents if not one.is_open][:-9:-1]
    values = {
        "alerts": standing(call, log, [*still, *past]),
        "incidents": [_incident(one, log, known) for one in still],
        "past": [_incident(one, log, known) for one in past],
        "proposed": [version for version in versions if version.status == "proposed"],
        "challenger": challenger,
        "personas": names,
        "called": known,
        "events": [event for event in events_of(log) if event.until is None][::-1],
        "decisions": _told(log[-RECENT:], newest, known, call),
        "has_version": accepted is not None,
        "event_days": _event_days(call),
        "open_form": call.query.get("open", ""),
    }
    return render(call, "decide", values)


def log(call: Call) -> Response:
    """All decisions, newest first."""
    with Decisions.open(call.console.place, call.console.settings) as store:
        found, newest, known = store.log(), _newest(call.console, store.newest_night()), known_names(store, call)
    return render(call, "log", {"decisions": _told(found, newest, known, call)})


def _incident(one: Incident, log: list[Decision], names: dict[str, str]) -> dict[str, Any]:
    said = drift.answer_to(one, log)
    return {
        "persona_id": one.persona_id,
        "name": names.get(one.persona_id, one.persona_id),
        "first": one.first,
        "last": one.last,
        "is_open": one.is_open,
        "cause": one.cause,
        "answer": said.payload["answer"] if said else "",
        "by": said.author if said else "",
    }


def _challenger(call: Call, store: Decisions) -> dict[str, Any] | None:
    """The newest one, and the version by which the very same personas were rejected, where they were."""
    found = rows(call.console, "cli/challenger")
    if not found:
        return None
    before = rejected_challenger(store, found[0]["as_of"], rows(call.console, "cli/challenger_personas"))
    return {
        "as_of": found[0]["as_of"],
        "says": sentence(found[0], call.language),
        "rejected": before,
        "rejected_on": call.day_of(before.decision.at) if before else None,
    }


def _newest(console: Console, known: date | None) -> date | None:
    """The newest night that a decision can be too late for."""
    found = rows(console, "cli/newest_night")
    return max((night for night in (known, found[0]["as_of"] if found else None) if night), default=None)


def _told(log: list[Decision], newest: date | None, names: dict[str, str], call: Call) -> list[dict[str, Any]]:
    """Decisions, newest first; ``waits`` for the night on which they begin to count, where it is still to come."""
    language, told, spoken = language_of(call.language, "console"), [], titles(call, log)
    for one in reversed(log):
        since = one.payload.get("effective_as_of")
        waits = since if since and newest and date.fromisoformat(since) > newest else None
        told.append(
            {
                "kind": translate_any(language, KINDS, one.kind),
                "code": one.subject,
                "subject": decision_subject(one, names, call),
                "about": spoken.get(one.subject) or decision_about(one, call),
                "author": one.author,
                "by_itself": by_itself(one),
                "reason": one.reason,
                "at": at_moment(call, one.at),
                "waits": date.fromisoformat(waits) if waits else None,
            }
        )
    return told


def _event_days(call: Call) -> dict[str, str]:
    """The days that the form for an event begins with: those that a link names, where they are days; else empty."""
    given = {end: call.query.get(end, "") for end in ("first", "last")}
    return {end: day if _DAY.match(day) else "" for end, day in given.items()}
