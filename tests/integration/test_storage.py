"""Dagster's event log as we keep it: the same log, in the same files, as Dagster's own class would write."""

from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from assets.storage import KEPT, KeptSqliteEventLogStorage
from tests.architecture.tree import ROOT


@dg.asset
def one() -> int:
    return 1


def instance_at(folder: Path) -> dg.DagsterInstance:
    text = (ROOT / "dagster.yaml").read_text().replace(": .dagster", f": {folder / 'storage'}")
    (folder / "dagster.yaml").write_text(text)
    return dg.DagsterInstance.from_config(str(folder))


def test_dagster_reads_what_we_wrote(tmp_path: Path) -> None:
    with instance_at(tmp_path) as instance:
        assert isinstance(instance.event_log_storage, KeptSqliteEventLogStorage)
        run = dg.materialize([one], instance=instance)
        ours = [record.event_log_entry for record in instance.get_records_for_run(run.run_id).records]
    theirs = SqliteEventLogStorage(str(tmp_path / "storage" / "storage" / "events"))
    assert theirs.get_logs_for_run(run.run_id) == ours
    assert [event.asset_key for event in run.get_asset_materialization_events()] == [dg.AssetKey("one")]
    assert theirs.get_latest_materialization_events([dg.AssetKey("one")])[dg.AssetKey("one")] is not None
    theirs.dispose()


@pytest.mark.slow
def test_old_runs_are_let_go_of_and_can_still_be_read(tmp_path: Path) -> None:
    with instance_at(tmp_path) as instance:
        runs = [dg.materialize([one], instance=instance).run_id for _ in range(KEPT + 2)]
        storage = instance.event_log_storage
        assert isinstance(storage, KeptSqliteEventLogStorage)
        assert len(storage._engines) <= KEPT
        assert all(instance.get_records_for_run(run).records for run in runs)
        assert len(storage._engines) <= KEPT


def test_telemetry_is_off_and_one_writer_is_let_in(tmp_path: Path) -> None:
    with instance_at(tmp_path) as instance:
        assert not instance.telemetry_enabled
        assert instance.get_concurrency_config().pool_config.default_pool_limit == 1
