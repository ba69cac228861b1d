from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from persona_pipeline.sample import Drift, ShopOptions


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
        ({"drifts": (Drift("source_late", start_night=5, size=0.1),)}, r"size \(nights\): found 0.1"),
        ({"drifts": (Drift("persona_vanishes", "regular", 5, 0.1),)}, "drift kind: found 'persona_vanishes'"),  # type: ignore[arg-type]
    ],
)
def test_a_wrong_option_is_named_with_what_is_allowed(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        ShopOptions(**wrong)


def test_nights_are_counted_from_one() -> None:
    options = ShopOptions(first_night=date(2026, 3, 2), nights=3, history_days=2)
    assert options.first_day == date(2026, 2, 28)
    assert options.day_of(1) == date(2026, 3, 2)
    assert options.last_day == options.day_of(3) == date(2026, 3, 4)
