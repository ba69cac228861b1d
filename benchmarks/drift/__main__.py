"""Measure the verdict: false re-evaluations a year, delay, recall and cause. Prints tables and writes benchmarks/results/drift.json.

python -m benchmarks.drift                           # everything: some hours on one core; can be stopped and taken up again
python -m benchmarks.drift --volumes medium --baselines 91
python -m benchmarks.drift --scenarios S1 S2 --seeds 10 --minutes 5
python -m benchmarks.drift --parts beside            # peers beside the verdict, from what benchmarks/results/ holds
"""

import argparse
import os
import tempfile
from pathlib import Path

from benchmarks.step import BENCH_KEY
from persona_pipeline.settings import KEY_VARIABLE

from . import beside, peers, states
from .cells import Cache, run, wanted
from .measure import BASELINES, VOLUMES
from .report import merge, scenarios
from .scenarios import SCENARIOS

PARTS = ("scenarios", "states", "peers", "beside")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=40, help="at medium volume with 91 nights; a fifth elsewhere")
    parser.add_argument("--years", type=int, default=60, help="calm years, likewise")
    parser.add_argument("--volumes", nargs="*", choices=list(VOLUMES), default=list(VOLUMES))
    parser.add_argument("--baselines", nargs="*", type=int, choices=BASELINES, default=list(BASELINES))
    parser.add_argument("--scenarios", nargs="*", choices=list(SCENARIOS), default=list(SCENARIOS))
    parser.add_argument("--parts", nargs="*", choices=PARTS, default=list(PARTS))
    parser.add_argument("--minutes", type=float, default=600.0, help="stop the scenarios after so many")
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "persona-drift-benchmark", help="seeds done"
    )
    args = parser.parse_args()
    os.environ.setdefault(KEY_VARIABLE, BENCH_KEY)
    cells = wanted(args.scenarios, args.volumes, args.baselines, seeds=args.seeds, years=args.years)
    cache = Cache(args.folder)
    if "scenarios" in args.parts:
        run(cells, cache, args.minutes)
        merge(scenarios(cache))
    if "states" in args.parts:
        merge(states.run())
    if "peers" in args.parts:
        merge(peers.run())
    if "beside" in args.parts:
        print(f"\n{beside.markdown()}")


if __name__ == "__main__":
    main()
