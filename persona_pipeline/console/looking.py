"""What is to be decided, and what was: views that change nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from persona_pipeline.alerts import handled
from persona_pipeline.cards import OVERRULE, TAKE_BACK, decided_words
from persona_pipeline.challenger import sentence
from persona_pipeline.decisions import Decisions
from persona_pipeline.decisions.events import events_of
from persona_pipeline.desk.challenger import rejected_challenger
from persona_pipeline.desk.overrule import published_cards, read_card
from persona_pipeline.drift import decisions as drift
from persona_pipeline.drift.incidents import Incident, Told, incidents_of
from persona_pipeline.language import language_of, marked, translate_any
from persona_pipeline.personas import registry
from persona_pipeline.personas.name_in import name_in
from persona_pipeline.personas.names import given_names, name_of

from .problems import refused
from .published import rows
from .render import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from persona_pipeline.cards.document import CardLine
    from persona_pipeline.cards.shape import Voice
    from persona_pipeline.decisions import Decision
    from persona_pipeline.language import Code

    from .web import Call, Console

RECENT = 15
KINDS: dict[str, str] = {
    "version.propose": marked("Version proposed"),
    "version.accept": marked("Version accepted"),
    "version.reject": marked("Version rejected"),
    "persona.rename": marked("Persona renamed"),
    "persona.retire": marked("Persona let go"),
    "card.overrule": marked("Words put on a card"),
    "card.take_back": marked("Words taken back"),
    "drift.event": marked("Nights marked as an event"),
    "drift.withdraw": marked("Event taken back"),
    "drift.normal": marked("Taken as the new normal"),
    "drift.answer": marked("Alert answered"),
    "alert.acknowledge": marked("Alert seen"),
    "alert.snooze": marked("Alert snoozed"),
    "note": marked("Note"),
}


def decide(call: Call) -> Response:
    """Everything that is open, the personas, and what was decided last."""
    console = call.console
    with Decisions.open(console.place, console.settings) as store:
        log, versions = store.log(), store.versions()
        accepted = registry.last_accepted(store)
        names, known = _names(store, call), _known(store, call)
        challenger = _challenger(call, store)
        newest = _newest(console, store.newest_night())
    incidents = incidents_of(Told(**row) for row in rows(console, "cli/incidents"))
    values = {
        "alerts": _alerts(call, log),
        "incidents": [_incident(one, log, known) for one in incidents if one.is_open][::-1],
        "past": [_incident(one, log, known) for one in incidents if not one.is_open][:-9:-1],
        "proposed": [version for version in versions if version.status == "proposed"],
        "challenger": challenger,
        "personas": names,
        "events": [event for event in events_of(log) if event.until is None][::-1],
        "decisions": _told(log[-RECENT:], newest, call),
        "kinds": KINDS,
        "has_version": accepted is not None,
        "word": translate_any,
    }
    return render(call, "decide", values)


def log(call: Call) -> Response:
    """All decisions, newest first."""
    with Decisions.open(call.console.place, call.console.settings) as store:
        found, newest = store.log(), _newest(call.console, store.newest_night())
    return render(call, "log", {"decisions": _told(found, newest, call), "kinds": KINDS, "word": translate_any})


def persona(call: Call) -> Response:
    """A persona's name and the lines of its card, each to be put into other words."""
    console, persona_id = call.console, call.path["persona_id"]
    cards = published_cards(console.place)
    with Decisions.open(console.place, console.settings) as store:
        names = _names(store, call)
        said = decided_words(store.log(kinds=(OVERRULE, TAKE_BACK)), console.settings)
    if persona_id not in names and persona_id not in cards:
        return refused(call, 404)
    card = read_card(cards[persona_id]) if persona_id in cards else None
    words = {line: voices for (about, line), voices in said.items() if about == persona_id}
    shown = {each.line: each for each in (card.lines if card else []) if each.state != "empty" or each.line in words}
    lines = [
        _line(call, name, shown.get(name), words.get(name, {})) for name in (*shown, *sorted(words.keys() - shown))
    ]
    values = {"persona_id": persona_id, "called": names.get(persona_id, persona_id), "lines": lines}
    return render(call, "persona", {**values, "in_force": persona_id in names})


def _line(call: Call, name: str, line: CardLine | None, words: Mapping[Code, Voice]) -> dict[str, Any]:
    """A line as the card has it; ``waits`` are words that it does not show yet, ``goes`` says that those on it were taken back."""
    text = "" if line is None else line.text.en if call.language == "en" else line.text.nl
    voice = words.get(call.language) or next(iter(words.values()), None)
    in_file = name in call.console.settings.cards.overrule.get(call.path["persona_id"], {})
    by_people = line is not None and line.people is not None
    return {
        "name": name,
        "text": text,
        "by_people": by_people,
        "waits": voice.text if voice and voice.text != text else "",
        "goes": by_people and not words and not in_file,
        "is_said": bool(words),
    }


def _alerts(call: Call, log: list[Decision]) -> list[dict[str, Any]]:
    answered = handled.handlings(log)
    found = []
    for row in rows(call.console, "cli/alerts", {"everything": False}):
        handling = answered.get(row["alert_id"])
        until = handling.snoozed_until if handling and handling.snoozed(call.now) else None
        found.append({**row, "seen": bool(handling and handling.acknowledged), "snoozed_until": until, "by": handling.by if handling else ""})  # fmt: skip
    return found


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


def _names(store: Decisions, call: Call) -> dict[str, str]:
    """What the personas of nights to come are called, by id."""
    accepted, given = registry.last_accepted(store), given_names(store, None)
    if accepted is None:
        return {}
    return {
        one.persona_id: name_in(name_of(one, given), call.language) for one in registry.read(store, accepted).personas
    }


def _known(store: Decisions, call: Call) -> dict[str, str]:
    """What personas are called, or were called last, by id: those that were let go, too."""
    given, found = given_names(store, None), dict[str, str]()
    used = [(version.effective_as_of, version) for version in store.versions() if version.effective_as_of]
    for _, version in sorted(used, key=lambda one: (one[0], one[1].number)):
        for one in registry.read(store, version).personas:
            found[one.persona_id] = name_in(name_of(one, given), call.language)
    return found


def _newest(console: Console, known: date | None) -> date | None:
    """The newest night that a decision can be too late for."""
    found = rows(console, "cli/newest_night")
    return max((night for night in (known, found[0]["as_of"] if found else None) if night), default=None)


def _told(log: list[Decision], newest: date | None, call: Call) -> list[dict[str, Any]]:
    """Decisions, newest first; ``waits`` for the night on which they begin to count, where it is still to come."""
    told = []
    for one in reversed(log):
        since = one.payload.get("effective_as_of")
        waits = since if since and newest and date.fromisoformat(since) > newest else None
        about = one.payload.get("title") or one.payload.get("name") or one.payload.get("answer") or ""
        told.append({"kind": one.kind, "subject": _subject(one, call), "about": str(about), "author": one.author, "reason": one.reason, "at": one.at, "waits": date.fromisoformat(waits) if waits else None})  # fmt: skip
    return told


def _subject(decision: Decision, call: Call) -> str:
    """What a decision is about, for people: its title is told besides, so an alert's id says nothing more."""
    head, _, rest = decision.subject.partition(":")
    if decision.kind == "note":
        return decision.subject
    if head == "version" and rest:
        return language_of(call.language, "console").text("Version %(number)s", number=rest)
    if head == "alert" and decision.payload.get("title"):
        return ""
    if rest == "all":
        return language_of(call.language, "console").text("The whole shop")
    return rest if head in ("persona", "reference") and rest else decision.subject
