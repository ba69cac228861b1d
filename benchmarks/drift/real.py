"""Public data sets as nights: every change of the verdict, beside what happened in the raw data.

python -m benchmarks.drift.real retail WAREHOUSE                 # print the tables of docs/drift-on-real-data.md
python -m benchmarks.drift.real retail WAREHOUSE --play FILES    # play the nights first, into WAREHOUSE's folder

retail: the Online Retail year, FILES is the folder of its daily *.csv (305 nights, about twenty minutes).
ga4: Google's GA4 sample, FILES is ga4_sample.csv (92 nights). panel: the Open e-commerce survey, FILES is survey.csv (84 nights).
An existing warehouse is opened for reading only.
"""

import argparse
from pathlib import Path

import duckdb

from benchmarks.drift.real_play import play
from benchmarks.drift.real_shops import SHOPS, SQL
from benchmarks.personas.results import table

CHANGES = {"changes": "Changes of the overall verdict"}
TOLD = {"alerts": "What people were told", "blocked": "Nights whose data was not trusted"}
FIRED = {
    "incidents": "Signals that fired",
    "still_open": "Signals that fired, by month",
    "challengers": "Would new personas describe customers better, in percent, and what chance gives",
}
PARTS = {
    "retail": CHANGES
    | {
        "months": "By month",
        "who": "Active customers by month: in the picture when it was accepted, or newer",
        "share_evidence": "The evidence for a fall of P01's share, by month",
    }
    | TOLD
    | FIRED
    | {"raw_days": "The raw days around what was told"},
    "ga4": CHANGES
    | TOLD
    | FIRED
    | {"ga4_weeks": "By week, raw", "ga4_personas": "By week, who bought", "ga4_days": "The raw days"},
    "panel": CHANGES | TOLD | {"panel_waves": "The answers by wave, raw"},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shop", choices=sorted(SHOPS))
    parser.add_argument("warehouse", type=Path)
    parser.add_argument(
        "--play", type=Path, help="the public file or folder; the warehouse's folder becomes a workspace"
    )
    args = parser.parse_args()
    if args.play:
        play(args.warehouse.parent, SHOPS[args.shop], args.play)
    with duckdb.connect(str(args.warehouse), read_only=True) as con:
        for name, title in PARTS[args.shop].items():
            found = con.execute((SQL / f"{name}.sql").read_text())
            print(f"\n{title}")
            table([column[0] for column in found.description or ()], found.fetchall())


if __name__ == "__main__":
    main()
