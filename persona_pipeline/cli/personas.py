"""personas propose, accept, reject, rename, retire, restore: what people decide about the definitions, with who, why and when."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from persona_pipeline.context import Context
from persona_pipeline.decisions import Decisions, Version
from persona_pipeline.desk.challenger import newest_challenger
from persona_pipeline.desk.overrule import NAMES
from persona_pipeline.desk.reading import newest_night, warehouse_at_rest
from persona_pipeline.personas import registry, rejected
from persona_pipeline.settings import Workspace
from persona_pipeline.warehouse import Warehouse

from .common import DAY, JsonOption, WorkspaceOption, open_workspace, print_json, say, tell
from .personas_shown import as_dict, tell_comparison

AuthorOption = Annotated[
    str | None, typer.Option("--author", help="Who decides. Default: the user who runs the command.")
]
ReasonOption = Annotated[
    str | None,
    typer.Option("--reason", help="Why, in a sentence; asked for where it is left out. It is kept for good."),
]
LOOK_BACK = 7
"""Nights among which one with trusted data is looked for: farther back it is a picture of other people."""
VersionArgument = Annotated[int, typer.Argument(help="Number of the version, as `personas list` shows it.", min=1)]
PersonaArgument = Annotated[str, typer.Argument(help="Id of the persona: P01, P02, ...")]


def propose(
    workspace: WorkspaceOption = Path(),
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of",
            **DAY,
            help="Fit on the picture of this night. Default: the newest whole one whose data could be trusted.",
        ),
    ] = None,
    challenger: Annotated[
        bool, typer.Option("--challenger", help="Take over the newest challenger in the shadow instead of fitting.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Propose them also where the very same ones were rejected before.")
    ] = False,
    author: AuthorOption = None,
    reason: ReasonOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fit personas anew on a night's picture and write them down as a proposed version. Nothing changes by that.

    Each new persona is compared with those in force: it keeps its id where it is the same one, and gets a new id where nobody can
    tell. What would change is shown; `personas diff` shows it again.

    The warehouse is only read, but no night can run meanwhile (seconds mostly).

    Example: `persona-pipeline personas propose -w my-shop --reason "the verdict says re-evaluate"`
    """
    if challenger and as_of:
        raise typer.BadParameter("a challenger has a night of its own; leave one of both out", param_hint="--as-of")
    place, settings = open_workspace(workspace)
    who = who_decides(author, reason)
    with Decisions.open(place, settings) as store, warehouse_at_rest(place, settings) as warehouse:
        if challenger:
            night, fitted = newest_challenger(warehouse)
        else:
            night, fitted = night_to_fit(warehouse, as_of.date() if as_of else None), None
        from persona_pipeline.personas.propose import propose as write_proposal

        ctx = Context(place, settings, warehouse, night, progress=say)
        say(f"comparing the challenger on the picture of {night}" if fitted else f"fitting on the picture of {night}")
        version = write_proposal(ctx, store, fitted=fitted, again=again, **who)
        tell_comparison(store, version.number, settings, as_json=as_json)
    if not as_json:
        tell(
            f"Nothing has changed yet. `persona-pipeline personas accept {version.number}` lets the next night use it, "
            f"`personas reject {version.number}` puts it aside."
        )


def accept(
    version: VersionArgument,
    workspace: WorkspaceOption = Path(),
    author: AuthorOption = None,
    reason: ReasonOption = None,
    as_json: JsonOption = False,
) -> None:
    """Accept a proposed version: the next night uses it, and learns from then on what is normal.

    Nights that were computed keep the version of their day, also when they are run again. It works while a night is running; that
    night still uses the version before.

    Example: `persona-pipeline personas accept 2 -w my-shop --reason "agreed in the meeting of 12 May"`
    """
    with deciding(workspace, author, reason) as (place, store, who):
        found = registry.accept(store, version, newest=newest_night(place), **who)
    _tell_version(
        found, as_json, f"version {version} is accepted; the night of {found.effective_as_of} is the first to use it"
    )


def reject(
    version: VersionArgument,
    workspace: WorkspaceOption = Path(),
    author: AuthorOption = None,
    reason: ReasonOption = None,
    as_json: JsonOption = False,
) -> None:
    """Reject a proposed version. It is kept with the reason, and nothing changes.

    Its personas are not offered again as new: proposing the very same ones takes `personas propose --again`.

    Example: `persona-pipeline personas reject 2 -w my-shop --reason "the sale distorts it"`
    """
    with deciding(workspace, author, reason) as (place, store, who):
        found = rejected.reject(store, version, newest=newest_night(place), **who)
    _tell_version(found, as_json, f"version {version} is rejected")


def rename(
    persona: PersonaArgument,
    name: Annotated[str, typer.Argument(help="What people will call it.")],
    workspace: WorkspaceOption = Path(),
    name_en: Annotated[
        str | None, typer.Option("--name-en", help="What it is called in English, if otherwise.")
    ] = None,
    name_nl: Annotated[str | None, typer.Option("--name-nl", help="What it is called in Dutch, if otherwise.")] = None,
    author: AuthorOption = None,
    reason: ReasonOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a persona another name from the next night on. Its id, its people and its history stay.

    One name goes for both languages; `--name-en` and `--name-nl` give it another one there.

    Example: `persona-pipeline personas rename P02 "Bargain hunters" --name-nl Koopjesjagers -w my-shop --reason "what sales calls them"`
    """
    other = {code: text for code, text in (("en", name_en), ("nl", name_nl)) if text is not None}
    with deciding(workspace, author, reason) as (place, store, who):
        decision = registry.rename(store, persona, name, other=other, newest=newest_night(place), **who)
    if as_json:
        print_json(as_dict(decision))
    else:
        since = decision.payload["effective_as_of"]
        apart = [f"{text!r} in {NAMES[code]}" for code, text in decision.payload.get("names", {}).items()]
        tell(f"{persona} is called {', '.join([repr(decision.payload['name']), *apart])} from the night of {since} on")


def retire(
    persona: PersonaArgument,
    workspace: WorkspaceOption = Path(),
    author: AuthorOption = None,
    reason: ReasonOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let a persona go: from the next night on its people are members of the next nearest one.

    This makes a version of its own that is accepted at once. The others stay as they are. Should people like these be found
    again by a later `propose`, the persona is recognised and comes back under its id.

    Example: `persona-pipeline personas retire P03 -w my-shop --reason "too few to write to"`
    """
    with deciding(workspace, author, reason) as (place, store, who):
        found = registry.retire(store, persona, newest=newest_night(place), **who)
    line = f"{persona} is retired: version {found.number} without it is in force from the night of {found.effective_as_of} on"
    _tell_version(found, as_json, line)


def restore(
    version: VersionArgument,
    workspace: WorkspaceOption = Path(),
    author: AuthorOption = None,
    reason: ReasonOption = None,
    as_json: JsonOption = False,
) -> None:
    """Go back to the personas of an earlier version, from the next night on.

    This makes a version of its own with the same definition that is accepted at once; nights that were computed keep the version of
    their day. Names that people gave since then stay.

    Example: `persona-pipeline personas restore 1 -w my-shop --reason "version 2 split what belongs together"`
    """
    with deciding(workspace, author, reason) as (place, store, who):
        found = registry.restore(store, version, newest=newest_night(place), **who)
    line = f"version {found.number}, the personas of version {version} again, is in force from the night of {found.effective_as_of} on"
    _tell_version(found, as_json, line)


@contextmanager
def deciding(
    workspace: Path, author: str | None, reason: str | None
) -> Iterator[tuple[Workspace, Decisions, dict[str, Any]]]:
    """The workspace, its open decisions, and who decides and why; the reason is asked for before anything is opened."""
    place, settings = open_workspace(workspace)
    who = who_decides(author, reason)
    with Decisions.open(place, settings) as store:
        yield place, store, who


def _tell_version(version: Version, as_json: bool, line: str) -> None:
    if as_json:
        print_json(as_dict(version))
    else:
        tell(line)


def who_decides(author: str | None, reason: str | None) -> dict[str, Any]:
    """Author, reason and moment of a decision.

    Raises:
        BadParameter: if there is nobody to ask for the reason, or the system has no name for the user.
    """
    if reason is None:
        if not sys.stdin.isatty():
            raise typer.BadParameter("a decision needs its reason", param_hint="--reason")
        reason = typer.prompt("Why? (kept for good)", err=True)
    try:
        who = author or getpass.getuser()
    except (KeyError, OSError) as error:  # a container that runs as a bare number; which of the two depends on Python
        nobody = "the system has no name for the user who runs the command; say who decides"
        raise typer.BadParameter(nobody, param_hint="--author") from error
    return {"author": who, "reason": reason, "at": datetime.now(UTC)}


def newest_of(warehouse: Warehouse) -> date:
    """The newest night that was computed whole.

    Raises:
        BadParameter: if there is none yet.
    """
    newest: date | None = warehouse.run("ops/newest_whole_night")[0][0]
    if newest is None:
        raise typer.BadParameter("no night has been computed whole here yet; run `persona-pipeline refresh` first")
    return newest


def night_to_fit(warehouse: Warehouse, asked: date | None) -> date:
    """The night asked for, else the newest whole one; of the last week's the newest whose data could be trusted.

    What is wrong with the data is told, whichever night it becomes.

    Raises:
        BadParameter: if there is none yet.
    """
    faults = dict(warehouse.run("cli/whole_nights", {"most": LOOK_BACK}))
    newest: date = asked or newest_of(warehouse)
    if not faults.get(newest):
        return newest
    wrong = f"the data of {newest} cannot be trusted ({', '.join(faults[newest])})"
    trusted: date | None = None if asked else max((night for night, found in faults.items() if not found), default=None)
    if trusted is None:
        why = "" if asked else f", nor can those of the {LOOK_BACK} nights up to it"
        say(f"warning: {wrong}{why}. Mend: deliver them again and run the night again, or fit on another one: --as-of")
        return newest
    say(f"{wrong}, so the last night before it whose data can is taken; --as-of {newest} takes it all the same")
    return trusted
