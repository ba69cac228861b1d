"""Evidently's drift report over a table of members, run by million.py in Evidently's own environment; prints JSON."""

import json
import resource
import sys
import time
from pathlib import Path

import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset


def main():
    now, then = (pd.read_parquet(Path(sys.argv[1]) / f"{name}.parquet") for name in ("now", "then"))
    numbers = [name for name in now.columns if name != "persona_id"]
    now[numbers], then[numbers] = now[numbers].astype(float), then[numbers].astype(float)
    definition = DataDefinition(categorical_columns=["persona_id"], numerical_columns=numbers)
    began = time.perf_counter()
    one, other = (Dataset.from_pandas(frame, data_definition=definition) for frame in (now, then))
    Report([DataDriftPreset()], include_tests=True).run(one, other).dict()
    seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {
                "evidently_seconds_1m": seconds,
                "evidently_peak_memory_mb_1m": memory,
                "evidently_columns_1m": len(now.columns),
            }
        )
    )


if __name__ == "__main__":
    main()
