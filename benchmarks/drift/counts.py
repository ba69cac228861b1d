"""Write the nightly counts that peers in environments of their own are given: python -m benchmarks.drift.counts FILE.npz"""

import sys
from pathlib import Path

import numpy as np

from .peers import counts

CALM_SEEDS, SEEDS = 1, 6
PLANTED = ("S1", "S1c", "S2")


def main(file: Path) -> None:
    """Arrays by scenario and seed: active customers by persona, (orders, visits without one), the night of the change."""
    arrays: dict[str, np.ndarray] = {}
    for name, seeds in (("S0", CALM_SEEDS), *((planted, SEEDS) for planted in PLANTED)):
        for seed in range(seeds):
            shares, orders, start = counts(name, seed)
            arrays |= {
                f"{name}_{seed}_shares": shares,
                f"{name}_{seed}_orders": orders,
                f"{name}_{seed}_start": np.array(start),
            }
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
