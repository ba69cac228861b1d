"""What others do by default, on the same nights: rules re-implemented from their documentation, at defaults and tuned.

Every rule is given the nightly persona shares and the shop's conversion, and looks at each night by itself. "Tuned" is
its threshold moved to the most that it saw on the reference nights, the same for all of them. z-scores need nothing
but the nights before; PSI and chi-square compare a night's counts with the pooled counts of the reference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.personas.results import table
from tests.drift.world import PERSONAS

from .measure import VOLUMES, merged
from .scenarios import SCENARIOS, YEAR
from .shop import Played

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

Floats = npt.NDArray[np.float64]
BASELINE = 91
CALM_SEEDS, SEEDS = 10, 20
PLANTED = ("S1", "S1c", "S2")


class Rule(NamedTuple):
    """A statistic by night, larger for stranger, and the default above which it alarms."""

    statistic: Callable[[Floats, Floats], Floats]
    limit: float


def _z(before: int, *, itself: bool) -> Callable[[Floats, Floats], Floats]:
    """Largest |z| of the series against the nights before; ``itself``: the night is part of what it is compared with."""

    def statistic(shares: Floats, orders: Floats) -> Floats:
        series = np.column_stack([shares / shares.sum(axis=1, keepdims=True), orders[:, 0] / orders.sum(axis=1)])
        found = np.zeros(len(series))
        for night in range(before, len(series)):
            window = series[night - before + itself : night + itself]
            spread = np.maximum(window.std(axis=0, ddof=1), 1e-12)
            found[night] = np.abs((series[night] - window.mean(axis=0)) / spread).max()
        return found

    return statistic


def psi(shares: Floats, orders: Floats) -> Floats:
    """Population stability index, the larger of the persona mix and of buying or not."""

    def one(counts: Floats) -> Floats:
        now = np.maximum(counts / counts.sum(axis=1, keepdims=True), 1e-6)
        then = counts[:BASELINE].sum(axis=0) / counts[:BASELINE].sum()
        found: Floats = ((now - then) * np.log(now / then)).sum(axis=1)
        return found

    return np.maximum(one(shares), one(orders))


def chi_square(shares: Floats, orders: Floats) -> Floats:
    """-log p of the more extreme of two chi-square tests."""
    from scipy.stats import chi2

    def one(counts: Floats) -> Floats:
        then = counts[:BASELINE].sum(axis=0)
        both = counts + then
        share = both / both.sum(axis=1, keepdims=True)
        q = sum(
            (part - share * part.sum(axis=-1, keepdims=True)) ** 2 / (share * part.sum(axis=-1, keepdims=True))
            for part in (counts, np.broadcast_to(then, counts.shape))
        )
        found: Floats = chi2.logsf(np.asarray(q).sum(axis=1), counts.shape[1] - 1)
        return -found

    return np.maximum(one(shares), one(orders))


RULES: Mapping[str, Rule] = {
    "z over 3, 28 nights before": Rule(_z(28, itself=False), 3.0),
    "z over 3, 14 nights with itself (as Elementary)": Rule(_z(14, itself=True), 3.0),
    "PSI over 0.1": Rule(psi, 0.1),
    "PSI over 0.25": Rule(psi, 0.25),
    "chi-square p below 0.05": Rule(chi_square, -np.log(0.05)),
}


def run() -> dict[str, float]:
    """Print, for every rule, alarm nights and episodes a year, and nights until a planted change is seen."""
    calm = [counts("S0", seed) for seed in range(CALM_SEEDS)]
    planted = {name: [counts(name, seed) for seed in range(SEEDS)] for name in PLANTED}
    rows, figures = [], {}
    for name, rule in RULES.items():
        for how in ("default", "tuned"):
            nights, episodes = np.mean([_calm(rule, how, *one) for one in calm], axis=0)
            seen = {plant: np.array([_delay(rule, how, *one) for one in found]) for plant, found in planted.items()}
            medians = [float(np.quantile(delays, 0.5, method="lower")) for delays in seen.values()]
            within = float(np.mean(seen["S2"] <= 5))
            rows.append((name, how, float(nights), float(episodes), *medians, within))
            key = f"{name} {how}".replace(",", "").replace("(", "").replace(")", "").replace(" ", "_").lower()
            figures |= {
                f"peer_episodes_per_year_{key}": float(episodes),
                f"peer_alarm_nights_per_year_{key}": float(nights),
            }
            figures |= {f"peer_delay_median_{plant}_{key}": each for plant, each in zip(PLANTED, medians, strict=True)}
    print(
        f"\nPeers at medium volume with {BASELINE} nights; {CALM_SEEDS} calm years, {SEEDS} seeds; inf: not within 12 nights"
    )
    print("An early alarm of a rule that alarms at random looks like a short delay: read it beside its alarm nights.")
    table(("", "", "alarm nights", "episodes", *(f"{name} median" for name in PLANTED), "S2 @5"), rows)
    return figures


def counts(scenario: str, seed: int) -> tuple[Floats, Floats, int]:
    """By night: active customers by persona; orders and visits without one; and where the change begins."""
    played = Played(SCENARIOS[scenario], VOLUMES["medium"], BASELINE, seed)
    rows = played.rows()
    shares = _pivot(rows[rows["measure"] == "active_share"], "total")[list(PERSONAS)].to_numpy(dtype=np.float64)
    whole = rows[(rows["measure"] == "conversion") & (rows["persona_id"] == "all")].sort_values("as_of")
    orders = whole["total"].to_numpy(dtype=np.float64)
    return shares, np.column_stack([orders, whole["n"].to_numpy(dtype=np.float64) - orders]), played.start


def _pivot(rows: pd.DataFrame, value: str) -> pd.DataFrame:
    return rows.pivot_table(index="as_of", columns="persona_id", values=value, aggfunc="sum").sort_index()


def _alarms(rule: Rule, how: str, shares: Floats, orders: Floats) -> npt.NDArray[np.bool_]:
    statistic = rule.statistic(shares, orders)
    limit = rule.limit if how == "default" else float(statistic[:BASELINE].max())
    found: npt.NDArray[np.bool_] = statistic > limit
    return found


def _calm(rule: Rule, how: str, shares: Floats, orders: Floats, start: int) -> tuple[float, float]:
    late = np.nonzero(_alarms(rule, how, shares, orders)[start:])[0]
    years = (len(shares) - start) / YEAR
    return len(late) / years, merged([int(night) for night in late]) / years


def _delay(rule: Rule, how: str, shares: Floats, orders: Floats, start: int) -> float:
    late = np.nonzero(_alarms(rule, how, shares, orders)[start:])[0]
    return float(late[0] + 1) if len(late) else np.inf
