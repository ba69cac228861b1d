"""Cells of scenario, volume and reference length, with a cache of the seeds that are done: a run can be taken up again."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import persona_pipeline
from persona_pipeline.settings import Settings, Workspace
from persona_pipeline.warehouse import Warehouse

from .measure import Seen, as_record, measure
from .scenarios import YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HOME = ("medium", 91)
_ROOT = Path(__file__).resolve().parents[2]


class Cell(NamedTuple):
    """One place of the table."""

    scenario: str
    volume: str
    baseline: int


class Cache:
    """Seeds done, one JSON line each. Its name holds a digest of the code, so that no figure outlives what made it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"drift-{_digest()}.jsonl"
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        self.seen = [Seen(**json.loads(line)) for line in lines]

    def of(self, cell: Cell) -> list[Seen]:
        """Seeds of a cell, in order."""
        found = [one for one in self.seen if (one.scenario, one.volume, one.baseline) == cell]
        return sorted(found, key=lambda one: one.seed)

    def add(self, one: Seen) -> None:
        """Keep a seed."""
        self.seen.append(one)
        with self.path.open("a") as lines:
            lines.write(json.dumps(as_record(one)) + "\n")


def run(cells: Sequence[tuple[Cell, int]], cache: Cache, minutes: float) -> None:
    """Measure what is missing: for every cell its seeds 0 to n - 1, in the order given, for at most so many minutes."""
    until = time.monotonic() + 60 * minutes
    with TemporaryDirectory() as folder, Warehouse.open(Workspace(Path(folder)), Settings()) as warehouse:
        for cell, seed in _missing(cells, cache):
            if time.monotonic() > until:
                print("the time is up; the same command goes on from here", flush=True)
                return
            cache.add(measure(warehouse, *cell, seed))


def wanted(
    scenarios: Sequence[str], volumes: Sequence[str], baselines: Sequence[int], *, seeds: int, years: int
) -> list[tuple[Cell, int]]:
    """Cells with their number of seeds: all of them at medium volume with 91 nights, a fifth elsewhere."""
    found = []
    for scenario in scenarios:
        full = years if scenario == "S0" else max(seeds // 4, 1) if scenario == "S10" else seeds
        for volume in volumes:
            for baseline in baselines:
                home = (volume, baseline) == HOME
                found.append((Cell(scenario, volume, baseline), full if home else max(full // 5, 1)))
    return sorted(found, key=lambda each: (each[0][1:] != HOME, each[0].scenario == "S10"))


def per_year(cells: Sequence[Seen]) -> tuple[int, float]:
    """False episodes and the calm years they were found in."""
    return sum(one.episodes for one in cells), sum(one.nights for one in cells) / YEAR


def _missing(cells: Sequence[tuple[Cell, int]], cache: Cache) -> Iterator[tuple[Cell, int]]:
    for cell, seeds in cells:
        done = {one.seed for one in cache.of(cell)}
        yield from ((cell, seed) for seed in range(seeds) if seed not in done)


def _digest() -> str:
    package = Path(persona_pipeline.__file__).parent
    files = [
        *sorted((package / "drift").glob("*.py")),
        *sorted((package / "sql" / "drift").glob("*.sql")),
        *(_ROOT / "tests" / "drift" / name for name in ("world.py", "nights.py")),
        *(Path(__file__).parent / name for name in ("scenarios.py", "shop.py", "measure.py")),
    ]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
