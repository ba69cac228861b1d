from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from persona_pipeline.sample import Drift, ShopOptions, generate, parse_drift


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"customers": 3}, "customers: found 3; expected 20 to"),
        ({"nights": -1}, "nights: found -1"),
        ({"nights": 0, "history_days": 0}, r"nights \+ history_days: found 0"),
        ({"personas": 9}, "personas: found 9; expected 2 to 5"),
        ({"overlap": 1.5}, "overlap: found 1.5"),
        ({"file_format": "xlsx"}, "file_format: found 'xlsx'; expected one of mixed, csv"),
        (
            {"drifts": (Drift("persona_grows", "occasion", 50, 0.1),), "nights": 45},
            "persona_grows: start_night: found 50; expected 1 to 45",
        ),
        (
            {"drifts": (Drift("persona_grows", "explorer", 5, 0.1),)},
            "persona: found 'explorer'; expected one of regular, bargain, occasion",
        ),
        ({"drifts": (Drift("persona_grows", "all", 5, 0.1),)}, "persona: found 'all'"),
        ({"drifts": (Drift("conversion_falls", "all", 5, 15.0),)}, r"size \(share\): found 15.0"),
        (
            {"drifts": (Drift("persona_shrinks", "occasion", 5, 0.3),)},
            r"size \(share\): found 0.3; expected 0.001 to 0.25",
        ),
        ({"drifts": (Drift("source_late", start_night=5, size=0.1),)}, r"size \(nights\): found 0.1"),
        ({"drifts": (Drift("persona_vanishes", "regular", 5, 0.1),)}, "drift kind: found 'persona_vanishes'"),  # type: ignore[arg-type]
    ],
)
def test_a_wrong_option_is_named_with_what_is_allowed(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        ShopOptions(**wrong)


@pytest.mark.parametrize(
    ("text", "drift"),
    [
        ("persona_grows:bargain:30:0.12", Drift("persona_grows", "bargain", 30, 0.12)),
        ("persona_grows:2:30", Drift("persona_grows", "bargain", 30, 0.1)),
        ("nps_falls", Drift("nps_falls", "all", 1, 2.0)),
        ("conversion_falls::5", Drift("conversion_falls", "all", 5, 0.2)),
        ("source_late:web:7:3", Drift("source_late", start_night=7, size=3, source="web")),
    ],
)
def test_a_drift_is_read_from_a_line(text: str, drift: Drift) -> None:
    assert parse_drift(text) == drift


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("persona_flies", "drift kind: found 'persona_flies'; expected one of persona_grows"),
        ("persona_grows:bargain:soon", "expected a whole NIGHT and a number for SIZE, e.g. persona_grows::30:0.1"),
        ("persona_grows:9", "number of the persona: found 9; expected 1 to 5"),
        ("source_late:bargain", "source: found 'bargain'; expected one of orders, web, survey"),
        ("nps_falls:all:1:2:3", "found 5 parts"),
    ],
)
def test_a_line_that_is_no_drift_says_why(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_drift(text)


def test_more_orders_than_visits_can_end_in_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        ValueError, match=r"orders_per_customer: found 90.0 with sessions_per_customer 50.0; expected at most 5"
    ):
        generate(tmp_path, ShopOptions(customers=20, nights=1, history_days=0, orders_per_customer=90.0))


def test_nights_are_counted_from_one() -> None:
    options = ShopOptions(first_night=date(2026, 3, 2), nights=3, history_days=2)
    assert options.first_day == date(2026, 2, 28)
    assert options.day_of(1) == date(2026, 3, 2)
    assert options.last_day == options.day_of(3) == date(2026, 3, 4)
