"""Who is who: personas that were fitted again are matched to those that people know. Arrays in, fates out; nothing is read.

Every threshold is here, with its source:

- MONIC: Spiliopoulou, Ntoutsi, Theodoridis and Schult, "MONIC: modeling and monitoring cluster transitions", KDD 2006: a
  cluster survives where it overlaps a new one by at least a half, splits where parts of it, each above a smaller bound, make up
  that half, and is absorbed where it and others overlap the same new one.
- Hennig, "Cluster-wise assessment of cluster stability", Computational Statistics and Data Analysis 52 (2007): a cluster whose
  Jaccard similarity is not above 0.5 is dissolved, one of 0.75 and more is recovered. Of the groups of one clustering at most
  one can be above 0.5, so that such a match is never forced.
- Cohen, "Statistical power analysis for the behavioral sciences" (1988): 0.2 standard deviations are a small effect, 0.5 a
  medium one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

Event = Literal["survives", "moves", "splits", "merges", "emerges", "vanishes", "re-emerges", "ambiguous", "retired"]

SAME = 0.5
"""Jaccard similarity from which two groups of people are one persona (Hennig; MONIC's survival)."""
RECOVERED = 0.75
"""Jaccard similarity from which nothing of note happened (Hennig)."""
PART = 0.2
"""Smallest share of a persona that counts as a part of it when it splits (MONIC's bound for a split)."""
MOVED = 0.2
"""Standard units between centres from which a persona moved (Cohen: small)."""
SAME_PROFILE = 0.5
"""Standard units between centres up to which two profiles may be one persona (Cohen: medium)."""
FEWEST = 30
"""People below which an overlap says nothing; the profiles are compared then."""
MARGIN = 0.1
"""Lead over the second best below which nobody can tell: about the standard error of a share of ``FEWEST`` people."""


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
class Figures:
    """How a pair of a known and a new persona compares; None where a figure says nothing.

    Attributes:
        overlap: Jaccard similarity of its people by both definitions tonight.
        stayed: Jaccard similarity of then and now, over the people who were there at both times.
        contained: share of the known persona's people who are in the new one.
        contained_in_new: share of the new persona's people who are of the known one.
        distance: between the centres, in standard units.
        margin: lead of the match over the second best.
    """

    overlap: float | None = None
    stayed: float | None = None
    contained: float | None = None
    contained_in_new: float | None = None
    distance: float | None = None
    margin: float | None = None


@dataclass(frozen=True)
class Fate:
    """What became of one persona.

    Attributes:
        persona: id, or None for one that needs a new id.
        new: number of the new persona; None for one that is no more.
        sources: ids of the known personas that its people come from.
        targets: numbers of the new personas that its people went to.
        people: people tonight: of the new definition, or of the old one where it is no more.
        figures: of the pair that says it most clearly.
    """

    event: Event
    persona: str | None
    new: int | None
    people: int
    sources: tuple[str, ...] = ()
    targets: tuple[int, ...] = ()
    figures: Figures = Figures()


@dataclass(frozen=True)
class _Compared:
    """Similarities and shares that follow from the evidence, all of shape known x new."""

    evidence: Evidence
    overlap: Matrix
    stayed: Matrix
    contained: Matrix
    contained_in_new: Matrix
    similar: Matrix
    margin: Matrix
    lives: NDArray[np.bool_]
    counted: NDArray[np.bool_] = field(repr=False)


def identify(evidence: Evidence, gone: Mapping[str, Sequence[float]]) -> list[Fate]:
    """The fate of every new persona, by number, and then of every known one that is no more.

    Nobody is forced into a match: a new persona below the thresholds gets a new id, and no id is given twice.

    Args:
        evidence: about the personas in force.
        gone: ids of personas that are no longer in force, with their profile distance to each new persona.
    """
    found = _compare(evidence)
    match = _assign(found.similar, found.margin)
    again, doubtful = _recognise(evidence, gone, [j for j in range(evidence.new) if j not in match.values()])
    children = _children(found, match, again)
    parents = _parents(found, match)
    fates = [
        _of_new(found, j, match, again=again, doubtful=doubtful, children=children, parents=parents)
        for j in range(evidence.new)
    ]
    left = [i for i in range(len(evidence.known)) if i not in match]
    return [*fates, *(_of_lost(found, i, children=children, parents=parents) for i in left)]


def _compare(evidence: Evidence) -> _Compared:
    tonight, stayers = evidence.tonight, evidence.stayers
    counted = evidence.people.sum(axis=1) >= FEWEST
    followed = stayers.sum(axis=1) >= FEWEST
    overlap, stayed = _jaccard(tonight), _jaccard(stayers)
    by_people = np.maximum(np.where(counted[:, None], overlap, 0.0), np.where(followed[:, None], stayed, 0.0))
    nobody = ~(counted | followed)
    similar = np.where(nobody[:, None], np.clip(1.0 - evidence.distance, 0.0, 1.0), by_people)
    used = np.where(followed[:, None], stayers, tonight)
    of_new = np.where(followed[:, None], _share(stayers, axis=0), _share(tonight, axis=0))
    return _Compared(
        evidence=evidence,
        overlap=overlap,
        stayed=stayed,
        contained=_share(used, axis=1),
        contained_in_new=of_new,
        similar=similar,
        margin=_margins(similar),
        lives=_lives(evidence, followed),
        counted=counted,
    )


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


def _margins(similar: Matrix) -> Matrix:
    """Lead of each pair over the best other pair of its row or column."""
    margins = np.empty_like(similar)
    for i, j in np.ndindex(similar.shape):
        others = [*np.delete(similar[i], j), *np.delete(similar[:, j], i)]
        margins[i, j] = similar[i, j] - max(others, default=0.0)
    return margins


def _assign(similar: Matrix, margin: Matrix) -> dict[int, int]:
    """Known persona -> new one: the assignment of least dissimilarity, each row free to stay alone at the ceiling."""
    from scipy.optimize import linear_sum_assignment

    rows, columns = similar.shape
    never = 10.0 * (rows + columns + 1)
    allowed = (similar >= SAME) & (margin >= MARGIN)
    alone = np.full((rows, rows), never)
    np.fill_diagonal(alone, 1.0 - SAME + 1e-9)
    cost = np.hstack([np.where(allowed, 1.0 - similar, never), alone])
    pairs = zip(*linear_sum_assignment(cost), strict=True)
    return {int(i): int(j) for i, j in pairs if j < columns and allowed[i, j]}


@dataclass(frozen=True)
class _Again:
    persona: str
    distance: float
    margin: float


def _recognise(
    evidence: Evidence, gone: Mapping[str, Sequence[float]], unmatched: Sequence[int]
) -> tuple[dict[int, _Again], frozenset[int]]:
    """New personas that are a former one again: nearer to its profile than to any other, by the margin and the ceiling.

    And those that are nearest to a former one, but not clearly.
    """
    if not gone or not unmatched:
        return {}, frozenset()
    names = sorted(gone)
    far = np.array([gone[name] for name in names], dtype=np.float64)
    every = np.vstack([far, evidence.distance])
    similar = np.clip(1.0 - every, 0.0, 1.0)
    margin = _margins(similar)[: len(names)]
    open_to = np.zeros(evidence.new, dtype=np.bool_)
    open_to[list(unmatched)] = True
    found = _assign(np.where(open_to, similar[: len(names)], 0.0), margin)
    known = similar[len(names) :].max(axis=0, initial=0.0)
    best = similar[: len(names)].max(axis=0)
    near = {j for j in unmatched if best[j] >= SAME and best[j] > known[j]}
    again = {j: _Again(names[i], float(far[i, j]), float(margin[i, j])) for i, j in found.items()}
    return again, frozenset(near - set(again))


def _children(found: _Compared, match: Mapping[int, int], again: Mapping[int, _Again]) -> dict[int, tuple[int, ...]]:
    """Known persona -> the new ones that it split into: each mostly made of it, each a real part of it."""
    taken = {j: i for i, j in match.items()}
    split = {}
    for i in range(len(found.evidence.known)):
        parts = [
            j
            for j in range(found.evidence.new)
            if taken.get(j, i) == i
            and j not in again
            and (taken.get(j) == i or (found.contained[i, j] >= PART and found.contained_in_new[i, j] >= SAME))
        ]
        if len(parts) > 1 and sum(found.contained[i, j] for j in parts) >= SAME:
            split[i] = tuple(parts)
    return split


def _parents(found: _Compared, match: Mapping[int, int]) -> dict[int, tuple[int, ...]]:
    """New persona -> the known ones that came together in it: most people of each, and these are still about."""
    merged = {}
    for j in range(found.evidence.new):
        parts = [
            i
            for i in range(len(found.evidence.known))
            if match.get(i, j) == j and (match.get(i) == j or (found.contained[i, j] >= SAME and found.lives[i]))
        ]
        if len(parts) > 1:
            merged[j] = tuple(parts)
    return merged


def _of_new(
    found: _Compared,
    j: int,
    match: Mapping[int, int],
    *,
    again: Mapping[int, _Again],
    doubtful: frozenset[int],
    children: Mapping[int, tuple[int, ...]],
    parents: Mapping[int, tuple[int, ...]],
) -> Fate:
    known, people = found.evidence.known, int(found.evidence.people[:, j].sum())
    own = next((i for i, new in match.items() if new == j), None)
    split = [i for i, parts in children.items() if j in parts]
    if j in again:
        back = again[j]
        figures = Figures(distance=_round(back.distance), margin=_round(back.margin))
        return Fate("re-emerges", back.persona, j, people, targets=(j,), figures=figures)
    if own is None and (j in doubtful or not (split or j in parents)):
        nearest = int(np.argmax(found.similar[:, j]))
        unclear = j in doubtful or found.similar[nearest, j] >= SAME
        event: Event = "ambiguous" if unclear else "emerges"
        return Fate(event, None, j, people, targets=(j,), figures=_figures(found, nearest, j))
    best = own if own is not None else [*split, *parents.get(j, ())][0]
    sources = tuple(known[i] for i in parents.get(j, split or (best,)))
    event = "merges" if j in parents else "splits" if split else _survival(found, best, j)
    targets = tuple(sorted({part for i in split for part in children[i]})) or (j,)
    name = None if own is None else known[own]
    return Fate(event, name, j, people, sources=sources, targets=targets, figures=_figures(found, best, j))


def _survival(found: _Compared, i: int, j: int) -> Event:
    whole = found.similar[i, j] >= RECOVERED or not found.counted[i]
    return "survives" if whole and found.evidence.distance[i, j] < MOVED else "moves"


def _of_lost(
    found: _Compared, i: int, *, children: Mapping[int, tuple[int, ...]], parents: Mapping[int, tuple[int, ...]]
) -> Fate:
    """Of a known persona whose id nobody took on."""
    name, people = found.evidence.known[i], int(found.evidence.people[i].sum())
    merged = tuple(j for j, parts in parents.items() if i in parts)
    targets = children.get(i, merged)
    best = max(targets or range(found.evidence.new), key=lambda j: (found.contained[i, j], found.similar[i, j]))
    if targets:
        event: Event = "splits" if i in children else "merges"
    else:
        event = "ambiguous" if found.similar[i].max() >= SAME else "vanishes"
    return Fate(event, name, None, people, (name,), targets, figures=_figures(found, i, best))


def _figures(found: _Compared, i: int, best: int) -> Figures:
    return Figures(
        overlap=_round(found.overlap[i, best]) if found.evidence.people[i].sum() else None,
        stayed=_round(found.stayed[i, best]) if found.evidence.stayers[i].sum() else None,
        contained=_round(found.contained[i, best]),
        contained_in_new=_round(found.contained_in_new[i, best]),
        distance=_round(found.evidence.distance[i, best]),
        margin=_round(found.margin[i, best]),
    )


def _round(value: float) -> float:
    return round(float(value), 6)
