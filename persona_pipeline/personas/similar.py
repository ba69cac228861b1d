"""How alike known and new personas are: overlaps of people and distances of profiles, as arrays of known x new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .thresholds import FEWEST, MOVED, SAME

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Evidence:
    """What is known of each pair of a known persona (rows) and a new one (columns).

    Attributes:
        known: ids of the personas in force.
        tonight: weight of the people of tonight's picture by both definitions; a person weighs as much as is known of them.
        people: the same people, counted.
        stayers: people who are in tonight's picture and were in that of the acceptance: their persona then, and the new one.
        then: people by persona at acceptance, whether they are still there or not.
        distance: between the centres, root mean square over the shared traits in standard units of the new definition.
    """

    known: tuple[str, ...]
    tonight: Matrix
    people: Matrix
    stayers: Matrix
    then: Matrix
    distance: Matrix

    @property
    def new(self) -> int:
        return int(self.tonight.shape[1])


@dataclass(frozen=True)
class Compared:
    """Similarities and shares that follow from the evidence, all of shape known x new."""

    evidence: Evidence
    overlap: Matrix
    stayed: Matrix
    contained: Matrix
    contained_in_new: Matrix
    similar: Matrix
    margin: Matrix
    lives: NDArray[np.bool_]
    counted: NDArray[np.bool_]


def compare_all(evidence: Evidence) -> Compared:
    """Similarities, shares and margins of every pair; people decide where there are enough of them, else the profiles."""
    tonight, stayers = evidence.tonight, evidence.stayers
    counted = evidence.people.sum(axis=1) >= FEWEST
    followed = stayers.sum(axis=1) >= FEWEST
    overlap, stayed = _jaccard(tonight), _jaccard(stayers)
    by_people = np.maximum(np.where(counted[:, None], overlap, 0.0), np.where(followed[:, None], stayed, 0.0))
    nobody = ~(counted | followed)
    by_profile = np.clip(1.0 - evidence.distance, 0.0, 1.0)
    # Whoever was let go is counted with the others until then: the profile still tells who is who when they come back.
    similar = np.where(nobody[:, None] | _same_profile(evidence.distance), np.maximum(by_people, by_profile), by_people)
    used = np.where(followed[:, None], stayers, tonight)
    of_new = np.where(followed[:, None], _share(stayers, axis=0), _share(tonight, axis=0))
    return Compared(
        evidence=evidence,
        overlap=overlap,
        stayed=stayed,
        contained=_share(used, axis=1),
        contained_in_new=of_new,
        similar=similar,
        margin=margins(similar),
        lives=_lives(evidence, followed),
        counted=counted,
    )


def _same_profile(distance: Matrix) -> NDArray[np.bool_]:
    """Pairs with a centre in the same place, and no other anywhere near: that is one persona, whoever is counted with it."""
    same = np.zeros(distance.shape, dtype=np.bool_)
    for i, j in np.ndindex(distance.shape):
        others = [*np.delete(distance[i], j), *np.delete(distance[:, j], i)]
        same[i, j] = distance[i, j] < MOVED and min(others, default=np.inf) - distance[i, j] >= MOVED
    return same


def _lives(evidence: Evidence, followed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether the people of a known persona are still about, at least half as much as those of all together."""
    still = np.divide(
        evidence.stayers.sum(axis=1), evidence.then, out=np.zeros_like(evidence.then), where=evidence.then > 0
    )
    of_all = evidence.stayers.sum() / max(evidence.then.sum(), 1.0)
    share_now = evidence.people.sum(axis=1) / max(evidence.people.sum(), 1.0)
    share_then = evidence.then / max(evidence.then.sum(), 1.0)
    found: NDArray[np.bool_] = np.where(
        followed, still >= SAME * of_all, (share_now >= SAME * share_then) & (share_now > 0)
    )
    return found


def _jaccard(weights: Matrix) -> Matrix:
    union = weights.sum(axis=1, keepdims=True) + weights.sum(axis=0, keepdims=True) - weights
    found: Matrix = np.divide(weights, union, out=np.zeros_like(weights), where=union > 0)
    return found


def _share(weights: Matrix, *, axis: int) -> Matrix:
    total = weights.sum(axis=axis, keepdims=True)
    found: Matrix = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    return found


def margins(similar: Matrix) -> Matrix:
    """Lead of each pair over the best other pair of its row or column."""
    margins = np.empty_like(similar)
    for i, j in np.ndindex(similar.shape):
        others = [*np.delete(similar[i], j), *np.delete(similar[:, j], i)]
        margins[i, j] = similar[i, j] - max(others, default=0.0)
    return margins
