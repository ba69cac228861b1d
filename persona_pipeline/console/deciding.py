"""Decisions as forms: the very functions that the commands use, with the signed-in name as author and a reason asked for."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from starlette.responses import RedirectResponse, Response

from persona_pipeline.alerts import handled
from persona_pipeline.cards import OVERRULE, TAKE_BACK, decided_words
from persona_pipeline.context import Context
from persona_pipeline.decisions import Decisions
from persona_pipeline.desk.challenger import newest_challenger
from persona_pipeline.desk.overrule import (
    expect_line,
    expect_persona,
    expect_words,
    published_cards,
    said_payload,
)
from persona_pipeline.desk.reading import warehouse_at_rest
from persona_pipeline.drift import decisions as drift
from persona_pipeline.drift.incidents import Told, incidents_of, open_on
from persona_pipeline.language import LANGUAGES, marked
from persona_pipeline.personas import registry, rejected
from persona_pipeline.settings.cards import why_no_line

from .incidents import shown_incidents, told_incidents
from .noted import note_choices
from .problems import Wrong
from .published import rows
from .words import names_in_force

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .web import Call

Choice = TypeVar("Choice", bound=str)
LONGEST_REASON, LONGEST_NOTE = 1_000, 4_000
NO_REASON = marked("A decision needs its reason: say in a sentence why.")
TOO_LONG = marked("The text has %(found)s signs; expected at most %(most)s.")
NO_DAY = marked("“%(found)s” is no day; expected one such as 2026-03-31.")
NO_ALERT = marked("This alert does not stand any more.")
NO_CHOICE = marked("Something was not filled in, or is none of the choices.")


def see(call: Call) -> Response:
    """Say that an alert is seen."""
    with _deciding(call) as (store, who, _):
        handled.acknowledge(store, *_alert(call), **who)
    return _done()


def snooze(call: Call) -> Response:
    """Hear nothing of an alert until the beginning of a day, in the shop's time."""
    zone = ZoneInfo(call.console.settings.shop.timezone)
    until = datetime.combine(_day(call, "until"), time(), zone)
    with _deciding(call) as (store, who, _):
        handled.snooze(store, *_alert(call), until, **who)
    return _done()


def answer(call: Call) -> Response:
    """Say of an incident whether it was right."""
    right = _one_of(call, "answer", ("real", "false-alarm")) == "real"
    persona_id, first = _text(call, "persona"), _day(call, "first")
    told = incidents_of(Told(**row) for row in rows(call.console, "cli/incidents"))
    with _deciding(call) as (store, who, newest):
        drift.answer(store, open_on(told, first, persona_id), right=right, newest=newest, who=_who(who))
    return _done()


def event(call: Call) -> Response:
    """Mark nights as an event."""
    oldest = next((row["oldest"] for row in rows(call.console, "cli/figures_since")), None)
    first, last, name = _day(call, "first"), _day(call, "last"), _text(call, "name")
    with _deciding(call) as (store, who, newest):
        drift.mark_event(store, first, last, name, oldest=oldest, newest=newest, who=_who(who))
    return _done()


def undo_event(call: Call) -> Response:
    """Take an event back."""
    with _deciding(call) as (store, who, newest):
        drift.withdraw(store, int(call.path["number"]), newest=newest, who=_who(who))
    return _done()


def normal(call: Call) -> Response:
    """Take what is as the new normal."""
    persona_id = _text(call, "persona")
    with _deciding(call) as (store, who, newest):
        personas = [one.persona_id for one in registry.read(store, registry.expect_accepted(store)).personas]
        drift.accept_normal(store, persona_id, personas=personas, newest=newest, who=_who(who))
    return _done()


def propose(call: Call) -> Response:
    """Write the newest challenger down as a proposed version: the one decision that needs the warehouse, for reading."""
    from persona_pipeline.personas.propose import propose as write_proposal

    console = call.console
    with _deciding(call) as (store, who, _), warehouse_at_rest(console.place, console.settings) as warehouse:
        night, fitted = newest_challenger(warehouse)
        ctx = Context(console.place, console.settings, warehouse, night)
        made = write_proposal(ctx, store, fitted=fitted, again=call.form.get("again") == "yes", **who)
    return RedirectResponse(f"/decide/versions/{made.number}", 303)


def accept(call: Call) -> Response:
    """Accept a proposed version from the next night on."""
    with _deciding(call) as (store, who, newest):
        registry.accept(store, int(call.path["number"]), newest=newest, **who)
    return _done()


def reject(call: Call) -> Response:
    """Put a proposed version aside."""
    with _deciding(call) as (store, who, newest):
        rejected.reject(store, int(call.path["number"]), newest=newest, **who)
    return _done()


def restore(call: Call) -> Response:
    """Let the personas of an earlier version be in use again from the next night on."""
    with _deciding(call) as (store, who, newest):
        registry.restore(store, int(call.path["number"]), newest=newest, **who)
    return _done()


def rename(call: Call) -> Response:
    """Give a persona another name, for both languages or one for each. What is kept first is the name in the shop's language."""
    own, name, other = call.console.settings.shop.language, _text(call, "name"), call.form.get("name_other", "").strip()
    apart: dict[str, str] = {}
    if other and call.language == own:
        apart = {code: other for code in LANGUAGES if code != own}
    elif other:
        name, apart = other, {call.language: name}
    with _deciding(call) as (store, who, newest):
        registry.rename(store, call.path["persona_id"], name, other=apart, newest=newest, **who)
    return _done() if other else RedirectResponse("/decide?done=one-name", 303)


def retire(call: Call) -> Response:
    """Let a persona go."""
    with _deciding(call) as (store, who, newest):
        registry.retire(store, call.path["persona_id"], newest=newest, **who)
    return _done()


def overrule(call: Call) -> Response:
    """Put words of people in place of a line of a card."""
    persona_id, line = call.path["persona_id"], _text(call, "line")
    language = _one_of(call, "language", LANGUAGES)
    payload = said_payload(language, _text(call, "text"), None, take_back=False)
    return _on_card(call, persona_id, line, OVERRULE, payload)


def take_back(call: Call) -> Response:
    """Let the data speak again on a line."""
    return _on_card(call, call.path["persona_id"], _text(call, "line"), TAKE_BACK, {})


def note(call: Call) -> Response:
    """Keep a note among the decisions; it changes nothing."""
    text = _text(call, "text", LONGEST_NOTE)
    with Decisions.open(call.console.place, call.console.settings) as store:
        log, names = store.log(), names_in_force(store, call)
        incidents = shown_incidents(call, told_incidents(call.console), log, names)
        about = _one_of(call, "about", tuple(note_choices(call, names, incidents)))
        store.record("note", about, {}, author=call.who, reason=text, at=call.now)
    return _done()


def _on_card(call: Call, persona_id: str, line: str, kind: str, payload: dict[str, object]) -> Response:
    place, settings = call.console.place, call.console.settings
    known = published_cards(place)
    expect_persona(persona_id, known)
    if why_no_line(line):
        raise Wrong(NO_CHOICE)
    with _deciding(call) as (store, who, newest):
        standing = decided_words(store.log(kinds=(OVERRULE, TAKE_BACK)), settings)
        if kind == TAKE_BACK:
            expect_words(persona_id, line, None, standing, settings)
        else:
            expect_line(persona_id, line, known, standing, settings)
        first = registry.next_night(store, newest)
        store.record(kind, f"{persona_id} {line}", payload | {"effective_as_of": first.isoformat()}, **who)
    return RedirectResponse(f"/decide/personas/{persona_id}?done=1", 303)


@contextmanager
def _deciding(call: Call) -> Iterator[tuple[Decisions, dict[str, Any], date | None]]:
    """The open store; who, why and when; and the newest night that was published."""
    reason = call.form.get("reason", "").strip()
    if not reason:
        raise Wrong(NO_REASON)
    who = {"author": call.who, "reason": _at_most(reason, LONGEST_REASON), "at": call.now}
    newest = next((row["as_of"] for row in rows(call.console, "cli/newest_night")), None)
    with Decisions.open(call.console.place, call.console.settings) as store:
        yield store, who, newest


def _who(who: dict[str, Any]) -> drift.Who:
    return {"author": who["author"], "reason": who["reason"], "at": who["at"]}


def _alert(call: Call) -> tuple[str, str]:
    """Id and title of the alert that stands."""
    wanted = call.path["alert_id"]
    for row in rows(call.console, "cli/alerts", {"everything": False}):
        if row["alert_id"] == wanted:
            return wanted, row["title"]
    raise Wrong(NO_ALERT)


def _text(call: Call, name: str, most: int = 400) -> str:
    found = call.form.get(name, "").strip()
    if not found:
        raise Wrong(NO_CHOICE)
    return _at_most(found, most)


def _at_most(text: str, most: int) -> str:
    if len(text) > most:
        raise Wrong(TOO_LONG, found=len(text), most=most)
    return text


def _day(call: Call, name: str) -> date:
    found = call.form.get(name, "")
    try:
        return date.fromisoformat(found)
    except ValueError as error:
        raise Wrong(NO_DAY, found=found[:40]) from error


def _one_of(call: Call, name: str, choices: tuple[Choice, ...]) -> Choice:
    found = call.form.get(name, "")
    for choice in choices:
        if choice == found:
            return choice
    raise Wrong(NO_CHOICE)


def _done() -> Response:
    return RedirectResponse("/decide?done=1", 303)
