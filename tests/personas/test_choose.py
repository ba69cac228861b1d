"""How many personas: those that are there, no more than may be, and what leaving some out costs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from persona_pipeline.personas.cap import outnumbered
from persona_pipeline.personas.choose import ENOUGH, Chosen, choose, groups_for, reason_for
from persona_pipeline.personas.cluster import People
from persona_pipeline.personas.groups import target_groups
from persona_pipeline.personas.judge import explained, returning, valley

TRAITS = 8
ASKED = [f"t{number}" for number in range(TRAITS)]
EVEN = np.ones(TRAITS)


SIGNS = np.array(
    [
        [1, 1, 1, 1, -1, -1, -1, -1],
        [-1, -1, -1, -1, 1, 1, 1, 1],
        [1, 1, -1, -1, 1, 1, -1, -1],
        [1, 1, -1, -1, -1, 1, 1, 1],
    ]
)
"""Where four groups lie; the last two are the nearest, and differ in three traits."""


def people(centres: int, number: int = 600, *, apart: float = 1.6, seed: int = 3) -> tuple[People, np.ndarray]:
    random = np.random.default_rng(seed)
    truth = random.integers(centres, size=number)
    return People(apart * SIGNS[truth] + random.normal(0, 0.7, (number, TRAITS)), np.ones((number, TRAITS))), truth


def chosen_for(some: People, most: int) -> Chosen:
    return choose(some, EVEN, ASKED, most=most, seed=7, spend=np.full(len(some), 10.0))


@pytest.fixture(scope="module")
def four() -> tuple[People, np.ndarray, Chosen]:
    some, truth = people(4)
    return some, truth, chosen_for(some, 3)


@pytest.mark.slow
def test_as_many_personas_as_there_are_groups() -> None:
    some, truth = people(3)
    chosen = chosen_for(some, 8)
    assert chosen.number == chosen.right == len(chosen.fit.centres) == 3
    assert adjusted_rand_score(truth, chosen.fit.labels) > 0.97
    assert "come back" in reason_for(chosen, 8)
    said = chosen.tried[3].candidate
    assert min(said.returning) > 0.95
    assert said.valley is not None
    assert said.valley < 0.5
    assert not chosen.tried[4].candidate.good


def test_the_cap_holds_and_what_it_costs_is_known(four: tuple[People, np.ndarray, Chosen]) -> None:
    _, truth, chosen = four
    assert (chosen.number, chosen.right) == (3, 4)
    badly = outnumbered(chosen.fit.labels, chosen.tried[4].fit.labels)
    assert badly.mean() == pytest.approx(0.25, abs=0.05), "one of four groups of equal size shares a persona"
    assert len(set(truth[badly])) == 1


def test_target_groups_lie_wholly_inside_their_persona(four: tuple[People, np.ndarray, Chosen]) -> None:
    some, _, chosen = four
    groups = target_groups(some, chosen, at_least=10)
    assert 5 <= len(groups.centres) <= 20
    assert (np.array(groups.personas)[groups.labels] == chosen.fit.labels).all()
    assert np.bincount(groups.labels).min() >= 10
    assert set(groups.personas) == {0, 1, 2}


@pytest.mark.parametrize(("number", "groups"), [(60, 5), (5 * ENOUGH, 5), (12 * ENOUGH, 12), (1_000_000, 20)])
def test_groups_have_enough_people_on_average(number: int, groups: int) -> None:
    assert groups_for(number) == groups


@pytest.mark.slow
def test_where_there_are_no_groups_two_are_taken_and_that_is_said() -> None:
    values = np.random.default_rng(5).normal(0, 1, (400, TRAITS))
    chosen = chosen_for(People(values, np.ones(values.shape)), 4)
    assert chosen.number == 2
    assert "no number of personas" in reason_for(chosen, 4)


def test_who_differs_in_one_thing_only_is_no_persona() -> None:
    random = np.random.default_rng(4)
    values = random.normal(0, 1, (600, TRAITS))
    values[:300, 0] += 12
    chosen = chosen_for(People(values, np.ones(values.shape)), 3)
    assert not chosen.tried[2].candidate.good
    assert valley(People(values, np.ones(values.shape)), chosen.tried[2].fit, ASKED) > 1


def test_too_few_different_people_are_refused() -> None:
    same = People(np.ones((30, TRAITS)), np.ones((30, TRAITS)))
    with pytest.raises(ValueError, match="2 different people, found 1"):
        chosen_for(same, 3)


@given(st.lists(st.integers(0, 2), min_size=3, max_size=40))
def test_a_refit_that_says_the_same_returns_everybody(labels: list[int]) -> None:
    one = np.array(labels)
    renamed = np.array([2, 0, 1])[one]
    assert all(value == 1.0 for value in np.array(returning(one, [renamed], 3))[np.unique(one)])


def test_a_persona_that_falls_in_two_halves_returns_half() -> None:
    labels = np.repeat([0, 1], 10)
    refit = np.concatenate([np.zeros(10, dtype=np.int64), np.repeat([1, 2], 5)])
    assert returning(labels, [refit], 2) == [1.0, 0.5]


def test_explained_spend_is_the_share_between_personas() -> None:
    labels = np.repeat([0, 1], 5)
    assert explained(np.repeat([1.0, 100.0], 5), labels) == pytest.approx(1)
    assert explained(np.tile([1.0, 100.0, np.nan, 3.0, 7.0], 2), labels) == pytest.approx(0)
