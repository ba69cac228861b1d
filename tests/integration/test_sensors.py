"""The sensor for new files: it waits until nothing moves, asks once, and asks again when something comes."""

from datetime import date, timedelta
from pathlib import Path

import dagster as dg
import pytest

from assets import sensors
from assets.definitions import build_defs
from assets.sensors import Cursor
from assets.workspace import clock
from persona_pipeline.settings import Workspace
from tests.alerts.receiver import Receiver, receiving

from .graph import PERSONA_YAML

SOURCES = "sources:\n  - {name: orders, kind: orders, path: inbox/orders/*}\n"


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    workspace = Workspace(tmp_path)
    workspace.config.write_text(PERSONA_YAML + SOURCES)
    (workspace.inbox / "orders").mkdir(parents=True)
    return workspace


def look(place: Workspace, cursor: str | None) -> tuple[list[str | None], str | None]:
    """One tick of the sensor: the partitions that it asks for, and its new cursor."""
    repository = build_defs(workspace=place).get_repository_def()
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(instance=instance, cursor=cursor, repository_def=repository)
        tick = repository.get_sensor_def("new_files").evaluate_tick(context)
    return [request.partition_key for request in tick.run_requests or []], tick.cursor


def test_an_empty_inbox_asks_for_nothing(place: Workspace) -> None:
    assert look(place, None)[0] == []


def test_new_files_are_asked_for_once_they_have_stopped_moving(place: Workspace) -> None:
    file = place.inbox / "orders" / "a.csv"
    file.write_text("half of it")
    asked, cursor = look(place, None)
    assert asked == [], "first seen: it may still be arriving"
    file.write_text("half of it and the other half")
    asked, cursor = look(place, cursor)
    assert asked == [], "it moved"
    asked, cursor = look(place, cursor)
    assert len(asked) == 1, "it stood still"
    assert date.fromisoformat(str(asked[0])) >= date(2026, 1, 1)
    assert look(place, cursor)[0] == [], "asked for already"
    (place.inbox / "orders" / "b.csv").write_text("more")
    asked, cursor = look(place, cursor)
    asked, cursor = look(place, cursor)
    assert len(asked) == 1


def test_the_cursor_survives_a_restart() -> None:
    assert Cursor.read(Cursor("a", "b").write()) == Cursor("a", "b")
    assert Cursor.read(None) == Cursor()


def tick(place: Workspace, sensor: str) -> str:
    """What a sensor that asks for no run says on one tick."""
    repository = build_defs(workspace=place).get_repository_def()
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(instance=instance, repository_def=repository)
        return str(repository.get_sensor_def(sensor).evaluate_tick(context).skip_message)


@pytest.mark.slow
def test_a_missing_night_is_told_by_dagster_too_and_once(place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with receiving(Receiver([500, 500, 500, 200])) as receiver:
        place.config.write_text(f"{PERSONA_YAML}{SOURCES}alerts:\n  webhook_url: {receiver.url}\n")
        assert "nothing was ever" in tick(place, "outbox")
        for _ in range(2):
            tick(place, "night_missing")
        assert "1 receivers did not take" in tick(place, "outbox")
        assert "delivered: 0" in tick(place, "outbox"), "left alone for a minute"
        later = clock() + timedelta(minutes=5)
        monkeypatch.setattr(sensors, "clock", lambda: later)
        assert "delivered: 1" in tick(place, "outbox")
        assert "delivered: 0" in tick(place, "outbox")
        assert len(set(receiver.ids)) == 1
        assert receiver.bodies[0]["data"]["alerts"][0]["rule"] == "night_missing"


def test_what_tells_people_is_on_when_shipped(place: Workspace) -> None:
    repository = build_defs(workspace=place).get_repository_def()
    on = {each.name for each in repository.sensor_defs if each.default_status == dg.DefaultSensorStatus.RUNNING}
    assert on >= {"run_failed", "night_missing", "outbox", "freshness_checks_sensor"}
