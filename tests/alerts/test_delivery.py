"""Delivery: nothing is lost, repeats carry the same id, a receiver that is down never fails the night."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from persona_pipeline.alerts import deliver_alerts, raise_failure
from persona_pipeline.alerts.webhook import Patience, WebhookChannel, signed_headers
from persona_pipeline.context import Context
from persona_pipeline.settings import AlertSettings, ConfigError, Settings, Workspace
from persona_pipeline.warehouse import Warehouse

from .receiver import Receiver, receiving
from .verdicts import night

MakeContext = Callable[[date], Context]
NOW = datetime(2026, 3, 2, 4, 5, tzinfo=UTC)
QUICK = Patience(connect_s=0.5, read_s=0.2, tries=3, backoff_s=0.01, longest_backoff_s=0.05)


@pytest.fixture(autouse=True)
def _no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PERSONA_PIPELINE_WEBHOOK_SECRET", raising=False)


def with_webhook(ctx: Context, url: str) -> Context:
    return replace(ctx, settings=Settings(alerts=AlertSettings(webhook_url=url)), clock=lambda: NOW)


def deliveries(ctx: Context) -> list[tuple[Any, ...]]:
    return ctx.warehouse.query(
        "select channel, status, attempts, last_error from ops.deliveries order by channel, alert_id"
    )


def send(ctx: Context, receiver: Receiver, secret: bytes | None = None) -> None:
    deliver_alerts(ctx, [WebhookChannel(receiver.url, lambda: NOW, secret, QUICK)])


def test_a_message_arrives_once(context: MakeContext) -> None:
    with receiving(Receiver([200])) as receiver:
        ctx = with_webhook(context(night(1)), receiver.url)
        raise_failure(ctx, "rfm", "it broke")
        for number in range(1, 4):
            deliver_alerts(replace(ctx, as_of=night(number)))
    assert deliveries(ctx) == [("log", "delivered", 1, None), ("webhook", "delivered", 1, None)]
    ((alert_id,),) = ctx.warehouse.query("select alert_id from ops.alerts")
    assert receiver.ids == [alert_id]
    data = receiver.bodies[0]["data"]
    assert data["rule"] == "run_failed"
    assert data["as_of"] == "2026-03-02"
    headers, _ = receiver.requests[0]
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert "webhook-signature" not in headers


def test_a_signed_message_can_be_checked(context: MakeContext, monkeypatch: pytest.MonkeyPatch) -> None:
    key = b"0123456789abcdef0123456789abcdef"
    monkeypatch.setenv("PERSONA_PIPELINE_WEBHOOK_SECRET", "whsec_" + base64.b64encode(key).decode())
    with receiving(Receiver([204])) as receiver:
        ctx = with_webhook(context(night(1)), receiver.url)
        raise_failure(ctx, "rfm", "it broke")
        deliver_alerts(ctx)
    headers, body = receiver.requests[0]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    assert (
        headers["webhook-signature"]
        == "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    )


def test_the_signature_is_that_of_the_specification() -> None:
    """The worked example of the Standard Webhooks libraries."""
    secret, body = b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    headers = signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, secret)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_secret_that_is_no_base64_is_said_so() -> None:
    with pytest.raises(ConfigError, match="not base64"):
        signed_headers("x", 1, b"", b"whsec_!!")


@pytest.mark.parametrize("plan", [[500, 200], [429, 503, 200]])
def test_a_hiccup_is_tried_again_the_same_night(context: MakeContext, plan: list[int]) -> None:
    tries = len(plan)
    with receiving(Receiver(plan, retry_after="3600")) as receiver:
        ctx = with_webhook(context(night(1)), receiver.url)
        raise_failure(ctx, "rfm", "it broke")
        started = time.monotonic()
        send(ctx, receiver)
    assert time.monotonic() - started < 3, "an hour's Retry-After is not waited out"
    assert deliveries(ctx)[1] == ("webhook", "delivered", tries, None)
    assert len(set(receiver.ids)) == 1
    assert len(receiver.requests) == tries


@pytest.mark.parametrize(
    ("plan", "hang_s", "error"),
    [
        ([500], 0.0, "127.0.0.1 answered 500"),
        ([429], 0.0, "127.0.0.1 answered 429"),
        ([200], 0.6, "127.0.0.1 did not answer: MaxRetryError"),
    ],
)
def test_a_receiver_that_is_down_gets_it_the_next_night(
    context: MakeContext, plan: list[int], hang_s: float, error: str
) -> None:
    with receiving(Receiver(list(plan), hang_s)) as receiver:
        ctx = with_webhook(context(night(1)), receiver.url)
        raise_failure(ctx, "rfm", "it broke")
        raise_failure(ctx, "personas", "it broke too")
        send(ctx, receiver)
        waiting = [row for row in deliveries(ctx) if row[0] == "webhook"]
        assert sorted(waiting, key=str) == [("webhook", "failed", 3, error), ("webhook", "waiting", 0, None)], (
            "the second is not tried at a receiver that is down"
        )
        assert "very-secret-path" not in str(waiting)
        receiver.plan, receiver.hang_s = [200], 0.0
        send(replace(ctx, as_of=night(2)), receiver)
    assert [row[1] for row in deliveries(ctx) if row[0] == "webhook"] == ["delivered", "delivered"]
    assert len(set(receiver.ids)) == 2


def test_nobody_there_at_all(context: MakeContext) -> None:
    with receiving(Receiver([200])) as gone:
        pass
    ctx = with_webhook(context(night(1)), gone.url)
    raise_failure(ctx, "rfm", "it broke")
    heard: list[str] = []
    report = deliver_alerts(replace(ctx, progress=heard.append), [WebhookChannel(gone.url, lambda: NOW, None, QUICK)])
    assert report.figures["failed"] == {"webhook": 1}
    assert "tried again the next night" in heard[0]


def test_a_message_that_is_refused_does_not_block_the_next(context: MakeContext) -> None:
    with receiving(Receiver([422, 200])) as receiver:
        ctx = with_webhook(context(night(1)), receiver.url)
        raise_failure(ctx, "rfm", "it broke")
        raise_failure(ctx, "personas", "it broke too")
        send(ctx, receiver)
    assert sorted(row[1] for row in deliveries(ctx) if row[0] == "webhook") == ["delivered", "failed"]


def test_redirects_are_not_followed(context: MakeContext) -> None:
    with receiving(Receiver([200])) as elsewhere, receiving(Receiver([307], location=elsewhere.url)) as receiver:
        ctx = with_webhook(context(night(1)), receiver.url)
        raise_failure(ctx, "rfm", "it broke")
        send(ctx, receiver)
    assert elsewhere.requests == []
    assert deliveries(ctx)[1] == ("webhook", "failed", 1, "127.0.0.1 answered 307; redirects are not followed")


@pytest.mark.parametrize("url", ["gopher://host/x", "not an address", "ftp://host/x", "http://"])
def test_an_address_that_is_none_fails_softly(context: MakeContext, url: str) -> None:
    ctx = with_webhook(context(night(1)), url)
    raise_failure(ctx, "rfm", "it broke")
    deliver_alerts(ctx)
    assert deliveries(ctx)[1][1] == "failed"
    assert "no address" in deliveries(ctx)[1][3]


def test_without_a_clock_nothing_is_posted(context: MakeContext) -> None:
    with receiving(Receiver([200])) as receiver:
        ctx = replace(with_webhook(context(night(1)), receiver.url), clock=None)
        raise_failure(ctx, "rfm", "it broke")
        deliver_alerts(ctx)
    assert receiver.requests == []
    assert "no clock" in deliveries(ctx)[1][3]


POISON = [
    "line one\nlevel=CRITICAL forged",
    "<script>alert(1)</script>",
    "{who} {0} %s",
    "\u202eevil\u0000\x1b[31m",
    "=cmd|' /C calc'!A0",
    '\U0001f600 \u2028 quote" back\\slash',
]


def test_poison_stays_text(context: MakeContext, caplog: pytest.LogCaptureFixture) -> None:
    with receiving(Receiver([200])) as receiver, caplog.at_level(logging.INFO, "persona_pipeline.alerts"):
        ctx = with_webhook(context(night(1)), receiver.url)
        for number, text in enumerate(POISON):
            raise_failure(ctx, f"stage{number}", text)
        deliver_alerts(ctx)
    lines = [record.getMessage() for record in caplog.records if record.name == "persona_pipeline.alerts"]
    assert len(lines) == len(receiver.bodies) == len(POISON)
    assert all("\n" not in line and line.isascii() for line in lines)
    for told in ([json.loads(line) for line in lines], [body["data"] for body in receiver.bodies]):
        for alert in told:
            assert POISON[int(alert["subject"].removeprefix("stage"))] in alert["body"]


def test_half_a_character_is_replaced(context: MakeContext) -> None:
    ctx = context(night(1))
    raise_failure(ctx, "rfm", "no such file: caf\udce9.csv")
    assert "no such file: caf?.csv" in ctx.warehouse.query("select body from ops.alerts")[0][0]


CRASHES = """
import sys
from datetime import date, datetime, UTC
from pathlib import Path
from persona_pipeline.alerts import deliver_alerts
from persona_pipeline.context import Context
from persona_pipeline.settings import AlertSettings, Settings, Workspace
from persona_pipeline.warehouse import Warehouse
settings = Settings(alerts=AlertSettings(webhook_url=sys.argv[2]))
workspace = Workspace(Path(sys.argv[1]))
with Warehouse.open(workspace, settings) as warehouse:
    deliver_alerts(Context(workspace, settings, warehouse, date(2026, 3, 2), clock=lambda: datetime.now(UTC)))
"""


@pytest.mark.slow
def test_a_crash_repeats_the_same_id_and_loses_nothing(tmp_path: Path) -> None:
    """The process dies around the send; the next run sends what is not marked, under the same id."""
    workspace = Workspace(tmp_path)
    with receiving(Receiver([200])) as receiver:
        settings = Settings(alerts=AlertSettings(webhook_url=receiver.url))
        with Warehouse.open(workspace, settings) as warehouse:
            raise_failure(Context(workspace, settings, warehouse, night(1)), "rfm", "it broke")
            warehouse.con.execute("update ops.deliveries set status = 'delivered' where channel = 'log'")
        command = [sys.executable, "-c", CRASHES, str(tmp_path), receiver.url]
        for point, told in (("alert.after_outbox", 0), ("alert.after_send", 1), ("alert.before_mark", 2)):
            crashed = subprocess.run(command, env={**os.environ, "CRASH_AT": point}, capture_output=True)
            assert crashed.returncode == 137, crashed.stderr.decode()
            assert len(receiver.requests) == told
        again = subprocess.run(command, env={**os.environ}, capture_output=True)
        assert again.returncode == 0, again.stderr.decode()
    assert len(receiver.requests) == 3
    assert len(set(receiver.ids)) == 1
    with Warehouse.open(workspace, Settings()) as warehouse:
        assert warehouse.query("select distinct status from ops.deliveries") == [("delivered",)]
