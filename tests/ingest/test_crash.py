"""Killed anywhere and run again: the same warehouse as without the kill."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from persona_pipeline.settings import KEY_VARIABLE, Settings, Source, Workspace
from persona_pipeline.warehouse import Warehouse

from .conftest import HEADER, order

POINTS = (
    "landing.before_copy", "landing.after_copy", "landing.after_fsync", "landing.after_rename",
    "load.begin", "load.after_delete", "load.after_insert", "load.before_commit", "load.after_commit",
    "conform.orders.before_commit",
)  # fmt: skip
PROGRAM = """
import sys
from datetime import date
from pathlib import Path
from persona_pipeline.context import Context
from persona_pipeline.core import conform_orders, resolve_identities, roll_up
from persona_pipeline.ingest import take_in
from persona_pipeline.settings import Settings, Source, Workspace
from persona_pipeline.warehouse import Warehouse

workspace = Workspace(Path(sys.argv[1]))
settings = Settings(sources=(Source(name="shop", kind="orders", path="inbox/orders/*"),))
with Warehouse.open(workspace, settings) as warehouse:
    ctx = Context(workspace, settings, warehouse, date(2026, 3, 31))
    take_in(ctx, "orders")
    resolve_identities(ctx)
    conform_orders(ctx)
    roll_up(ctx)
"""


def run(root: Path, crash_at: str = "") -> int:
    environment = {**os.environ, KEY_VARIABLE: "a-key-for-tests-only-0123456789", "CRASH_AT": crash_at}
    return subprocess.run([sys.executable, "-c", PROGRAM, str(root)], env=environment, check=False).returncode


def picture(root: Path) -> list[object]:
    tables = (
        "raw.orders",
        "quarantine.orders",
        "core.orders",
        "core.order_lines",
        "core.customer_day",
        "ops.row_counts",
    )
    settings = Settings(sources=(Source(name="shop", kind="orders", path="inbox/orders/*"),))
    with Warehouse.open(Workspace(root), settings) as warehouse:
        ledger = warehouse.query("select load_id, revision, status, rows_in from ops.loads order by load_id")
        return [ledger, *(warehouse.query(f"select * from {table} order by all") for table in tables)]


def fill(root: Path, *texts: str) -> None:
    folder = root / "inbox" / "orders"
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(texts):
        (folder / f"{number}.csv").write_text(HEADER + text)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace after one run, with a second delivery waiting: one file changed, one grew."""
    root = tmp_path_factory.mktemp("begun")
    fill(root, order(1) + order(2), order(3))
    assert run(root) == 0
    fill(root, order(1, quantity=5), order(3) + order(4))
    return root


@pytest.fixture(scope="module")
def calm(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    """What the warehouse holds when nothing is killed."""
    root = tmp_path_factory.mktemp("calm") / "workspace"
    shutil.copytree(begun, root)
    assert run(root) == 0
    return picture(root)


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_killed_and_run_again(point: str, begun: Path, calm: list[object], tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    shutil.copytree(begun, root)
    assert run(root, point) == 137
    assert run(root) == 0
    assert picture(root) == calm
