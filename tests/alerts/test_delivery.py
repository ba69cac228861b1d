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
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from persona_pipeline.alerts import deliver_alerts, deliver_night, raise_failure, refresh_alerts
from persona_pipeline.alerts.channels.http import Address, Patience
from persona_pipeline.alerts.channels.webhook import Webhook, signed_headers
from persona_pipeline.alerts.queue import Outbox, Waiting
from persona_pipeline.context import Context, StageReport
from persona_pipeline.settings import AlertSettings, ConfigError, Settings, WatchSettings, Workspace
from persona_pipeline.settings.alerts import WebhookChannel
from persona_pipeline.warehouse import Warehouse

from .receiver import Receiver, receiving
from .verdicts import night

MakeContext = Callable[[date], Context]
NOW = datetime(2026, 3, 2, 4, 5, tzinfo=UTC)
QUICK = Patience(connect_s=0.5, read_s=0.2, tries=3, backoff_s=0.01, longest_backoff_s=0.05)


@pytest.fixture(autouse=True)
def _no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PERSONA_PIPELINE_WEBHOOK_SECRET", raising=False)
    monkeypatch.setenv("no_proxy", "*")


def with_webhook(ctx: Context, url: str, now: datetime = NOW) -> Context:
    return replace(ctx, settings=Settings(alerts=AlertSettings(webhook_url=url)), clock=lambda: now)


def waiting(ctx: Context) -> list[Waiting]:
    with Outbox.open(ctx.workspace.outbox) as outbox:
        return outbox.waiting()


def send(ctx: Context, receiver: Receiver, secret: bytes | None = None) -> StageReport:
    return deliver_alerts(ctx, [Webhook("webhook", Address(receiver.url), lambda: NOW, secret, QUICK)])


def later(ctx: Context, number: int, **more: float) -> Context:
    return replace(ctx, as_of=night(number), clock=lambda: NOW + timedelta(days=number - 1, **more))


def test_a_message_arrives_once(context: MakeContext) -> None:
    with receiving(Receiver([200])) as receiver:
        ctx = with_webhook(context(night(1)), receiver.url)
        raise_failure(ctx, "rfm", "it broke")
        for number in range(1, 4):
            deliver_alerts(later(ctx, number))
    assert ctx.warehouse.query("select channel, status, attempts from ops.deliveries") == [("log", "delivered", 1)]
    ((alert_id,),) = ctx.warehouse.query("select alert_id from ops.alerts")
    ((headers, _),) = receiver.requests
    assert receiver.bodies[0]["type"] == "persona_pipeline.alerts"
    assert receiver.bodies[0]["data"]["key"] == headers["webhook-id"]
    (told,) = receiver.bodies[0]["data"]["alerts"]
    assert (told["alert_id"], told["rule"], told["as_of"], told["told_as"]) == (
        alert_id,
        "run_failed",
        "2026-03-02",
        "new",
    )
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert "webhook-signature" not in headers


def test_one_message_a_night_tells_all(context: MakeContext) -> None:
    with receiving(Receiver([200])) as receiver:
        ctx = with_webhook(context(night(1)), receiver.url)
        for stage in ("rfm", "personas", "verdict"):
            raise_failure(ctx, stage, "it broke")
        send(ctx, receiver)
        refresh_alerts(replace(ctx, as_of=night(2)))
        send(later(ctx, 2), receiver)
    first, second = receiver.bodies
    assert [a["told_as"] for a in first["data"]["alerts"]] == ["new"] * 3
    assert [a["told_as"] for a in second["data"]["alerts"]] == ["resolved"] * 3
    assert second["data"]["title"] == "My shop: 3 alerts are over"


def test_a_signed_message_can_be_checked(context: MakeContext, monkeypatch: pytest.MonkeyPatch) -> None:
    key, other = b"0123456789abcdef0123456789abcdef", b"another-secret"
    both = "whsec_" + base64.b64encode(key).decode() + " " + other.decode()
    monkeypatch.setenv("PERSONA_PIPELINE_WEBHOOK_SECRET", both)
    with receiving(Receiver([204])) as receiver:
        ctx = with_webhook(context(night(1)), receiver.url)
        raise_failure(ctx, "rfm", "it broke")
        deliver_alerts(ctx)
    headers, body = receiver.requests[0]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = [base64.b64encode(hmac.new(k, signed, hashlib.sha256).digest()).decode() for k in (key, other)]
    assert headers["webhook-signature"] == " ".join(f"v1,{digest}" for digest in expected)


def test_the_signature_is_that_of_the_specification() -> None:
    """The worked example of the Standard Webhooks libraries."""
    secret, body = b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    headers = signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body, secret)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_secret_that_is_no_base64_is_said_so(context: MakeContext) -> None:
    with pytest.raises(ConfigError, match="not base64"):
        signed_headers("x", 1, b"", b"whsec_!!")
    with receiving(Receiver([200])) as receiver:
        ctx = with_webhook(context(night(1)), receiver.url)
        raise_failure(ctx, "rfm", "it broke")
        send(ctx, receiver, b"whsec_!!")
        assert receiver.requests == []
    assert "not base64" in str(waiting(ctx)[0].last_error)


@pytest.mark.parametrize("plan", [[500, 200], [429, 503, 200]])
def test_a_hiccup_is_tried_again_the_same_night(context: MakeContext, plan: list[int]) -> None:
    tries = len(plan)
    with receiving(Receiver(plan, retry_after="0")) as receiver:
        ctx = with_webhook(context(night(1)), receiver.url)
        raise_failure(ctx, "rfm", "it broke")
        assert send(ctx, receiver).figures == {"delivered": 1, "failed": {}}
    assert waiting(ctx) == []
    assert len(set(receiver.ids)) == 1
    assert len(receiver.requests) == tries


def test_who_asks_for_an_hour_is_left_alone_for_an_hour(context: MakeContext) -> None:
    with receiving(Receiver([429, 200], retry_after="3600")) as receiver:
        ctx = with_webhook(context(night(1)), receiver.url)
        raise_failure(ctx, "rfm", "it broke")
        started = time.monotonic()
        send(ctx, receiver)
        assert time.monotonic() - started < 2, "an hour is not waited out"
        send(later(ctx, 1, minutes=59), receiver)
        assert len(receiver.requests) == 1
        send(later(ctx, 1, minutes=61), receiver)
    assert len(receiver.requests) == 2
    assert waiting(ctx) == []


@pytest.mark.parametrize(
    ("plan", "hang_s", "error"),
    [
        ([500], 0.0, "127.0.0.1 answered 500"),
        ([429], 0.0, "127.0.0.1 answered 429"),
        ([404], 0.0, "127.0.0.1 answered 404"),
        ([200], 0.6, "127.0.0.1 did not answer in time"),
    ],
)
def test_a_receiver_that_is_down_for_a_day_gets_everything(
    context: MakeContext, plan: list[int], hang_s: float, error: str
) -> None:
    with receiving(Receiver(list(plan), hang_s)) as receiver:
        ctx = with_webhook(context(night(1)), receiver.url)
        raise_failure(ctx, "rfm", "it broke")
        send(ctx, receiver)
        tried = len(receiver.requests)
        raise_failure(replace(ctx, as_of=night(2)), "rfm", "it broke again")
        send(later(ctx, 2), receiver)
        assert [(w.last_error, w.failures) for w in waiting(ctx)] == [(error, 2), (None, 0)], (
            "the second is not tried at a receiver that is down"
        )
        assert len(receiver.requests) == 2 * tried
        assert "very-secret-path" not in str([w.last_error for w in waiting(ctx)])
        receiver.plan, receiver.hang_s = [200], 0.0
        del receiver.requests[:]
        assert send(later(ctx, 3), receiver).figures["delivered"] == 2
    assert waiting(ctx) == []
    assert [body["data"]["alerts"][0]["as_of"] for body in receiver.bodies] == ["2026-03-02", "2026-03-03"], "in order"


def test_nobody_there_at_all(context: MakeContext) -> None:
    with receiving(Receiver([200])) as gone:
        pass
    ctx = with_webhook(context(night(1)), gone.url)
    raise_failure(ctx, "rfm", "it broke")
    heard: list[str] = []
    report = send(replace(ctx, progress=heard.append), gone)
    assert report.figures["failed"] == {"webhook": 1}
    assert "tried again later" in heard[0]


def test_a_message_that_is_refused_does_not_block_the_next(context: MakeContext) -> None:
    with receiving(Receiver([422, 422, 200])) as receiver:
        ctx = with_webhook(context(night(1)), receiver.url)
        raise_failure(ctx, "rfm", "it broke")
        send(ctx, receiver)
        raise_failure(replace(ctx, as_of=night(2)), "personas", "it broke too")
        send(later(ctx, 2), receiver)
    assert [w.last_error for w in waiting(ctx)] == ["127.0.0.1 answered 422"]
    assert len(receiver.requests) == 3


def test_redirects_are_not_followed(context: MakeContext) -> None:
    with receiving(Receiver([200])) as elsewhere, receiving(Receiver([307], location=elsewhere.url)) as receiver:
        ctx = with_webhook(context(night(1)), receiver.url)
        raise_failure(ctx, "rfm", "it broke")
        send(ctx, receiver)
    assert elsewhere.requests == []
    assert [w.last_error for w in waiting(ctx)] == ["127.0.0.1 answered 307; redirects are not followed"]


@pytest.mark.parametrize("url", ["gopher://host/x", "not an address", "ftp://host/x", "http://", "http://[x"])
def test_an_address_that_is_none_fails_softly(context: MakeContext, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Of persona.yaml it is refused when that is read; the environment is read when something is sent."""
    monkeypatch.setenv("HOOK", url)
    channel = WebhookChannel(kind="webhook", name="hook", url_variable="HOOK")
    settings = Settings(alerts=AlertSettings(channels=(channel,)))
    ctx = replace(context(night(1)), settings=settings, clock=lambda: NOW)
    raise_failure(ctx, "rfm", "it broke")
    deliver_alerts(ctx)
    assert "no address" in str(waiting(ctx)[0].last_error)


def test_without_a_clock_nothing_is_posted(context: MakeContext) -> None:
    heard: list[str] = []
    with receiving(Receiver([200])) as receiver:
        ctx = replace(with_webhook(context(night(1)), receiver.url), clock=None, progress=heard.append)
        raise_failure(ctx, "rfm", "it broke")
        deliver_alerts(ctx)
    assert receiver.requests == []
    assert "no clock" in heard[0]
    assert not ctx.workspace.outbox.exists()


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
    assert len(lines) == len(POISON)
    assert all("\n" not in line and line.isascii() for line in lines)
    (body,) = receiver.bodies
    for told in ([json.loads(line) for line in lines], body["data"]["alerts"]):
        assert len(told) == len(POISON)
        for alert in told:
            assert POISON[int(alert["subject"].removeprefix("stage"))] in alert["body"]


def test_half_a_character_is_replaced(context: MakeContext) -> None:
    ctx = context(night(1))
    raise_failure(ctx, "rfm", "no such file: caf\udce9.csv")
    assert "no such file: caf?.csv" in ctx.warehouse.query("select body from ops.alerts")[0][0]


def test_an_outbox_that_cannot_be_used_never_fails_the_night(context: MakeContext) -> None:
    heard: list[str] = []
    with receiving(Receiver([200])) as receiver:
        ctx = replace(with_webhook(context(night(1)), receiver.url), progress=heard.append)
        ctx.workspace.outbox.write_text("no database " * 100)
        raise_failure(ctx, "rfm", "it broke")
        assert send(ctx, receiver).figures["failed"] == {"outbox": 1}
        assert "the outbox could not be used" in heard[0]
        ctx.workspace.outbox.unlink()
        assert send(later(ctx, 2), receiver).figures["delivered"] == 1, "the next night makes up for it"


def test_a_heartbeat_at_each_publish_and_only_then(context: MakeContext, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    with receiving(Receiver([200, 500])) as receiver:
        monkeypatch.setenv("HEARTBEAT", receiver.url)
        watch = WatchSettings(heartbeat_variable="HEARTBEAT")
        ctx = replace(context(night(1)), settings=Settings(alerts=AlertSettings(watch=watch)), progress=heard.append)
        deliver_night(ctx)
        assert receiver.requests == [], "without a clock"
        ctx = replace(ctx, clock=lambda: NOW)
        deliver_alerts(ctx)
        assert receiver.requests == [], "a night that failed"
        deliver_night(ctx)
        assert len(receiver.requests) == 1
        assert heard == []
        deliver_night(ctx)
    assert heard == ["alerts: heartbeat: 127.0.0.1 answered 500"]
    monkeypatch.delenv("HEARTBEAT")
    deliver_night(ctx)
    assert "HEARTBEAT is not set" in heard[1]


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
        command = [sys.executable, "-c", CRASHES, str(tmp_path), receiver.url]
        for point, told in (("alert.after_outbox", 0), ("alert.after_send", 1), ("alert.before_mark", 2)):
            crashed = subprocess.run(command, env={**os.environ, "CRASH_AT": point}, capture_output=True)
            assert crashed.returncode == 137, crashed.stderr.decode()
            assert len(receiver.requests) == told
        again = subprocess.run(command, env={**os.environ}, capture_output=True)
        assert again.returncode == 0, again.stderr.decode()
    assert len(receiver.requests) == 3
    assert len(set(receiver.ids)) == 1
    with Outbox.open(workspace.outbox) as outbox:
        assert outbox.waiting() == []
