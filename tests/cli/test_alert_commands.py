"""alerts ack, snooze, send and watch: from the night to a chat and back, by command alone."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from persona_pipeline.alerts import raise_failure
from persona_pipeline.alerts.queue import Outbox
from persona_pipeline.alerts.stage import refresh_alerts
from persona_pipeline.cli import watch as watching
from persona_pipeline.cli.app import app
from persona_pipeline.context import Context
from persona_pipeline.settings import Settings, Workspace
from persona_pipeline.warehouse import Warehouse, hold_lock
from tests.alerts.receiver import Receiver, receiving
from tests.alerts.verdicts import night

CONFIG = """
shop: {timezone: Europe/Amsterdam}
alerts:
  channels:
    - {kind: slack, name: chat, url_variable: CHAT}
"""


@pytest.fixture
def shop(tmp_path: Path, empty_warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with one alert that stands."""
    monkeypatch.delenv("PERSONA_WORKSPACE", raising=False)
    monkeypatch.setenv("no_proxy", "*")
    shutil.copy(empty_warehouse, tmp_path / "warehouse.duckdb")
    (tmp_path / "persona.yaml").write_text(CONFIG)
    with Warehouse.open(Workspace(tmp_path), Settings()) as warehouse:
        raise_failure(Context(Workspace(tmp_path), Settings(), warehouse, night(1)), "rfm", "it broke")
    return tmp_path


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiving(Receiver([200])) as receiver:
        monkeypatch.setenv("CHAT", receiver.url)
        yield receiver


def run(shop: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "-w", str(shop)])


def listed(shop: Path, *words: str) -> list[dict[str, Any]]:
    shown = run(shop, "alerts", "--json", *words)
    assert shown.exit_code == 0, shown.output
    found: list[dict[str, Any]] = json.loads(shown.stdout)
    return found


def test_every_command_teaches_itself() -> None:
    for command in ("alerts", "alerts ack", "alerts snooze", "alerts send", "watch"):
        shown = CliRunner().invoke(app, [*command.split(), "--help"])
        assert shown.exit_code == 0
        assert len(shown.output) > 300, command


def test_send_tells_what_stands_and_then_that_it_is_over(shop: Path, chat: Receiver) -> None:
    sent = run(shop, "alerts", "send")
    assert ("1 delivered, 0 waiting" in sent.stdout, sent.exit_code) == (True, 0)
    assert "0 delivered, 0 waiting" in run(shop, "alerts", "send").stdout
    assert len(chat.requests) == 1
    with Warehouse.open(Workspace(shop), Settings()) as warehouse:
        refresh_alerts(Context(Workspace(shop), Settings(), warehouse, night(2)))
    assert "1 delivered" in run(shop, "alerts", "send").stdout
    assert chat.bodies[1]["text"].endswith("Over: My shop: the night of 2 March 2026 failed")


DUTCH = """  audiences:
    - {name: marketing, channels: [chat], language: nl}
"""


def test_an_audience_is_told_in_its_language(shop: Path, chat: Receiver) -> None:
    (shop / "persona.yaml").write_text(CONFIG + DUTCH)
    assert "1 delivered" in run(shop, "alerts", "send").stdout
    assert chat.bodies[0]["text"].endswith("My shop: de nacht van 2 maart 2026 is mislukt")
    assert "the night of 2 March 2026 failed" in run(shop, "alerts").stdout, "the list is in the shop's language"


def test_a_warehouse_of_an_earlier_version_tells_what_it_has(shop: Path, chat: Receiver) -> None:
    """It has no table for texts until the next night makes one."""
    (shop / "persona.yaml").write_text(CONFIG + DUTCH)
    with Warehouse.open(Workspace(shop), Settings()) as warehouse:
        warehouse.query("drop table ops.alert_texts")
    assert "1 delivered" in run(shop, "alerts", "send").stdout
    assert chat.bodies[0]["text"].endswith("My shop: the night of 2 March 2026 failed")


def test_a_language_that_there_is_not_is_refused(shop: Path) -> None:
    (shop / "persona.yaml").write_text(CONFIG + DUTCH.replace("nl", "fr"))
    refused = run(shop, "alerts")
    assert refused.exit_code != 0
    said = str(refused.exception) + refused.output
    for part in ("persona.yaml", "alerts.audiences", "language", "'fr'", "'en' or 'nl'"):
        assert part in said, said


def test_what_waits_is_seen_and_goes_out_when_the_channel_is_back(shop: Path, chat: Receiver) -> None:
    chat.plan = [404]
    failed = run(shop, "alerts", "send")
    assert failed.exit_code == 1
    assert "chat: 127.0.0.1 answered 404" in failed.stderr
    assert "secret" not in failed.output
    shown = run(shop, "alerts")
    assert (
        "waits for chat: My shop: the night of 2 March 2026 failed (tried 1 times, 127.0.0.1 answered 404"
        in shown.stderr
    )
    chat.plan = [200]
    waits = run(shop, "alerts", "send")
    assert "0 delivered, 1 waiting" in waits.stdout, "its time has not come"
    assert (
        "waits for chat: My shop: the night of 2 March 2026 failed (tried 1 times, 127.0.0.1 answered 404; again"
        in waits.stdout
    )
    assert waits.exit_code == 4
    assert json.loads(run(shop, "alerts", "send", "--now", "--json").stdout) == {
        "delivered": 1,
        "failed": {},
        "waiting": 0,
    }


def test_an_alert_is_seen_and_the_list_says_by_whom(shop: Path) -> None:
    (before,) = listed(shop)
    assert (before["acknowledged"], before["snoozed_until"]) == (False, None)
    seen = run(shop, "alerts", "ack", before["alert_id"][:4], "--author", "Anna", "--reason", "I look into it")
    assert seen.exit_code == 0, seen.output
    (after,) = listed(shop)
    assert (after["acknowledged"], after["answered_by"]) == (True, "Anna")
    assert "stands, seen by Anna" in run(shop, "alerts").stdout


@pytest.mark.slow
def test_a_snooze_silences_and_can_be_ended(shop: Path, chat: Receiver) -> None:
    (row,) = listed(shop)
    day = "2099-12-01"
    words = ("--author", "Anna", "--reason", "after the sale")
    done = run(shop, "alerts", "snooze", row["alert_id"], "--until", day, *words)
    assert done.exit_code == 0, done.output
    assert "0 delivered" in run(shop, "alerts", "send").stdout
    shown = run(shop, "alerts").stdout
    assert "stands, snoozed until 2099-12-01 00:00" in shown, "in the shop's time"
    assert listed(shop)[0]["snoozed_until"] == "2099-12-01 00:00:00+01:00"
    assert run(shop, "alerts", "snooze", row["alert_id"], "--off", *words).exit_code == 0
    assert "1 delivered" in run(shop, "alerts", "send").stdout
    again = run(shop, "alerts", "snooze", row["alert_id"], "--off", *words)
    assert again.exit_code == 1
    assert "is not snoozed" in str(again.exception)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ack", "zzzz", "--reason", "x"), "there is no alert whose id begins with 'zzzz'"),
        (("ack", "", "--reason", "x"), "there is no alert"),
        (("snooze", "a", "--reason", "x"), "either --until or --off"),
        (("snooze", "a", "--until", "2026-12-01"), "needs its reason"),
    ],
)
def test_wrong_use_is_said_so(shop: Path, words: tuple[str, ...], said: str) -> None:
    shown = run(shop, "alerts", *words)
    assert shown.exit_code == 2
    assert said in " ".join(re.sub("[│╭╰─╮╯]", " ", shown.output).split())


def test_options_before_a_command_are_not_lost(shop: Path) -> None:
    shown = CliRunner().invoke(app, ["alerts", "-w", str(shop), "send"])
    assert shown.exit_code == 2
    assert "options belong after send" in shown.output


def test_a_snooze_that_has_ended_is_refused(shop: Path) -> None:
    (row,) = listed(shop)
    shown = run(shop, "alerts", "snooze", row["alert_id"], "--until", "2026-03-05", "--reason", "x", "--author", "A")
    assert "has ended already" in str(shown.exception)


def test_send_works_while_a_night_holds_the_workspace(shop: Path, chat: Receiver) -> None:
    with hold_lock(shop / ".lock"):
        assert "1 delivered" in run(shop, "alerts", "send").stdout


class Clock(datetime):
    """A clock that stands still."""

    @classmethod
    def now(cls, tz: Any = None) -> Clock:
        return cls(2026, 3, 4, 9, 0, tzinfo=UTC).astimezone(tz)


def test_watch_tells_that_no_night_came(shop: Path, chat: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "datetime", Clock)
    shown = run(shop, "watch")
    assert shown.exit_code == 1, shown.output
    assert "no new figures for 3 March 2026" in shown.stdout
    assert "No night has been published yet." in shown.stdout
    titles = [body["text"] for body in chat.bodies]
    assert len(titles) == 2, "that no night came, and what waited in the outbox"
    assert "no new figures" in titles[0]
    assert run(shop, "watch", "--json").exit_code == 1
    assert len(chat.requests) == 2, "once"
    with Outbox.open(shop / "outbox.sqlite") as outbox:
        (missing,) = outbox.every("watch")
    assert run(shop, "alerts", "ack", missing.alert_id, "--reason", "the power is out").exit_code == 0


def test_watch_works_without_a_warehouse(shop: Path, chat: Receiver) -> None:
    (shop / "warehouse.duckdb").write_text("broken")
    shown = run(shop, "watch")
    assert shown.exit_code == 1
    assert "the alerts of nights could not be read" in shown.stderr
    assert len(chat.requests) == 1


def test_watch_works_on_a_full_disk(shop: Path, chat: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """The outbox cannot be written: it tells on each look of the hour after the night was due, and not for the rest of the day."""
    (shop / "outbox.sqlite").write_text("no database " * 100)
    monkeypatch.setattr(watching, "datetime", Clock)
    shown = run(shop, "watch")
    assert shown.exit_code == 1
    assert "the outbox could not be used" in shown.stderr
    assert len(chat.requests) == 0, "10:00 in the shop"
    (shop / "persona.yaml").write_text(CONFIG + "  watch: {due_at: '09:30'}\n")
    run(shop, "watch")
    assert len(chat.requests) == 1


def test_watch_that_keeps_running_survives_what_goes_wrong(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        (shop / "persona.yaml").write_text("shop: [" if len(slept) == 1 else CONFIG)
        if len(slept) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(watching.time, "sleep", sleep)
    shown = run(shop, "watch", "--every", "15")
    assert slept == [900.0] * 3
    assert "persona.yaml" in shown.stderr


def test_doctor_says_which_secret_a_channel_lacks(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def found() -> dict[str, Any]:
        rows = json.loads(run(shop, "doctor", "--json").stdout)
        return {row["check"]: row for row in rows}["alert channel chat"]

    monkeypatch.delenv("CHAT", raising=False)
    assert (found()["ok"], found()["found"]) == (False, "CHAT is not set")
    monkeypatch.setenv("CHAT", "https://hooks.slack.com/services/very-secret")
    assert found()["ok"]
    assert "secret" not in found()["found"]


def channels(shop: Path, *lines: str) -> dict[str, tuple[bool, str, str]]:
    """What doctor says of each of these channels."""
    (shop / "persona.yaml").write_text("alerts:\n  channels:\n" + "".join(f"    - {{{line}}}\n" for line in lines))
    rows = [row for row in json.loads(run(shop, "doctor", "--json").stdout) if row["check"].startswith("alert channel")]
    return {row["check"].rpartition(" ")[2]: (row["ok"], row["found"], row["mend"]) for row in rows}


def test_doctor_says_which_webhook_is_unsigned(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = "kind: webhook, url: 'https://tool.shop.example/hook', name"
    lines = f"{tool}: usual", f"{tool}: named, secret_variable: NOT_SET_ANYWHERE"
    for variable in ("PERSONA_PIPELINE_WEBHOOK_SECRET", "NOT_SET_ANYWHERE"):
        monkeypatch.delenv(variable, raising=False)
    found = channels(shop, *lines)
    assert found["usual"][0]
    assert "unsigned (PERSONA_PIPELINE_WEBHOOK_SECRET is not set)" in found["usual"][1]
    assert found["named"][:2] == (False, "NOT_SET_ANYWHERE is not set")
    monkeypatch.setenv("PERSONA_PIPELINE_WEBHOOK_SECRET", "one")
    monkeypatch.setenv("NOT_SET_ANYWHERE", "another")
    found = channels(shop, *lines)
    assert [(ok, said.endswith(", signed")) for ok, said, _ in found.values()] == [(True, True)] * 2


def test_doctor_looks_for_the_package_behind_a_channel(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHONE_URL", "ntfy://topic")
    monkeypatch.setitem(sys.modules, "apprise", None)
    ok, found, mend = channels(shop, "kind: apprise, name: phone, url_variable: PHONE_URL")["phone"]
    assert (ok, found, mend) == (False, "Apprise is not installed", "pip install 'persona-pipeline[apprise]'")
