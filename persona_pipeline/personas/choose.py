"""How many personas: as many as come back when people are left out, have a valley between them, and are worth a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .cluster import Fit, count_different, fit, for_everybody, means, neutral, ordered, some_rows
from .definition import Candidate
from .join import joined, refine
from .judge import explained, returning, separation, valley

if TYPE_CHECKING:
    from collections.abc import Sequence

    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    from .cluster import Labels, People, Vector

LARGEST, FEWEST_TRIED = 8, 5
FEWEST_GROUPS, MOST_GROUPS = 5, 20
ENOUGH = 97
"""People from which on a share of a group is known to 10 points or better, at 95 %: 1.96^2 x 0.25 / 0.1^2 = 96.04 (Cochran,
Sampling Techniques, 1977). A shop is divided into as many target groups as have twice as many on average."""
STARTS = 3
HALVES = 6  # refits, in pairs of complementary halves
PEOPLE_FOR_CENTRES = 20_000  # more move no centre; everybody of the sample is then given the nearest
PEOPLE_FOR_STABILITY = 5_000

COMES_BACK = 0.75  # Hennig (2007): a cluster whose mean Jaccard index is above this is a valid, stable one
SMALLEST_SHARE = 0.05  # a persona of fewer people is not worth a name
VALLEY = 1.0  # from here on as many people stand half way between two personas as at the lesser of their centres


@dataclass(frozen=True)
class Tried:
    """One number of personas: the fit, and how good it is."""

    fit: Fit
    candidate: Candidate


@dataclass(frozen=True)
class Chosen:
    """fine: the groups that were joined. tried: by number of personas. number: chosen under the cap. right: without it.

    rows: the people among whom stability was measured. halves: what halves of them, by place among these, lead to.
    """

    fine: Fit
    tried: dict[int, Tried]
    number: int
    right: int
    rows: Labels
    halves: tuple[Half, ...]

    @property
    def fit(self) -> Fit:
        return self.tried[self.number].fit


def choose(
    people: People, weights: Vector, questions: Sequence[str], *, most: int, seed: int, spend: Vector | None = None
) -> Chosen:
    """The fit with the largest number of personas, 2 to ``most``, that is good, and the one that would be without a cap.

    Where people differ by degrees and no number has a valley between its personas: the largest that comes back, or else 2.

    weights: how many independent things each trait says.
    questions: what each trait is about; choices of one question share it. spend: money of each person, NaN where unknown.

    Raises:
        ValueError: if there are not two different people.
    """
    different = count_different(neutral(people, weights), MOST_GROUPS)
    if different < 2:
        raise ValueError(f"expected at least 2 different people, found {different}")
    with _one_thread():
        return _chosen(people, weights, questions, different=different, most=most, seed=seed, spend=spend)


def _one_thread() -> threadpool_limits:
    """Sums of floats depend on how they are split over threads, and a second thread gains nothing on a bounded sample.

    scikit-learn comes first: what is not yet loaded is not limited.
    """
    import sklearn.cluster
    import sklearn.metrics  # noqa: F401
    from threadpoolctl import threadpool_limits

    return threadpool_limits(limits=1)


def _chosen(
    people: People,
    weights: Vector,
    questions: Sequence[str],
    *,
    different: int,
    most: int,
    seed: int,
    spend: Vector | None,
) -> Chosen:
    some = people.some(some_rows(len(people), PEOPLE_FOR_CENTRES, seed))
    fine = fit(some, weights, min(groups_for(len(people)), different), seed=seed, starts=STARTS)
    rows = some_rows(len(people), PEOPLE_FOR_STABILITY, seed)
    whole = Joined(some, fine, weights, seed)
    halves = halves_of(people.some(rows), weights, len(fine.centres), seed=seed)
    tried: dict[int, Tried] = {}
    for number in range(2, min(LARGEST, len(fine.centres)) + 1):
        found = for_everybody(people, whole.personas(number))
        refits = [half.joined.personas(number).nearest(people.some(rows)) for half in halves]
        judged = _judge(people, found, found.labels[rows], refits, questions=questions, spend=spend, seed=seed)
        tried[number] = Tried(found, judged)
        if number >= FEWEST_TRIED and not any(tried[last].candidate.good for last in (number, number - 1)):
            break  # two in a row that fall apart: more of them do too
    good = [number for number, each in tried.items() if each.candidate.good]
    by_degrees = [number for number, each in tried.items() if _comes_back(each.candidate)]
    number = max((n for n in good if n <= most), default=max((n for n in by_degrees if n <= most), default=2))
    right = max(good, default=number)
    return Chosen(for_everybody(people, fine), tried, number=number, right=right, rows=rows, halves=halves)


def _comes_back(candidate: Candidate) -> bool:
    return min(candidate.returning) >= COMES_BACK and candidate.smallest_share >= SMALLEST_SHARE


def groups_for(people: int) -> int:
    """How many target groups so many people are divided into."""
    return max(FEWEST_GROUPS, min(MOST_GROUPS, people // ENOUGH))


def reason_for(chosen: Chosen, most: int) -> str:
    """Why so many personas, in one line."""
    found = chosen.tried[chosen.number].candidate
    if not _comes_back(found):
        return (
            f"no number of personas from 2 to {most} came back when people were left out ({COMES_BACK:.0%} of their people in common is asked for); "
            "two is the least that says anything"
        )
    if not found.good:
        return (
            f"{chosen.number} is the largest number from 2 to {most} whose personas all come back when people are left out "
            f"(with {min(found.returning):.0%} of their people in common, or more); no valley lies between them: people differ by degrees"
        )
    return (
        f"{chosen.number} is the largest number from 2 to {most} whose personas all come back when people are left out "
        f"(with {min(found.returning):.0%} of their people in common, or more), have a valley between them (half way there are {found.valley:.2f} times "
        f"as many people as at the centres) and are worth a name (smallest {found.smallest_share:.0%})"
    )


def _judge(
    people: People,
    found: Fit,
    labels: Labels,
    refits: Sequence[Labels],
    *,
    questions: Sequence[str],
    spend: Vector | None,
    seed: int,
) -> Candidate:
    """How good a fit is; ``labels`` and ``refits`` are of the people among whom stability is measured."""
    from sklearn.metrics import adjusted_rand_score

    number = len(found.centres)
    back = [round(value, 6) for value in returning(labels, refits, number)]
    smallest = round(float(np.bincount(found.labels, minlength=number).min() / len(people)), 6)
    gap = min(valley(people, found, questions), 1e6)
    return Candidate(
        personas=number,
        separation=round(separation(people, found, seed=seed), 6),
        stability=round(float(np.mean([adjusted_rand_score(labels, refit) for refit in refits] or [0.0])), 6),
        smallest_share=smallest,
        returning=back,
        valley=round(gap, 6),
        explained_spend=None if spend is None else round(explained(spend, found.labels), 6),
        good=min(back) >= COMES_BACK and smallest >= SMALLEST_SHARE and gap < VALLEY,
    )


class Joined:
    """Groups of some people, and the personas that they are joined into, by number."""

    def __init__(self, people: People, fine: Fit, weights: Vector, seed: int) -> None:
        self.people, self.weights, self.seed = people, weights, seed
        self.made: dict[int, Fit] = {}
        self.first = {number: labels.copy() for number, labels in joined(fine, weights) if number <= LARGEST}

    def personas(self, number: int) -> Fit:
        """From the groups as they are joined, or from k-means where that explains more.

        Where either leaves a persona empty: the groups as they were joined.
        """
        if number not in self.made:
            with _one_thread():
                self.made[number] = self._make(number)
        return self.made[number]

    def _make(self, number: int) -> Fit:
        labels = self.first[number]
        other = fit(self.people, self.weights, number, seed=self.seed, starts=STARTS).labels
        found = refine(self.people, [labels, other], number, self.weights)
        if len(set(found.labels.tolist())) == number:
            return found
        centres = means(self.people, labels, np.zeros((number, self.people.values.shape[1])))
        return ordered(Fit(centres, labels, self.weights))


@dataclass(frozen=True)
class Half:
    """Half of some people, by place among them, in order; and the groups that it leads to."""

    rows: Labels
    joined: Joined


def halves_of(people: People, weights: Vector, groups: int, *, seed: int) -> tuple[Half, ...]:
    """Groups of halves of the people, in pairs that complement each other."""
    random = np.random.default_rng(seed)
    halves = []
    for _ in range(HALVES // 2):
        order = random.permutation(len(people))
        for half in (order[: len(people) // 2], order[len(people) // 2 :]):
            rows = np.sort(half)
            some = people.some(rows)
            different = count_different(neutral(some, weights), groups)
            if different >= max(2, min(groups, LARGEST)):
                found = fit(some, weights, min(groups, different), seed=seed, starts=STARTS)
                halves.append(Half(rows, Joined(some, found, weights, seed)))
    return tuple(halves)
