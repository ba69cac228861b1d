"""An audience at a campaign tool: signed parts in order, none twice, none lost, and what changed since."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from persona_pipeline.audiences import refresh_audiences, send, send_audiences
from persona_pipeline.context import Context
from persona_pipeline.settings import Settings
from tests.alerts.receiver import Receiver, receiving

from .world import NIGHT, fill, say

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SECRET = "a-secret-of-the-tool"


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch, context: Callable[[date], Context]) -> Callable[[Receiver], Context]:
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setenv("PERSONA_PIPELINE_WEBHOOK_SECRET", SECRET)
    monkeypatch.setattr(send, "PEOPLE_A_PART", 12)
    monkeypatch.setattr("persona_pipeline.alerts.channels.http.time.sleep", lambda _: None)
    made = context(NIGHT)
    fill(made.warehouse)

    def of(receiver: Receiver) -> Context:
        audience = {"name": "mail", "of": "P01", "to": ["webhook"], "url": receiver.url, "columns": ["certainty"]}
        return replace(made, settings=Settings.model_validate({"audiences": [audience]}), clock=lambda: NOW)

    return of


def data(receiver: Receiver) -> list[dict[str, Any]]:
    return [body["data"] for body in receiver.bodies]


def test_parts_arrive_signed_once_and_then_only_what_changed(tool: Callable[[Receiver], Context]) -> None:
    with receiving(Receiver([200])) as receiver:
        ctx = tool(receiver)
        assert refresh_audiences(ctx).checks[0].passed
        refresh_audiences(ctx)
        assert [(each["part"], each["parts"], each["whole"], each["previous"]) for each in data(receiver)] == [
            (n, 3, True, None) for n in (1, 2, 3)
        ]
        put = [row for each in data(receiver) for row in each["put"]]
        assert [row["id"] for row in put] == [f"k{n:02d}" for n in range(30)]
        assert put[7] == {"id": "k07", "certainty": 0.07}
        headers, body = receiver.requests[0]
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        assert (
            headers["webhook-signature"]
            == "v1," + base64.b64encode(hmac.digest(SECRET.encode(), signed, hashlib.sha256)).decode()
        )

        say(ctx.warehouse, 3, "no")
        refresh_audiences(ctx)
        last = data(receiver)[-1]
        assert (last["whole"], last["remove"], last["put"], last["sequence"]) == (False, ["k03"], [], 2)
        assert last["previous"]
        assert len(set(receiver.ids)) == len(receiver.ids) == 4


def test_a_tool_that_is_down_loses_nothing_and_gets_it_in_order(tool: Callable[[Receiver], Context]) -> None:
    with receiving(Receiver([200, 400, 200])) as receiver:  # a plain refusal too: later parts must not overtake
        ctx = tool(receiver)
        report = refresh_audiences(ctx)
        assert not report.checks[0].passed
        assert "answered 400" in report.checks[0].reason
        assert not report.stopped_by, "the night goes on"
        assert send_audiences(ctx.workspace, ctx.settings, NOW)[0] == 0, "not yet due"
        assert send_audiences(ctx.workspace, ctx.settings, NOW + timedelta(hours=2)) == (2, {})
        assert [each["part"] for each in data(receiver)] == [1, 2, 2, 3]
        assert receiver.ids[1] == receiver.ids[2], "the same key when it is tried again"


def test_a_part_that_was_given_up_is_followed_by_a_whole_one(tool: Callable[[Receiver], Context]) -> None:
    with receiving(Receiver([500])) as receiver:
        ctx = tool(receiver)
        refresh_audiences(ctx)
        for _ in range(3):
            send_audiences(ctx.workspace, ctx.settings, NOW + timedelta(days=40), regardless=True)
        receiver.plan[:] = [200]
        receiver.requests.clear()
        refresh_audiences(ctx)
        assert [each["whole"] for each in data(receiver)] == [True] * 3
        assert send.put_export(ctx.workspace, ctx.settings.audiences[0], NOW, whole=True) == 3, (
            "a whole one can be asked for"
        )
