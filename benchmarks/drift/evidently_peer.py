"""Evidently on the same nights, in an environment of its own (it does not run with this project's pandas).

uv venv --python 3.11 ENV && uv pip install --python ENV/bin/python evidently==0.7.23 pandas==2.3.3
python -m benchmarks.drift.counts FILE.npz
DO_NOT_TRACK=1 PYTHONPATH=. ENV/bin/python -m benchmarks.drift.evidently_peer FILE.npz

Every night is compared with the reference nights (10,000 rows of each kind at most) by the tests of DataDriftPreset: at its defaults
("default"), with method="psi" ("psi"), with num_method="ks", cat_method="chisquare" ("ks"). The tests are called as the preset calls them; on two nights of the
first seed of every scenario the whole report is run too, must show the same figures, and is timed. An alarm is a drifted column, or half of them. "Tuned": above the
largest of the reference nights, in units of a column's own limit. Writes benchmarks/results/drift_evidently.json.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from evidently import DataDefinition, Dataset, Report
from evidently.legacy.calculations.stattests.registry import get_stattest
from evidently.legacy.core import ColumnType
from evidently.presets import DataDriftPreset

from .units import FEATURES, Course, Nights, Rows, measure

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

GIVEN = "all customers (persona, six features) and all visits (bought or not) of every night; 10,000 of each at most of the reference"
SAMPLE = 10_000
METHODS = {
    "default": ("Wasserstein, Jensen-Shannon", {}),
    "psi": ("PSI", {"method": "psi"}),
    "ks": ("KS, chi-square", {"num_method": "ks", "cat_method": "chisquare"}),
}
DEFAULT = {"num_method": "wasserstein", "cat_method": "jensenshannon"}
"""What the preset chooses for more than 1,000 rows; named, because choosing costs as much as testing."""
WORDS = ("persona", "bought")
seconds: list[float] = []


def figures(now: pd.DataFrame, then: pd.DataFrame, method: dict[str, str]) -> dict[str, tuple[float, float, bool]]:
    """By column: the figure that the report shows, its size in units of the limit, and whether the column has drifted."""
    found = {}
    for name in now:
        kind, wanted = (ColumnType.Categorical, "cat_method") if name in WORDS else (ColumnType.Numerical, "num_method")
        chosen = method.get("method") or method.get(wanted) or DEFAULT[wanted]
        test = get_stattest(then[name], now[name], kind, chosen)
        result = test(then[name], now[name], kind, None)
        score, limit = float(result.drift_score), float(result.actual_threshold)
        size = np.log(max(score, 1e-300)) / np.log(limit) if method.get("cat_method") else score / limit
        found[name] = (score, size, bool(result.drifted))
    return found


def reported(now: pd.DataFrame, then: pd.DataFrame, method: dict[str, str]) -> dict[str, float]:
    """What the whole report shows, by column."""
    names = {
        "categorical_columns": [n for n in now if n in WORDS],
        "numerical_columns": [n for n in now if n in FEATURES],
    }
    one, other = (Dataset.from_pandas(frame, data_definition=DataDefinition(**names)) for frame in (now, then))
    shown = Report([DataDriftPreset(**method)], include_tests=True).run(one, other).dict()
    return {
        name: float(metric["value"])
        for name in now
        for metric in shown["metrics"]
        if metric["metric_name"].startswith(f"ValueDrift(column={name},")
    }


def follow(says: str, method: dict[str, str]) -> Callable[[Nights], dict[str, Course]]:
    def night_by_night(one: Nights) -> dict[str, Course]:
        then = one.reference(SAMPLE)
        if one.seed == 0:
            for night in (0, one.start):
                compare(one.rows[night], then, method)

        def judge(rows: Rows) -> dict[str, tuple[bool, float]]:
            found = figures(rows.customers, then.customers, method) | figures(rows.visits, then.visits, method)
            drifted = [drifted for _, _, drifted in found.values()]
            sizes = sorted((size for _, size, _ in found.values()), reverse=True)
            half = (len(sizes) + 1) // 2
            return {
                f"{says}, any column": (any(drifted), sizes[0]),
                f"{says}, half of the columns": (sum(drifted) >= half, sizes[half - 1]),
            }

        return one.courses(judge)

    return night_by_night


def compare(rows: Rows, then: Rows, method: dict[str, str]) -> None:
    """Hold the tests to the whole report, and time it."""
    began = time.perf_counter()
    shown = reported(rows.customers, then.customers, method) | reported(rows.visits, then.visits, method)
    seconds.append(time.perf_counter() - began)
    found = figures(rows.customers, then.customers, method) | figures(rows.visits, then.visits, method)
    mine = {name: score for name, (score, *_) in found.items()}
    if shown.keys() != mine.keys() or not np.allclose([mine[name] for name in shown], list(shown.values())):
        raise SystemExit(f"the report shows {shown}, its tests give {mine}")


if __name__ == "__main__":
    measure(
        "evidently",
        ["evidently", "pandas"],
        GIVEN,
        {name: follow(says, method) for name, (says, method) in METHODS.items()},
        lambda: {"seconds_per_report": round(float(np.median(seconds)), 3)},
    )
