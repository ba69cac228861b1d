"""What the verdict command says of its own errors and of what it can see."""

import duckdb
import pytest

from persona_pipeline.cli.surety import card, false_alarms, read_surety, tell_surety

OVERALL = {
    "level": "all", "budget": 1.0, "false_per_year": 0.4, "low": 0.1, "high": 0.9, "threshold_factor": None, "years": 48, "weeks": 4,
    "provisional": True,
}  # fmt: skip
SHARE = {**OVERALL, "level": "share", "threshold_factor": 1.5}


def power(
    persona: str, name: str | None, measure: str, sizes: dict[int, float | None], unit: str
) -> list[dict[str, object]]:
    same = {"persona_id": persona, "name": name, "measure": measure, "unit": unit}
    return [{**same, "nights": nights, "smallest_change": size} for nights, size in sizes.items()]


def test_the_rate_is_told_with_its_interval_and_what_it_rests_on() -> None:
    text = false_alarms(OVERALL)
    assert "about once in 2.5 years a re-evaluation would be for nothing" in text
    assert "between once in 1.1 years and once in 10 years" in text
    assert "48 calm years made from 4 weeks" in text
    assert "Provisional" in text
    assert "Provisional" not in false_alarms({**OVERALL, "provisional": False})


def test_the_card_has_a_line_per_stream_in_natural_units() -> None:
    rows = [
        *power("all", None, "conversion", {3: None, 5: 15.0, 10: 11.0}, "percent"),
        *power("P01", "Loyal regulars", "active_share", {3: 7.7, 5: 4.9, 10: 3.4}, "points"),
    ]
    assert card(rows) == [
        ["whole shop", "conversion, a fall", "not within reach", "15 %", "11 %"],
        ["Loyal regulars", "share of active customers", "7.7 points", "4.9 points", "3.4 points"],
    ]


def test_raised_thresholds_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    tell_surety([OVERALL, SHARE], [])
    assert "share times 1.5" in capsys.readouterr().out
    tell_surety([], [])
    assert capsys.readouterr().out == ""


def test_a_warehouse_from_before_says_nothing() -> None:
    assert read_surety(duckdb.connect()) == ([], [])
