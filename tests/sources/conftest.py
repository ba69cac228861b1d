"""Read one file in this process, with the same locked engine that the child has, and look at what came of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from persona_pipeline.settings import Source
from persona_pipeline.sources import ReadJob, ReadReport
from persona_pipeline.sources.child import open_locked
from persona_pipeline.sources.rates import read_rates, write_spans
from persona_pipeline.sources.reader import read_one


@dataclass(frozen=True)
class Outcome:
    report: ReadReport
    accepted: list[dict[str, Any]]
    refused: list[dict[str, Any]]

    @property
    def reasons(self) -> list[tuple[int | None, str]]:
        """Line and reason of each refused row."""
        return [(row["line_number"], row["reason_code"]) for row in self.refused]

    def column(self, name: str) -> list[Any]:
        return [row[name] for row in self.accepted]


Read = Callable[..., Outcome]


def rows_of(path: Path | None) -> list[dict[str, Any]]:
    if path is None:
        return []
    with duckdb.connect() as con:
        cursor = con.execute("select * from read_parquet($path) order by row_number", {"path": str(path)})
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def source_of(**fields: Any) -> Source:
    return Source(**{"name": "shop", "kind": "orders", "path": "inbox/*", **fields})


@pytest.fixture(scope="session")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """``read(content, name="a.csv", zone="UTC", currency="EUR", **source)`` -> Outcome."""
    base = tmp_path_factory.mktemp("sources")
    shared = Path(__file__).resolve().parents[3] / "shared" / "data"
    folders = [str(base), *([str(shared)] if shared.is_dir() else [])]
    engine = open_locked({"memory_limit": "500MB", "threads": 2, "spill": str(base / "spill"), "folders": folders})
    numbers = itertools.count()

    def reading(
        content: bytes | str | Path,
        name: str = "a.csv",
        zone: str = "UTC",
        currency: str = "EUR",
        rates: Path | None = None,
        **fields: Any,
    ) -> Outcome:
        number = next(numbers)
        path = content if isinstance(content, Path) else base / f"{number}-{name}"
        if not isinstance(content, Path):
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        spans = None if rates is None else write_spans(read_rates(rates, currency), base / "out" / f"rates{number}.csv")
        job = ReadJob(f"load{number}", source_of(**fields), path, name, zone, currency, base / "out", spans)
        report = read_one(engine, job)
        assert report.rows_in == report.rows_accepted + report.rows_refused
        outcome = Outcome(report, rows_of(report.accepted), rows_of(report.refused))
        assert (len(outcome.accepted), len(outcome.refused)) == (report.rows_accepted, report.rows_refused)
        return outcome

    return reading
