"""Evidently on the same nights, in an environment of its own (it does not run with this project's pandas).

uv venv --python 3.11 ENV && uv pip install --python ENV/bin/python evidently==0.7.23 pandas==2.3.3
python -m benchmarks.drift.counts FILE.npz
DO_NOT_TRACK=1 ENV/bin/python benchmarks/drift/evidently_peer.py FILE.npz default

Every night's customers (their persona) and visits (bought or not) are compared with a sample of the 91 reference nights'
by DataDriftPreset, at its defaults ("default"), with method="psi" ("psi") or cat_method="chisquare" ("chisquare"); five minutes each. Writes benchmarks/results/drift_evidently.json.
"""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset

BASELINE, AFTER, MERGED = 91, 12, 14
SAMPLE = 20_000
WAYS = {"default": {}, "psi": {"method": "psi"}, "chisquare": {"cat_method": "chisquare"}}
RESULTS = Path(__file__).resolve().parents[1] / "results" / "drift_evidently.json"


def rows(counts, name, size=None):
    """One row per unit; a sample of them by share, without chance, where a size is given."""
    if size:
        counts = np.round(counts / counts.sum() * size)
    return pd.DataFrame({name: np.repeat([str(n) for n in range(len(counts))], counts.astype(int))})


def drifted(now, then, name, way):
    """Whether the report's test fails."""
    definition = DataDefinition(categorical_columns=[name])
    one, other = (Dataset.from_pandas(frame, data_definition=definition) for frame in (now, then))
    found = Report([DataDriftPreset(**way)], include_tests=True).run(one, other).dict()
    tests = [test for test in found["tests"] if name in test["name"]]
    if not tests:
        raise SystemExit(f"no test of {name}: {[test['name'] for test in found['tests']]}")
    return any(str(test["status"]).upper().endswith("FAIL") for test in tests)


def alarms(data, key, way, last=None):
    """Nights after the start of the change that alarm, on either column."""
    start = int(data[f"{key}_start"])
    found = None
    for table in ("shares", "orders"):
        counts = data[f"{key}_{table}"]
        then = rows(counts[:BASELINE].sum(axis=0), table, SAMPLE)
        nights = range(start, min(len(counts), start + (last or len(counts))))
        one = np.array([drifted(rows(counts[night], table), then, table, way) for night in nights])
        found = one if found is None else found | one
    return found


def main():
    data = np.load(sys.argv[1])
    keys = sorted({name.rsplit("_", 1)[0] for name in data.files})
    figures = {"evidently_version": version("evidently"), "pandas_version": version("pandas")}
    for name in sys.argv[2:] or WAYS:
        way = WAYS[name]
        began, nights = time.perf_counter(), 0
        for key in keys:
            found = alarms(data, key, way, None if key.startswith("S0") else AFTER)
            nights += len(found)
            late = np.nonzero(found)[0]
            if key.startswith("S0"):
                episodes = sum(1 for n, night in enumerate(late) if n == 0 or night - late[n - 1] > MERGED)
                figures[f"{name}_calm_alarm_nights_of_{len(found)}"] = len(late)
                figures[f"{name}_calm_episodes"] = episodes
            else:
                figures.setdefault(f"{name}_delays_{key.split('_')[0]}", []).append(
                    int(late[0]) + 1 if len(late) else None
                )
        figures[f"{name}_seconds_per_night"] = round((time.perf_counter() - began) / nights, 3)
        print(name, {key: value for key, value in figures.items() if key.startswith(name)}, flush=True)
        RESULTS.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
