"""Tell people at the end of a night: every alert to the log, and a notice to each audience through the outbox."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from persona_pipeline.context import StageReport
from persona_pipeline.faults import crash_point

from .channels import build_channels
from .chart import charts_of
from .heartbeat import ping
from .log import LogChannel
from .queue import Outbox
from .tell import Sent, answers, messages_of, put_notices, send_due
from .words import spoken_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from persona_pipeline.context import Context

    from .message import Channel, Message

DELIVERIES = "ops.deliveries"


def deliver_night(ctx: Context) -> StageReport:
    """The stage after publish: tell what is new, and ask the heartbeat address, so that its service knows a night was published."""
    report = deliver_alerts(ctx)
    problem = ping(ctx.settings.alerts.watch.heartbeat_variable) if ctx.clock else None
    if problem:
        ctx.progress(f"alerts: heartbeat: {problem}")
    return report


def deliver_alerts(ctx: Context, channels: Sequence[Channel] | None = None) -> StageReport:
    """Write alerts up to the night to the log, and tell each audience what it does not know yet.

    At least once: a notice is there before the attempt and is marked after it, so a crash between the two repeats it under the
    same key. A channel that fails never fails the night; what waits is tried again by the next run and by `persona-pipeline
    alerts send`. Without a clock only the log is written.
    """
    crash_point("alert.after_outbox")
    _log(ctx)
    sent = _tell(ctx, channels)
    for name, errors in sent.failed.items():
        ctx.progress(f"alerts: {name}: {len(errors)} not delivered, tried again later: {errors[0]}")
    return StageReport(
        rows={DELIVERIES: ctx.warehouse.count(DELIVERIES)},
        figures={"delivered": sent.delivered, "failed": {name: len(errors) for name, errors in sent.failed.items()}},
    )


def _tell(ctx: Context, channels: Sequence[Channel] | None) -> Sent:
    if not ctx.settings.alerts.all_channels:
        return Sent()
    if ctx.clock is None:
        ctx.progress("alerts: the run has no clock, so nobody is told; give Context a clock")
        return Sent()
    now = ctx.clock()
    rows = ctx.warehouse.run("alerts/known", {"as_of": ctx.as_of})
    known = _messages(ctx, rows)
    charts = charts_of(known, partial(ctx.warehouse.run, "alerts/effects"), ctx.as_of, ctx.settings.publish.min_cell)
    handled = answers(ctx.workspace, ctx.settings, ctx.progress)
    ready = build_channels(ctx.settings.alerts, ctx.clock) if channels is None else channels
    try:
        with Outbox.open(ctx.workspace.outbox) as outbox:
            put_notices(outbox, ctx.settings, known, handled, now, charts=charts)
        return send_due(ctx.workspace, ready, now)
    except OSError as error:  # what is published is published; the next run tells what nobody was told
        return Sent(failed={"outbox": [str(error)]})


def _messages(ctx: Context, rows: Sequence[Sequence[Any]]) -> list[Message]:
    return messages_of(rows, ctx.settings.shop, partial(spoken_in, ctx.warehouse.con))


def _log(ctx: Context) -> None:
    channel = LogChannel()
    rows = ctx.warehouse.run("alerts/undelivered", {"channel": channel.name, "as_of": ctx.as_of})
    for (attempts, *_), message in zip(rows, _messages(ctx, [row[1:] for row in rows]), strict=True):
        channel.send(message)
        params = {
            "alert_id": message.alert_id,
            "channel": channel.name,
            "status": "delivered",
            "attempts": attempts + 1,
        }
        ctx.warehouse.run("alerts/mark", {**params, "last_error": None})
