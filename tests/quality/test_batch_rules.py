"""Every gate over whole batches holds back what breaks it, and lets good batches through."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import exp, sin
from typing import Any

import duckdb
import pytest

from persona_pipeline.decisions import Decisions
from persona_pipeline.drift.decisions import Who, mark_event, withdraw
from persona_pipeline.quality import rules_of
from persona_pipeline.quality.suites import BATCH_SUITE
from persona_pipeline.settings import DriftSettings, Kind
from persona_pipeline.sources.model import ReadReport

from .batches import NIGHT, report_of
from .conftest import Night

WEEK = timedelta(days=7)


def know(night: Night, rows: list[int], source: str = "shop", kind: str = "orders", last: date = NIGHT - WEEK) -> None:
    """Let the same weekday of past weeks be known: ``rows``, the latest first."""
    for week, count in enumerate(rows):
        night.ctx.warehouse.query(
            "insert into ops.row_counts by name select $kind as kind, $source as source, $day as business_day, $rows as rows_raw",
            {"kind": kind, "source": source, "day": last - week * WEEK, "rows": count},
        )


def fill_day_before(night: Night, rows: int, customer_id: str = "'c' || n", source: str = "shop") -> None:
    """Let the day before be in raw, with a customer on every line."""
    day = NIGHT - timedelta(days=1)
    report = night.many("orders", rows, load_id="before", day=day, source=f"'{source}'", customer_id=customer_id)
    night.ctx.warehouse.insert("raw.orders", "select * from read_parquet($path)", {"path": str(report.accepted)})
    know(night, [rows], source=source, last=day)


def held_for(night: Night, *reports: ReadReport) -> tuple[bool, dict[str, int]]:
    verdict = night.validate("orders", *reports)[0]
    return verdict.held, night.broken()


def unreadable(night: Night) -> ReadReport:
    return report_of(night.folder / "x", "load1", rows=0, error="inbox/orders.csv: found no column InvoiceNo")


def all_refused(night: Night) -> ReadReport:
    return night.batch("orders", [{"amount": None}] * 2)


def many_refused(night: Night) -> ReadReport:
    return night.batch("orders", [{}] * 20, refused=3)


def column_emptied(night: Night) -> ReadReport:
    fill_day_before(night, 200)
    return night.many("orders", 200, customer_id="null")


def collapsed(night: Night) -> ReadReport:
    know(night, [1000, 900, 1100])
    return night.many("orders", 250)


def no_rows(night: Night) -> ReadReport:
    return night.batch("orders", [])


def exploded(night: Night) -> ReadReport:
    know(night, [100, 90, 110])
    return night.many("orders", 350)


def weeks_of(night: Night, spread: float, *, weekend: float = 1.0, weeks: int = 8) -> None:
    """Weeks of about 1,000 rows a day that go up and down by ``spread``, in weekends a share of that."""
    for back in range(1, 7 * weeks + 1):
        day = NIGHT - timedelta(days=back)
        usual = 1000 * (weekend if day.isoweekday() > 5 else 1.0)
        know(night, [round(usual * exp(spread * sin(12.9 * back)))], last=day)


def halved(night: Night) -> ReadReport:
    weeks_of(night, 0.1)
    return night.many("orders", 500)


def days_ahead(night: Night) -> ReadReport:
    return night.many("orders", 5, day=NIGHT + WEEK)


BREAKERS: dict[str, Callable[[Night], ReadReport]] = {
    "file_is_readable": unreadable,
    "some_rows_are_left": all_refused,
    "few_rows_are_refused": many_refused,
    "columns_stay_filled": column_emptied,
    "volume_has_not_collapsed": collapsed,
    "has_rows": no_rows,
    "volume_is_as_usual": halved,
    "volume_has_not_exploded": exploded,
    "days_are_not_ahead": days_ahead,
}


def test_every_batch_rule_has_a_batch_that_breaks_it() -> None:
    assert list(BREAKERS) == [rule.name for rule in rules_of(BATCH_SUITE)]


@pytest.mark.slow
@pytest.mark.parametrize("name", BREAKERS)
def test_batch_rule_is_seen_to_fail(night: Night, name: str) -> None:
    rule = next(rule for rule in rules_of(BATCH_SUITE) if rule.name == name)
    (verdict,) = night.validate("orders", BREAKERS[name](night))
    assert night.broken()[name] == 1
    assert verdict.held == rule.critical
    assert bool(verdict.reason) == rule.critical
    (example,) = json.loads(night.query(f"select examples from ops.validation_results where rule = '{name}'")[0][0])
    assert "{" not in example["found"] + example["expected"]
    assert "nan" not in example["found"]


def test_a_batch_with_history_that_is_as_usual_passes_all(night: Night) -> None:
    fill_day_before(night, 200)
    know(night, [190, 210, 200])
    assert held_for(night, night.many("orders", 200)) == (False, {})


def test_reasons_say_what_was_found_and_what_was_expected(night: Night) -> None:
    know(night, [1000, 900, 1100])
    (verdict,) = night.validate("orders", night.many("orders", 250, amount="case when n <= 25 then null else 10 end"))
    assert verdict.reason == (
        "25 of 250 rows refused (10.0%), most often for missing_value; expected at most 5.0% (quality.max_refused_share); "
        "`persona-pipeline sources check FILE` shows the rows; "
        "250 rows for 2026-03-02, usually 1,000 on that weekday; expected at least 30% of that (quality.min_volume_share); "
        "a day that is known to be different can be marked (`persona-pipeline drift event`) or named under drift.events"
    )


def test_a_batch_that_a_person_accepted_goes_through_and_says_so(night: Night) -> None:
    report = night.batch("orders", [{}] * 20, refused=5)
    assert night.validate("orders", report)[0].held
    (verdict,) = night.accepting("load1").validate("orders", report)
    assert not verdict.held
    assert verdict.reason.startswith("let through by a person although 5 of 25 rows refused")
    assert night.broken() == {"few_rows_are_refused": 1}


def test_one_or_two_bad_rows_never_hold_a_small_batch(night: Night) -> None:
    reports = [night.batch("orders", [{}] * 8 + [{"amount": None}] * bad, f"load{bad}") for bad in (1, 2, 3)]
    assert [verdict.held for verdict in night.validate("orders", *reports)] == [False, False, True]


@pytest.mark.parametrize(("limit", "held"), [(0.0, True), (0.1, False), (0.0999, True)])
def test_the_share_that_may_be_refused_is_configured(night: Night, limit: float, held: bool) -> None:
    report = night.batch("orders", [{}] * 27, refused=3)
    assert held_for(night.with_quality(max_refused_share=limit), report)[0] is held


def test_the_reason_named_is_the_most_frequent_one_of_reader_and_rules(night: Night) -> None:
    refused = night.folder / "refused.parquet"
    night.query(f"copy (select 'bad_timestamp' as reason_code from range(4)) to '{refused}' (format parquet)")
    good = night.batch("orders", [{}] * 10 + [{"amount": None}] * 3)
    report = report_of(good.accepted or refused, "load1", rows=13, refused=4, refused_file=refused)
    assert "most often for bad_timestamp" in night.validate("orders", report)[0].reason


VOLUMES = [
    # rows of the day, rows of the same weekday in the weeks before (latest first), held?
    (300, [1000, 900, 1100], False),  # exactly 30 % of the median
    (299, [1000, 900, 1100], True),
    (10, [1000, 900], False),  # two weeks are no history
    (4, [19, 19, 19], False),  # 4 instead of 19 may be chance
    (5, [20, 20, 20], True),
    (100, [1000, 90, 100], False),  # the median, not the mean
    (100, [0, 0, 0, 1000, 1000], False),  # weeks without rows are not known weeks
    (100, [1000, 0, 0, 1000, 0, 0, 1000], False),  # and a source that often brings nothing is not judged
]


def test_volume_against_the_same_weekday(night: Night) -> None:
    reports = []
    for number, (rows, known, _) in enumerate(VOLUMES):
        know(night, known, source=f"shop{number}")
        reports.append(night.many("orders", rows, load_id=f"load{number}", source=f"'shop{number}'"))
    assert [verdict.held for verdict in night.validate("orders", *reports)] == [held for _, _, held in VOLUMES]
    assert night.broken() == {"volume_has_not_collapsed": 2}


def test_only_the_same_weekday_and_the_configured_weeks_count(night: Night) -> None:
    know(night, [1000, 1000, 1000], last=NIGHT - timedelta(days=8))
    know(night, [1000, 1000, 1000], last=NIGHT - 3 * WEEK)
    report = night.many("orders", 10)
    assert held_for(night.with_quality(volume_weeks=4), report)[0] is False
    assert held_for(night.with_quality(volume_weeks=5), report)[0] is True


def quiet_days(night: Night, *rows: int) -> None:
    """Eight weeks of 1,000 rows a day, and then these days before tonight, the latest first."""
    for day in range(1, 57):
        know(night, [rows[day - 1] if day <= len(rows) else 1000], last=NIGHT - timedelta(days=day))


def test_between_christmas_and_new_year_one_small_day_more_is_no_surprise(night: Night) -> None:
    quiet_days(night, 200, 200, 200)
    assert not night.validate("orders", night.many("orders", 150))[0].held


def test_a_small_day_is_held_until_people_let_two_pass(night: Night) -> None:
    quiet_days(night, 200)
    assert night.validate("orders", night.many("orders", 150))[0].held


def test_half_an_export_in_a_quiet_week_is_still_held(night: Night) -> None:
    quiet_days(night, 200, 200, 200)
    (verdict,) = night.validate("orders", night.many("orders", 55))
    assert verdict.held
    assert "usually 1,000 on that weekday, and 20% of what is usual on the 3 days before" in verdict.reason


def test_history_of_another_source_or_kind_does_not_count(night: Night) -> None:
    know(night, [1000, 1000, 1000], source="other_shop")
    know(night, [1000, 1000, 1000], kind="web")
    assert held_for(night, night.many("orders", 10)) == (False, {})


@pytest.mark.parametrize(("kind", "source"), [("crm", "list"), ("signals", "desk"), ("survey", "poll")])
def test_kinds_without_a_daily_rhythm_have_no_usual_volume(night: Night, kind: Kind, source: str) -> None:
    know(night, [1000, 1000, 1000], source=source, kind=kind)
    (verdict,) = night.validate(kind, night.many(kind, 10))
    assert not verdict.held
    assert night.broken() == {}


def test_days_that_are_known_to_be_different_are_not_judged(night: Night) -> None:
    know(night, [1000, 900, 1100])
    settings = night.ctx.settings.model_copy(update={"drift": DriftSettings(events={NIGHT: "strike"})})
    assert held_for(Night(replace(night.ctx, settings=settings), night.folder), night.many("orders", 10)) == (False, {})


def test_days_that_somebody_marked_as_an_event_are_not_judged_until_it_is_taken_back(night: Night) -> None:
    know(night, [1000, 900, 1100])
    who = Who(author="Ann", reason="the warehouse was closed", at=datetime(2026, 3, 3, tzinfo=UTC))
    with Decisions.open(night.ctx.workspace, night.ctx.settings) as store:
        mark_event(store, NIGHT, NIGHT, "strike", oldest=None, newest=NIGHT, who=who)
    assert held_for(night, night.many("orders", 10)) == (False, {})
    with Decisions.open(night.ctx.workspace, night.ctx.settings) as store:
        withdraw(store, 1, newest=NIGHT, who=who)
    assert held_for(night, night.many("orders", 10))[0]


@pytest.mark.slow
def test_rows_that_the_day_already_has_and_files_beside_it_are_added(night: Night) -> None:
    know(night, [1000, 1000, 1000])
    earlier = night.many("orders", 150, load_id="earlier")
    night.ctx.warehouse.insert("raw.orders", "select * from read_parquet($path)", {"path": str(earlier.accepted)})
    morning, evening = night.many("orders", 100, load_id="a"), night.many("orders", 60, load_id="b")
    assert held_for(night, morning)[0] is True
    assert [verdict.held for verdict in night.validate("orders", morning, evening)] == [False, False]


def test_rows_of_the_revision_that_a_file_replaces_are_not_added(night: Night) -> None:
    know(night, [1000, 1000, 1000])
    earlier = night.many("orders", 1000, load_id="earlier")
    night.ctx.warehouse.insert("raw.orders", "select * from read_parquet($path)", {"path": str(earlier.accepted)})
    night.query("insert into ops.files values ('shop', 'inbox/monday.csv', 1, 1, 'earlier')")
    report = night.many("orders", 100, load_id="new")
    assert night.validate("orders", report, file_names={"new": "inbox/another.csv"})[0].held is False
    assert night.validate("orders", report, file_names={"new": "inbox/monday.csv"})[0].held is True


def test_a_load_of_many_days_is_not_held_against_one(night: Night) -> None:
    know(night, [1000, 1000, 1000])
    four_days = night.many("orders", 100, business_day=f"date '{NIGHT}' - cast(n % 4 as integer)")
    assert held_for(night, four_days) == (False, {})
    three_days = night.many("orders", 100, business_day=f"date '{NIGHT}' - cast(n % 10 = 0 as integer) * 2")
    assert held_for(night, three_days)[0] is True


FILLED = [
    # rows and customer numbers of the day before, rows and customer numbers of the night, held?
    (200, "'c' || n", 200, "null", True),
    (200, "'c' || n", 200, "case when n = 1 then 'c' end", False),  # some are left
    (200, "case when n > 101 then 'c' end", 200, "null", False),  # was mostly empty already
    (99, "'c' || n", 200, "null", False),  # too few to tell
    (200, "'c' || n", 99, "null", False),
]


def test_a_column_that_was_filled_and_is_empty_holds_the_batch(night: Night) -> None:
    reports = []
    for number, (rows_before, customer_before, rows, customer, _) in enumerate(FILLED):
        fill_day_before(night, rows_before, customer_before, source=f"shop{number}")
        reports.append(
            night.many("orders", rows, load_id=f"load{number}", source=f"'shop{number}'", customer_id=customer)
        )
    assert [verdict.held for verdict in night.validate("orders", *reports)] == [held for *_, held in FILLED]
    assert night.broken() == {"columns_stay_filled": 1}


def test_a_crash_in_the_checks_holds_every_batch_and_cannot_be_accepted(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    from persona_pipeline.quality import rows

    def crash(*_: Any) -> None:
        raise ZeroDivisionError("inside a check")

    monkeypatch.setattr(rows, "check", crash)
    reports = [night.batch("orders", [{}] * 3, load_id) for load_id in ("a", "b")]
    verdicts = night.accepting("a", "b").validate("orders", *reports)
    assert [verdict.held for verdict in verdicts] == [True, True]
    assert (
        "could not be checked, which is not the same as passed: ZeroDivisionError: inside a check" in verdicts[0].reason
    )
    results = night.query("select success, rows_failed, examples from ops.validation_results where rule = 'has_amount'")
    assert results == [(False, None, '[{"error": "ZeroDivisionError: inside a check"}]')] * 2


def test_a_file_that_is_torn_after_reading_stops_the_stage(night: Night) -> None:
    report = night.batch("orders", [{}] * 3)
    assert report.accepted is not None
    report.accepted.write_bytes(report.accepted.read_bytes()[:-20])
    with pytest.raises(duckdb.Error, match="parquet"):
        night.validate("orders", report)
    assert night.query("from ops.validation_results") == []


BANDS = [
    # how far the source goes up and down by itself, rows tonight (1,000 are usual), warned of?
    (0.0, 790, True),  # a steady source: never above 80 %
    (0.0, 810, False),
    (0.1, 500, True),  # half a file
    (0.1, 700, False),
    (0.3, 500, False),  # a source that halves by itself now and then
    (0.1, 290, False),  # held, which is not said twice
]


@pytest.mark.parametrize(("spread", "rows", "warned"), BANDS)
def test_the_band_follows_from_the_ups_and_downs_of_the_source(
    night: Night, spread: float, rows: int, *, warned: bool
) -> None:
    weeks_of(night, spread)
    (verdict,) = night.validate("orders", night.many("orders", rows))
    assert ("volume_is_as_usual" in night.broken(), verdict.held) == (warned, rows < 300)


def test_half_a_file_is_warned_of_in_words_and_taken_in(night: Night) -> None:
    (verdict,) = night.validate("orders", halved(night))
    assert not verdict.held
    (warning,) = verdict.warnings
    assert re.match(
        r"500 rows for 2026-03-02, usually [0-9,]+ on that weekday; expected at least [67]\d\d, as the", warning
    )
    assert "as the weekdays of the 8 weeks before went up and down" in warning


def test_weekends_are_held_against_weekends(night: Night) -> None:
    weeks_of(night, 0.05, weekend=0.4)
    saturday, monday = NIGHT - timedelta(days=2), NIGHT
    night.query(f"delete from ops.row_counts where business_day >= date '{saturday}'")
    reports = [night.many("orders", 400, "sat", day=saturday), night.many("orders", 400, "mon", day=monday)]
    assert [bool(verdict.warnings) for verdict in night.validate("orders", *reports)] == [False, True]


def test_holidays_of_the_shops_countries_are_not_warned_of(night: Night) -> None:
    new_year = date(2026, 1, 1)
    for back in range(1, 57):
        know(night, [1000], last=new_year - timedelta(days=back))
    report = night.many("orders", 500, day=new_year)
    on = replace(night.ctx, as_of=new_year)
    assert Night(on, night.folder).validate("orders", report)[0].warnings
    settings = night.ctx.settings.model_copy(update={"drift": DriftSettings(holidays=("NL",))})
    assert not Night(replace(on, settings=settings), night.folder).validate("orders", report)[0].warnings


def test_little_history_gives_no_band(night: Night) -> None:
    know(night, [1000, 1000, 1000])
    assert not night.validate("orders", night.many("orders", 500))[0].warnings


@pytest.mark.slow
def test_two_years_of_an_ordinary_feed_are_not_warned_of(night: Night) -> None:
    """Counts that vary by chance and by the weekday, a year's trend in them: no word on any of 700 days."""
    import numpy as np

    random = np.random.default_rng(5)
    first = NIGHT - timedelta(days=756)
    week = np.array([1.0, 0.9, 0.9, 1.0, 1.2, 1.5, 0.6])
    rows = [
        int(random.poisson(400 * week[day % 7] * exp(0.2 * sin(day / 58)) * exp(0.12 * random.standard_normal())))
        for day in range(757)
    ]
    warned = 0
    for day in range(56, 757, 7):  # every weekday in turn would take minutes
        at = day + (day // 7) % 7
        if at >= len(rows):
            break
        night.query("delete from ops.row_counts")
        for back in range(1, 57):
            know(night, [rows[at - back]], last=first + timedelta(days=at - back))
        report = night.many("orders", rows[at], day=first + timedelta(days=at))
        warned += bool(night.validate("orders", report)[0].warnings)
    assert warned == 0
