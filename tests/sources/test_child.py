"""The child process: many files in one, its death survived, no secret in it, nothing outside its folders."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import psutil
import pytest

from persona_pipeline import children
from persona_pipeline.settings import KEY_VARIABLE, WarehouseSettings
from persona_pipeline.sources import ReadJob, parent, read_files
from persona_pipeline.sources.child import _answer, open_locked
from tests.sources.conftest import source_of

GOOD = "order_id,ordered_at,amount\n1,2026-03-01,5\n"


def jobs_of(folder: Path, *contents: str) -> list[ReadJob]:
    jobs = []
    for number, content in enumerate(contents):
        path = folder / f"{number}.csv"
        path.write_text(content)
        jobs.append(ReadJob(f"load{number}", source_of(), path, path.name, "UTC", "EUR", folder / "out"))
    return jobs


def test_one_child_reads_all_files_in_order(tmp_path: Path) -> None:
    reports = list(read_files(jobs_of(tmp_path, GOOD, "", GOOD), WarehouseSettings()))
    assert [report.load_id for report in reports] == ["load0", "load1", "load2"]
    assert [report.error_code for report in reports] == [None, "empty_file", None]
    assert reports[2].accepted == tmp_path / "out" / "load2" / "accepted.parquet"
    assert list((tmp_path / "out" / "load2").iterdir()) == [reports[2].accepted]


def test_a_dead_child_costs_one_attempt(tmp_path: Path) -> None:
    reading = read_files(jobs_of(tmp_path, GOOD, GOOD, GOOD), WarehouseSettings())
    first = next(reading)
    for nursery in psutil.Process().children():
        for child in nursery.children():
            child.kill()
    rest = list(reading)
    assert [report.error for report in (first, *rest)] == [None] * 3


def test_a_file_that_kills_twice_is_refused_and_the_parent_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRASH_AT", "parse.child_mid")
    reports = list(read_files(jobs_of(tmp_path, GOOD), WarehouseSettings()))
    assert [report.error_code for report in reports] == ["child_died"]
    assert "0.csv" in (reports[0].error or "")
    assert "137" in (reports[0].error or "")


def test_a_silent_child_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parent, "PATIENCE_BASE_S", 0.0)
    reports = list(read_files(jobs_of(tmp_path, GOOD), WarehouseSettings()))
    assert reports[0].error_code == "child_died"
    assert "no answer" in (reports[0].error or "")


def test_the_child_has_no_secrets() -> None:
    assert KEY_VARIABLE in os.environ
    assert KEY_VARIABLE not in children.environment()


def test_the_child_starts_without_heavy_libraries() -> None:
    code = "import sys, persona_pipeline.sources.child; print([m for m in ('pandas', 'pyarrow', 'sklearn', 'great_expectations') if m in sys.modules])"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"


def test_its_engine_sees_only_its_folders(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "outside.csv").write_text(GOOD)
    con = open_locked(
        {"memory_limit": "100MB", "threads": 1, "spill": str(tmp_path / "spill"), "folders": [str(tmp_path / "in")]}
    )
    escapes = [
        f"select * from read_csv('{tmp_path}/outside.csv')",
        f"select * from read_csv('{tmp_path}/in/../outside.csv')",
        "select * from read_text('/etc/passwd')",
        f"copy (select 1) to '{tmp_path}/written.csv'",
        f"attach '{tmp_path}/new.duckdb'",
        "set enable_external_access = true",
        "set allowed_directories = ['/']",
        "set lock_configuration = false",
        "select * from read_csv('https://example.com/a.csv')",
    ]
    for escape in escapes:
        with pytest.raises(duckdb.Error):
            con.execute(escape)


def test_jobs_and_reports_survive_the_pipe(tmp_path: Path) -> None:
    job = jobs_of(tmp_path, GOOD)[0]
    assert ReadJob.from_json(job.to_json()) == job
    report = next(read_files([job], WarehouseSettings()))
    assert type(report).from_json(report.to_json()) == report


def test_names_with_signs_of_patterns_are_names(tmp_path: Path) -> None:
    folder = tmp_path / "a[1]*"
    folder.mkdir()
    names = ["b[1].csv", "b1.csv", "c*.csv", "d?.csv", "it's.csv"]
    jobs = []
    for number, name in enumerate(names):
        (folder / name).write_text(GOOD.replace("\n1,", f"\n{number},"))
        jobs.append(ReadJob(f"load{number}", source_of(), folder / name, name, "UTC", "EUR", folder / "out*"))
    reports = list(read_files(jobs, WarehouseSettings()))
    assert [(report.error, report.rows_accepted) for report in reports] == [(None, 1)] * len(names)
    assert not any(report.details.strict for report in reports)


def test_a_child_that_cannot_start_blames_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parent, "_hello", lambda *_: {"memory_limit": "1GB"})
    with pytest.raises(parent.ReadingStopped, match="does not start.*KeyError"):
        list(read_files(jobs_of(tmp_path, GOOD), WarehouseSettings()))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_blames_no_file(tmp_path: Path) -> None:
    jobs = jobs_of(tmp_path, GOOD)
    (tmp_path / "out").mkdir(mode=0o500)
    with pytest.raises(parent.ReadingStopped, match="not to blame"):
        list(read_files(jobs, WarehouseSettings()))


def test_a_full_disk_blames_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = jobs_of(tmp_path, GOOD)[0]

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("persona_pipeline.sources.child.read_one", full)
    con = open_locked({"memory_limit": "100MB", "threads": 1, "spill": str(tmp_path), "folders": [str(tmp_path)]})
    assert _answer(con, job).startswith(parent._STOP)
