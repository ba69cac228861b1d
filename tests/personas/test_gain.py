"""Whether other personas describe people better: found where it is so, and not where it is chance."""

from __future__ import annotations

import numpy as np
import pytest
import sklearn.cluster  # noqa: F401 - before its threads are limited
from threadpoolctl import threadpool_limits

from persona_pipeline.personas.choose import halves_of
from persona_pipeline.personas.cluster import People
from persona_pipeline.personas.gain import Gain, gain_of

TRUE = np.array([[1.5, 0.0, 0.0, 0.5], [-1.0, 1.2, 0.0, -0.5], [0.0, -1.2, 1.0, 0.0]])
WEIGHTS = np.ones(4)


def people(seed: int, number: int = 900, centres: np.ndarray = TRUE, spread: float = 0.6) -> People:
    random = np.random.default_rng(seed)
    values = centres[np.arange(number) % len(centres)] + spread * random.normal(size=(number, 4))
    known = (random.random((number, 4)) < 0.9).astype(float)
    return People(np.where(known > 0, values, 0.0), known)


def gain(here: People, known: np.ndarray, number: int = 3, weights: np.ndarray = WEIGHTS) -> Gain:
    with threadpool_limits(limits=1):
        found = gain_of(here, halves_of(here, WEIGHTS, 9, seed=7), known, weights, number=number)
    assert found is not None
    assert found.low <= found.gain <= found.high
    return found


@pytest.fixture(scope="module")
def then() -> np.ndarray:
    """Centres of personas that were made from other people of the same kind."""
    with threadpool_limits(limits=1):
        found = halves_of(people(40, number=1800), WEIGHTS, 9, seed=3)[0].joined.personas(3).centres
    return found[np.argsort(-found[:, 0])][[0, 2, 1]]  # in the order of TRUE


@pytest.mark.parametrize("seed", range(4))
def test_personas_that_still_fit_are_not_beaten(seed: int, then: np.ndarray) -> None:
    found = gain(people(seed), then)
    assert not found.better
    assert abs(found.gain) < 0.05
    assert found.people == 900


@pytest.mark.parametrize("seed", range(3))
def test_a_persona_whose_people_became_others_is_described_better_anew(seed: int, then: np.ndarray) -> None:
    moved = TRUE.copy()
    moved[1] += [0.0, 0.0, 1.2, 0.0]
    found = gain(people(seed, centres=moved), then)
    assert found.better
    assert 0.05 < found.gain < 0.6
    assert found.low > found.chance


def test_the_gain_is_the_share_of_the_squared_distances_that_goes_away(then: np.ndarray) -> None:
    """One persona a whole unit off in one trait, a third of the people: 1/3 on top of about 0.36 in each of four traits.

    It is somewhat less, because those who stand far off are then nearer to another persona.
    """
    off = then.copy()
    off[2, 3] += 1.0
    assert 0.1 < gain(people(5), off).gain < (1 / 3) / (4 * 0.36 + 1 / 3)


def test_more_personas_alone_are_no_better_definition(then: np.ndarray) -> None:
    """A fourth one always leaves less unexplained; that much is taken off."""
    found = gain(people(6), then, number=4)
    assert found.number_gain > 0.01
    assert found.number_gain == pytest.approx(found.gain, abs=0.04)
    assert not found.better
    assert gain(people(6), then).number_gain == 0.0


def test_fewer_personas_that_describe_people_worse_are_not_better(then: np.ndarray) -> None:
    """Also where those in force no longer fit, and two new ones are better than any two of these could be."""
    moved = TRUE.copy()
    moved[1] += [0.0, 0.0, 0.6, 0.0]
    found = gain(people(3, centres=moved), then, number=2)
    assert found.number_gain < found.gain < 0
    assert not found.better


def test_a_trait_of_one_definition_only_gains_nothing(then: np.ndarray) -> None:
    """Weight 0: here the one in which the personas in force are wrong."""
    off = then.copy()
    off[:, 3] = 5.0
    assert gain(people(8), off).better
    assert not gain(people(8), off, weights=np.array([1.0, 1.0, 1.0, 0.0])).better


def test_the_same_people_give_the_same_figures() -> None:
    assert gain(people(9), TRUE) == gain(people(9), TRUE)


@pytest.mark.slow
def test_too_few_people_say_nothing() -> None:
    few = people(1, number=20)
    assert gain_of(few, halves_of(few, WEIGHTS, 5, seed=7), TRUE, WEIGHTS, number=2) is None
    assert gain_of(few, (), TRUE, WEIGHTS, number=2) is None
