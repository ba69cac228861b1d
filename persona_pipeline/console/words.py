"""What decisions, personas, lines of a card and traits are called in the console: words, never codes."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from persona_pipeline.cards.shape import FIELDS
from persona_pipeline.decisions import AUTOMATIC
from persona_pipeline.language import language_of, marked, translate_any
from persona_pipeline.personas import registry
from persona_pipeline.personas.name_in import name_in
from persona_pipeline.personas.names import given_names, name_for
from persona_pipeline.settings import labels_of

from .moments import moment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from persona_pipeline.decisions import Decision, Decisions

    from .web import Call

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")
WHOLE = marked("The whole shop")
KINDS: dict[str, str] = {
    "version.propose": marked("New personas proposed"),
    "version.accept": marked("New personas accepted"),
    "version.reject": marked("New personas rejected"),
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
EVENTS: dict[str, str] = {
    "survives": marked("stays"),
    "moves": marked("stays, and moved"),
    "splits": marked("splits"),
    "merges": marked("merges"),
    "emerges": marked("is new"),
    "vanishes": marked("goes"),
    "re-emerges": marked("comes back"),
    "ambiguous": marked("cannot be told"),
    "unknown": marked("is not known"),
}
"""What becomes of a persona, by the word of the ledger."""
BOUGHT, CAME, ANSWERED = (
    marked("Bought “%(what)s”"),
    marked("Came through %(what)s"),
    marked("“%(what)s” (%(question)s)"),
)
"""Of a trait that is a choice: a category, a channel, an answer or an attribute."""


def zone_of(call: Call) -> ZoneInfo:
    """The shop's time zone."""
    return ZoneInfo(call.console.settings.shop.timezone)


def at_moment(call: Call, at: datetime) -> str:
    """A moment in the shop's time, as the reader writes it."""
    return moment(at, language_of(call.language, "console"), zone_of(call))


def names_in_force(store: Decisions, call: Call) -> dict[str, str]:
    """What the personas of nights to come are called, by id."""
    accepted, given = registry.last_accepted(store), given_names(store, None)
    labels = labels_of(call.console.settings, call.language)
    if accepted is None:
        return {}
    return {
        one.persona_id: name_for(one, given, call.language, labels) for one in registry.read(store, accepted).personas
    }


def known_names(store: Decisions, call: Call) -> dict[str, str]:
    """What personas are called, or were called last, by id: those that were let go, too."""
    given, found = given_names(store, None), dict[str, str]()
    labels = labels_of(call.console.settings, call.language)
    used = [(version.effective_as_of, version) for version in store.versions() if version.effective_as_of]
    for _, version in sorted(used, key=lambda one: (one[0], one[1].number)):
        for one in registry.read(store, version).personas:
            found[one.persona_id] = name_for(one, given, call.language, labels)
    return found


def line_called(call: Call, line: str) -> str:
    """A line of a card as its page calls it: Pains, Pains 2."""
    field, _, number = line.partition(".")
    if field not in FIELDS:
        return line
    title = language_of(call.language, "cards").text(FIELDS[field].title)
    return f"{title} {number}" if number else title


def decision_subject(decision: Decision, names: Mapping[str, str], call: Call) -> str:
    """What a decision is about, for people. What has a title of its own is told by it, and not here."""
    language = language_of(call.language, "console")
    head, _, rest = decision.subject.partition(":")
    if decision.kind == "note":
        return about_of(call, decision.subject, names)
    if number := version_of(decision):
        return language.text("Version %(number)s", number=number)
    if head == "event" or (head == "alert" and decision.payload.get("title")):
        return ""
    if head == "incident":
        rest = rest.partition(":")[0]
    if decision.kind == "persona.rename" and decision.payload.get("before"):
        labels = labels_of(call.console.settings, call.language)
        return name_in(str(decision.payload["before"]), call.language, labels)
    if head in ("persona", "reference", "incident") and rest:
        return language.text(WHOLE) if rest == "all" else names.get(rest, rest)
    persona_id, _, line = decision.subject.partition(" ")
    return f"{names.get(persona_id, persona_id)}: {line_called(call, line)}" if line else decision.subject


def version_of(decision: Decision) -> int | None:
    """The version that a decision is about as a whole, or that it made."""
    head, _, rest = decision.subject.partition(":")
    return int(rest) if head == "version" else None


def about_of(call: Call, subject: str, names: Mapping[str, str]) -> str:
    """What a note is about: one of the choices of its form, or what was typed by command, where a persona's id is called by its name."""
    language = language_of(call.language, "console")
    head, _, rest = subject.partition(":")
    if subject == "all":
        return language.text(WHOLE)
    if head == "persona":
        return names.get(rest, rest)
    persona_id, _, day = rest.partition(":")
    if head == "incident" and _DAY.match(day):
        name = language.text(WHOLE) if persona_id == "all" else names.get(persona_id, persona_id)
        return language.text(
            "%(name)s, told on %(day)s", name=name, day=language.day(date.fromisoformat(day), "medium")
        )
    return names.get(subject, subject)


ANSWERS: dict[str, str] = {"real": marked("a real change"), "false-alarm": marked("a false alarm")}


def decision_about(decision: Decision, call: Call) -> str:
    """What it says of that: a title, the name that was given, the words, the answer, the days."""
    language, payload = language_of(call.language, "console"), decision.payload
    if decision.kind == "drift.answer":
        return translate_any(language, ANSWERS, str(payload.get("answer") or ""))
    if decision.kind == "persona.rename":
        other = payload.get("names") or {}
        return str(other.get(call.language) or payload["name"])
    if decision.kind == "card.overrule":
        said = payload.get("text") or {}
        return str(said.get(call.language) or next(iter(said.values()), ""))
    if payload.get("restores"):
        return language.text("The personas of version %(number)s again", number=payload["restores"])
    title = str(payload.get("title") or payload.get("name") or "")
    if decision.kind == "drift.event":
        first, last = (language.day(date.fromisoformat(str(payload[end])), "medium") for end in ("first", "last"))
        return language.text("%(name)s, %(first)s to %(last)s", name=title, first=first, last=last)
    return title


def by_itself(decision: Decision) -> bool:
    """Whether the pipeline took it, and nobody."""
    return decision.author == AUTOMATIC
