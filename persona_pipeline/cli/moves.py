"""personas moves: who moved between personas from one night to another."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from persona_pipeline.moves import Asked, NoSuchNight, moves_between
from persona_pipeline.settings import ConfigError

from .common import JsonOption, WorkspaceOption, open_workspace, print_json, print_table, reading, tell

CAUSES = {
    "stayed": "stayed",
    "people": "moved",
    "version": "new version, nobody moved",
    "both": "moved, and new version",
    "merged": "is one person with another key",
}


def moves(
    workspace: WorkspaceOption = Path(),
    first: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="Earlier night. Default: the one before the later night."),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="Later night. Default: the last that has members."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show who moved between personas from one night to another: people, their money, and what moved them.

    Any two nights that have members will do, however old. What a new persona version did by itself stands apart from what
    people did. A move of fewer people than `publish.min_cell`, and what would give it away, has no figures.
    """
    place, settings = open_workspace(workspace)
    limit = settings.publish.min_cell
    with reading(place) as con:
        try:
            earlier, later, found = moves_between(con, _day(first), _day(last), min_cell=limit)
        except NoSuchNight as error:
            raise ConfigError(str(error)) from error
        names = dict(con.execute("select persona_id, arg_max(name, version) from marts.personas group by 1").fetchall())
    if as_json:
        rows = [vars(move) for move in found]
        print_json({"from": earlier, "to": later, "min_cell": limit, "currency": settings.shop.currency, "moves": rows})
        return
    shown = [_row(move, names) for move in found if move.customers != 0]
    print_table(
        f"From {earlier} to {later}", ["from", "to", "what", "people", f"money, {settings.shop.currency}"], shown
    )
    if any(move.customers is None for move in found):
        tell(
            f"Without figures: fewer than {limit} people, or what would give such a figure away; some of it is nobody."
        )


def _day(asked: datetime | None) -> date | None:
    return asked.date() if asked else None


def _row(move: Asked, names: dict[str, str]) -> list[object]:
    ends = [f"{each} {names[each]}" if each in names else each for each in (move.from_persona, move.to_persona)]
    return [*ends, CAUSES[move.cause], move.customers, move.monetary]
