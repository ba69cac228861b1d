"""Measure the personas: recovery, usefulness, cost, stability, identity. Prints tables and writes benchmarks/results/personas.json.

python -m benchmarks.personas                   # every part
python -m benchmarks.personas recovery          # one part
python -m benchmarks.personas --folder DIR      # keep the generated shops there, and use them again
"""

import argparse
import os
import tempfile
from importlib import import_module
from pathlib import Path

from benchmarks.step import BENCH_KEY
from persona_pipeline.settings import KEY_VARIABLE

from .results import merge

PARTS = ("recovery", "usefulness", "stability", "identity", "cost")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "parts", nargs="*", choices=[[], *PARTS], help="what to measure; everything where nothing is named"
    )
    parser.add_argument(
        "--folder", type=Path, help="where generated shops are kept; a temporary one where none is named"
    )
    args = parser.parse_args()
    os.environ.setdefault(KEY_VARIABLE, BENCH_KEY)
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for part in args.parts or PARTS:
            print(f"\n{part}", flush=True)
            merge(import_module(f"benchmarks.personas.{part}").run(folder))


if __name__ == "__main__":
    main()
