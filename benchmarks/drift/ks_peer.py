"""Kolmogorov-Smirnov at p < 0.05 on the same nights; SciPy, which the project has.

python -m benchmarks.drift.counts FILE.npz
python -m benchmarks.drift.ks_peer FILE.npz

Log order values and features of every night are compared with those of the reference nights (20,000 at most of each), column by
column. "Tuned": a p below the least of the reference nights, whatever the column. Writes benchmarks/results/drift_ks.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import ks_2samp

from .units import FEATURES, Course, Nights, Rows, measure

if TYPE_CHECKING:
    import pandas as pd

GIVEN = (
    "all orders (log value) and all customers (six features) of every night; 20,000 of each at most of the reference"
)
SAMPLE = 20_000
LIMIT = 0.05


def orders(one: Nights) -> dict[str, Course]:
    then = one.reference(SAMPLE).orders
    return one.courses(lambda rows: {"order values": _told(_p(rows.orders, then, "order"))})


def every(one: Nights) -> dict[str, Course]:
    then = one.reference(SAMPLE)

    def judge(rows: Rows) -> dict[str, tuple[bool, float]]:
        features = (_p(rows.customers, then.customers, name) for name in FEATURES)
        return {"order values or any of six features": _told(_p(rows.orders, then.orders, "order"), *features)}

    return one.courses(judge)


def _p(now: pd.DataFrame, then: pd.DataFrame, name: str) -> float:
    return float(ks_2samp(now[name], then[name], method="asymp").pvalue)


def _told(*p: float) -> tuple[bool, float]:
    return min(p) < LIMIT, float(-np.log(max(min(p), 1e-300)))


if __name__ == "__main__":
    measure("ks", ["scipy", "pandas"], GIVEN, {"orders": orders, "every": every})
