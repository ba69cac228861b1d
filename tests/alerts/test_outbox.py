"""The outbox: a key is one message, nothing is lost while a channel is down, back-off grows, two processes send once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.alerts.backoff import LONGEST_S, wait_after
from persona_pipeline.alerts.message import Answer
from persona_pipeline.alerts.notice import Notice
from persona_pipeline.alerts.queue import GIVE_UP_AFTER, Outbox
from persona_pipeline.alerts.tell import put_notices, send_due
from persona_pipeline.settings import AlertSettings, Settings, Workspace
from persona_pipeline.warehouse import hold_lock

from .made import alert, notice
from .verdicts import night

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
SETTINGS = Settings(alerts=AlertSettings(webhook_url="http://localhost/x"))


@dataclass
class Fake:
    name: str = "webhook"
    answers: list[Answer] = field(default_factory=list)
    sent: list[Notice] = field(default_factory=list)

    def send(self, one: Notice) -> Answer:
        self.sent.append(one)
        return self.answers.pop(0) if self.answers else Answer(1)


DOWN = Answer(3, "it is down", gone=True)


def test_a_key_is_there_once(workspace: Workspace) -> None:
    with Outbox.open(workspace.outbox) as outbox:
        first = notice(alert("a"), channel="webhook")
        assert outbox.put("night", first, {"a"})
        assert not outbox.put("night", first, {"a"})
        assert len(outbox.waiting()) == 1
        told = outbox.told("night", "marketing", "webhook")
        assert (told.key, told.firing) == (first.key, {"a"})
        assert outbox.told("watch", "marketing", "webhook").key == ""


def test_a_channel_that_is_down_for_a_day_loses_nothing(workspace: Workspace) -> None:
    """Every quarter of an hour one try at most, ever fewer; then everything in order, each once."""
    alerts, fake, tried, now = [], Fake(), [], NOW
    for quarter in range(96):
        now = NOW + timedelta(minutes=15 * quarter)
        if quarter % 32 == 0:
            alerts.append(alert(f"a{quarter}", night(1)))
        with Outbox.open(workspace.outbox) as outbox:
            put_notices(outbox, SETTINGS, alerts, {}, now)
        fake.answers = [DOWN] * 9
        before = len(fake.sent)
        send_due(workspace, [fake], now)
        tried.append(len(fake.sent) - before)
    assert max(tried) == 1
    assert 24 <= sum(tried) <= 60, "at least hourly, not every time"
    fake.answers, fake.sent = [], []
    assert send_due(workspace, [fake], now + timedelta(hours=1)).delivered == 3
    assert [one.of("new")[0].alert.alert_id for one in fake.sent] == ["a0", "a32", "a64"]
    assert len({one.key for one in fake.sent}) == 3
    assert send_due(workspace, [fake], now + timedelta(hours=2)).delivered == 0


def test_send_now_does_not_wait(workspace: Workspace) -> None:
    fake = Fake(answers=[DOWN])
    with Outbox.open(workspace.outbox) as outbox:
        put_notices(outbox, SETTINGS, [alert("a", night(1))], {}, NOW)
    assert send_due(workspace, [fake], NOW).failed == {"webhook": ["it is down"]}
    assert send_due(workspace, [fake], NOW).delivered == 0
    assert len(fake.sent) == 1
    assert send_due(workspace, [fake], NOW, regardless=True).delivered == 1
    assert len(fake.sent) == 2


def test_two_processes_do_not_both_send(workspace: Workspace) -> None:
    fake = Fake()
    with Outbox.open(workspace.outbox) as outbox:
        put_notices(outbox, SETTINGS, [alert("a", night(1))], {}, NOW)
    with hold_lock(workspace.outbox.with_suffix(".lock")):
        assert send_due(workspace, [fake], NOW).busy
    assert fake.sent == []
    assert send_due(workspace, [fake], NOW).delivered == 1


def test_many_that_route_and_send_at_once_tell_once(workspace: Workspace) -> None:
    fake = Fake()

    def run(_number: int) -> None:
        with Outbox.open(workspace.outbox) as outbox:
            put_notices(outbox, SETTINGS, [alert("a", night(1)), alert("b", night(1))], {}, NOW)
        send_due(workspace, [fake], NOW, patience_s=20.0)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, range(16)))
    assert len(fake.sent) == 1


def test_a_dead_letter_is_kept_where_it_is_seen(workspace: Workspace) -> None:
    fake = Fake(answers=[DOWN] * 9)
    with Outbox.open(workspace.outbox) as outbox:
        put_notices(outbox, SETTINGS, [alert("a", night(1))], {}, NOW)
        send_due(workspace, [fake], NOW)
        send_due(workspace, [fake], NOW + GIVE_UP_AFTER)
        assert outbox.given_up() == []
        send_due(workspace, [fake], NOW + GIVE_UP_AFTER + timedelta(hours=2))
        assert [one.last_error for one in outbox.given_up()] == ["it is down"]
        assert outbox.waiting() == []


def test_what_arrived_long_ago_is_forgotten_but_not_what_readers_know(workspace: Workspace) -> None:
    fake, both = Fake(), [alert("a", night(1))]
    with Outbox.open(workspace.outbox) as outbox:
        put_notices(outbox, SETTINGS, both, {}, NOW)
        put_notices(outbox, SETTINGS, [*both, alert("b", night(1))], {}, NOW)
        send_due(workspace, [fake], NOW)
        send_due(workspace, [fake], NOW + timedelta(days=500))
        assert outbox.told("night", "everyone", "webhook").firing == {"a", "b"}
        assert [m.alert_id for m in outbox.every("night")] == ["b", "a"]
    assert len(fake.sent) == 2


def test_an_outbox_that_is_none_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "outbox.sqlite").write_text("no database " * 100)
    with pytest.raises(OSError, match=r"outbox could not be used: file is not a database\. Mend"), Outbox.open(tmp_path / "outbox.sqlite"):  # fmt: skip
        pass


@given(st.text(max_size=20), st.integers(1, 100), st.none() | st.floats(0, 1e9))
def test_back_off(key: str, failures: int, asked: float | None) -> None:
    wait = wait_after(key, failures, asked)
    assert wait == wait_after(key, failures, asked), "the jitter is seeded"
    own = min(60 * 2.0 ** (failures - 1), LONGEST_S)
    assert wait.total_seconds() >= own / 2 - 1e-6
    assert wait.total_seconds() >= min(asked or 0, 86_400) - 1e-6
    assert asked is not None or wait.total_seconds() <= own


def test_messages_do_not_come_back_all_at_once() -> None:
    assert len({wait_after(f"k{n}", 3).total_seconds() // 1 for n in range(50)}) > 25
