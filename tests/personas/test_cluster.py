"""k-means over what is known: recovers groups, ignores the order of people, skips what is unknown."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from persona_pipeline.personas.choose import choose
from persona_pipeline.personas.cluster import People, distances, fit

CENTRES = np.array([[2.0, 0, 0, 1], [-2, 2, 0, -1], [0, -2, 2, 0]])


def people(number: int, *, unknown: float = 0.0, seed: int = 3) -> tuple[People, np.ndarray]:
    random = np.random.default_rng(seed)
    truth = random.choice(3, number, p=[0.5, 0.3, 0.2])
    values = CENTRES[truth] + random.normal(0, 0.6, (number, 4))
    weights = np.where(random.random((number, 4)) < unknown, 0.0, 0.25)
    return People(np.where(weights > 0, values, 0.0), weights), truth


def test_it_finds_the_groups_largest_first() -> None:
    some, truth = people(900)
    found = fit(some, 3, seed=7, starts=3)
    assert adjusted_rand_score(truth, found.labels) > 0.97
    assert np.allclose(found.centres, CENTRES, atol=0.15)
    assert list(np.bincount(found.labels)) == sorted(np.bincount(found.labels), reverse=True)


def test_unknown_traits_do_not_pull_anybody_to_the_middle() -> None:
    some, truth = people(900, unknown=0.4)
    found = fit(some, 3, seed=7, starts=3)
    assert np.allclose(found.centres, CENTRES, atol=0.25)
    known = (some.weights > 0).sum(axis=1) >= 2
    assert adjusted_rand_score(truth[known], found.labels[known]) > 0.8


def test_the_distance_is_that_over_the_known_traits() -> None:
    one = People(np.array([[1.0, 0.0]]), np.array([[0.5, 0.0]]))
    assert distances(one, np.array([[0.0, 9.0], [3.0, -9.0]])).tolist() == [[0.5, 2.0]]


def test_the_order_of_people_does_not_move_the_centres() -> None:
    some, _ = people(600)
    order = np.random.default_rng(1).permutation(600)
    one, other = fit(some, 3, seed=7, starts=5), fit(some.some(order), 3, seed=7, starts=5)
    assert np.allclose(one.centres, other.centres, atol=1e-6)
    assert (one.labels[order] == other.labels).all()


def test_as_many_personas_as_there_are_groups() -> None:
    some, _ = people(900)
    found, choice = choose(some, 5, seed=7)
    assert choice.personas == len(found.centres) == 3
    assert [candidate.personas for candidate in choice.candidates] == [2, 3, 4, 5]
    assert "stable" in choice.reason


def test_where_there_are_no_groups_two_are_taken_and_that_is_said() -> None:
    values = np.random.default_rng(5).normal(0, 1, (400, 8))
    _, choice = choose(People(values, np.full(values.shape, 1 / 8)), 4, seed=7)
    assert choice.personas == 2
    assert "no number of personas" in choice.reason


def test_too_few_different_people_are_refused() -> None:
    same = People(np.ones((30, 2)), np.full((30, 2), 0.5))
    with pytest.raises(ValueError, match="2 different people, found 1"):
        choose(same, 3, seed=7)
