"""Write the nights that peers in environments of their own are given: python -m benchmarks.drift.counts FILE.npz"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from tests.drift.world import FEATURES, PERSONAS

from .measure import VOLUMES
from .scenarios import SCENARIOS
from .shop import Played
from .units import BASELINE

CALM_SEEDS, SEEDS = 4, 6
PLANTED = ("S1", "S1c", "S2", "S3")
MEASURES = ("order_value", *(f"feature:{name}" for name in FEATURES))


def main(file: Path) -> None:
    """Arrays by scenario and seed: active customers by persona, (orders, visits without one), values, the night of the change."""
    arrays: dict[str, np.ndarray] = {}
    for name, seeds in (("S0", CALM_SEEDS), *((planted, SEEDS) for planted in PLANTED)):
        for seed in range(seeds):
            shares, orders, start = counts(name, seed)
            arrays |= {
                f"{name}_{seed}_shares": shares,
                f"{name}_{seed}_orders": orders,
                f"{name}_{seed}_values": values(name, seed),
                f"{name}_{seed}_start": np.array(start),
            }
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]


def counts(scenario: str, seed: int) -> tuple[np.ndarray, np.ndarray, int]:
    """By night: active customers by persona; orders and visits without one; and where the change begins."""
    played = Played(SCENARIOS[scenario], VOLUMES["medium"], BASELINE, seed)
    rows = played.rows()
    shares = _pivot(rows[rows["measure"] == "active_share"], "total")[list(PERSONAS)].to_numpy(dtype=np.float64)
    whole = rows[(rows["measure"] == "conversion") & (rows["persona_id"] == "all")].sort_values("as_of")
    orders = whole["total"].to_numpy(dtype=np.float64)
    return shares, np.column_stack([orders, whole["n"].to_numpy(dtype=np.float64) - orders]), played.start


def _pivot(rows: pd.DataFrame, value: str) -> pd.DataFrame:
    return rows.pivot_table(index="as_of", columns="persona_id", values=value, aggfunc="sum").sort_index()


def values(scenario: str, seed: int) -> np.ndarray:
    """n, sum and sum of squares: nights x personas x (log order value, then the features) x 3."""
    rows = Played(SCENARIOS[scenario], VOLUMES["medium"], BASELINE, seed).rows()
    rows = rows[rows["persona_id"].isin(PERSONAS) & rows["measure"].isin(MEASURES)]
    rows = rows.assign(place=rows["measure"].map(MEASURES.index)).sort_values(["as_of", "persona_id", "place"])
    return rows[["n", "total", "total_squares"]].to_numpy(dtype=np.float64).reshape(-1, len(PERSONAS), len(MEASURES), 3)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
