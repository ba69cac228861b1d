"""personas history: every decision, with who, why and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from persona_pipeline.cards import OVERRULE, TAKE_BACK
from persona_pipeline.decisions import Decision, Decisions
from persona_pipeline.desk import few

from .common import JsonOption, WorkspaceOption, open_workspace, print_json, tell
from .personas_shown import as_dict, fate


def history(
    workspace: WorkspaceOption = Path(),
    persona: Annotated[str | None, typer.Option("--persona", help="Only of this persona: P01, P02, ...")] = None,
    as_json: JsonOption = False,
) -> None:
    """List every decision in the order in which it was taken, with who, why and when, and what became of each persona.

    Decisions are never changed or deleted; a later one on the same subject counts.
    """
    place, settings = open_workspace(workspace)
    with Decisions.open(place, settings) as store:
        decisions = store.log() if persona is None else _about(store.log(), persona)
    if as_json:
        print_json([few.told_decision(as_dict(each), settings.publish.min_cell) for each in decisions])
        return
    if not decisions:
        tell("no decision yet" if persona is None else f"no decision about {persona} yet")
    for decision in decisions:
        tell(f"{decision.at:%Y-%m-%d %H:%M} UTC  {decision.kind}  {decision.subject}  by {decision.author}")
        tell(f"    {decision.reason}")
        for row in decision.payload.get("ledger", []):
            if persona in (None, row["persona_id"]):
                tell(f"    {fate(row)}")
        if "restores" in decision.payload:
            tell(f"    the personas of version {decision.payload['restores']} again")
        if decision.kind in (OVERRULE, TAKE_BACK):
            for told in _words(decision.payload):
                tell(f"    {told}")
        for name in ("name", "effective_as_of"):
            if name in decision.payload:
                tell(f"    {name.replace('_', ' ')}: {decision.payload[name]}")


def _words(payload: Mapping[str, Any]) -> Iterator[str]:
    """What a decision about a line of a card says: the words by language, what they are bound to, the language taken back."""
    for code, text in payload.get("text", {}).items():
        yield f"{code}: “{text}”"
    if payload.get("evidence"):
        yield "bound to: " + ", ".join(f"{name} {value}" for name, value in payload["evidence"].items())
    if "language" in payload:
        yield f"language: {payload['language']}"


def _about(decisions: list[Decision], persona: str) -> list[Decision]:
    """Decisions about the persona itself, the lines of its card, and the versions whose ledger names it."""
    named = {d.subject for d in decisions if any(row["persona_id"] == persona for row in d.payload.get("ledger", []))}
    own = {f"persona:{persona}", *named}
    return [each for each in decisions if each.subject in own or each.subject.startswith(f"{persona} ")]
