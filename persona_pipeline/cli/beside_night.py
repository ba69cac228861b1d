"""What a night does not do, and somebody may think it did: files that no source takes in, and nights that were left out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from persona_pipeline.ingest import unclaimed

from .common import one_line, say

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.settings import Settings, Workspace
    from persona_pipeline.warehouse import Warehouse

_NAMED = 5


def nights_left_out(warehouse: Warehouse, first: date) -> tuple[date, date] | None:
    """First and last of the nights between the newest one before ``first`` and that one; None where there are none."""
    before = warehouse.run("cli/night_before", {"as_of": first})[0][0]
    if before is None or before >= first - timedelta(days=1):
        return None
    return before + timedelta(days=1), first - timedelta(days=1)


def tell_beside(place: Workspace, settings: Settings, left_out: tuple[date, date] | None) -> None:
    """Say it on stderr, with what to do."""
    if left_out is not None:
        since, until = left_out
        which = f"The night {since} was" if since == until else f"The nights {since} to {until} were"
        say(
            f"{which} not run. If they should be there: persona-pipeline refresh -w {place.root} --from {since} --to {until}, "
            "then this night again."
        )
    names = unclaimed(place, settings.sources)
    if names:
        more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
        what = "1 file" if len(names) == 1 else f"{len(names):,} files"
        say(
            f"In the inbox {what} that no source takes in: {', '.join(one_line(name) for name in names[:_NAMED])}{more}. "
            "`path` of a source says which names it takes; `persona-pipeline sources check FILE` says what a file is."
        )
