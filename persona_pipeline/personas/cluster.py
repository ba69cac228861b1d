"""Clustering of people of whom not everything is known: k-means over the known traits. Arrays in, arrays out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]
    Vector = NDArray[np.float64]
    Labels = NDArray[np.int64]

MAX_ROUNDS = 50
PEOPLE_FOR_START = 10_000  # enough to find where the centres lie; the rounds that follow use everybody


@dataclass(frozen=True)
class People:
    """Where people stand and how much of it is known.

    values: people x traits in standard units, 0 where unknown. known: the same shape, 0 where unknown, up to 1 where sure.
    """

    values: Matrix
    known: Matrix

    def __len__(self) -> int:
        return len(self.values)

    def some(self, rows: Labels) -> People:
        return People(self.values[rows], self.known[rows])


@dataclass(frozen=True)
class Fit:
    """Centres (personas x traits, standard units), the persona of each person by number, and the traits' weights."""

    centres: Matrix
    labels: Labels
    weights: Vector

    def nearest(self, people: People) -> Labels:
        """The persona of each of some people."""
        labels: Labels = distances(people, self.centres, self.weights).argmin(axis=1).astype(np.int64)
        return labels


def for_everybody(people: People, found: Fit) -> Fit:
    """The same centres for more people than they were found on, each to the nearest; largest first."""
    return ordered(Fit(found.centres, found.nearest(people), found.weights))


def distances(people: People, centres: Matrix, weights: Vector) -> Matrix:
    """Weighted squared distance of each person to each centre over the known traits (people x personas)."""
    w, z = people.known * weights, people.values
    own = (w * z * z).sum(axis=1, keepdims=True)
    squared: Matrix = own - 2 * (w * z) @ centres.T + w @ (centres * centres).T
    return squared


def fit(people: People, weights: Vector, personas: int, *, seed: int, starts: int) -> Fit:
    """k-means whose distance skips what is unknown, ordered by size and then by centre.

    scikit-learn finds the start: people with unknown traits set to the middle. Lloyd's rounds follow with each trait
    counting for as much as is known of it (k-POD, Chi, Chi and Baraniuk 2016, with weights in place of a mask).

    Raises:
        ValueError: if there are fewer different people than personas.
    """
    placed = neutral(people, weights)
    different = count_different(placed, personas)
    if different < personas:
        raise ValueError(f"expected at least {personas} different people, found {different}")
    labels = _start(placed, personas, seed=seed, starts=starts)
    centres = means(people, labels, np.zeros((personas, people.values.shape[1])))
    for _ in range(MAX_ROUNDS):
        again = distances(people, centres, weights).argmin(axis=1)
        if np.array_equal(again, labels):
            break
        labels = again
        centres = means(people, labels, centres)
    return ordered(Fit(centres, labels, weights))


def neutral(people: People, weights: Vector) -> Matrix:
    """People in plain Euclidean space: traits times the root of their weight, near the middle where little is known."""
    placed: Matrix = people.values * people.known * np.sqrt(weights)
    return placed


def _start(placed: Matrix, personas: int, *, seed: int, starts: int) -> Labels:
    from sklearn.cluster import KMeans

    some = placed[some_rows(len(placed), PEOPLE_FOR_START, seed)]
    if count_different(some, personas) < personas:
        some = placed
    found = KMeans(n_clusters=personas, n_init=starts, random_state=seed, algorithm="lloyd").fit(some)
    labels: Labels = found.predict(placed).astype(np.int64)
    return labels


def count_different(placed: Matrix, enough: int) -> int:
    """Number of different rows, counted up to ``enough``."""
    seen: set[bytes] = set()
    for row in placed + 0.0:
        seen.add(row.tobytes())
        if len(seen) >= enough:
            break
    return len(seen)


def some_rows(number: int, most: int, seed: int) -> Labels:
    """At most so many row numbers out of ``number``, in order, drawn by the seed."""
    if number <= most:
        return np.arange(number)
    return np.sort(np.random.default_rng(seed).choice(number, most, replace=False))


def means(people: People, labels: Labels, before: Matrix) -> Matrix:
    """Centre of each number's people over what is known of them; where nothing is, the centre before stays."""
    centres = before.copy()
    for persona in range(len(before)):
        mine = people.some(np.flatnonzero(labels == persona))
        known = mine.known.sum(axis=0)
        total = (mine.known * mine.values).sum(axis=0)
        centres[persona] = np.divide(total, known, out=before[persona].copy(), where=known > 0)
    return centres


def ordered(found: Fit) -> Fit:
    """Largest first; equals by their centre. scikit-learn's own numbering changes between runs and versions."""
    rounded = np.round(found.centres, 6) + 0.0
    sizes = np.bincount(found.labels, minlength=len(rounded))
    order = sorted(range(len(rounded)), key=lambda persona: (-int(sizes[persona]), tuple(rounded[persona])))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return Fit(rounded[order], place[found.labels], found.weights)
