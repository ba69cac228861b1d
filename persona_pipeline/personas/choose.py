"""How many personas: as many as can be told apart and come back when half of the people are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .cluster import Fit, People, distances, fit, neutral, some_rows
from .definition import Candidate, Choice

if TYPE_CHECKING:
    from numpy.typing import NDArray

STARTS, STARTS_OF_HALVES = 10, 4
HALVES = 6  # refits per number of personas, in pairs of complementary halves
PEOPLE_FOR_SILHOUETTE = 3_000  # it is quadratic
PEOPLE_FOR_STABILITY = 12_000

STABLE = 0.8  # adjusted Rand index above which refits tell the same story
SMALLEST_SHARE = 0.05  # a persona of fewer people is not worth a name
SEPARATED = 0.5  # of the best silhouette found


def choose(people: People, most: int, *, seed: int) -> tuple[Fit, Choice]:
    """The fit with the largest number of personas, 2 to ``most``, that is stable, separated and has no tiny persona.

    Raises:
        ValueError: if there are not two different people.
    """
    different = len(np.unique(neutral(people), axis=0))
    fits = {k: fit(people, k, seed=seed, starts=STARTS) for k in range(2, max(2, min(most, different)) + 1)}
    candidates = {k: _judge(people, found, seed=seed) for k, found in fits.items()}
    best = max(candidate.separation for candidate in candidates.values())
    good = [k for k, candidate in candidates.items() if _is_good(candidate, best)]
    chosen = max(good, default=2)
    return fits[chosen], Choice(
        personas=chosen,
        reason=_reason(candidates[chosen], most, found=bool(good)),
        candidates=list(candidates.values()),
    )


def _is_good(candidate: Candidate, best_separation: float) -> bool:
    return (
        candidate.stability >= STABLE
        and candidate.smallest_share >= SMALLEST_SHARE
        and candidate.separation >= SEPARATED * best_separation
    )


def _reason(chosen: Candidate, most: int, *, found: bool) -> str:
    if not found:
        return (
            f"no number of personas from 2 to {most} was stable and separated (a stability of {STABLE} is asked for); "
            "two is the least that says anything"
        )
    return (
        f"{chosen.personas} is the largest number from 2 to {most} that is stable (refits on halves agree to "
        f"{chosen.stability:.2f}), separated (silhouette {chosen.separation:.2f}) and without a tiny persona "
        f"(smallest {chosen.smallest_share:.0%})"
    )


def _judge(people: People, found: Fit, *, seed: int) -> Candidate:
    k = len(found.centres)
    sizes = np.bincount(found.labels, minlength=k)
    return Candidate(
        personas=k,
        separation=round(_separation(people, found, seed=seed), 6),
        stability=round(_stability(people, found, seed=seed), 6),
        smallest_share=round(float(sizes.min() / len(people)), 6),
    )


def _separation(people: People, found: Fit, *, seed: int) -> float:
    from sklearn.metrics import silhouette_score

    rows = some_rows(len(people), PEOPLE_FOR_SILHOUETTE, seed)
    labels = found.labels[rows]
    if not 1 < len(set(labels.tolist())) < len(rows):
        return 0.0
    return float(silhouette_score(neutral(people)[rows], labels))


def _stability(people: People, found: Fit, *, seed: int) -> float:
    """Mean adjusted Rand index of the fit and of fits on halves, both read off on everybody."""
    from sklearn.metrics import adjusted_rand_score

    rows = some_rows(len(people), PEOPLE_FOR_STABILITY, seed)
    all_of_them, labels = people.some(rows), found.labels[rows]
    scores = []
    for half in _halves(len(rows), seed):
        try:
            refit = fit(all_of_them.some(half), len(found.centres), seed=seed, starts=STARTS_OF_HALVES)
        except ValueError:  # too few different people in this half: as unstable as can be
            scores.append(0.0)
            continue
        scores.append(adjusted_rand_score(labels, distances(all_of_them, refit.centres).argmin(axis=1)))
    return float(np.mean(scores))


def _halves(number: int, seed: int) -> list[NDArray[np.int64]]:
    random = np.random.default_rng(seed)
    halves = []
    for _ in range(HALVES // 2):
        order = random.permutation(number)
        halves += [np.sort(order[: number // 2]), np.sort(order[number // 2 :])]
    return halves
