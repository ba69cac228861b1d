"""Empty the outbox: send what is waiting through each channel, mark it, leave the rest for the next night."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from persona_pipeline.context import StageReport
from persona_pipeline.faults import crash_point
from persona_pipeline.settings import webhook_secret

from .log import LogChannel
from .message import Answer, Channel, Message
from .webhook import WebhookChannel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from persona_pipeline.context import Context

DELIVERIES = "ops.deliveries"


def deliver_alerts(ctx: Context, channels: Sequence[Channel] | None = None) -> StageReport:
    """Send every alert up to the night that a channel has not been given yet.

    At least once: the row was there before the attempt and is marked after it, so a crash between the two repeats the
    message under the same alert_id. A channel that fails never fails the night; its rows are tried again the next.
    """
    crash_point("alert.after_outbox")
    told = {}
    for channel in _configured(ctx) if channels is None else channels:
        told[channel.name] = _drain(ctx, channel)
    failed = {name: errors for name, errors in told.items() if errors}
    for name, errors in failed.items():
        ctx.progress(f"alerts: {name}: {len(errors)} not delivered, tried again the next night: {errors[0]}")
    return StageReport(
        rows={DELIVERIES: ctx.warehouse.count(DELIVERIES)},
        figures={"failed": {name: len(errors) for name, errors in failed.items()}},
    )


def _configured(ctx: Context) -> list[Channel]:
    found: list[Channel] = [LogChannel()]
    if ctx.settings.alerts.webhook_url:
        found.append(WebhookChannel(ctx.settings.alerts.webhook_url, ctx.clock, webhook_secret()))
    return found


def _drain(ctx: Context, channel: Channel) -> list[str]:
    """Send in order; returns the errors. Stops at the first message that shows the channel itself is down."""
    errors = []
    for row in ctx.warehouse.run("alerts/undelivered", {"channel": channel.name, "as_of": ctx.as_of}):
        attempts, message = row[0], _message(ctx, row[1:])
        answer = channel.send(message)
        crash_point("alert.after_send")
        _mark(ctx, channel.name, message.alert_id, attempts, answer)
        if answer.error is not None:
            errors.append(answer.error)
        if answer.gone:
            break
    return errors


def _message(ctx: Context, row: tuple[Any, ...]) -> Message:
    alert_id, as_of, rule, subject, severity, title, body, evidence, resolved = row
    return Message(
        alert_id,
        as_of,
        rule,
        subject,
        severity,
        title,
        body,
        json.loads(evidence or "{}"),
        resolved,
        ctx.settings.shop.name,
    )


def _mark(ctx: Context, channel: str, alert_id: str, attempts: int, answer: Answer) -> None:
    with ctx.warehouse.transaction():
        crash_point("alert.before_mark")
        params = {
            "alert_id": alert_id,
            "channel": channel,
            "status": "delivered" if answer.error is None else "failed",
            "attempts": attempts + answer.tries,
            "last_error": answer.error,
        }
        ctx.warehouse.run("alerts/mark", params)
