"""whylogs on the same nights, in an environment of its own.

uv venv --python 3.11 ENV && uv pip install --python ENV/bin/python "whylogs[viz]==1.6.4" pandas==2.3.3
python -m benchmarks.drift.counts FILE.npz
WHYLOGS_NO_ANALYTICS=True PYTHONPATH=. ENV/bin/python -m benchmarks.drift.whylogs_peer FILE.npz

Every night is profiled with all its rows and compared with the profile of all reference rows by calculate_drift_scores, as it is:
chi-square for words, KS for numbers, "DRIFT" from p 0.05 down. An alarm is a "DRIFT" of any column. "Tuned": a p below the least of the
reference nights, whatever the column. Writes benchmarks/results/drift_whylogs.json.
"""

from __future__ import annotations

import numpy as np
import whylogs
from whylogs.viz.drift.column_drift_algorithms import calculate_drift_scores

from .units import Course, Nights, Rows, measure

GIVEN = "all customers (persona, six features) and all visits (bought or not) of every night"


def follow(one: Nights) -> dict[str, Course]:
    reference = one.reference()
    profiles = [whylogs.log(frame).view() for frame in (reference.customers, reference.visits)]

    def judge(rows: Rows) -> dict[str, tuple[bool, float]]:
        found = {}
        for frame, then in zip((rows.customers, rows.visits), profiles, strict=True):
            now = whylogs.log(frame).view()
            found |= calculate_drift_scores(target_view=now, reference_view=then, with_thresholds=True)
        silent = [name for name, score in found.items() if score is None]
        if silent or len(found) != 8:
            raise SystemExit(f"expected a score of eight columns, found {len(found)}, without a score: {silent}")
        least = min(float(score["pvalue"]) for score in found.values())
        alarm = any(score["drift_category"] == "DRIFT" for score in found.values())
        return {"chi-square, KS": (alarm, -np.log(max(least, 1e-300)))}

    return one.courses(judge)


if __name__ == "__main__":
    measure("whylogs", ["whylogs", "pandas"], GIVEN, {"defaults": follow})
