"""A moved centre names a feature that itself moved, where there is one."""

import numpy as np
import pytest

from persona_pipeline.drift.evidence import Evidence
from persona_pipeline.drift.judge import _told
from persona_pipeline.drift.profile import Centre

NOTHING = np.zeros((1, 4))
OFF = np.zeros((1, 4), dtype=bool)
COLUMNS = np.array([1, 2, 3], dtype=np.int64)
CENTRE = Centre("P01", COLUMNS, np.zeros(1), np.ones(1, dtype=bool), np.array([3]))
VALUES = np.array([[9.0, -0.05, 0.16, 0.2]])


def evidence(*watched: int) -> Evidence:
    watching = OFF.copy()
    watching[0, list(watched)] = True
    counts = NOTHING.astype(np.int64)
    return Evidence(NOTHING, counts, counts, counts, watching, OFF, OFF)


@pytest.mark.parametrize(
    ("watched", "least", "told"),
    [
        ((), 0.0, 3),  # none has evidence: the one that moved most
        ((1,), 0.0, 1),
        ((1, 2), 0.0, 2),
        ((1,), 0.15, 3),  # it fires by one that is large enough
        ((1, 2), 0.15, 2),
    ],
)
def test_the_feature_with_evidence(watched: tuple[int, ...], least: float, told: int) -> None:
    assert _told(CENTRE, VALUES[-1, CENTRE.features], evidence(*watched), least=least) == told
