"""k-means over what is known: recovers groups, ignores the order of people, skips what is unknown."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from persona_pipeline.personas.cluster import People, distances, fit

CENTRES = np.array([[2.0, 0, 0, 1], [-2, 2, 0, -1], [0, -2, 2, 0]])
EVEN = np.full(4, 0.25)


def people(number: int, *, unknown: float = 0.0, seed: int = 3) -> tuple[People, np.ndarray]:
    random = np.random.default_rng(seed)
    truth = random.choice(3, number, p=[0.5, 0.3, 0.2])
    values = CENTRES[truth] + random.normal(0, 0.6, (number, 4))
    known = np.where(random.random((number, 4)) < unknown, 0.0, 1.0)
    return People(np.where(known > 0, values, 0.0), known), truth


def test_it_finds_the_groups_largest_first() -> None:
    some, truth = people(900)
    found = fit(some, EVEN, 3, seed=7, starts=3)
    assert adjusted_rand_score(truth, found.labels) > 0.97
    assert np.allclose(found.centres, CENTRES, atol=0.15)
    assert list(np.bincount(found.labels)) == sorted(np.bincount(found.labels), reverse=True)


def test_unknown_traits_do_not_pull_anybody_to_the_middle() -> None:
    some, truth = people(900, unknown=0.4)
    found = fit(some, EVEN, 3, seed=7, starts=3)
    assert np.allclose(found.centres, CENTRES, atol=0.25)
    known = (some.known > 0).sum(axis=1) >= 2
    assert adjusted_rand_score(truth[known], found.labels[known]) > 0.8


def test_the_distance_is_that_over_the_known_traits() -> None:
    one = People(np.array([[1.0, 0.0]]), np.array([[1.0, 0.0]]))
    assert distances(one, np.array([[0.0, 9.0], [3.0, -9.0]]), np.array([0.5, 0.5])).tolist() == [[0.5, 2.0]]


def test_the_order_of_people_does_not_move_the_centres() -> None:
    some, _ = people(600)
    order = np.random.default_rng(1).permutation(600)
    one, other = fit(some, EVEN, 3, seed=7, starts=5), fit(some.some(order), EVEN, 3, seed=7, starts=5)
    assert np.allclose(one.centres, other.centres, atol=1e-6)
    assert (one.labels[order] == other.labels).all()


def test_more_groups_than_different_people_are_refused() -> None:
    same = People(np.ones((30, 2)), np.ones((30, 2)))
    with pytest.raises(ValueError, match="2 different people, found 1"):
        fit(same, np.ones(2), 2, seed=7, starts=3)
