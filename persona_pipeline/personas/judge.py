"""How good a set of personas is: do they come back, does a valley lie between them, do they say something about spend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .cluster import distances, neutral, some_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .cluster import Fit, Labels, People, Vector

PEOPLE_FOR_SILHOUETTE = 2_000  # it is quadratic
HALF_WAY, AT_CENTRE = 0.2, 0.4  # half widths of the stretches that are compared, where the centres lie at -1 and 1
FEW = 5.0  # people added to both stretches, so that a handful makes no valley


def separation(people: People, found: Fit, *, seed: int) -> float:
    """Mean silhouette (Rousseeuw 1987), -1 to 1."""
    from sklearn.metrics import silhouette_score

    rows = some_rows(len(people), PEOPLE_FOR_SILHOUETTE, seed)
    labels = found.labels[rows]
    if not 1 < len(set(labels.tolist())) < len(rows):
        return 0.0
    return float(silhouette_score(neutral(people.some(rows), found.weights), labels))


def returning(labels: Labels, refits: Sequence[Labels], number: int) -> list[float]:
    """Cluster-wise Jaccard index (Hennig 2007): for each persona its best likeness in each refit, the mean over refits."""
    sizes = np.bincount(labels, minlength=number)
    best = []
    for refit in refits:
        both = np.zeros((number, int(refit.max()) + 1))
        np.add.at(both, (labels, refit), 1)
        either = sizes[:, None] + both.sum(axis=0) - both
        best.append((both / np.maximum(either, 1)).max(axis=1))
    return [float(value) for value in np.mean(best, axis=0)] if best else [0.0] * number


def valley(people: People, found: Fit, questions: Sequence[str]) -> float:
    """The shallowest valley between two personas: people half way between the centres over people at the lesser centre.

    Where a cloud without gap is cut in two, most people stand half way, and this is above 1; where two groups differ there
    are few. Each person stands between the two centres by what is known of them. What tells the two apart most is left
    out (one feature, or all choices of a question): who differs in one thing only is a segment, no persona.
    """
    number = len(found.centres)
    pairs = [(one, other) for one in range(number) for other in range(one)]
    return max((_valley_between(people, found, questions, pair) for pair in pairs), default=0.0)


def _valley_between(people: People, found: Fit, questions: Sequence[str], pair: tuple[int, int]) -> float:
    one, other = (found.centres[place] for place in pair)
    apart = found.weights * (one - other) ** 2
    by_question = dict.fromkeys(questions, 0.0)
    for name, share in zip(questions, apart, strict=True):
        by_question[name] += float(share)
    top = max(by_question, key=lambda name: (by_question[name], name))
    kept = np.array([name != top for name in questions])
    if not kept.any():
        return np.inf
    some = people.some(np.flatnonzero(np.isin(found.labels, pair)))
    possible = some.known @ np.where(kept, apart, 0.0)
    if not len(possible) or possible.max() <= 0:
        return np.inf
    sure = possible >= np.median(possible)
    place = _between(some, one, other, np.where(kept, found.weights, 0.0))[sure]
    half_way = float((np.abs(place) < HALF_WAY).sum()) / (2 * HALF_WAY)
    ends = [float((np.abs(place - end) < AT_CENTRE / 2).sum()) / AT_CENTRE for end in (-1, 1)]
    return (half_way + FEW) / (min(ends) + FEW)


def _between(people: People, one: Vector, other: Vector, weights: Vector) -> Vector:
    """1 at the one centre, -1 at the other, by the traits that are known of each person."""
    squared = distances(people, np.stack([one, other]), weights)
    whole = people.known @ (weights * (one - other) ** 2)
    place: Vector = (squared[:, 1] - squared[:, 0]) / np.maximum(whole, 1e-12)
    return place


def explained(spend: Vector, labels: Labels) -> float:
    """Share of the variance of ln(1 + spend) that lies between the personas; people without spend are left out."""
    known = np.isfinite(spend)
    if known.sum() < 2:
        return 0.0
    values, groups = np.log1p(np.maximum(spend[known], 0.0)), labels[known]
    total = float(((values - values.mean()) ** 2).sum())
    sizes = np.bincount(groups)
    sums = np.bincount(groups, weights=values - values.mean())
    between = float((sums**2 / np.maximum(sizes, 1)).sum())
    return min(max(between / total, 0.0), 1.0) if total > 0 else 0.0
