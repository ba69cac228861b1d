"""What a fit and a night's assignment cost at a million customers, beside scikit-learn's KMeans on the same matrix.

The picture and the facts that choices are counted from are drawn in DuckDB. KMeans gets all people and all features as one
matrix (no choices), unknown ones set to the middle, and is given the number of personas; its time is that of ``fit_predict``, ten
starts. It works in a process of its own, so that its memory is not ours.
"""

from __future__ import annotations

import resource
import shutil
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import numpy as np

from persona_pipeline.context import Context
from persona_pipeline.personas.fit import fit_personas
from persona_pipeline.personas.space import keep_night
from persona_pipeline.personas.traits import TRAIT_NAMES
from persona_pipeline.settings import PersonaSettings, RfmSettings, Settings, WarehouseSettings, Workspace
from persona_pipeline.warehouse import Warehouse

from .results import table
from .shops import text

if TYPE_CHECKING:
    from pathlib import Path

AS_OF, WINDOW_DAYS, SEED = date(2026, 3, 1), 90, 7
CUSTOMERS = 1_000_000


def run(folder: Path, customers: int = CUSTOMERS) -> dict[str, float]:
    """Figures by name. ``fit_over_kmeans_1m``: seconds of fit and of a night's assignment over those of KMeans."""
    root = folder / "warehouse-cost"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    settings = Settings(
        personas=PersonaSettings(max_personas=3),
        rfm=RfmSettings(window_days=WINDOW_DAYS),
        warehouse=WarehouseSettings(threads=2, memory_limit="2GB"),
    )
    with Warehouse.open(Workspace(root), settings) as warehouse:
        ctx = Context(Workspace(root), settings, warehouse, AS_OF)
        draw(warehouse, customers)
        fit_s, definition = _timed(lambda: fit_personas(ctx, AS_OF, seed=SEED))
        place_s, _ = _timed(lambda: keep_night(warehouse, definition))
        assign_s, _ = _timed(lambda: warehouse.replace_night("marts.persona_members", AS_OF, {"version": 1}))
        ours_mb = _peak_mb()
        truth = warehouse.query(
            "select number % 3, persona_id from marts.persona_members join numbered using (customer_key)"
        )
        np.save(root / "matrix.npy", _matrix(warehouse))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        kmeans_s, labels, kmeans_mb = process.submit(_kmeans, root / "matrix.npy", len(definition.personas)).result()
    figures = {
        "fit_seconds_1m": fit_s,
        "place_seconds_1m": place_s,
        "assign_seconds_1m": assign_s,
        "kmeans_seconds_1m": kmeans_s,
        "fit_over_kmeans_1m": (fit_s + place_s + assign_s) / kmeans_s,
        "cost_peak_memory_mb_1m": ours_mb,
        "kmeans_peak_memory_mb_1m": kmeans_mb,
        "cost_customers": float(customers),
    }
    table(("figure", "value"), list(figures.items()))
    print(
        f"agreement with the drawn kinds: ours {_ari(truth):.3f}, KMeans {_ari([(n, x) for n, x in _of(labels)]):.3f}"
    )
    return figures


def draw(warehouse: Warehouse, customers: int) -> None:
    params: dict[str, Any] = {"as_of": AS_OF, "customers": customers}
    warehouse.query(text("cost_people"), params)
    warehouse.con.execute("create or replace temp table persona_picture as select * exclude (number) from drawn")
    warehouse.con.execute("create or replace temp table numbered as select customer_key, number from drawn")
    days = {"first_day": AS_OF - timedelta(days=WINDOW_DAYS - 1)}
    warehouse.query(f"insert into core.order_lines by name {text('cost_lines')}", days)
    warehouse.query(f"insert into core.customer_day by name {text('cost_day')}", days)


def _matrix(warehouse: Warehouse) -> np.ndarray[Any, Any]:
    """People x traits in standard units, as the assignment sees them, the middle where nothing is known."""
    names = ", ".join(f"coalesce({name}, 0) as {name}" for name in TRAIT_NAMES)
    found = warehouse.con.execute(f"select {names} from persona_space order by customer_key").fetchnumpy()
    return np.column_stack([found[name] for name in TRAIT_NAMES])


def _kmeans(path: Path, number: int) -> tuple[float, np.ndarray[Any, Any], float]:
    """Seconds, labels, and the most memory that the process ever had."""
    from sklearn.cluster import KMeans

    matrix = np.load(path)
    seconds, labels = _timed(lambda: KMeans(number, n_init=10, random_state=SEED).fit_predict(matrix))
    return seconds, labels, _peak_mb()


def _timed(work: Any) -> tuple[float, Any]:
    started = time.perf_counter()
    found = work()
    return time.perf_counter() - started, found


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _of(labels: np.ndarray[Any, Any]) -> list[tuple[int, int]]:
    return [(number % 3, int(label)) for number, label in enumerate(labels)]


def _ari(pairs: list[tuple[Any, Any]]) -> float:
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score([str(a) for a, _ in pairs], [str(b) for _, b in pairs]))
