"""How often the verdict errs, and what it can see: the error budget and the power card in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from persona_pipeline.desk.reading import rows_as_dicts
from persona_pipeline.warehouse import statement

from .common import print_table, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

Row = dict[str, Any]
_UNITS = {
    "points": "{size:g} points",
    "percent": "{size:g} %",
    "sd": "{size:g} standard units",
    "nps": "{size:g} NPS points",
}
MEASURES = {
    "active_share": "share of active customers",
    "centre": "profile (one feature of it)",
    "conversion": "conversion, a fall",
    "order_value": "order value, a fall",
    "repeat_rate": "repeat rate, a fall",
    "nps": "NPS, a fall",
    "satisfaction": "satisfaction, a fall",
}
OUT_OF_REACH = "not within reach"


def read_surety(con: duckdb.DuckDBPyConnection) -> tuple[list[Row], list[Row]]:
    """Rows of the budget and of the card; none in a warehouse that no night was run on since they were introduced."""
    known = con.execute("select count(*) from duckdb_tables() where table_name in ('drift_budget', 'drift_power')")
    if known.fetchall() != [(2,)]:
        return [], []
    return rows_as_dicts(con, statement("cli/budget")), rows_as_dicts(con, statement("cli/power"))


def tell_surety(budget: Sequence[Row], power: Sequence[Row]) -> None:
    """Print both; nothing before the reference is full."""
    if budget:
        tell("\n" + false_alarms(budget[0]))
    raised = [row for row in budget if (row["threshold_factor"] or 1) > 1]
    if raised:
        told = ", ".join(f"{row['level']} times {row['threshold_factor']:g}" for row in raised)
        tell(f"This shop varies more than the formula knows, so more evidence is asked for: {told}.")
    if power:
        nights = sorted({row["nights"] for row in power})
        title = "The smallest lasting change that is seen 4 times out of 5"
        print_table(title, ["who", "what", *(f"within {n} nights" for n in nights)], card(power))


def false_alarms(overall: Row) -> str:
    """The estimated rate in a sentence."""
    text = (
        f"False alarms: about {_once(overall['false_per_year'])} a re-evaluation would be for nothing (very likely between "
        f"{_once(overall['high'])} and {_once(overall['low'])}; allowed: {_once(overall['budget'])}), "
        f"judged by {overall['years']} calm years made from {overall['weeks']} weeks of this shop."
    )
    if overall["provisional"]:
        text += " Provisional: a few weeks know little of what a year brings; a larger drift.reference_nights makes it surer."
    return text


def _once(per_year: float) -> str:
    """How often, as people say it."""
    if per_year < 0.001:
        return "once in more than 1,000 years"
    if per_year < 0.95:
        return f"once in {1 / per_year:.1f} years".replace(".0 ", " ")
    return "once a year" if per_year < 1.05 else f"{per_year:.1f} times a year"


def card(power: Sequence[Row]) -> list[list[str]]:
    """One line per persona and measure, with the nights side by side."""
    lines: dict[tuple[str, str], list[str]] = {}
    for row in power:
        who = "whole shop" if row["persona_id"] == "all" else str(row["name"] or row["persona_id"])
        what = MEASURES.get(row["measure"], str(row["measure"]))
        size = row["smallest_change"]
        shown = OUT_OF_REACH if size is None else _UNITS[row["unit"]].format(size=size)
        lines.setdefault((who, what), [who, what]).append(shown)
    return list(lines.values())
