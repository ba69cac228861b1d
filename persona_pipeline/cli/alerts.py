"""alerts, alerts ack, snooze, send: what stands, what people answer to it, and what waits to be sent."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import duckdb
import typer

from persona_pipeline.alerts import handled
from persona_pipeline.alerts.channels import build_channels
from persona_pipeline.alerts.chart import Chart, charts_of
from persona_pipeline.alerts.message import Message
from persona_pipeline.alerts.queue import Outbox, Waiting
from persona_pipeline.alerts.routing import Handling
from persona_pipeline.alerts.tell import Sent, answers, messages_of, put_notices, send_due
from persona_pipeline.alerts.watch import WATCH
from persona_pipeline.alerts.words import spoken_in
from persona_pipeline.context import END_OF_TIME
from persona_pipeline.decisions import Decision
from persona_pipeline.desk.reading import rows_as_dicts
from persona_pipeline.settings import Settings, Workspace
from persona_pipeline.warehouse import Busy, statement

from .common import (
    FAILED,
    WAITING,
    JsonOption,
    WorkspaceOption,
    complain,
    open_workspace,
    print_json,
    reading,
    say,
    tell,
)
from .personas import AuthorOption, ReasonOption, deciding
from .personas_shown import as_dict

_MOMENT = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
AlertArgument = Annotated[
    str, typer.Argument(help="Id of the alert, as `alerts` shows it; its first signs are enough.")
]


def alerts(
    context: typer.Context,
    workspace: WorkspaceOption = Path(),
    everything: Annotated[bool, typer.Option("--all", help="Also those whose cause is gone.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the alerts that stand, newest first, what people answered to each, and what waits to be sent."""
    if context.invoked_subcommand is not None:
        if (workspace != Path() and not _from_environment(context)) or everything or as_json:
            raise typer.BadParameter(f"options belong after {context.invoked_subcommand}, not before it")
        return
    place, settings = open_workspace(workspace)
    with reading(place) as con:
        rows = rows_as_dicts(con, statement("cli/alerts"), {"everything": everything})
    known, now = answers(place, settings, say), datetime.now(UTC)
    for row in rows:
        row.update(_answered(known.get(row["alert_id"], Handling()), now))
    waiting, lost = _waiting(place)
    if as_json:
        print_json(rows)
        return
    if not rows:
        tell("no alert stands")
    for row in rows:
        tell(f"\n{row['as_of']}  {row['severity']}  {row['title']}  ({row['rule']}, {_state(row)}, {row['alert_id']})")
        tell(row["body"])
    for one in waiting:
        say(f"waits for {one.notice.channel}: {one.notice.title} ({_tried(one)})")
    for one in lost:
        say(f"given up for {one.notice.channel}: {one.notice.title} ({one.last_error})")


def _tried(one: Waiting) -> str:
    """How often a message was tried, and when it is tried again."""
    if not one.last_error:
        return "not tried yet"
    return f"tried {one.attempts} times, {one.last_error}; again after {one.next_at:%Y-%m-%d %H:%M} UTC"


def ack(
    alert_id: AlertArgument,
    workspace: WorkspaceOption = Path(),
    author: AuthorOption = None,
    reason: ReasonOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that an alert is seen: it is not told again while it stands. That it is over is told.

    It changes no verdict; `drift answer` says whether a verdict was right. It works while a night is running.

    Example: `persona-pipeline alerts ack 3f2a -w my-shop --reason "Anna looks into it"`
    """
    with deciding(workspace, author, reason) as (place, store, who):
        found, title = _find(place, alert_id)
        decision = handled.acknowledge(store, found, title, **who)
    _tell(decision, as_json, f"seen: {title} ({found}); it is not told again while it stands")


def snooze(
    alert_id: AlertArgument,
    workspace: WorkspaceOption = Path(),
    until: Annotated[
        datetime | None,
        typer.Option(formats=_MOMENT, help="Until then, in the shop's time; a day alone means its beginning."),
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="End the snooze now.")] = False,
    author: AuthorOption = None,
    reason: ReasonOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hear nothing of an alert until a day; if it still stands then, it is told again.

    Example: `persona-pipeline alerts snooze 3f2a --until 2026-12-01 -w my-shop --reason "after the sale"`
    """
    if (until is None) != off:
        raise typer.BadParameter("give either --until or --off", param_hint="--until")
    with deciding(workspace, author, reason) as (place, store, who):
        found, title = _find(place, alert_id)
        if until is None:
            decision, line = handled.wake(store, found, title, **who), f"no longer snoozed: {title} ({found})"
        else:
            zone = ZoneInfo(open_workspace(workspace)[1].shop.timezone)
            decision = handled.snooze(store, found, title, until.replace(tzinfo=zone), **who)
            line = f"snoozed until {until:%Y-%m-%d %H:%M}: {title} ({found})"
    _tell(decision, as_json, line)


def send(
    workspace: WorkspaceOption = Path(),
    regardless: Annotated[bool, typer.Option("--now", help="Also what is to wait before it is tried again.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Tell people what they do not know yet, and try again what did not arrive. Nights do so at their end.

    For a timer (every quarter of an hour) where audiences have quiet hours or channels fail now and then; `watch` does it too.
    It works while a night is running. Exit code: 0 nothing waits, 4 something waits for its next try, 1 something could not be sent now.
    """
    place, settings = open_workspace(workspace)
    sent = send_all(place, settings, datetime.now(UTC), regardless=regardless, patience_s=30.0)
    waiting, _ = _waiting(place)
    if as_json:
        print_json({"delivered": sent.delivered, "failed": sent.failed, "waiting": len(waiting)})
    else:
        tell(f"{sent.delivered} delivered, {len(waiting)} waiting")
        for one in waiting:
            tell(f"waits for {one.notice.channel}: {one.notice.title} ({_tried(one)})")
    for name, errors in sent.failed.items():
        complain(f"{name}: {errors[0]}")
    if sent.busy:
        raise Busy(f"{place.root}: another process is sending. Mend: wait until it ends.")
    if sent.failed:
        raise typer.Exit(FAILED)
    if waiting:
        raise typer.Exit(WAITING)


def send_all(
    place: Workspace, settings: Settings, now: datetime, *, regardless: bool = False, patience_s: float = 0.0
) -> Sent:
    """Tell what is new since, and send what is due; no lock of the warehouse is needed."""
    if not settings.alerts.all_channels:
        return Sent()
    known, charts = _known(place, settings)
    with Outbox.open(place.outbox) as outbox:
        put_notices(outbox, settings, known, answers(place, settings, say), now, charts=charts)
    channels = build_channels(settings.alerts, lambda: datetime.now(UTC))
    return send_due(place, channels, now, regardless=regardless, patience_s=patience_s)


def _known(place: Workspace, settings: Settings) -> tuple[list[Message], dict[str, Chart]]:
    """Alerts as far as they can be read of now, and their charts; none where no night was published yet.

    Raises:
        IOException: if the warehouse is broken.
    """
    if not place.warehouse.exists():
        return [], {}
    try:
        with reading(place) as con:
            rows = con.execute(statement("alerts/known"), {"as_of": END_OF_TIME}).fetchall()
            known = messages_of(rows, settings.shop, partial(spoken_in, con))
            effects, min_cell = statement("alerts/effects"), settings.publish.min_cell
            return known, charts_of(known, lambda about: con.execute(effects, about).fetchall(), END_OF_TIME, min_cell)
    except duckdb.IOException as error:
        if "lock" not in str(error).lower():
            raise
        return [], {}  # the very first night is running


def _find(place: Workspace, wanted: str) -> tuple[str, str]:
    """Id and title of the one alert whose id begins so; of nights, or of `watch`."""
    found = {}
    if place.warehouse.exists():
        with reading(place) as con:
            rows = rows_as_dicts(con, statement("cli/alerts"), {"everything": True})
        found = {row["alert_id"]: row["title"] for row in rows}
    if place.outbox.exists():
        with Outbox.open(place.outbox) as outbox:
            found |= {message.alert_id: message.title for message in outbox.every(WATCH)}
    fitting = sorted(alert_id for alert_id in found if wanted and alert_id.startswith(wanted))
    if len(fitting) != 1:
        many = (
            f"{len(fitting)} alerts have ids that begin with" if fitting else "there is no alert whose id begins with"
        )
        raise typer.BadParameter(
            f"{many} {wanted!r}; `persona-pipeline alerts --all` shows them", param_hint="ALERT_ID"
        )
    return fitting[0], found[fitting[0]]


def _waiting(place: Workspace) -> tuple[list[Waiting], list[Waiting]]:
    if not place.outbox.exists():
        return [], []
    with Outbox.open(place.outbox) as outbox:
        return outbox.waiting(), outbox.given_up()


def _answered(handling: Handling, now: datetime) -> dict[str, Any]:
    until = handling.snoozed_until if handling.snoozed(now) else None
    by = handling.by or None
    return {"acknowledged": handling.acknowledged, "snoozed_until": until, "answered_by": by}


def _state(row: dict[str, Any]) -> str:
    state = f"resolved {row['resolved_as_of']}" if row["resolved_as_of"] else "stands"
    if row["snoozed_until"]:
        state += f", snoozed until {row['snoozed_until']:%Y-%m-%d %H:%M %Z} by {row['answered_by']}"
    elif row["acknowledged"]:
        state += f", seen by {row['answered_by']}"
    return state


def _from_environment(context: typer.Context) -> bool:
    source = context.get_parameter_source("workspace")
    return source is not None and source.name == "ENVIRONMENT"


def _tell(decision: Decision, as_json: bool, line: str) -> None:
    if as_json:
        print_json(as_dict(decision))
    else:
        tell(line)
