"""What others do by default, on the same nights: rules re-implemented from their documentation, at defaults and tuned.

Every rule is given the nightly persona shares, the shop's conversion and the features of all active customers, and looks at each night by
itself. "Tuned" is its threshold moved to the most that it saw on the reference nights, the same for all of them. z-scores need nothing
but the nights before; PSI and chi-square compare a night's counts with the pooled counts of the reference. A chi-square test is of
counts, so it is not given features.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.personas.results import table

from .counts import counts, values
from .measure import merged
from .scenarios import YEAR
from .units import BASELINE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Floats = npt.NDArray[np.float64]
CALM_SEEDS, SEEDS = 10, 20
PLANTED = ("S1", "S1c", "S2", "S3")


class Given(NamedTuple):
    """What a rule is given of every night.

    Attributes:
        shares: active customers, nights x personas.
        orders: visits with an order and without one, nights x 2.
        features: n, sum and sum of squares of all active customers, nights x features x 3.
    """

    shares: Floats
    orders: Floats
    features: Floats


class Rule(NamedTuple):
    """A statistic by night, larger for stranger, and the default above which it alarms."""

    statistic: Callable[[Given], Floats]
    limit: float
    sees: tuple[str, ...] = PLANTED


def _z(before: int, *, itself: bool) -> Callable[[Given], Floats]:
    """Largest |z| of the series against the nights before; ``itself``: the night is part of what it is compared with."""

    def statistic(given: Given) -> Floats:
        shares = given.shares / given.shares.sum(axis=1, keepdims=True)
        means = given.features[:, :, 1] / given.features[:, :, 0]
        series = np.column_stack([shares, given.orders[:, 0] / given.orders.sum(axis=1), means])
        found = np.zeros(len(series))
        for night in range(before, len(series)):
            window = series[night - before + itself : night + itself]
            spread = np.maximum(window.std(axis=0, ddof=1), 1e-12)
            found[night] = np.abs((series[night] - window.mean(axis=0)) / spread).max()
        return found

    return statistic


def psi(given: Given) -> Floats:
    """Population stability index, the largest of the persona mix, of buying or not, and of the features.

    Features are normal in these worlds; of two normal distributions the index, which is Jeffreys' divergence, follows from means and
    variances (Kullback and Leibler 1951), as with bins as fine as can be.
    """

    def one(counts: Floats) -> Floats:
        now = np.maximum(counts / counts.sum(axis=1, keepdims=True), 1e-6)
        then = counts[:BASELINE].sum(axis=0) / counts[:BASELINE].sum()
        found: Floats = ((now - then) * np.log(now / then)).sum(axis=1)
        return found

    def normal() -> Floats:
        n, total, squares = np.moveaxis(given.features, 2, 0)
        mean, variance = total / n, squares / n - (total / n) ** 2
        then = given.features[:BASELINE].sum(axis=0)
        usual = then[:, 1] / then[:, 0]
        spread = then[:, 2] / then[:, 0] - usual**2
        apart = (mean - usual) ** 2
        found: Floats = ((variance + apart) / (2 * spread) + (spread + apart) / (2 * variance) - 1).max(axis=1)
        return found

    return np.maximum.reduce([one(given.shares), one(given.orders), normal()])


def chi_square(given: Given) -> Floats:
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

    return np.maximum(one(given.shares), one(given.orders))


RULES: Mapping[str, Rule] = {
    "z over 3, 28 nights before": Rule(_z(28, itself=False), 3.0),
    "z over 3, 14 nights with itself (as Elementary)": Rule(_z(14, itself=True), 3.0),
    "PSI over 0.1": Rule(psi, 0.1),
    "PSI over 0.25": Rule(psi, 0.25),
    "chi-square p below 0.05": Rule(chi_square, -np.log(0.05), PLANTED[:-1]),
}


def run() -> dict[str, float]:
    """Print, for every rule, alarm nights and episodes a year, and nights until a planted change is seen."""
    calm = [_nights("S0", seed) for seed in range(CALM_SEEDS)]
    planted = {name: [_nights(name, seed) for seed in range(SEEDS)] for name in PLANTED}
    rows, figures = [], {}
    for name, rule in RULES.items():
        for how in ("default", "tuned"):
            nights, episodes = np.mean([_calm(rule, how, *one) for one in calm], axis=0)
            seen = {plant: np.array([_delay(rule, how, *one) for one in planted[plant]]) for plant in rule.sees}
            medians = {plant: float(np.quantile(delays, 0.5, method="lower")) for plant, delays in seen.items()}
            within = float(np.mean(seen["S2"] <= 5))
            rows.append((name, how, float(nights), float(episodes), *(medians.get(p, np.nan) for p in PLANTED), within))
            key = f"{name} {how}".replace(",", "").replace("(", "").replace(")", "").replace(" ", "_").lower()
            figures |= {
                f"peer_episodes_per_year_{key}": float(episodes),
                f"peer_alarm_nights_per_year_{key}": float(nights),
            }
            figures |= {f"peer_delay_median_{plant}_{key}": each for plant, each in medians.items()}
    print(
        f"\nPeers at medium volume with {BASELINE} nights; {CALM_SEEDS} calm years, {SEEDS} seeds; inf: not within 12 nights"
    )
    print("An early alarm of a rule that alarms at random looks like a short delay: read it beside its alarm nights.")
    table(("", "", "alarm nights", "episodes", *(f"{name} median" for name in PLANTED), "S2 @5"), rows)
    return figures


def _nights(scenario: str, seed: int) -> tuple[Given, int]:
    shares, orders, start = counts(scenario, seed)
    return Given(shares, orders, values(scenario, seed)[:, :, 1:].sum(axis=1)), start


def _alarms(rule: Rule, how: str, given: Given) -> npt.NDArray[np.bool_]:
    statistic = rule.statistic(given)
    limit = rule.limit if how == "default" else float(statistic[:BASELINE].max())
    found: npt.NDArray[np.bool_] = statistic > limit
    return found


def _calm(rule: Rule, how: str, given: Given, start: int) -> tuple[float, float]:
    late = np.nonzero(_alarms(rule, how, given)[start:])[0]
    years = (len(given.shares) - start) / YEAR
    return len(late) / years, merged([int(night) for night in late]) / years


def _delay(rule: Rule, how: str, given: Given, start: int) -> float:
    late = np.nonzero(_alarms(rule, how, given)[start:])[0]
    return float(late[0] + 1) if len(late) else np.inf
