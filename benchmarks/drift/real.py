"""The Online Retail year as nights: every change of the verdict, beside what happened in the raw data.

python -m benchmarks.drift.real WAREHOUSE                        # print the tables of docs/drift-on-real-data.md
python -m benchmarks.drift.real WAREHOUSE --play FOLDER          # play the year first: FOLDER has its daily *.csv

Playing 305 nights takes about ten minutes. An existing warehouse is opened for reading only.
"""

import argparse
import os
from datetime import date
from pathlib import Path

import duckdb

from benchmarks.personas.results import table
from persona_pipeline.settings import KEY_VARIABLE
from tests.realdata.play import arrive, make_workspace, night

KEY = "a-key-for-tests-only-0123456789"
SQL = Path(__file__).parent / "sql"
PARTS = {
    "changes": "Changes of the overall verdict",
    "months": "By month",
    "who": "Active customers by month: in the picture when it was accepted, or newer",
    "still_open": "The incident of 4 August: P01's share by month",
    "alerts": "What people were told",
    "blocked": "Nights whose data was not trusted",
    "raw_days": "The raw days",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument(
        "--play", type=Path, help="folder with the daily files; the warehouse's folder becomes a workspace"
    )
    args = parser.parse_args()
    if args.play:
        play(args.warehouse.parent, sorted(args.play.glob("*.csv")))
    with duckdb.connect(str(args.warehouse), read_only=True) as con:
        for name, title in PARTS.items():
            found = con.execute((SQL / f"{name}.sql").read_text())
            print(f"\n{title}")
            table([column[0] for column in found.description or ()], found.fetchall())


def play(root: Path, files: list[Path]) -> None:
    """One file a night, as they came."""
    os.environ.setdefault(KEY_VARIABLE, KEY)
    workspace = make_workspace(root)
    for file in files:
        arrive(workspace, "retail", file)
        night(workspace, [date.fromisoformat(file.stem)])


if __name__ == "__main__":
    main()
