"""The code location as a whole: what the UI shows, when nights run, how fast and how lightly it loads."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from persona_pipeline.contracts import TABLES
from persona_pipeline.settings import ConfigError, Workspace
from tests.architecture.tree import ROOT

from .graph import SNAPSHOT, definitions, picture

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HEAVY = ("great_expectations", "sklearn", "scipy", "pandas", "pyarrow", "altair")


def test_the_graph_is_the_one_that_was_agreed() -> None:
    assert picture() == json.loads(SNAPSHOT.read_text()), (
        "meant so? `python -m tests.integration.graph` writes the snapshot anew"
    )


def test_every_asset_explains_itself() -> None:
    graph = definitions().resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.description, key
        assert node.owners, key
        assert node.kinds, key
        table = TABLES.get(".".join(key.path))
        if table is not None:
            schema = node.metadata["dagster/column_schema"]
            assert tuple(column.name for column in schema.columns) == table.column_names
            assert all(column.description for column in schema.columns)


def test_every_stage_waits_for_the_one_writer() -> None:
    graph = definitions().resolve_asset_graph()
    assert all(graph.get(key).pools == {"duckdb"} for key in graph.executable_asset_keys)


def test_a_range_of_nights_is_one_run() -> None:
    graph = definitions().resolve_asset_graph()
    policies = {graph.get(key).backfill_policy for key in graph.executable_asset_keys}
    assert policies == {dg.BackfillPolicy.single_run()}


@pytest.mark.slow
def test_the_code_server_loads_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "persona.yaml").write_text("shop: {timezone: UTC}\n")
    code = f"import sys, assets.definitions; print(sorted(m for m in {HEAVY!r} if m in sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**_environment(), "PERSONA_WORKSPACE": str(tmp_path)},
    )
    assert run.stdout.strip() == "[]", run.stdout + run.stderr


def test_without_a_workspace_the_definitions_load_and_say_so(tmp_path: Path) -> None:
    from assets.definitions import build_defs
    from assets.workspace import NoWorkspace

    with pytest.warns(NoWorkspace, match="persona-pipeline init"):
        defs = build_defs(workspace=Workspace(tmp_path))
    assert defs.resolve_job_def("nightly_refresh")


def test_a_wrong_setting_stops_the_code_location_with_line_and_cure(tmp_path: Path) -> None:
    from assets.definitions import build_defs

    (tmp_path / "persona.yaml").write_text("shop:\n  timezone: Amsterdam\n")
    with pytest.raises(ConfigError, match=r"persona\.yaml:2:\d+: shop\.timezone: found 'Amsterdam'; .*IANA"):
        build_defs(workspace=Workspace(tmp_path))


def _ticks(first: datetime, last: datetime) -> list[datetime]:
    """Times at which the schedule fires between two instants."""
    from dagster._utils.schedules import cron_string_iterator

    schedule = definitions().get_repository_def().get_schedule_def("every_night")
    found = []
    for tick in cron_string_iterator(first.timestamp(), str(schedule.cron_schedule), schedule.execution_timezone):
        if tick >= last:
            return found
        found.append(tick)
    return found


@pytest.mark.parametrize(
    ("around", "local_start"),
    [
        (date(2026, 3, 29), "03:00"),  # 02:30 does not exist
        (date(2026, 10, 25), "02:30"),  # 02:30 comes twice
        (date(2028, 2, 29), "02:30"),
        (date(2026, 12, 31), "02:30"),
    ],
)
def test_every_local_day_is_run_once(around: date, local_start: str) -> None:
    first = datetime(around.year, around.month, around.day, tzinfo=AMSTERDAM) - timedelta(days=2)
    ticks = [tick.astimezone(AMSTERDAM) for tick in _ticks(first, first + timedelta(days=5))]
    assert [tick.date() for tick in ticks] == [first.date() + timedelta(days=n) for n in range(5)]
    assert next(tick for tick in ticks if tick.date() == around).strftime("%H:%M") == local_start


@pytest.mark.parametrize(
    "day", [date(2026, 3, 29), date(2026, 3, 30), date(2026, 10, 25), date(2026, 10, 26), date(2027, 1, 1)]
)
def test_the_schedule_asks_for_the_day_that_has_ended(day: date) -> None:
    schedule = definitions().get_repository_def().get_schedule_def("every_night")
    at = datetime(day.year, day.month, day.day, 3, 0, tzinfo=AMSTERDAM).astimezone(UTC)
    with dg.build_schedule_context(
        scheduled_execution_time=at, repository_def=definitions().get_repository_def()
    ) as context:
        requests = schedule.evaluate_tick(context).run_requests
    assert [request.partition_key for request in requests] == [(day - timedelta(days=1)).isoformat()]


def test_days_of_23_and_25_hours_are_nights_like_any_other() -> None:
    nights = definitions().resolve_asset_graph().get(dg.AssetKey(["core", "orders"])).partitions_def
    assert isinstance(nights, dg.TimeWindowPartitionsDefinition)
    hours = {key: _hours(nights, key) for key in ("2026-03-28", "2026-03-29", "2026-10-25", "2026-10-26")}
    assert hours == {"2026-03-28": 24, "2026-03-29": 23, "2026-10-25": 25, "2026-10-26": 24}


def _hours(nights: dg.TimeWindowPartitionsDefinition, key: str) -> float:
    window = nights.time_window_for_partition_key(key)
    return (window.end.timestamp() - window.start.timestamp()) / 3600


def _environment() -> dict[str, str]:
    import os

    return dict(os.environ)
