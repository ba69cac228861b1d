"""Killed at any named point, then run again: readers have a whole version all the time, and the end is the same."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from persona_pipeline.context import Context
from persona_pipeline.publish import current_snapshot, publish_snapshot, snapshots
from persona_pipeline.settings import Workspace
from persona_pipeline.warehouse import Warehouse

from .filled import AS_OF
from .publish_once import KEEP_ONE

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
BEFORE = ("copy_mid", "after_copy", "after_checkpoint", "after_verify", "after_fsync", "before_pointer")
AFTER = ("after_pointer", "before_dirsync", "gc_mid")
FAST = ("before_pointer",)
POINTS = [pytest.param(point, marks=() if point in FAST else pytest.mark.slow) for point in (*BEFORE, *AFTER)]


def name_in_file(workspace: Workspace) -> tuple[str, str]:
    """Name of the snapshot, and of P01, as a reader finds them."""
    con = duckdb.connect(str(workspace.published / "personas.duckdb"), read_only=True)
    try:
        return con.execute(
            "select (select snapshot from answers.this_snapshot), (select name from marts.personas where persona_id = 'P01')"
        ).fetchall()[0]
    finally:
        con.close()


@pytest.mark.parametrize("point", POINTS)
def test_crash_then_again(template: Workspace, published: Path, workspace: Workspace, point: str) -> None:
    shutil.copy(template.warehouse, workspace.warehouse)
    shutil.copytree(published, workspace.published, symlinks=True)
    old = current_snapshot(workspace)
    assert old is not None
    with Warehouse.open(workspace, KEEP_ONE) as warehouse:
        warehouse.con.execute("update marts.personas set name = 'Renamed' where persona_id = 'P01'")

    command = [sys.executable, "-m", "tests.publish.publish_once", str(workspace.root)]
    died = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "CRASH_AT": f"publish.{point}"},
        check=False,
        capture_output=True,
        timeout=120,
    )
    assert died.returncode == 137, died.stderr.decode()
    expected = (old.name, "Weekend browsers") if point in BEFORE else (name_in_file(workspace)[0], "Renamed")
    assert name_in_file(workspace) == expected
    if point in AFTER:
        assert expected[0] != old.name

    with Warehouse.open(workspace, KEEP_ONE) as warehouse:
        report = publish_snapshot(Context(workspace, KEEP_ONE, warehouse, AS_OF))
    name = str(report.figures["snapshot"])
    assert name_in_file(workspace) == (name, "Renamed")
    assert name.endswith(str(report.figures["content_sha256"])[:8])
    assert name.startswith("000003-2026-03-01-")
    assert [snapshot.name for snapshot in snapshots(workspace)] == [name]
    assert sorted(path.name for path in workspace.published.iterdir()) == [
        "cards",
        "current",
        "parquet",
        "personas.duckdb",
        "snapshots",
    ]
    assert [path.name for path in (workspace.published / "snapshots").iterdir()] == [name]
