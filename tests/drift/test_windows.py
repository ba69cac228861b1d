"""Windows over clean nights agree with the plain way of computing them, whatever nights are left out."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from persona_pipeline.drift.windows import _without_extreme, last_sum, persists

SHAPE = (12, 3)
VALUES = hnp.arrays(np.float64, SHAPE, elements=st.floats(-100, 100, width=16))
CLEAN = hnp.arrays(np.bool_, SHAPE)


def _last(values: np.ndarray, clean: np.ndarray, night: int, stream: int, nights: int) -> np.ndarray:
    known = [values[i, stream] for i in range(night + 1) if clean[i, stream]]
    return np.array(known[-nights:])


@given(VALUES, CLEAN, st.integers(1, 6))
def test_last_sum_counts_clean_nights_only(values: np.ndarray, clean: np.ndarray, nights: int) -> None:
    found = last_sum(values, clean, nights)
    for night, stream in np.ndindex(*SHAPE):
        assert abs(found[night, stream] - _last(values, clean, night, stream, nights).sum()) < 1e-6


@given(VALUES, CLEAN)
def test_the_loudest_night_is_left_out(values: np.ndarray, clean: np.ndarray) -> None:
    n = np.full(SHAPE, 10.0)
    highest, lowest = _without_extreme(values, n, clean, 5)
    for night, stream in np.ndindex(*SHAPE):
        last = _last(values, clean, night, stream, 5)
        if len(last) == 5:
            assert abs(highest[night, stream] - (last.sum() - last.max()) / 40) < 1e-6
            assert abs(lowest[night, stream] - (last.sum() - last.min()) / 40) < 1e-6


def test_a_single_loud_night_does_not_persist() -> None:
    z = np.array([[0.2], [0.1], [9.0], [0.1], [1.5]])
    rises, falls = persists(z, np.ones((5, 1), dtype=np.bool_))
    assert rises[:, 0].tolist() == [False, False, False, False, True]
    assert not falls.any()
