"""Public holidays are left out as events are, and the verdict names them."""

from __future__ import annotations

import sys
from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from persona_pipeline.drift.history import history_of
from persona_pipeline.drift.judge import judge
from persona_pipeline.drift.marks import Marks, special_nights
from persona_pipeline.drift.stage import refresh_verdict
from persona_pipeline.settings import DriftSettings, Settings, ShopSettings

from .nights import accept_version, night, write_kpis
from .test_stage import MakeContext, verdict
from .world import World, kpis

SPRING = [date(2026, 4, 1) + timedelta(days=n) for n in range(60)]


def test_dutch_and_belgian_holidays_by_name() -> None:
    dutch = special_nights(SPRING, DriftSettings(holidays=("NL",)), "nl")
    assert dutch[date(2026, 4, 27)] == "Koningsdag"
    assert date(2026, 5, 1) not in dutch
    both = special_nights(SPRING, DriftSettings(holidays=("NL", "BE")), "en")
    assert both[date(2026, 5, 1)] == "Labor Day"
    assert both[date(2026, 4, 27)] == "King's Day"
    assert set(both) <= set(SPRING)


def test_an_event_of_the_shop_goes_before_a_holiday() -> None:
    day = date(2026, 4, 27)
    found = special_nights(SPRING, DriftSettings(holidays=("NL",), events={day: "Closed", date(2020, 1, 1): "Old"}))
    assert found[day] == "Closed"
    assert date(2020, 1, 1) not in found


def test_none_by_default_and_nothing_is_loaded_for_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    assert special_nights(SPRING, DriftSettings()) == {}


def test_a_country_that_is_not_known() -> None:
    with pytest.raises(ValidationError, match="no holidays are known for XX, belgium; expected codes such as NL, BE"):
        DriftSettings(holidays=("NL", "belgium", "XX"))


def test_a_holiday_is_no_part_of_reference_or_evidence() -> None:
    history = history_of(kpis(World(60)))
    holiday = history.nights.index(date(2026, 1, 6))
    plain = judge(history, [frozenset()] * 60, DriftSettings()).reference.in_reference
    masked = judge(history, [frozenset()] * 60, DriftSettings(holidays=("AT",))).reference.in_reference
    assert plain[holiday].any()
    assert not masked[holiday].any(), "Epiphany in Austria"
    assert plain.sum() == masked.sum(), "another night takes its place"
    assert Marks().used(history.nights, history.streams).all()


def test_the_verdict_names_the_holiday(context: MakeContext) -> None:
    """45 nights from 5 January 2026: the 3rd of March, a Tuesday, is Bulgaria's Liberation Day."""
    day = date(2026, 3, 3)
    ctx = context(day)
    number = (day - night(0)).days
    write_kpis(ctx.warehouse, kpis(World(number + 1)))
    accept_version(ctx.warehouse)
    settings = Settings(drift=DriftSettings(holidays=("BG",)), shop=ShopSettings(language="en"))
    refresh_verdict(type(ctx)(ctx.workspace, settings, ctx.warehouse, day))
    *_, reason, evidence = verdict(ctx)
    assert evidence["event"] == "Liberation Day"
    assert "The night is a known event (Liberation Day) and was left out." in reason
