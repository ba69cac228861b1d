"""River on the same nights, in an environment of its own.

uv venv ENV && uv pip install --python ENV/bin/python river==0.26.1
python -m benchmarks.drift.counts FILE.npz
ENV/bin/python benchmarks/drift/river_peer.py FILE.npz

Page-Hinkley and ADWIN follow the nightly persona shares and the conversion: as they are ("default"), in standard units of the 91
reference nights ("standardised"), and Page-Hinkley with its limit halved as long as it is silent on these ("tuned"). An alarm counts
from the first night of the change on. Writes benchmarks/results/drift_river.json.
"""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np

BASELINE, AFTER, MERGED = 91, 12, 14
RESULTS = Path(__file__).resolve().parents[1] / "results" / "drift_river.json"


def river(counts, last):
    """Page-Hinkley and ADWIN over nightly shares, as they are and in standard units of the reference."""
    from river import drift

    shares = counts / counts.sum(axis=1, keepdims=True)
    shares = shares[:last, : shares.shape[1] if shares.shape[1] > 2 else 1]
    standard = (shares - shares[:BASELINE].mean(axis=0)) / shares[:BASELINE].std(axis=0, ddof=1)

    def follow(make, series):
        found = np.zeros(len(series), dtype=bool)
        for column in series.T:
            detector = make()
            for night, value in enumerate(column):
                detector.update(float(value))
                found[night] |= detector.drift_detected
        return found

    def silent(limit):
        return not follow(lambda: drift.PageHinkley(threshold=limit), standard)[:BASELINE].any()

    limit = 50.0
    while limit > 1 and silent(limit / 2):
        limit /= 2
    while not silent(limit):
        limit *= 2
    ways = {
        "page_hinkley_default": follow(drift.PageHinkley, shares),
        "page_hinkley_standardised": follow(drift.PageHinkley, standard),
        "page_hinkley_tuned": follow(lambda: drift.PageHinkley(threshold=limit), standard),
        "adwin_default": follow(drift.ADWIN, shares),
        "adwin_standardised": follow(drift.ADWIN, standard),
    }
    return {name: found[BASELINE:] for name, found in ways.items()}


def main():
    data = np.load(sys.argv[1])
    keys = sorted({key.rsplit("_", 1)[0] for key in data.files})
    figures = {
        "version": version("river"),
        "nights_of_a_calm_year": 365,
        "seeds": sum(key.startswith("S1_") for key in keys),
    }
    began, nights = time.perf_counter(), 0
    for key in keys:
        start, found = int(data[f"{key}_start"]), {}
        length = len(data[f"{key}_shares"])
        last = length if key.startswith("S0") else min(length, start + AFTER)
        for table in ("shares", "orders"):
            for way, alarms in river(data[f"{key}_{table}"].astype(float), last).items():
                found[way] = found.get(way, False) | alarms
        nights += last - BASELINE
        for way, alarms in found.items():
            late = np.nonzero(alarms[start - BASELINE :])[0]
            if key.startswith("S0"):
                episodes = sum(1 for n, night in enumerate(late) if n == 0 or night - late[n - 1] > MERGED)
                figures |= {f"{way}_calm_alarm_nights": len(late), f"{way}_calm_episodes": episodes}
                figures["nights_of_a_calm_year"] = last - start
            else:
                figures.setdefault(f"{way}_delays_{key.split('_')[0]}", []).append(
                    int(late[0]) + 1 if len(late) else None
                )
    figures["seconds_per_night"] = round((time.perf_counter() - began) / nights, 3)
    RESULTS.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
