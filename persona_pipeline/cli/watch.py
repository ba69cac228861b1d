"""watch: the dead man's switch, for a timer of its own that does not depend on Dagster."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from persona_pipeline.alerts.channels import build_channels
from persona_pipeline.alerts.message import Message
from persona_pipeline.alerts.queue import Outbox
from persona_pipeline.alerts.tell import answers, send_due
from persona_pipeline.alerts.watch import expected_night, missing_night, put_watch_notices, tell_directly
from persona_pipeline.audiences import send_audiences
from persona_pipeline.decisions import DecisionsError
from persona_pipeline.publish import current_snapshot
from persona_pipeline.settings import ConfigError, Settings, Workspace
from persona_pipeline.warehouse import Busy

from .alerts import send_all
from .common import FAILED, JsonOption, WorkspaceOption, complain, open_workspace, print_json, say, tell

PATIENCE_S = 30.0
"""How long another process that sends is waited for."""


def watch(
    workspace: WorkspaceOption = Path(),
    every: Annotated[
        float | None,
        typer.Option("--every", min=0.01, help="Look again every so many minutes, for good. Default: look once."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Tell people when no night was published by the hour that alerts.watch.due_at names, and when one came after all.

    It looks at the published files only, so it works when Dagster, the scheduler or the warehouse does not. Let cron or a systemd timer
    start it every quarter of an hour, best on another machine that sees the same folder; or keep it running with `--every 15`.
    It also sends what waits in the outbox, as `alerts send` does.

    Once: exit code 1 where a night is missing or a message did not arrive, else 0.
    """
    while True:
        try:
            well = _look(workspace, as_json)
        except (ConfigError, OSError, duckdb.Error, DecisionsError) as error:
            if every is None:
                raise
            complain(str(error))  # whoever watches goes on watching
            well = False
        if every is None:
            raise typer.Exit(0 if well else FAILED)
        time.sleep(every * 60)


def _look(workspace: Path, as_json: bool) -> bool:
    place, settings = open_workspace(workspace)
    now = datetime.now(UTC)
    snapshot = current_snapshot(place)
    published = snapshot.manifest.night if snapshot else None
    missing = missing_night(published, settings, now)
    _tell(missing, published, expected_night(settings, now).isoformat(), as_json)
    if missing and not settings.alerts.all_channels:
        say("nobody is told: alerts.channels in persona.yaml names no channel")
    handled = answers(place, settings, say)
    channels = build_channels(settings.alerts, lambda: datetime.now(UTC))
    try:
        with Outbox.open(place.outbox) as outbox:
            put_watch_notices(outbox, settings, published, handled, now)
        failed = send_due(place, channels, now, patience_s=PATIENCE_S).failed
    except OSError as error:
        failed = {"outbox": [str(error)]}
        if missing:
            failed |= tell_directly(settings, missing, channels, handled, now).failed
    else:
        failed |= _send_others(place, settings, now) | _send_audiences(place, settings, now)
    for name, errors in failed.items():
        complain(f"{name}: {errors[0]}")
    return missing is None and not failed


def _send_others(place: Workspace, settings: Settings, now: datetime) -> dict[str, list[str]]:
    """What nights raised and nobody was told of yet. A broken warehouse is the night's concern; the watch goes on."""
    try:
        return send_all(place, settings, now, patience_s=PATIENCE_S).failed
    except (OSError, duckdb.Error) as error:
        return {"warehouse": [f"the alerts of nights could not be read: {error}"]}


def _send_audiences(place: Workspace, settings: Settings, now: datetime) -> dict[str, list[str]]:
    """Parts of audiences that wait to go to campaign tools."""
    try:
        return {f"audience {name}": [error] for name, error in send_audiences(place, settings, now)[1].items()}
    except Busy:  # whoever is sending sends them too
        return {}


def _tell(missing: Message | None, published: date | None, expected: str, as_json: bool) -> None:
    if as_json:
        print_json({"missing": missing is not None, "expected": expected, "published": published})
    elif missing:
        tell(f"{missing.title}\n{missing.body}")
    else:
        tell(f"all is well: the night of {published} is published" if published else "no night is expected yet")
