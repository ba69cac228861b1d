"""A workspace with one source of each kind, and small files for it."""

import importlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from persona_pipeline.context import Context, StageReport
from persona_pipeline.core import conform_orders, resolve_identities, roll_up
from persona_pipeline.ingest import take_in
from persona_pipeline.settings import Settings, Source, WarehouseSettings, Workspace
from persona_pipeline.sources import ReadJob, ReadReport
from persona_pipeline.sources.reader import read_one
from persona_pipeline.warehouse import connect

HEADER = "order_id,ordered_at,updated_at,customer_id,product_id,quantity,unit_price\n"


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Read files in this process: what the child process adds is tested with it, and costs half a second a time."""
    module = importlib.import_module("persona_pipeline.ingest.take_in")

    def reading(jobs: Sequence[ReadJob], limits: WarehouseSettings) -> Iterator[ReadReport]:
        con = connect(None, memory_limit=limits.memory_limit, threads=limits.threads, spill=tmp_path / "spill")
        yield from (read_one(con, job) for job in jobs)

    monkeypatch.setattr(module, "read_files", reading)


@pytest.fixture
def settings() -> Settings:
    return Settings(
        sources=(
            Source(name="shop", kind="orders", path="inbox/orders/*"),
            Source(name="site", kind="web", path="inbox/web/*"),
            Source(name="poll", kind="survey", path="inbox/survey/*"),
        )
    )


@pytest.fixture
def orders(workspace: Workspace) -> Path:
    """The inbox folder of the orders source."""
    for kind in ("orders", "web", "survey"):
        (workspace.inbox / kind).mkdir(parents=True)
    return workspace.inbox / "orders"


def order(number: int, *, day: str = "2026-03-01", quantity: int = 1, updated: str = "") -> str:
    return f"{number},{day}T10:00:00Z,{updated},c{number},p,{quantity},2.50\n"


Play = Callable[[], StageReport]


@pytest.fixture
def play(context: Callable[[date], Context], orders: Path) -> Play:
    """Take in what is in the inbox and conform it; returns the report of taking in."""

    def run() -> StageReport:
        ctx = context(date(2026, 3, 31))
        report = take_in(ctx, "orders")
        resolve_identities(ctx)
        conform_orders(ctx)
        roll_up(ctx)
        return report

    return run
