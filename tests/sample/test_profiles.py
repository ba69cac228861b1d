from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.sample.cast import BARGAIN, CAST, NEWCOMER, REGULAR, RESTLESS, SHARES
from persona_pipeline.sample.profiles import CHOICES, FIGURES, blend, slots
from persona_pipeline.sample.vocabulary import ABOUT_NEEDS, ABOUT_PAINS, CATEGORIES, categories, products

weights = st.dictionaries(st.text(min_size=1), st.floats(0.01, 1000), min_size=1, max_size=12)


@given(weights)
def test_slots_share_out_a_hundred_without_gaps(given_weights: dict[str, float]) -> None:
    ranges = slots(given_weights)
    assert [value for value, _, _ in ranges] == list(given_weights)
    assert ranges[0][1] == 0
    assert ranges[-1][2] == 100
    assert all(end == start for (_, _, end), (_, start, _) in itertools.pairwise(ranges))
    total = sum(given_weights.values())
    assert all(abs((end - start) - 100 * given_weights[value] / total) < 1 for value, start, end in ranges)


def test_a_blend_runs_from_one_profile_to_the_other() -> None:
    half = blend(REGULAR, BARGAIN, 0.5)
    for name in FIGURES:
        assert getattr(blend(REGULAR, BARGAIN, 0), name) == pytest.approx(getattr(REGULAR, name))
        assert getattr(blend(REGULAR, BARGAIN, 1), name) == pytest.approx(getattr(BARGAIN, name))
        assert getattr(half, name) == pytest.approx((getattr(REGULAR, name) + getattr(BARGAIN, name)) / 2)
    assert half.category["accessories"] == pytest.approx(0.45 / 2)


@pytest.mark.parametrize("profile", [*CAST.values(), NEWCOMER, RESTLESS])
def test_every_profile_speaks_words_that_exist(profile: object) -> None:
    assert set(profile.category) <= set(CATEGORIES)
    assert set(profile.need) <= set(ABOUT_NEEDS)
    assert set(profile.pain) <= set(ABOUT_PAINS)
    assert set(profile.language) <= {"nl", "en"}
    assert all(getattr(profile, name) for name in CHOICES)


def test_shares_add_up() -> None:
    for number, parts in SHARES.items():
        assert len(parts) == number
        assert sum(parts) == pytest.approx(1)


def test_products_follow_each_other_and_stay_inside_their_category() -> None:
    numbers = [number for number, _, _, _ in products()]
    assert len(set(numbers)) == len(numbers)
    for category, first, count in categories():
        assert [number for number, _, own, _ in products() if own == category] == list(range(first, first + count))
