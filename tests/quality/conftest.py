"""A night with a survey whose ratings are known, and a way to validate rows in one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from persona_pipeline.context import Context
from persona_pipeline.quality import BatchVerdict, validate_batches
from persona_pipeline.settings import Kind, QualitySettings, Question, Settings, Source, Workspace
from persona_pipeline.sources.model import ReadReport
from persona_pipeline.warehouse import Warehouse

from .batches import NIGHT, batch, many

QUESTIONS = {
    "nps": Question(column="recommend", role="nps"),
    "delivery": Question(column="delivery", role="satisfaction"),
    "site": Question(column="site", role="satisfaction", scale=(0, 100)),
    "why": Question(column="why", role="open_text"),
}


@dataclass(frozen=True)
class Night:
    """An open warehouse on a night, with a folder for files."""

    ctx: Context
    folder: Path

    def batch(self, kind: Kind, rows: list[dict[str, Any]], load_id: str = "load1", refused: int = 0) -> ReadReport:
        return batch(self.ctx.warehouse.con, self.folder, kind, rows, load_id, refused=refused)

    def many(self, kind: Kind, rows: int, load_id: str = "load1", day: date = NIGHT, **changes: str) -> ReadReport:
        return many(self.ctx.warehouse.con, self.folder, kind, rows, load_id, day=day, **changes)

    def validate(self, kind: Kind, *reports: ReadReport, **options: Any) -> list[BatchVerdict]:
        return validate_batches(self.ctx, kind, reports, **options)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return self.ctx.warehouse.query(sql)

    def broken(self) -> dict[str, int]:
        """Rules that were not kept, with the number of rows (or batches) that broke them."""
        return dict(
            self.query("select rule, sum(rows_failed) from ops.validation_results where not success group by rule")
        )

    def with_quality(self, **changes: Any) -> Night:
        settings = self.ctx.settings.model_copy(update={"quality": QualitySettings(**changes)})
        return Night(replace(self.ctx, settings=settings), self.folder)

    def accepting(self, *load_ids: str) -> Night:
        return Night(replace(self.ctx, accepted_batches=frozenset(load_ids)), self.folder)


@pytest.fixture(scope="module")
def shared_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """One warehouse per file of tests: creating its tables takes longer than most tests here."""
    with Warehouse.open(Workspace(tmp_path_factory.mktemp("quality")), Settings()) as opened:
        yield opened


@pytest.fixture
def night(shared_warehouse: Warehouse, tmp_path: Path) -> Night:
    settings = Settings(
        sources=(
            Source(name="panel", kind="survey", path="inbox/*.csv", questions=QUESTIONS),
            Source(name="other_panel", kind="survey", path="inbox/*.csv"),
        )
    )
    for table in (
        "ops.validation_results",
        "ops.row_counts",
        "ops.files",
        "ops.loads",
        "raw.orders",
        "raw.events",
        "raw.responses",
    ):
        shared_warehouse.query(f"delete from {table}")
    return Night(Context(Workspace(tmp_path), settings, shared_warehouse, NIGHT), tmp_path)
