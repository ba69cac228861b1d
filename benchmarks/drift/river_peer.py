"""River on the same nights, in an environment of its own.

uv venv --python 3.11 ENV && uv pip install --python ENV/bin/python river==0.26.1 pandas==2.3.3
python -m benchmarks.drift.counts FILE.npz
PYTHONPATH=. ENV/bin/python -m benchmarks.drift.river_peer FILE.npz

Page-Hinkley and ADWIN follow the nightly persona shares, the conversion and the means of six features: as they are ("default"), in
standard units of the 91 reference nights ("standardised"), and Page-Hinkley with its limit halved as long as it is silent on
these ("tuned"). An alarm counts from the first night of the change on. Writes benchmarks/results/drift_river.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from river import drift

from .units import BASELINE, Course, Nights, measure

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

GIVEN = "nightly shares of three personas, conversion, and means of six features"


def series(one: Nights) -> npt.NDArray[np.float64]:
    """Nights x what is followed."""
    shares, orders = (counts / counts.sum(axis=1, keepdims=True) for counts in (one.shares, one.orders))
    features = one.values[:, :, 1:].sum(axis=1)
    found: npt.NDArray[np.float64] = np.column_stack([shares, orders[:, :1], features[..., 1] / features[..., 0]])
    return found[: one.last]


def standard(one: Nights) -> npt.NDArray[np.float64]:
    found = series(one)
    then = found[:BASELINE]
    scaled: npt.NDArray[np.float64] = (found - then.mean(axis=0)) / then.std(axis=0, ddof=1)
    return scaled


def alarms(
    make: Callable[[], drift.PageHinkley | drift.ADWIN], followed: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Nights on which a detector of any of the columns speaks."""
    found = np.zeros(len(followed), dtype=bool)
    for column in followed.T:
        detector = make()
        for night, value in enumerate(column):
            detector.update(float(value))
            found[night] |= detector.drift_detected
    return found


def page_hinkley(one: Nights) -> dict[str, Course]:
    return {
        "Page-Hinkley, default": Course(alarms(drift.PageHinkley, series(one)), None),
        "Page-Hinkley, standardised": Course(alarms(drift.PageHinkley, standard(one)), None),
    }


def tuned(one: Nights) -> dict[str, Course]:
    followed = standard(one)

    def silent(limit: float) -> bool:
        return not alarms(lambda: drift.PageHinkley(threshold=limit), followed[:BASELINE]).any()

    limit = 50.0
    while limit > 1 and silent(limit / 2):
        limit /= 2
    while not silent(limit):
        limit *= 2
    return {"Page-Hinkley, tuned": Course(alarms(lambda: drift.PageHinkley(threshold=limit), followed), None)}


def adwin(one: Nights) -> dict[str, Course]:
    return {
        "ADWIN, default": Course(alarms(drift.ADWIN, series(one)), None),
        "ADWIN, standardised": Course(alarms(drift.ADWIN, standard(one)), None),
    }


if __name__ == "__main__":
    measure("river", ["river"], GIVEN, {"page-hinkley": page_hinkley, "tuned": tuned, "adwin": adwin})
