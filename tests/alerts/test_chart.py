"""A chart in signs: a bar a night, as high as the figure was far from normal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.alerts import deliver_alerts, refresh_alerts
from persona_pipeline.alerts.chart import bars
from persona_pipeline.alerts.queue import Outbox
from persona_pipeline.context import Context
from persona_pipeline.settings import AlertSettings, Settings

from .test_outbox import Fake
from .verdicts import moved, night, write_verdicts

MakeContext = Callable[[date], Context]


@pytest.mark.parametrize(
    ("effects", "shown"),
    [
        ([0.0, -0.2, None, 1.0, 2.0], "▁▁·▄█"),
        ([0.0, 0.2, None, -1.0, -2.0], "▁▁·▄█"),
        ([0.0, 0.0, None], "▁▁·"),
        ([], ""),
    ],
)
def test_bars(effects: list[float | None], shown: str) -> None:
    assert bars(effects) == shown


@given(st.lists(st.none() | st.floats(-1e6, 1e6), max_size=30))
def test_a_bar_a_night_whatever_there_is(effects: list[float | None]) -> None:
    shown = bars(effects)
    assert len(shown) == len(effects)
    assert [sign == "·" for sign in shown] == [effect is None for effect in effects]


def test_a_verdict_is_told_with_its_chart_and_without_nights_of_few_people(context: MakeContext) -> None:
    ctx = replace(
        context(night(9)),
        settings=Settings(alerts=AlertSettings(webhook_url="http://localhost/x")),
        clock=lambda: datetime(2026, 3, 11, 9, tzinfo=UTC),
    )
    for number in range(9):
        ctx.warehouse.query(
            "insert into marts.drift_signals by name select $d as as_of, 'share' as level, 'P02' as persona_id, "
            "'active_share' as measure, $e as effect, $n as n",
            {"d": night(number), "e": float(max(0, number - 2)), "n": 9 if number == 4 else 4000},
        )
    write_verdicts(ctx.warehouse, night(9), {"all": moved("share", night(3)), "P02": moved("share", night(3))})
    ctx.warehouse.query(
        "update marts.drift_signals set effect = 7 where as_of = $d and level = 'share'", {"d": night(9)}
    )
    refresh_alerts(ctx)
    fake = Fake()
    deliver_alerts(ctx, [fake])
    (item,) = fake.sent[0].items
    assert item.chart == "How far from normal on the 10 nights to 10 March 2026: ▁▁▁▂·▄▅▆▇█"
    with Outbox.open(ctx.workspace.outbox) as outbox:
        assert outbox.waiting() == []
