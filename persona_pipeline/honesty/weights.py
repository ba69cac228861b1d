"""How many people each respondent stands for: raking to the members, cells too small joined, weights held within bounds.

Raking is iterative proportional fitting of a table to known totals (Deming and Stephan, 1940; as calibration: Deville and
Särndal, 1992, JASA 87). It works on the few cells of one survey, never on people.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Key = TypeVar("Key", int, str)

ONLY_SURVEY = "survey"
REACHES = ("orders", "both", "web", ONLY_SURVEY)
"""Neighbours among these are joined where one has too few respondents."""
ROUNDS = 200
CLOSE = 1e-9


@dataclass(frozen=True)
class Cell:
    """Members and respondents alike in persona, activity band and reach.

    ``careful`` is the sum of the respondents' own weights, of which each lies above 0 and at most at 1.
    """

    persona_id: str
    band: int
    reach: str
    members: int
    respondents: int
    careful: float


@dataclass(frozen=True)
class Weighted:
    """A weight for each cell with respondents, and which of them were held at a bound."""

    weights: Mapping[Cell, float]
    trimmed: frozenset[Cell]


def weigh(cells: Iterable[Cell], *, cell_size: int, max_ratio: float) -> Weighted:
    """Weights by which the careful respondents of one survey stand for the members.

    Personas with fewer than ``cell_size`` respondents are taken together, and so are neighbouring bands and reaches within a
    persona; people whom only surveys know stand for themselves. Then the shares of persona x band and of persona x reach are those
    of the members, as far as no weight is more than ``max_ratio`` times the mean or less than the mean divided by it. The order of
    the cells does not matter.

    Returns:
        Weights with sum of ``careful`` x weight equal to the number of respondents; none where nobody answered.
    """
    ordered = sorted(cells, key=lambda cell: (cell.persona_id, cell.band, cell.reach))
    total = sum(cell.respondents for cell in ordered)
    people = sum(cell.members for cell in ordered)
    if not total or not people:
        return Weighted({}, frozenset())
    weights: dict[Cell, float] = {}
    for group in _groups(ordered, cell_size):
        for part in _parts(group):
            share = sum(cell.members for cell in part) / people
            weights |= _raked(part, share * total, cell_size)
    return _trimmed(weights, float(total), max_ratio)


def _groups(cells: Sequence[Cell], cell_size: int) -> list[list[Cell]]:
    """The cells by persona; personas with too few respondents together, with the next smallest where they still are too few."""
    by_persona: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_persona[cell.persona_id].append(cell)
    rising = sorted(by_persona, key=lambda key: (sum(c.respondents for c in by_persona[key]), key))
    pooled: list[Cell] = []
    groups: list[list[Cell]] = []
    for key in rising:
        few = sum(cell.respondents for cell in by_persona[key]) < cell_size
        if few or (pooled and sum(cell.respondents for cell in pooled) < cell_size):
            pooled += by_persona[key]
        else:
            groups.append(by_persona[key])
    return [pooled, *groups] if pooled else groups


def _parts(group: Sequence[Cell]) -> list[list[Cell]]:
    """Those whom only surveys know apart from the others, unless nobody else answered.

    They are all respondents, and whether anybody else is like them is not known: so they stand for themselves.
    """
    known = [cell for cell in group if cell.reach != ONLY_SURVEY]
    alone = [cell for cell in group if cell.reach == ONLY_SURVEY]
    if not alone or not any(cell.respondents for cell in known) or not any(cell.respondents for cell in alone):
        return [list(group)]
    return [known, alone]


def _raked(group: Sequence[Cell], target: float, cell_size: int) -> dict[Cell, float]:
    """Weights within one group; they add up to ``target`` over its careful respondents."""
    bands = _joined([(cell.band, cell.respondents) for cell in group], sorted({cell.band for cell in group}), cell_size)
    reaches = _joined(
        [(cell.reach, cell.respondents) for cell in group],
        [reach for reach in REACHES if any(cell.reach == reach for cell in group)],
        cell_size,
    )
    by_band, by_reach = (lambda cell: bands[cell.band]), (lambda cell: reaches[cell.reach])
    both = _fitted(group, target, (by_band, by_reach))
    return both if both is not None else _fitted(group, target, (by_band,)) or {}


def _joined(counted: Iterable[tuple[Key, int]], order: Sequence[Key], cell_size: int) -> dict[Key, int]:
    """Key: number of its class. Neighbours in ``order`` are joined, the smallest class first, until none has too few."""
    counts: dict[Key, int] = defaultdict(int)
    for key, count in counted:
        counts[key] += count
    classes = [([key], counts[key]) for key in order]
    while len(classes) > 1:
        smallest = min(range(len(classes)), key=lambda at: (classes[at][1], at))
        if classes[smallest][1] >= cell_size:
            break
        beside = [at for at in (smallest - 1, smallest + 1) if 0 <= at < len(classes)]
        other = min(beside, key=lambda at: (classes[at][1], at))
        first, second = sorted((smallest, other))
        classes[first] = (classes[first][0] + classes[second][0], classes[first][1] + classes[second][1])
        del classes[second]
    return {key: number for number, (keys, _) in enumerate(classes) for key in keys}


def _fitted(group: Sequence[Cell], target: float, margins: Sequence[Callable[[Cell], int]]) -> dict[Cell, float] | None:
    """Iterative proportional fitting; None where the margins cannot all be met, because a combination has no respondent."""
    people = sum(cell.members for cell in group)
    answering = [cell for cell in group if cell.respondents]
    weights = dict.fromkeys(answering, 1.0)
    aims: list[dict[int, float]] = []
    for margin in margins:
        aim: dict[int, float] = defaultdict(float)
        for cell in group:
            aim[margin(cell)] += cell.members / people * target
        aims.append(aim)
    for _ in range(ROUNDS):
        furthest = 0.0
        for margin, aim in zip(margins, aims, strict=True):
            now: dict[int, float] = defaultdict(float)
            for cell, weight in weights.items():
                now[margin(cell)] += cell.careful * weight
            if any(aim[key] > 0 and now[key] <= 0 for key in aim):
                return None
            furthest = max(furthest, *(abs(aim[key] - now[key]) / target for key in now))
            weights = {cell: weight * aim[margin(cell)] / now[margin(cell)] for cell, weight in weights.items()}
        if furthest < CLOSE:
            return weights
    return None


def _trimmed(weights: Mapping[Cell, float], total: float, max_ratio: float) -> Weighted:
    """Weights within ``max_ratio`` of their mean, all others moved by one factor so that the sum is ``total``."""
    mean = total / sum(cell.careful for cell in weights)
    low, high = mean / max_ratio, mean * max_ratio

    def at(factor: float) -> dict[Cell, float]:
        return {cell: min(max(weight * factor, low), high) for cell, weight in weights.items()}

    # The sum rises with the factor, from all at the lower bound to all at the upper one; the total lies between.
    lower, upper = 0.0, high / min(weights.values())
    for _ in range(ROUNDS):
        middle = (lower + upper) / 2
        enough = sum(cell.careful * weight for cell, weight in at(middle).items()) >= total
        lower, upper = (lower, middle) if enough else (middle, upper)
    kept = at(upper)
    return Weighted(kept, frozenset(cell for cell, weight in kept.items() if weight in (low, high)))
