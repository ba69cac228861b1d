"""Fine groups are joined into personas: Ward's tree over the groups, then a mixture that settles who belongs where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .cluster import Fit, distances, ordered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .cluster import Labels, Matrix, People, Vector

MAX_ROUNDS = 40
SETTLED = 1e-2  # largest change of a chance in the last round
CAUTION = 2.0  # people at the shop's mean that each centre is drawn towards


def joined(fine: Fit, weights: Vector) -> Iterator[tuple[int, Labels]]:
    """(number, the number of each person) while groups are joined one by one, each time those that cost least variance.

    Ward (1963): what joining two groups adds to the squared distances of people to their centres.
    """
    labels = fine.labels.copy()
    centres, sizes = fine.centres.copy(), np.bincount(fine.labels, minlength=len(fine.centres)).astype(float)
    left = list(range(len(centres)))
    while len(left) > 1:
        numbered = np.zeros(len(centres), dtype=np.int64)
        numbered[left] = np.arange(len(left))
        yield len(left), numbered[labels]
        one, other = min(
            ((a, b) for place, a in enumerate(left) for b in left[:place]),
            key=lambda pair: (round(_cost(centres, sizes, weights, pair), 9), pair),
        )
        both = sizes[one] + sizes[other]
        if both > 0:
            centres[other] = (sizes[one] * centres[one] + sizes[other] * centres[other]) / both
        sizes[other] = both
        labels[labels == one] = other
        left.remove(one)


def _cost(centres: Matrix, sizes: Vector, weights: Vector, pair: tuple[int, int]) -> float:
    one, other = pair
    both = sizes[one] + sizes[other]
    apart = float((weights * (centres[one] - centres[other]) ** 2).sum())
    return float(sizes[one] * sizes[other] / both) * apart if both > 0 else 0.0


def refine(people: People, starts: Sequence[Labels], number: int, weights: Vector) -> Fit:
    """The personas that explain best what is known of everybody, from the first division that leads to the best of them.

    A mixture of round normal distributions in standard units (Fraley and Raftery 2002), fitted by expectation and
    maximisation. What is known of a person on a trait divides its variance there, so that who is hardly known pulls hardly.
    The traits keep the weights that they have: learned ones (by what varies least within personas) were tried on generated
    shops, found the truth no better, and let one two-valued trait take over.
    """
    found = [_settled(people, labels, number, weights) for labels in starts]
    centres = max(found, key=lambda each: round(each[0], 3))[1]
    centres = np.round(centres, 6) + 0.0
    return ordered(Fit(centres, distances(people, centres, weights).argmin(axis=1), weights))


def _settled(people: People, labels: Labels, number: int, weights: Vector) -> tuple[float, Matrix]:
    """(log likelihood but for a constant of these people, centres) when nobody's chances change any more."""
    chances = np.eye(number)[labels]
    known, told = people.known, people.known * people.values
    mass, pull = known * weights, told * weights
    centres, likelihood = np.zeros((number, people.values.shape[1])), -np.inf
    for _ in range(MAX_ROUNDS):
        centres = (chances.T @ told) / (chances.T @ known + CAUTION)
        shares = np.maximum(chances.mean(axis=0), 1e-9)
        scores = np.log(shares) + pull @ centres.T - mass @ (centres * centres).T / 2
        top = scores.max(axis=1, keepdims=True)
        again = np.exp(scores - top)
        sums = again.sum(axis=1, keepdims=True)
        likelihood = float((np.log(sums) + top).sum())
        again /= sums
        settled = bool(np.abs(again - chances).max() < SETTLED)
        chances = again
        if settled:
            break
    return likelihood, centres
