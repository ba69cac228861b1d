"""Differences from everybody else are those that the people themselves would give, and states follow the stated rule."""

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.cards.evidence import Evidence, Sample, against_rest, cohens_h, judge
from persona_pipeline.settings import CardSettings

AS_OF = date(2026, 3, 1)
VALUES = st.lists(st.floats(0, 100, width=32), min_size=3, max_size=40)


def sample(values: list[float]) -> Sample:
    """Mean and interval as personas/profile_figures.sql gives them."""
    n, mean, sd = len(values), float(np.mean(values)), float(np.std(values, ddof=1))
    freedom = n - 1
    half = (1.959964 + 2.372271 / freedom + 2.8225 / freedom**2) * sd / math.sqrt(n)
    return Sample(mean, mean - half, mean + half, n)


@given(VALUES, VALUES)
def test_everybody_else_follows_from_all_less_the_persona(mine: list[float], others: list[float]) -> None:
    told = against_rest(Evidence("x", "", "web", "pages", 0.0), sample(mine), sample([*mine, *others]))
    assert told.others_n == len(others)
    assert told.others_value == pytest.approx(np.mean(others), abs=1e-4)
    squares = (len(mine) - 1) * np.var(mine, ddof=1) + (len(others) - 1) * np.var(others, ddof=1)
    pooled = math.sqrt(squares / (len(mine) + len(others) - 2))
    if pooled > 0.1:
        assert told.effect is not None
        assert told.effect.size == pytest.approx((np.mean(mine) - np.mean(others)) / pooled, abs=1e-3)
        assert told.effect.low < told.effect.size < told.effect.high


@given(st.floats(0, 1), st.integers(5, 500), st.floats(0, 1), st.integers(5, 500))
def test_a_difference_of_shares_turns_with_its_sides(one: float, n: int, other: float, m: int) -> None:
    there, back = cohens_h(one, n, other, m), cohens_h(other, m, one, n)
    assert there.size == pytest.approx(-back.size, abs=1e-6)
    assert there.clear == back.clear


SURE = Evidence("need", "low price", "survey", "share", 0.5, 0.42, 0.58, 120, last_day=AS_OF)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, ("supported", "")),
        ({"n": 29}, ("weak", "few_people")),
        ({"n": 200, "effective_n": 29.5}, ("weak", "few_people")),
        ({"low": 0.3, "high": 0.61}, ("weak", "wide_interval")),
        ({"value": None}, ("weak", "too_few_to_tell")),
        ({"last_day": AS_OF - timedelta(days=181)}, ("stale", "old")),
        ({"last_day": AS_OF - timedelta(days=180)}, ("supported", "")),
        ({"unit": "rating", "value": 4.0, "low": 3.5, "high": 4.5}, ("supported", "")),
        ({"unit": "currency", "value": 40.0, "low": 30.0, "high": 50.0}, ("weak", "wide_interval")),
        ({"low": None, "high": None}, ("supported", "")),
    ],
)
def test_the_state_follows_the_rule(change: dict[str, object], verdict: tuple[str, str]) -> None:
    assert judge(replace(SURE, **change), CardSettings(), AS_OF) == verdict  # type: ignore[arg-type]
