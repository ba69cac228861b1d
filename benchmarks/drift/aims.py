"""The aims at medium volume with 91 reference nights, beside what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.personas.results import table

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = {
    "false_per_year_medium_91": 0.25,
    "delay_median_S1_medium": 2,
    "delay_p90_S1_medium": 3,
    "delay_median_S1c_medium": 4,
    "delay_median_S2_medium": 3,
    "delay_median_S3_medium": 3,
    "delay_median_S4_medium": 3,
    "delay_median_S4b_medium": 3,
    "delay_median_S5_medium": 8,
    **{
        f"false_on_{name}": 0
        for name in ("S6", "S7", "S7_known", "S8_doubled", "S8_late", "S8_nulls", "S8_currency", "S9")
    },
}
LEAST = {"recall5_S2_medium": 0.95, "cause_right_share": 0.95}


def show(figures: Mapping[str, float]) -> None:
    """Print every aim that has been measured, and whether it is met."""
    rows = [
        (name, sign, aim, figures[name], "met" if (figures[name] <= aim if sign == "<=" else figures[name] >= aim) else "MISSED")
        for sign, aims in (("<=", MOST), (">=", LEAST))
        for name, aim in aims.items()
        if name in figures
    ]  # fmt: skip
    print("\nAims")
    table(("", "", "aim", "measured", ""), rows)
