"""Would other personas describe people better? Measured on people whom these were not made from. Arrays in, figures out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from .cluster import distances

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .choose import Half
    from .cluster import Matrix, People, Vector

SURE = 1.96  # standard errors on either side of a 95 % interval
FEWEST = 30  # people held out, below which a gain says nothing


@dataclass(frozen=True)
class Gain:
    """By how much less the people differ from their persona: shares of what the personas in force leave unexplained.

    Attributes:
        gain: on people whom the new personas were not made from; below 0 they describe them worse.
        low: lower end of the 95 % interval: other people, and other personas from other people.
        high: upper end of it.
        number_gain: what another number of personas gives by itself; 0 where there are as many.
        chance: the most by which personas of one half of the people beat those of another half.
        people: how many it was measured on.
    """

    gain: float
    low: float
    high: float
    number_gain: float
    chance: float
    people: int

    @property
    def better(self) -> bool:
        """Whether it is more than chance of the sample, and than what another number of personas gives."""
        return self.low > max(self.number_gain, 0.0) and self.gain - self.number_gain > self.chance


def gain_of(people: People, halves: Sequence[Half], known: Matrix, weights: Vector, *, number: int) -> Gain | None:
    """The gain of ``number`` new personas over those in force, whose centres are ``known``; None where too few are held out.

    What personas leave unexplained of somebody is the squared distance to the nearest centre over what is known of them,
    in standard units: the measure that people are assigned by every night. New personas are made from halves of the people
    and judged on the others (repeated two-fold cross-validation, Kohavi 1995), so that they gain nothing by having seen
    them. What chance alone gives is seen from the halves among themselves, on people whom neither has seen.

    Args:
        people: among whom the halves were drawn.
        halves: as ``choose`` made them.
        known: centres of the personas in force, personas x traits, in the units of ``people``.
        weights: of the traits; 0 for those that only one of the definitions has.
        number: of the new personas.
    """
    left = _left(people, known, weights)
    seen = np.zeros((len(halves), len(people)), dtype=np.bool_)
    for place, half in enumerate(halves):
        seen[place, half.rows] = True
    after = np.array([_left(people, half.joined.personas(number).centres, weights) for half in halves])
    times = (~seen).sum(axis=0) if len(halves) else np.zeros(len(people))
    held = times > 0
    if held.sum() < FEWEST or left[held].sum() <= 0:
        return None
    less = (np.where(seen, 0.0, left - after).sum(axis=0) / np.maximum(times, 1))[held]
    total = float(left[held].sum())
    gain = float(less.sum()) / total
    error = float(np.sqrt(((less - gain * left[held]) ** 2).sum())) / total
    before = after
    if number != len(known):
        before = np.array([_left(people, half.joined.personas(len(known)).centres, weights) for half in halves])
    chance = _among_themselves(before, after, seen)
    usual = float(np.median(chance)) if number != len(known) and len(chance) else 0.0
    most = float(np.abs(chance - usual).max()) if len(chance) else 0.0
    spread = float(np.sqrt(((chance - usual) ** 2).mean() / 2)) if len(chance) else 0.0
    reach = SURE * float(np.hypot(error, spread))
    return Gain(
        gain=_round(gain),
        low=_round(gain - reach),
        high=_round(gain + reach),
        number_gain=_round(usual),
        chance=_round(most),
        people=int(held.sum()),
    )


def _round(share: float) -> float:
    return round(share, 6) + 0.0


def _left(people: People, centres: Matrix, weights: Vector) -> Vector:
    """What is left unexplained of each person."""
    left: Vector = np.maximum(distances(people, centres, weights).min(axis=1), 0.0)
    return left


def _among_themselves(before: Matrix, after: Matrix, seen: NDArray[np.bool_]) -> Vector:
    """The gain of one half's personas over another's, on the people in neither, for halves of different divisions."""
    found = []
    for one, other in permutations(range(len(seen)), 2):
        held = ~(seen[one] | seen[other])
        total = float(before[one, held].sum())
        if held.sum() >= FEWEST and total > 0:
            found.append(float((before[one, held] - after[other, held]).sum()) / total)
    return np.array(found)
