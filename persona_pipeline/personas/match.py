"""Who is who: personas that were fitted again are matched to those that people know. Arrays in, fates out; nothing is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from .similar import Compared, Evidence, compare_all, margins
from .thresholds import MARGIN, MOVED, PART, RECOVERED, SAME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .similar import Matrix

Event = Literal["survives", "moves", "splits", "merges", "emerges", "vanishes", "re-emerges", "ambiguous", "retired"]


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


def identify(evidence: Evidence, gone: Mapping[str, Sequence[float]]) -> list[Fate]:
    """The fate of every new persona, by number, and then of every known one that is no more.

    Nobody is forced into a match: a new persona below the thresholds gets a new id, and no id is given twice.

    Args:
        evidence: about the personas in force.
        gone: ids of personas that are no longer in force, with their profile distance to each new persona.
    """
    found = compare_all(evidence)
    match = _assign(found.similar, found.margin)
    again, doubtful = _recognise(evidence, gone, [j for j in range(evidence.new) if j not in match.values()])
    children = _children(found, match, again)
    parents = _parents(found, match)
    fates = [
        _of_new(found, j, match, again=again, doubtful=doubtful, children=children, parents=parents)
        for j in range(evidence.new)
    ]
    left = [i for i in range(len(evidence.known)) if i not in match]
    taken = frozenset(match.values())
    return [*fates, *(_of_lost(found, i, taken=taken, children=children, parents=parents) for i in left)]


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
    margin = margins(similar)[: len(names)]
    open_to = np.zeros(evidence.new, dtype=np.bool_)
    open_to[list(unmatched)] = True
    found = _assign(np.where(open_to, similar[: len(names)], 0.0), margin)
    known = similar[len(names) :].max(axis=0, initial=0.0)
    best = similar[: len(names)].max(axis=0)
    near = {j for j in unmatched if best[j] >= SAME and best[j] > known[j]}
    again = {j: _Again(names[i], float(far[i, j]), float(margin[i, j])) for i, j in found.items()}
    return again, frozenset(near - set(again))


def _children(found: Compared, match: Mapping[int, int], again: Mapping[int, _Again]) -> dict[int, tuple[int, ...]]:
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


def _parents(found: Compared, match: Mapping[int, int]) -> dict[int, tuple[int, ...]]:
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
    found: Compared,
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
        unclear = j in doubtful or any(found.similar[i, j] >= SAME for i in range(len(known)) if i not in match)
        event: Event = "ambiguous" if unclear else "emerges"
        return Fate(event, None, j, people, targets=(j,), figures=_figures(found, nearest, j))
    best = own if own is not None else [*split, *parents.get(j, ())][0]
    sources = tuple(known[i] for i in parents.get(j, split or (best,)))
    event = "merges" if j in parents else "splits" if split else _survival(found, best, j)
    targets = tuple(sorted({part for i in split for part in children[i]})) or (j,)
    name = None if own is None else known[own]
    return Fate(event, name, j, people, sources=sources, targets=targets, figures=_figures(found, best, j))


def _survival(found: Compared, i: int, j: int) -> Event:
    whole = found.similar[i, j] >= RECOVERED or not found.counted[i]
    return "survives" if whole and found.evidence.distance[i, j] < MOVED else "moves"


def _of_lost(
    found: Compared,
    i: int,
    *,
    taken: frozenset[int],
    children: Mapping[int, tuple[int, ...]],
    parents: Mapping[int, tuple[int, ...]],
) -> Fate:
    """Of a known persona whose id nobody took on."""
    name, people = found.evidence.known[i], int(found.evidence.people[i].sum())
    merged = tuple(j for j, parts in parents.items() if i in parts)
    targets = children.get(i, merged)
    best = max(targets or range(found.evidence.new), key=lambda j: (found.contained[i, j], found.similar[i, j]))
    if targets:
        event: Event = "splits" if i in children else "merges"
    else:
        unclear = any(found.similar[i, j] >= SAME for j in range(found.evidence.new) if j not in taken)
        event = "ambiguous" if unclear else "vanishes"
    return Fate(event, name, None, people, (name,), targets, figures=_figures(found, i, best))


def _figures(found: Compared, i: int, best: int) -> Figures:
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
