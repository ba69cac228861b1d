"""NannyML on the same nights, in an environment of its own.

uv venv --python 3.11 ENV && uv pip install --python ENV/bin/python nannyml==0.13.1 statsmodels==0.15.0
python -m benchmarks.drift.counts FILE.npz
PYTHONPATH=. ENV/bin/python -m benchmarks.drift.nannyml_peer FILE.npz

Every night is a chunk (chunk_period="D"); fitted on the 91 reference nights with all their rows. An alarm is an alert of any column.
Its own limits come from the reference nights (mean and three standard deviations of a column's figures), but for chi-square's (p < 0.05).
"Tuned": above the largest of the reference nights, in units of these limits. Writes benchmarks/results/drift_nannyml.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import nannyml
import numpy as np
import pandas as pd

from .units import BASELINE, FEATURES, Course, Nights, measure

if TYPE_CHECKING:
    from collections.abc import Callable

GIVEN = "all customers (persona, six features) and all visits (bought or not) of every night"
UNIVARIATE = {
    "Jensen-Shannon": ("jensen_shannon", "jensen_shannon"),
    "Wasserstein, L-infinity": ("wasserstein", "l_infinity"),
    "KS, chi-square": ("kolmogorov_smirnov", "chi2"),
}


def dated(one: Nights, part: str, nights: list[int]) -> pd.DataFrame:
    """Rows of these nights below each other, each with its day."""
    first = pd.Timestamp("2026-01-05")
    frames = [getattr(one.rows[night], part).assign(day=first + pd.Timedelta(days=night)) for night in nights]
    return pd.concat(frames, ignore_index=True)


def course(one: Nights, calculators: dict[str, object]) -> Course:
    """Alerts and the largest figure in units of its limit, of all columns of all calculators; by part of the rows."""
    later = list(range(one.start, one.last))
    alarms, scores = np.zeros(one.last, dtype=bool), np.zeros(one.last)
    for part, calculator in calculators.items():
        fitted = calculator.fit(dated(one, part, list(range(BASELINE))))  # type: ignore[attr-defined]
        found = fitted.calculate(dated(one, part, later)).filter(period="all").to_df()
        places = [*range(BASELINE), *later]
        if len(found) != len(places):
            raise SystemExit(f"{len(found)} chunks of {len(places)} nights")
        alerts = [column for column in found.columns if column[-1] == "alert"]
        if not alerts:
            raise SystemExit(f"no alerts among {list(found.columns)}")
        for column in alerts:
            alarms[places] |= found[column].astype(bool).to_numpy()
            value, upper = (found[(*column[:-1], what)].astype(float) for what in ("value", "upper_threshold"))
            limit = upper if upper.notna().all() else value[:BASELINE].max()
            scores[places] = np.fmax(scores[places], (value / limit).to_numpy())
    return Course(alarms, scores)


def univariate(says: str) -> Callable[[Nights], dict[str, Course]]:
    continuous, categorical = UNIVARIATE[says]

    def follow(one: Nights) -> dict[str, Course]:
        columns = {"customers": ["persona", *FEATURES], "visits": ["bought"]}
        calculators = {
            part: nannyml.UnivariateDriftCalculator(
                column_names=names,
                timestamp_column_name="day",
                continuous_methods=[continuous],
                categorical_methods=[categorical],
                chunk_period="D",
            )
            for part, names in columns.items()
        }
        return {says: course(one, calculators)}

    return follow


def reconstruction(one: Nights) -> dict[str, Course]:
    calculator = nannyml.DataReconstructionDriftCalculator(
        column_names=["persona", *FEATURES], timestamp_column_name="day", chunk_period="D"
    )
    return {"PCA reconstruction of customers": course(one, {"customers": calculator})}


if __name__ == "__main__":
    nannyml.disable_usage_logging()
    ways = {says.split(",")[0].lower(): univariate(says) for says in UNIVARIATE} | {"reconstruction": reconstruction}
    measure("nannyml", ["nannyml", "pandas", "statsmodels"], GIVEN, ways)
