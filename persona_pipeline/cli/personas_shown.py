"""personas list, show, diff: what is in force, what could be, and what it would change."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from persona_pipeline.decisions import Decision, Decisions, DecisionsError, Version
from persona_pipeline.desk import few
from persona_pipeline.desk.reading import rows_if_any
from persona_pipeline.personas import registry
from persona_pipeline.personas.compare import Comparison, Pair, Side, compare, unit_of
from persona_pipeline.personas.names import given_names, name_of
from persona_pipeline.settings import Settings, Workspace

from .common import JsonOption, WorkspaceOption, one_line, open_workspace, print_json, print_table, tell

NOTHING_YET = (
    "no personas yet: the first night that finds enough people fits and accepts the first version by itself. (Where the decisions were "
    "lost, the next night writes into them what the warehouse knows.)"
)


def list_personas(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """List the personas as nights to come will use them, and every version: in force, proposed, rejected, retired.

    `customers` and `share` are those of the newest night.
    """
    place, settings = open_workspace(workspace)
    with Decisions.open(place, settings) as store:
        versions = store.versions()
        current = registry.last_accepted(store)
        newest = store.newest_night()
        personas = _personas(store, current, _members(place), settings.publish.min_cell) if current else []
    if as_json:
        print_json({"personas": personas, "versions": [as_dict(version) for version in versions]})
        return
    if current is None:
        tell(NOTHING_YET)
        return
    keys = ["persona_id", "name", "customers", "share", "gist"]
    told = [[_share(p[key]) if key == "share" else p[key] for key in keys] for p in personas]
    begins = f" (from the night of {current.effective_as_of} on)" if _is_to_come(current, newest) else ""
    of = f"; figures in the gist are of {current.fitted_as_of}, when they were fitted"
    print_table(f"Personas of version {current.number}{begins}{of}", keys, told)
    rows = [
        [v.number, _standing(v, newest), v.fitted_as_of, v.effective_as_of, v.until, v.decision.author]
        for v in versions
    ]
    print_table("Versions", ["version", "status", "fitted", "from", "until", "by"], rows)
    for v in versions:
        again = f"version {restores_of(v)} again: " if restores_of(v) else ""
        tell(f"{v.number}: {again}{one_line(v.decision.reason)}")
    for version in versions:
        if version.status == "proposed":
            tell(
                f"\nTo decide: version {version.number}. `persona-pipeline personas diff {version.number}` shows what it would change."
            )


def _is_to_come(version: Version, newest: date | None) -> bool:
    since = version.effective_as_of
    return since is not None and newest is not None and since > newest


def _standing(version: Version, newest: date | None) -> str:
    """The status as of the newest night: a version that was accepted may still have to wait for its first one, or never had one."""
    if version.until is not None and version.until == version.effective_as_of:
        return "never used"
    if _is_to_come(version, newest):
        return f"{version.status}, to come"
    if version.status == "retired" and newest is not None and version.until is not None and version.until > newest:
        return "in force"
    return "in force" if version.status == "accepted" else version.status


def restores_of(version: Version) -> int | None:
    """The number of the version whose personas it brought back, if that is how it was made."""
    found: int | None = version.proposal.payload.get("restores")
    return found


def show(
    version: Annotated[
        int | None, typer.Argument(help="Number of the version. Default: the one accepted last.", min=1)
    ] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Show one version: its personas, what they are like, what it was made from, and why it has so many.

    With `--json` the whole definition is printed: traits with their scaling, centres, evidence, data range, library versions.
    """
    place, settings = open_workspace(workspace)
    with Decisions.open(place, settings) as store:
        found = store.version(version) if version is not None else registry.expect_accepted(store)
        definition = registry.read(store, found)
        given = given_names(store, None)
        names = {p.persona_id: name_of(p, given) for p in definition.personas}
    if as_json:
        print_json({**as_dict(found), "names": names, "definition": definition.model_dump(mode="json")})
        return
    tell(f"Version {found.number}: {found.status} by {found.decision.author}, {found.decision.at:%Y-%m-%d %H:%M} UTC")
    tell(f"Why: {found.decision.reason}")
    if restores_of(found):
        tell(f"The personas of version {restores_of(found)} again")
    if found.effective_as_of:
        tell(
            f"In force from the night of {found.effective_as_of}{f' until that of {found.until}' if found.until else ' on'}"
        )
    tell(
        f"Fitted on {definition.first_day} to {definition.fitted_as_of}: {definition.sample:,} of {definition.people:,} people"
    )
    tell(f"Number of personas: {definition.choice.reason}")
    tell(f"Made with: {', '.join(f'{name} {number}' for name, number in definition.libraries.items())}\n")
    rows: list[list[Any]] = [["name", *names.values()]]
    rows += few.told_sizes(definition.personas, settings.publish.min_cell)
    for trait in definition.traits:
        values = [_figure(p.centre_natural[trait.name]) for p in definition.personas]
        rows.append([f"{trait.name} ({unit_of(trait.name)})", *values])
    print_table("Personas", ["", *names], rows)


def diff(
    version: Annotated[
        int | None, typer.Argument(help="Number of the version. Default: the one proposed last.", min=1)
    ] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Show side by side what a version would change against the one that it was compared with.

    What becomes of each persona, with the figures that say so; sizes and traits before and after; how many customers would be in
    another persona, and how much of their money. It is read from the decisions alone, also while a night is running.
    """
    place, settings = open_workspace(workspace)
    with Decisions.open(place, settings) as store:
        proposed = [each.number for each in store.versions() if each.status == "proposed"]
        if version is None and not proposed:
            raise DecisionsError(
                "no version is proposed. Mend: `persona-pipeline personas propose`, or name a version: `personas diff 2`."
            )
        tell_comparison(store, version or proposed[-1], settings, as_json=as_json)


def tell_comparison(store: Decisions, number: int, settings: Settings, *, as_json: bool) -> None:
    """Print what version ``number`` changes, without figures about few people."""
    limit, currency = settings.publish.min_cell, settings.shop.currency
    found = few.told(compare(store, number), limit)
    if as_json:
        print_json(found.plain())
        return
    against = f"version {found.base}" if found.base else "nothing before it"
    names = ["persona", "name", "what becomes of it", "customers", f"money ({currency})"]
    known = found.customers is not None
    rows = [
        [p.persona_id, *_named(p), *(_change(p, name, known) for name in ("customers", "monetary"))]
        for p in found.personas
    ]
    print_table(
        f"Version {number} ({found.status}) beside {against}, on the picture of {found.night or 'no night'}",
        names,
        rows,
    )
    figures = ["overlap", "stayed", "contained", "contained_in_new", "distance", "margin"]
    sizes, rows = rows, [[p.persona_id, *(_figure(p.figures[name]) for name in figures)] for p in found.personas]
    print_table("How sure that is (shares of people 0 to 1; distance in standard units)", ["persona", *figures], rows)
    if traits := _traits(found):
        print_table("Traits, before > after", ["", *(p.persona_id for p in found.personas)], traits)
    if found.customers and found.moving_customers is None:
        tell(
            f"Of {found.customers:,} customers fewer than {limit} would be in another persona, or fewer than {limit} would not; "
            f"{few.WITHHELD}: from it would follow how many."
        )
    elif any(few.WITHHELD in str(row) for row in sizes):
        tell(f"{few.WITHHELD}: fewer than {limit} people, or it would follow how many.")
    if found.customers and found.moving_customers is not None and found.monetary is not None:
        money = float(found.moving_monetary or 0) / float(found.monetary) if found.monetary else 0.0
        tell(
            f"{found.moving_customers:,} of {found.customers:,} customers ({found.moving_customers / found.customers:.1%}) would be in "
            f"another persona, with {currency} {found.moving_monetary:,} of the money in the window ({money:.1%})."
        )


def _traits(found: Comparison) -> list[list[str]]:
    sides = [side for pair in found.personas for side in (pair.before, pair.after) if side]
    names = list(dict.fromkeys(name for side in sides for name in side.traits))
    return [
        [
            f"{name} ({unit_of(name)})",
            *(f"{_trait(pair.before, name)} > {_trait(pair.after, name)}" for pair in found.personas),
        ]
        for name in names
    ]


def _trait(side: Side | None, name: str) -> str:
    return "-" if side is None or name not in side.traits else _figure(side.traits[name])


def _named(pair: Pair) -> tuple[str, str]:
    name = next(side.name for side in (pair.after, pair.before) if side)
    return name, fate({"event": pair.event, "from_ids": pair.from_ids, "to_ids": pair.to_ids})


def fate(row: dict[str, Any]) -> str:
    """What became of a persona, as in: P01 splits from P01 into P01, P04."""
    own = row.get("persona_id")
    told = [f"{own}" * bool(own), str(row["event"])]
    if row["event"] in ("splits", "merges"):
        told += [f"from {row['from_ids']}", f"into {row['to_ids']}"]
    return " ".join(filter(None, told))


def _change(pair: Pair, name: str, known: bool) -> str:
    """As in: 1,200 > 1,311; ``known`` says whether the night was measured at all."""
    told = []
    for side in (pair.before, pair.after):
        value = None if side is None else getattr(side, name)
        told.append(few.WITHHELD if side and known and value is None else "-" if value is None else f"{value:,}")
    return " > ".join(told)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:,.4g}" if abs(value) < 10_000 else f"{value:,.0f}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}"


def _personas(store: Decisions, current: Version, members: dict[str, int], min_cell: int) -> list[dict[str, Any]]:
    everybody, given, away = sum(members.values()), given_names(store, None), few.hidden_sizes(members, min_cell)
    members = {persona: people for persona, people in members.items() if persona not in away}
    return [
        {
            "persona_id": persona.persona_id,
            "name": name_of(persona, given),
            "customers": members.get(persona.persona_id),
            "share": round(members[persona.persona_id] / everybody, 6) if persona.persona_id in members else None,
            "gist": persona.gist,
            "gist_as_of": current.fitted_as_of,
            "version": current.number,
        }
        for persona in registry.read(store, current).personas
    ]


def _members(place: Workspace) -> dict[str, int]:
    """Members by persona on the newest night that can be read of now."""
    return {row["persona_id"]: row["customers"] for row in rows_if_any(place, "cli/members")}


def as_dict(found: Version | Decision) -> dict[str, Any]:
    """A version or decision as JSON values; a version's definition is left to `show --json`."""
    if isinstance(found, Decision):
        return {**asdict(found), "at": found.at.isoformat()}
    decision, proposal = found.decision, found.proposal
    return {
        "version": found.number,
        "status": found.status,
        "fitted_as_of": found.fitted_as_of,
        "restores": restores_of(found),
        "effective_as_of": found.effective_as_of,
        "until": found.until,
        "sha256": found.sha256,
        "proposed": {"author": proposal.author, "reason": proposal.reason, "at": proposal.at.isoformat()},
        "decided": {"author": decision.author, "reason": decision.reason, "at": decision.at.isoformat()},
    }
