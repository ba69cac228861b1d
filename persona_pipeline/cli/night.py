"""refresh and publish: run the night without Dagster."""

import uuid
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from persona_pipeline.context import Context
from persona_pipeline.night import dates_between, publish_again, run_nights
from persona_pipeline.settings import Settings, Workspace, identity_secret
from persona_pipeline.warehouse import Warehouse, hold_lock

from .beside_night import nights_left_out, tell_beside
from .common import (
    DAY,
    STOPPED,
    WRONG_USE,
    JsonOption,
    WorkspaceOption,
    complain,
    one_line,
    open_workspace,
    say,
    yesterday,
)
from .nights_told import tell_nights
from .told import log_shown

_PATIENCE_S = 5.0
"""Other commands that look into the warehouse let go within a moment."""
Day = Annotated[datetime | None, typer.Option(**DAY)]


def refresh(
    workspace: WorkspaceOption = Path(),
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of",
            **DAY,
            help="Business day whose end the night describes. Default: yesterday in the shop's time zone.",
        ),
    ] = None,
    first: Annotated[
        datetime | None,
        typer.Option("--from", **DAY, help="First of several nights, with --to."),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", **DAY, help="Last of several nights, with --from."),
    ] = None,
    accept_batch: Annotated[
        list[str] | None,
        typer.Option("--accept-batch", help="Let this load pass although a gate holds it. May be repeated."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Run the night: take in new files, validate, recompute segments and personas, judge drift, alert, publish.

    Running the same night again changes nothing. With `--from` and `--to` every night of the range is recomputed in
    order; new files are taken in once and the last night is published. An older night that is run again corrects the history; what
    the pages and the published file show stays the newest night.

    Examples: `persona-pipeline refresh`, `persona-pipeline refresh --as-of 2026-03-01`,
    `persona-pipeline refresh --from 2026-02-01 --to 2026-02-28`.
    """
    place, settings = open_workspace(workspace)
    dates = _dates(settings, as_of, first, last)
    identity_secret()
    with hold_lock(place.lock), _opened(place, settings) as warehouse:
        _check_batches(warehouse, accept_batch or ())
        ctx = Context(
            place,
            settings,
            warehouse,
            dates[-1],
            progress=say,
            accepted_batches=frozenset(accept_batch or ()),
            clock=lambda: datetime.now(UTC),
        )
        left_out = nights_left_out(warehouse, dates[0])
        with log_shown():
            report = run_nights(ctx, dates)
    tell_beside(place, settings, left_out)
    tell_nights(report, as_json, workspace, "refresh")
    if report.stopped_by:
        raise typer.Exit(STOPPED)


def publish(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """Publish the newest whole night again, deliver its alerts and rewrite the pages; for instance after a full disk."""
    place, settings = open_workspace(workspace)
    with hold_lock(place.lock), _opened(place, settings) as warehouse:
        ctx = Context(place, settings, warehouse, yesterday(settings), progress=say, clock=lambda: datetime.now(UTC))
        with log_shown():
            report = publish_again(ctx)
    if report is None:
        complain("no night has been computed whole here yet. Mend: run `persona-pipeline refresh` first.")
        raise typer.Exit(WRONG_USE)
    tell_nights(report, as_json, workspace, "publish")
    if report.stopped_by:
        raise typer.Exit(STOPPED)


def _opened(place: Workspace, settings: Settings) -> AbstractContextManager[Warehouse]:
    """The warehouse for one run of the command."""
    return Warehouse.open(place, settings, run_id=f"cli-{uuid.uuid4().hex[:12]}", patience_s=_PATIENCE_S)


def _check_batches(warehouse: Warehouse, load_ids: Sequence[str]) -> None:
    """Refuse a load id that no gate holds: most likely it was mistyped."""
    held = {row[0]: row[1] for row in warehouse.query("select load_id, file_name from ops.loads where status = 'held'")}
    for load_id in load_ids:
        if load_id not in held:
            listed = ", ".join(f"{key} ({one_line(name)})" for key, name in sorted(held.items())) or "none"
            raise typer.BadParameter(
                f"no gate holds a load {load_id!r}; held are: {listed}", param_hint="--accept-batch"
            )


def _dates(
    settings: Settings, as_of: datetime | None, first: datetime | None, last: datetime | None
) -> tuple[date, ...]:
    if (first is None) != (last is None) or (first and as_of):
        raise typer.BadParameter("give either --as-of, or both --from and --to")
    if first and last:
        if last < first:
            raise typer.BadParameter(f"--to {last:%Y-%m-%d} lies before --from {first:%Y-%m-%d}")
        return dates_between(first.date(), last.date())
    if as_of:
        return (as_of.date(),)
    return (yesterday(settings),)
