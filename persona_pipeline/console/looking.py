"""What is to be decided, and what was: views that change nothing."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from persona_pipeline.challenger import sentence
from persona_pipeline.decisions import Decisions
from persona_pipeline.decisions.events import events_of
from persona_pipeline.desk.challenger import rejected_challenger
from persona_pipeline.language import language_of, translate_any
from persona_pipeline.personas import registry

from .incidents import shown_incidents, told_incidents
from .noted import note_choices
from .published import rows
from .render import render
from .standing import standing, titles
from .versions import in_use, reasons_of_its_own
from .words import (
    KINDS,
    at_moment,
    by_itself,
    decision_about,
    decision_subject,
    known_names,
    names_in_force,
    version_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        newest = newest_night(console, store.newest_night())
        own_reasons = reasons_of_its_own(call, store)
    found = told_incidents(console)
    incidents = shown_incidents(call, found, log, known)
    alerts = standing(call, log, found)
    values = {
        "alerts": [one for one in alerts if not one["is_handled"]],
        "handled": [one for one in alerts if one["is_handled"]],
        "incidents": [one for one in incidents if not one.is_decided],
        "decided": [one for one in incidents if one.is_decided],
        "in_use": in_use(versions, accepted, newest),
        "proposed": [version for version in versions if version.status == "proposed"],
        "challenger": challenger,
        "personas": names,
        "called": known,
        "events": [event for event in events_of(log) if event.until is None][::-1],
        "note_choices": note_choices(call, names, incidents),
        "decisions": _told(log[-RECENT:], newest, known, call, own_reasons),
        "event_days": _event_days(call),
        "open_form": call.query.get("open", ""),
    }
    return render(call, "decide", values)


def log(call: Call) -> Response:
    """All decisions, newest first."""
    with Decisions.open(call.console.place, call.console.settings) as store:
        found, newest, known = store.log(), newest_night(call.console, store.newest_night()), known_names(store, call)
        own_reasons = reasons_of_its_own(call, store)
    return render(call, "log", {"decisions": _told(found, newest, known, call, own_reasons)})


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


def newest_night(console: Console, known: date | None) -> date | None:
    """The newest night that a decision can be too late for."""
    found = rows(console, "cli/newest_night")
    return max((night for night in (known, found[0]["as_of"] if found else None) if night), default=None)


def _told(
    log: list[Decision], newest: date | None, names: dict[str, str], call: Call, own_reasons: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Decisions, newest first; ``waits`` for the night on which they begin to count, where it is still to come.

    A reason of the program's own is told in the reader's language where there are words for it: ``own_reasons``, by decision.
    """
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
                "version": version_of(one),
                "reason": own_reasons.get(one.id, one.reason),
                "is_english": by_itself(one) and one.id not in own_reasons,
                "at": at_moment(call, one.at),
                "waits": date.fromisoformat(waits) if waits else None,
            }
        )
    return told


def _event_days(call: Call) -> dict[str, str]:
    """The days that the form for an event begins with: those that a link names, where they are days; else empty."""
    given = {end: call.query.get(end, "") for end in ("first", "last")}
    return {end: day if _DAY.match(day) else "" for end, day in given.items()}
