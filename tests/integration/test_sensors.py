"""The sensor for new files: it waits until nothing moves, asks once, and asks again when something comes."""

from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from assets.definitions import build_defs
from assets.sensors import Cursor
from persona_pipeline.settings import Workspace

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
