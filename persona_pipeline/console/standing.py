"""Alerts that stand, in the reader's language, each with the way to the forms that answer it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from persona_pipeline.alerts import handled
from persona_pipeline.alerts.routing import Handling
from persona_pipeline.alerts.words import error_apart, spoken_in

from .published import asked, event_form, moved_days, rows
from .words import at_moment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from persona_pipeline.alerts.words import Spoken
    from persona_pipeline.decisions import Decision
    from persona_pipeline.drift.incidents import Incident

    from .web import Call

_MOVED = "verdict_re_evaluate"
_OF_A_DAY = ("quality_blocked", "rows_low")
"""Rules whose alerts are about one day, which may have been special."""


def standing(call: Call, log: Sequence[Decision], incidents: Sequence[Incident]) -> list[dict[str, Any]]:
    """Alerts that stand, newest first; ``answers`` are those of the incidents that each told of.

    An alert of an earlier version has one text only, with commands in it; it is shown as it is, in the shop's ``language``.
    """
    answered, found = handled.handlings(log), rows(call.console, "alerts/open")
    spoken = _spoken(call, [row["alert_id"] for row in found])
    told, moved = [], moved_days(call.console)
    for row in found:
        words = spoken.get(row["alert_id"], {}).get(call.language)
        language = call.language if words else call.console.settings.shop.language
        body, error = error_apart(words.in_console if words else row["body"], language)
        handling = answered.get(row["alert_id"], Handling())
        told.append(
            {
                "alert_id": row["alert_id"],
                "as_of": row["as_of"],
                "title": words.title if words else row["title"],
                "body": body,
                "error": error,
                "language": language,
                "answers": _answers(row, incidents),
                "event_form": _event_form(row, moved),
                "is_about_personas": row["rule"] == _MOVED,
                "seen": handling.acknowledged,
                "is_handled": handling.acknowledged or handling.snoozed(call.now),
                "snoozed_until": at_moment(call, handling.snoozed_until)
                if handling.snoozed(call.now) and handling.snoozed_until
                else "",
                "by": handling.by,
            }
        )
    return told


def titles(call: Call, log: Sequence[Decision]) -> dict[str, str]:
    """Titles in the reader's language of the alerts that decisions are about, by the decision's subject."""
    about = [one.subject for one in log if one.subject.startswith(handled.PREFIX)]
    spoken = _spoken(call, [subject.removeprefix(handled.PREFIX) for subject in about]) if about else {}
    return {handled.PREFIX + alert_id: words[call.language].title for alert_id, words in spoken.items()}


def _spoken(call: Call, alert_ids: list[str]) -> Mapping[str, Spoken]:
    return asked(call.console, lambda con: spoken_in(con, alert_ids), {})


def _event_form(row: Mapping[str, Any], moved: tuple[date, date] | None) -> str:
    """Where the days of the alert can be marked; of a change those from its first to the newest night. Empty where none may be special."""
    if row["rule"] == _MOVED:
        return event_form(moved or (row["as_of"], row["as_of"]))
    if row["rule"] not in _OF_A_DAY:
        return ""
    own = json.loads(row["evidence"] or "{}").get("day")
    day = date.fromisoformat(own) if own else row["as_of"]
    return event_form((day, day))


def _answers(row: Mapping[str, Any], incidents: Sequence[Incident]) -> list[Incident]:
    if row["rule"] != _MOVED:
        return []
    subjects = json.loads(row["evidence"] or "{}").get("subjects") or row["subject"].split(",")
    return [one for one in incidents if one.persona_id in subjects and one.first <= row["as_of"] <= one.last]
