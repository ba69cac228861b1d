"""docs/operations.md: the backup and the restore as they stand there, run by a shell; every table is as it was."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from persona_pipeline.cli.app import app
from persona_pipeline.contracts import TABLES
from persona_pipeline.decisions import Decisions
from persona_pipeline.settings import Workspace, load_settings
from persona_pipeline.warehouse import hold_lock, quote_table
from tests.cli.test_commands import ORDERS

pytestmark = pytest.mark.integration
DOCS = Path(__file__).parents[2] / "docs" / "operations.md"
BOOKS = {"ops.files", "ops.nights", "ops.stages", "ops.fence"}
"""What a run again writes although nothing changed: times of the clock and of files, and which run it was."""


def block(name: str) -> str:
    """The commands of a block of the page."""
    found = re.search(rf"<!-- {name} -->\n```sh\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder that stands for the root of the page's machine, with a program for its shell and a shop of two nights."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "persona-pipeline").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m persona_pipeline "$@"\n')
    (tmp_path / "bin" / "persona-pipeline").chmod(0o755)
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    shop = tmp_path / "srv" / "my-shop"
    assert CliRunner().invoke(app, ["init", str(shop)]).exit_code == 0
    (shop / "inbox" / "orders" / "a.csv").write_text(ORDERS)
    refreshed(shop, "--from", "2026-03-01", "--to", "2026-03-02")
    event = [
        "drift",
        "event",
        "2026-03-02",
        "2026-03-02",
        "Sale",
        "-w",
        str(shop),
        "--author",
        "Anna",
        "--reason",
        "20 % off",
    ]
    assert CliRunner().invoke(app, event).exit_code == 0
    return tmp_path


def refreshed(shop: Path, *words: str) -> None:
    done = CliRunner().invoke(app, ["refresh", "-w", str(shop), *words])
    assert done.exit_code == 0, done.output


def shell(place: Path, commands: str) -> subprocess.CompletedProcess[str]:
    """Run commands of the page, with its folders below ``place``."""
    here = re.sub(r"(?<![\w.])/(srv|backup)\b", rf"{place}/\1", commands)
    env = {**os.environ, "PATH": f"{place / 'bin'}:{os.environ['PATH']}"}
    return subprocess.run(["sh", "-ec", here], capture_output=True, text=True, check=False, env=env, timeout=300)


def tables(shop: Path) -> dict[str, list[tuple[Any, ...]]]:
    with duckdb.connect(str(shop / "warehouse.duckdb"), read_only=True) as con:
        return {name: con.execute(f"from {quote_table(name)} order by all").fetchall() for name in TABLES}


def decided(shop: Path) -> list[Any]:
    with Decisions.open(Workspace(shop), load_settings(shop / "persona.yaml")) as store:
        return store.log()


@pytest.mark.skipif(shutil.which("flock") is None, reason="no flock here")
def test_a_backup_that_is_restored_has_the_same_tables(place: Path) -> None:
    shop, restored = place / "srv" / "my-shop", place / "srv" / "restored"
    before, log = tables(shop), decided(shop)
    done = shell(place, block("backup"))
    assert done.returncode == 0, done.stderr
    assert not list(shop.glob("*.copy"))
    with duckdb.connect(str(shop / "warehouse.duckdb")) as con:
        con.execute("delete from raw.orders")
    done = shell(place, block("restore"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "FAIL" not in done.stdout
    assert tables(restored) == before
    assert before["core.orders"]
    assert decided(restored) == log
    assert len(log) > 0

    shutil.rmtree(shop)
    restored.rename(shop)
    assert (shop / "published" / "personas.duckdb").exists()
    refreshed(shop, "--as-of", "2026-03-02")
    after = tables(shop)
    changed = {name for name in TABLES if after[name] != before[name]}
    assert changed <= BOOKS | {"ops.alerts", "ops.deliveries"} | {
        name for name in changed if name.startswith("marts.drift_")
    }
    refreshed(shop, "--as-of", "2026-03-03")
    assert tables(shop)["ops.nights"][-1][0] == date(2026, 3, 3)


@pytest.mark.skipif(shutil.which("flock") is None, reason="no flock here")
def test_a_backup_waits_for_the_night(place: Path) -> None:
    impatient = block("backup").replace("-w 7200", "-w 0.2")
    with hold_lock(place / "srv" / "my-shop" / ".lock"):
        assert shell(place, impatient).returncode == 1
    assert not list((place / "backup").glob("*.tar.gz"))


def test_an_older_warehouse_gains_what_it_lacks_and_keeps_its_rows(place: Path) -> None:
    shop = place / "srv" / "my-shop"
    before = tables(shop)
    with duckdb.connect(str(shop / "warehouse.duckdb")) as con:
        con.execute("drop table ops.unfinished_files")
        con.execute("alter table core.orders drop column channel")
    done = CliRunner().invoke(app, ["publish", "-w", str(shop)])
    assert done.exit_code == 0, done.output
    after = tables(shop)
    assert after["ops.unfinished_files"] == []
    assert len(after["core.orders"]) == len(before["core.orders"])
    assert after["raw.orders"] == before["raw.orders"]


def test_a_column_of_another_type_stops_before_anything_is_changed(place: Path) -> None:
    shop = place / "srv" / "my-shop"
    with duckdb.connect(str(shop / "warehouse.duckdb")) as con:
        con.execute("drop table ops.unfinished_files")
        con.execute("alter table ops.loads alter rows_in type varchar")
    done = CliRunner().invoke(app, ["refresh", "-w", str(shop), "--as-of", "2026-03-03"])
    assert "ops.loads.rows_in is VARCHAR in the warehouse, this version expects BIGINT" in str(done.exception)
    with duckdb.connect(str(shop / "warehouse.duckdb"), read_only=True) as con:
        found = con.execute("select 1 from duckdb_tables() where table_name = 'unfinished_files'").fetchall()
    assert found == []


def test_a_lost_warehouse_is_made_again_from_the_files(place: Path) -> None:
    shop = place / "srv" / "my-shop"
    before, log = tables(shop), decided(shop)
    (shop / "warehouse.duckdb").rename(shop / "warehouse.broken")
    refreshed(shop, "--from", "2026-03-01", "--to", "2026-03-02")
    after = tables(shop)
    for name in ("raw.orders", "core.orders", "core.customer_day", "marts.rfm_segments", "marts.customer_features"):
        assert after[name] == before[name], name
    assert decided(shop) == log
