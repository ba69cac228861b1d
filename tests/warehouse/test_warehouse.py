"""One writer, all or nothing, and a warehouse that tells when it is another version's."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Timer

import duckdb
import pytest

from persona_pipeline.context import Context
from persona_pipeline.contracts import TABLES
from persona_pipeline.settings import Settings, Workspace
from persona_pipeline.warehouse import Busy, Fenced, Warehouse, create_tables, hold_lock, quote, quote_table


def test_identifiers_are_quoted() -> None:
    assert quote('a"b') == '"a""b"'
    assert quote_table("raw.orders") == '"raw"."orders"'
    with pytest.raises(ValueError, match="expected schema.table"):
        quote_table("orders")


def test_every_table_of_the_contract_exists_and_creating_again_changes_nothing(warehouse: Warehouse) -> None:
    create_tables(warehouse.con)
    for table in TABLES.values():
        found = warehouse.query(
            "select column_name, data_type from duckdb_columns() where schema_name || '.' || table_name = $name order by column_index",
            {"name": table.name},
        )
        assert found == [(column.name, column.type) for column in table.columns]


def test_a_new_column_is_added_and_a_changed_type_is_refused(warehouse: Warehouse) -> None:
    warehouse.con.execute("alter table marts.personas drop column gist")
    create_tables(warehouse.con)
    assert warehouse.query("select gist from marts.personas") == []
    warehouse.con.execute("alter table marts.personas alter column version type varchar")
    with pytest.raises(RuntimeError, match=r"marts.personas.version is VARCHAR .* Mend"):
        create_tables(warehouse.con)


def test_a_transaction_is_all_or_nothing(warehouse: Warehouse) -> None:
    def fail() -> None:
        with warehouse.transaction():
            warehouse.query("insert into ops.pending_days values ('web', date '2026-01-01')")
            with warehouse.transaction():
                raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert warehouse.count("ops.pending_days") == 0


def test_a_run_that_wakes_up_late_is_fenced_off(warehouse: Warehouse) -> None:
    warehouse.claim("older")
    warehouse.claim("old")
    late = Warehouse(warehouse.con, "old")
    warehouse.claim("new")
    with pytest.raises(Fenced, match="lost the workspace to run new"), late.transaction():
        pass


def test_the_lock_is_held_by_one_and_freed_by_death(tmp_path: Path) -> None:
    lock = tmp_path / ".lock"
    program = "import sys,time,pathlib; from persona_pipeline.warehouse import hold_lock\nwith hold_lock(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", program, str(lock)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Busy, match="another run is working"), hold_lock(lock):
            pass
        holder.kill()
        holder.wait()
    with hold_lock(lock, patience_s=5):
        pass


def test_opening_without_a_warehouse_read_only_does_not_make_one(workspace: Workspace, settings: Settings) -> None:
    with pytest.raises(duckdb.IOException, match="does not exist"), Warehouse.open(workspace, settings, read_only=True):
        pass
    assert not workspace.warehouse.exists()


def test_replacing_a_night_twice_gives_it_once(context: Callable[[date], Context]) -> None:
    ctx = context(date(2026, 3, 1))
    for _ in range(2):
        ctx.warehouse.replace_night("marts.match_rates", ctx.as_of, {"window_days": 365})
    assert ctx.warehouse.count("marts.match_rates") == 6


LOOKING = """
import sys, duckdb
con = duckdb.connect(sys.argv[1], read_only=True)
print("open", flush=True)
sys.stdin.readline()
"""


def test_a_writer_waits_for_whoever_only_looks(workspace: Workspace) -> None:
    """`status` keeps no lock of ours: a night that begins while it looks must not fail for that."""
    with Warehouse.open(workspace, Settings()):
        pass
    with subprocess.Popen(
        [sys.executable, "-c", LOOKING, str(workspace.warehouse)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as looking:
        assert looking.stdout
        assert looking.stdin
        assert looking.stdout.readline() == "open\n"
        with (
            pytest.raises(Busy, match="Mend: wait until it has ended, or close it"),
            Warehouse.open(workspace, Settings()),
        ):
            pass
        timer = Timer(0.5, looking.stdin.close)
        timer.start()
        with Warehouse.open(workspace, Settings(), patience_s=30.0) as warehouse:
            assert warehouse.query("select 1") == [(1,)]
        timer.join()
