"""personas moves: who moved between personas from one night to another."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from persona_pipeline.moves import Asked, NoSuchNight, moves_between
from persona_pipeline.settings import ConfigError

from .common import DAY, JsonOption, WorkspaceOption, open_workspace, print_json, print_table, reading, tell

CAUSES = {
    "stayed": "stayed",
    "people": "moved",
    "version": "new version, nobody moved",
    "both": "moved, and new version",
    "merged": "is one person with another key",
}
COMING = {"people": "came", "version": "new version, nobody came", "both": "came, and new version"}
GOING = {"people": "left", "version": "new version, nobody left", "both": "left, and new version"}


def moves(
    workspace: WorkspaceOption = Path(),
    first: Annotated[
        datetime | None,
        typer.Option(
            "--from",
            **DAY,
            help="Earlier night. Default: the one before the later night.",
        ),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", **DAY, help="Later night. Default: the last that has members."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show who moved between personas from one night to another: people, their money, and what moved them.

    Any two nights that have members will do, however old. What a new persona version did by itself stands apart from what
    people did. A move of fewer people than `publish.min_cell`, and what would give it away, is not listed; how many left and joined
    each persona is told where they are enough.
    """
    place, settings = open_workspace(workspace)
    limit = settings.publish.min_cell
    with reading(place) as con:
        try:
            found = moves_between(con, _day(first), _day(last), min_cell=limit)
        except NoSuchNight as error:
            raise ConfigError(str(error)) from error
        names = dict(con.execute("select persona_id, arg_max(name, version) from marts.personas group by 1").fetchall())
    if as_json:
        parts = {"moves": map(vars, found.moves), "personas": map(vars, found.personas)}
        about = {"from": found.earlier, "to": found.later, "min_cell": limit, "currency": settings.shop.currency}
        print_json({**about, "few": found.few, **{name: list(rows) for name, rows in parts.items()}})
        return
    span = f"From {found.earlier} to {found.later}"
    shown = [_row(move, names) for move in found.moves if move.customers]
    if shown:
        print_table(span, ["from", "to", "what", "people", f"money, {settings.shop.currency}"], shown)
    sums = [each for each in found.personas if each.stayed is not None]
    if sums:
        rows = [[_named(each.persona_id, names), each.stayed, each.left, each.joined] for each in sums]
        print_table("By persona", ["persona", "stayed", "left it", "joined it"], rows)
    if found.few:
        tell(f"{span}: fewer than {limit} people in all moved, came or left, so that nothing more is told.")
        return
    withheld = sum(move.customers is None for move in found.moves)
    if withheld:
        tell(
            f"{'' if shown else f'{span}: '}{withheld} moves are withheld: of fewer than {limit} people, or what would give such a figure away; some of them "
            "are nobody's. Empty figures are withheld, too. Nights further apart tell more."
        )


def _day(asked: datetime | None) -> date | None:
    return asked.date() if asked else None


def _row(move: Asked, names: Mapping[str, str]) -> list[object]:
    ends = [_named(each, names) for each in (move.from_persona, move.to_persona)]
    words = COMING if move.from_persona == "new" else GOING if move.to_persona == "gone" else CAUSES
    return [*ends, words.get(move.cause, CAUSES[move.cause]), move.customers, move.monetary]


def _named(persona: str, names: Mapping[str, str]) -> str:
    return f"{persona} {names[persona]}" if persona in names else persona
