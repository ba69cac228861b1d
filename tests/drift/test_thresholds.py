"""Thresholds keep to a budget: they agree with published values, grow with doubt, and a simulated walk obeys them."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.drift.paces import QUICK, STEADY, Pace
from persona_pipeline.drift.thresholds import QUICK_PART, SAFETY, average_run_length, quick_threshold, threshold


@pytest.mark.parametrize(("one_sided", "h"), [(1, 2.83), (10, 3.98)])
def test_with_a_long_reference_it_is_siegmund_with_the_safety_factor(one_sided: int, h: float) -> None:
    assert threshold(one_sided, 0.25 / (1 - QUICK_PART), 100_000) == pytest.approx(SAFETY * h, abs=0.01)


def test_textbook_cusum() -> None:
    """k = 0.5, h = 5, two-sided: an average run of about 470 nights (Siegmund 469)."""
    one_sided = float(average_run_length(np.array([5.0]), np.array([-0.5]))[0])
    assert one_sided / 2 == pytest.approx(469, abs=1)


@pytest.mark.slow
@given(st.integers(1, 200), st.floats(0.01, 5), st.integers(14, 400))
def test_more_series_fewer_alarms_and_fewer_nights_ask_for_more_evidence(
    one_sided: int, budget: float, nights: int
) -> None:
    h = threshold(one_sided, budget, nights)
    assert h <= threshold(one_sided + 1, budget, nights)
    assert h <= threshold(one_sided, budget / 2, nights)
    assert h >= threshold(one_sided, budget, nights + 100)


def test_a_walk_without_a_change_runs_at_least_as_long_as_promised() -> None:
    """200 walks of 4,000 nights at a threshold that promises one alarm in 2,000 nights: 400 expected at most."""
    rng = np.random.default_rng(3)
    h = threshold(1, 365 / 2000 / (1 - QUICK_PART), 100_000) / SAFETY
    evidence, alarms = np.zeros(200), 0
    for night in rng.normal(size=(4000, 200)):
        evidence = STEADY.add(evidence, night)
        alarms += int((evidence >= h).sum())
        evidence[evidence >= h] = 0.0
    assert 150 < alarms < 460


@pytest.mark.parametrize(("pace", "of"), [(STEADY, threshold), (QUICK, quick_threshold)])
@given(z=st.floats(0, 1e6), shop=st.tuples(st.integers(1, 100), st.floats(0.01, 5), st.integers(14, 400)))
def test_one_night_cannot_fire_from_rest(
    pace: Pace, of: Callable[[int, float, int], float], z: float, shop: tuple[int, float, int]
) -> None:
    assert pace.add(np.zeros(1), np.array([z]))[0] < of(*shop)
