from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.sample import Drift, ShopOptions
from persona_pipeline.sample.delivery import Period, blocks, periods, target


@given(st.integers(0, 200), st.integers(1, 70), st.integers(1, 70), st.dates(date(2020, 1, 1), date(2028, 12, 31)))
def test_blocks_cover_every_day_once_and_no_drift_starts_inside(
    history: int, nights: int, start: int, first: date
) -> None:
    drift = Drift("nps_falls", start_night=min(start, nights), size=1)
    options = ShopOptions(history_days=history, nights=nights, first_night=first, drifts=(drift,))
    days = [
        period.first_day + timedelta(days=i)
        for block in blocks(options)
        for period in block.periods
        for i in range((period.last_day - period.first_day).days + 1)
    ]
    assert days == [options.first_day + timedelta(days=i) for i in range(history + nights)]
    starts = {block.first_day for block in blocks(options)}
    assert options.day_of(drift.start_night) in starts
    assert all(block.first_day.month == block.last_day.month for block in blocks(options))


def test_history_comes_by_month_and_nights_one_by_one() -> None:
    options = ShopOptions(history_days=35, nights=2, first_night=date(2026, 3, 2), dirt=False)
    names = [str(goal.path) for period in periods(options) if (goal := target("web", period, options))]
    assert names == [
        "history/web/web-history-2026-01.jsonl",
        "history/web/web-history-2026-02.jsonl",
        "history/web/web-history-2026-03.jsonl",
        "nights/2026-03-02/web/web-2026-03-02.jsonl",
        "nights/2026-03-03/web/web-2026-03-03.jsonl",
    ]


def test_a_late_source_comes_together_and_one_that_is_late_to_the_end_never() -> None:
    options = ShopOptions(
        nights=6,
        history_days=0,
        drifts=(
            Drift("source_late", start_night=2, size=2, source="web"),
            Drift("source_late", start_night=6, size=1, source="web"),
        ),
    )
    goals = [target("web", period, options) for period in periods(options)]
    assert [goal and goal.path.parent.parent.name for goal in goals] == [
        "2026-03-02",
        "2026-03-05",
        "2026-03-05",
        "2026-03-05",
        "2026-03-06",
        None,
    ]


def test_a_doubled_source_sends_the_same_bytes_under_another_name() -> None:
    options = ShopOptions(
        nights=4, history_days=0, drifts=(Drift("source_doubles", start_night=3, size=1, source="survey"),)
    )
    goal = target("survey", Period(options.day_of(3), options.day_of(3), 3), options)
    assert goal is not None
    assert goal.copies == (Path("nights/2026-03-04/survey/survey-2026-03-04-again.csv"),)
