"""Target groups: the fine groups that personas were joined from, each wholly inside its persona."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .cluster import distances, means

if TYPE_CHECKING:
    from .choose import Chosen
    from .cluster import Fit, Labels, Matrix, People


@dataclass(frozen=True)
class Groups:
    """Centres (groups x traits), the group of each person by number, and the persona of each group by number."""

    centres: Matrix
    labels: Labels
    personas: list[int]


def target_groups(people: People, chosen: Chosen, *, at_least: int) -> Groups:
    """The fine groups, each given to the persona that most of its people are in; everybody to the nearest of their persona's.

    Groups of fewer than ``at_least`` people go up in the nearest one of the same persona, if there is one.
    """
    found, fine = chosen.fit, chosen.fine
    owner = _owners(found, fine)
    labels = _placed(people, found, fine.centres, owner)
    for _ in range(len(fine.centres)):
        sizes = np.bincount(labels, minlength=len(owner))
        small = [g for g in range(len(owner)) if owner[g] >= 0 and sizes[g] < at_least and _has_sibling(owner, g)]
        if not small:
            break
        owner[min(small, key=lambda group: (sizes[group], group))] = -1
        labels = _placed(people, found, fine.centres, owner)
    return _numbered(people, found, labels, owner, means(people, labels, fine.centres))


def _owners(found: Fit, fine: Fit) -> Labels:
    """The persona of each group; a persona that owns none takes the group in which most of its people are."""
    shared = np.zeros((len(fine.centres), len(found.centres)), dtype=np.int64)
    np.add.at(shared, (fine.labels, found.labels), 1)
    owner: Labels = shared.argmax(axis=1).astype(np.int64)
    for persona in range(len(found.centres)):
        if not (owner == persona).any():
            spare = [group for group in range(len(owner)) if _has_sibling(owner, group)]
            owner[max(spare, key=lambda group: (int(shared[group, persona]), -group))] = persona
    return owner


def _has_sibling(owner: Labels, group: int) -> bool:
    return int((owner == owner[group]).sum()) > 1


def _placed(people: People, found: Fit, centres: Matrix, owner: Labels) -> Labels:
    squared = distances(people, centres, found.weights)
    squared[owner[None, :] != found.labels[:, None]] = np.inf
    placed: Labels = squared.argmin(axis=1).astype(np.int64)
    return placed


def _numbered(people: People, found: Fit, labels: Labels, owner: Labels, centres: Matrix) -> Groups:
    """By persona, largest first; a group that nobody is nearest to is none."""
    sizes = np.bincount(labels, minlength=len(owner))
    kept = sorted(np.flatnonzero(sizes > 0), key=lambda group: (owner[group], -sizes[group], tuple(centres[group])))
    place = np.full(len(owner), -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    return Groups(np.round(centres[kept], 6) + 0.0, place[labels], [int(owner[group]) for group in kept])
