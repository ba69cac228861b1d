"""drift event, undo, normal, answer, list: what people decide about alerts, with who, why and when."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from persona_pipeline.decisions import Decision, Decisions
from persona_pipeline.decisions.events import EVENT, WITHDRAW, events_of
from persona_pipeline.desk.reading import newest_night, oldest_night, told_incidents
from persona_pipeline.drift import decisions as decide
from persona_pipeline.drift.incidents import Incident, open_on
from persona_pipeline.personas.registry import expect_accepted, read

from .common import DAY, JsonOption, WorkspaceOption, open_workspace, print_json, print_table, tell
from .personas import AuthorOption, ReasonOption, deciding
from .personas_shown import as_dict


def event(
    first: Annotated[datetime, typer.Argument(**DAY | {"metavar": "FROM"}, help="First night of it.")],
    last: Annotated[datetime, typer.Argument(**DAY | {"metavar": "TO"}, help="Last night of it, this one included.")],
    name: Annotated[str, typer.Argument(help="What it was: a sale, a strike, a fair. Verdicts name it.")],
    workspace: WorkspaceOption = Path(),
    author: AuthorOption = None,
    reason: ReasonOption = None,
    as_json: JsonOption = False,
) -> None:
    """Mark nights as an event: they are left out of the reference and of the evidence, as drift.events in persona.yaml are.

    The nights may be past or to come. What was told about past ones stays as it was told; from the next night on verdicts are made
    as if those nights had not been, so an alert that rests on them closes. `drift undo` takes an event back.

    Example: `persona-pipeline drift event 2026-05-01 2026-05-03 "Spring sale" -w my-shop --reason "20 % off everything"`
    """
    with deciding(workspace, author, reason) as (place, store, who):
        found = decide.mark_event(
            store,
            first.date(),
            last.date(),
            name,
            oldest=oldest_night(place),
            newest=newest_night(place),
            who=_who(who),
        )
    number, payload = found.subject.removeprefix("event:"), found.payload
    _tell(
        found,
        as_json,
        f"event {number}, {payload['name']!r}, leaves out {payload['first']} to {payload['last']}; verdicts go by it from the night of "
        f"{payload['effective_as_of']} on. `persona-pipeline drift undo {number}` takes it back.",
    )


def undo(
    number: Annotated[int, typer.Argument(help="Number of the event, as `drift list` shows it.", min=1)],
    workspace: WorkspaceOption = Path(),
    author: AuthorOption = None,
    reason: ReasonOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take an event back: from the next night on verdicts count its nights again. Both decisions are kept.

    Events in persona.yaml are taken back there.

    Example: `persona-pipeline drift undo 1 -w my-shop --reason "the sale was in the other shop"`
    """
    with deciding(workspace, author, reason) as (place, store, who):
        found = decide.withdraw(store, number, newest=newest_night(place), who=_who(who))
    since = found.payload["effective_as_of"]
    _tell(found, as_json, f"event {number}, {found.payload['name']!r}, is taken back from the night of {since} on")


def normal(
    persona: Annotated[str, typer.Argument(help="Id of the persona, such as P02; `all` for everything at once.")],
    workspace: WorkspaceOption = Path(),
    author: AuthorOption = None,
    reason: ReasonOption = None,
    as_json: JsonOption = False,
) -> None:
    """Accept what is as the new normal: the reference begins anew with the next night. The persona version stays.

    Use it when the change is real and the persona is still the same people. Nothing is said about the persona until the new
    reference is full (drift.reference_nights); open incidents about it close. When one persona's share grows those of others
    fall: `all` begins anew for all of them, and for the figures of the whole shop.

    Example: `persona-pipeline drift normal P02 -w my-shop --reason "the new store in Ghent is there to stay"`
    """
    with deciding(workspace, author, reason) as (place, store, who):
        personas = [p.persona_id for p in read(store, expect_accepted(store)).personas]
        found = decide.accept_normal(store, persona, personas=personas, newest=newest_night(place), who=_who(who))
    since = found.payload["effective_as_of"]
    _tell(found, as_json, f"the reference of {persona} begins anew with the night of {since}; it learns from then on")


def answer(
    what: Annotated[Literal["real", "false-alarm"], typer.Argument(help="Was there a real change?")],
    workspace: WorkspaceOption = Path(),
    persona: Annotated[
        str | None,
        typer.Option("--persona", "-p", help="Only this one's incident, or `all`. Default: all that were open."),
    ] = None,
    night: Annotated[
        datetime | None,
        typer.Option("--night", **DAY, help="A night on which it was open. Default: what is open now."),
    ] = None,
    author: AuthorOption = None,
    reason: ReasonOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer an alert: was it right? The reason is the note that goes with it.

    An answer changes no verdict. It is counted: `persona-pipeline backtest` says how many of the alerts that people answered were right.
    The last answer to an incident counts. After a real change, `personas propose` or `drift normal`; after days that were special,
    `drift event`.

    Example: `persona-pipeline drift answer real -w my-shop --reason "the new channel brings other people"`
    """
    with deciding(workspace, author, reason) as (place, store, who):
        wanted = open_on(told_incidents(place), night.date() if night else None, persona)
        found = decide.answer(store, wanted, right=what == "real", newest=newest_night(place), who=_who(who))
    if as_json:
        print_json([as_dict(decision) for decision in found])
    for incident in () if as_json else wanted:
        tell(f"{incident.persona_id}, {_nights(incident)}: {what}")


def list_decisions(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """Show incidents with the answers to them, events, and where references began anew; newest first.

    Example: `persona-pipeline drift list -w my-shop`
    """
    place, settings = open_workspace(workspace)
    with Decisions.open(place, settings) as store:
        incidents, log = told_incidents(place), store.log(decide.KINDS)
    if as_json:
        print_json(
            {
                "incidents": [vars(i) | {"answer": said(i, log)} for i in reversed(incidents)],
                "events": [vars(e) for e in reversed(events_of(log))],
                "decisions": [as_dict(decision) for decision in reversed(log)],
            }
        )
        return
    if not incidents and not log:
        tell("no incident yet, and nothing was decided about any")
    if incidents:
        rows = [[i.persona_id, _nights(i), i.cause, i.nights, (said(i, log) or {}).get("answer")] for i in incidents]
        print_table("Incidents", ["persona", "nights", "cause", "told", "answer"], rows[::-1])
    if log:
        rows = [[f"{d.at:%Y-%m-%d}", d.payload["effective_as_of"], _what(d), d.author, d.reason] for d in log]
        print_table("Decisions", ["decided", "from night", "what", "who", "why"], rows[::-1])


def said(incident: Incident, log: list[Decision]) -> dict[str, Any] | None:
    """The answer that people gave to an incident; the last one counts."""
    found = decide.answer_to(incident, log)
    return {"answer": found.payload["answer"], "author": found.author, "reason": found.reason} if found else None


def _nights(incident: Incident) -> str:
    return f"{incident.first} to {'now' if incident.is_open else incident.last}"


def _what(decision: Decision) -> str:
    payload, about = decision.payload, decision.subject.partition(":")[2]
    return {
        EVENT: lambda: f"event {about}: {payload['name']}, {payload['first']} to {payload['last']}",
        WITHDRAW: lambda: f"event {about} taken back: {payload['name']}",
        decide.NORMAL: lambda: f"new normal of {about}",
        decide.ANSWER: lambda: f"{payload['answer']}: {about.replace(':', ', ')}",
    }[decision.kind]()


def _tell(found: Decision, as_json: bool, line: str) -> None:
    if as_json:
        print_json(as_dict(found))
    else:
        tell(line)


def _who(who: dict[str, Any]) -> decide.Who:
    return {"author": who["author"], "reason": who["reason"], "at": who["at"]}
