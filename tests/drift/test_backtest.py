"""The back-test tells what the nights told, lets nothing leak back, and counts what people answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from persona_pipeline.context import Context
from persona_pipeline.decisions import Decision, Decisions
from persona_pipeline.drift import decisions as decide
from persona_pipeline.drift import refresh_verdict
from persona_pipeline.drift.backtest import Past, alerts_of, precision
from persona_pipeline.drift.history import history_of
from persona_pipeline.drift.incidents import Incident
from persona_pipeline.drift.judge import judge
from persona_pipeline.drift.marks import Marks
from persona_pipeline.drift.replay import replay
from persona_pipeline.drift.verdict import courses
from persona_pipeline.settings import DriftSettings

from .nights import accept_version, night, write_kpis, write_volumes
from .world import World, kpis, shift_share, volumes

MakeContext = Callable[[date], Context]
NIGHTS = 56


def ragged() -> pd.DataFrame:
    """A grown persona; a measure that begins late; answers on every third night only."""
    rows = kpis(World(NIGHTS, plant=shift_share(36, 10, stop=44)))
    number = (pd.to_datetime(rows["as_of"]) - pd.Timestamp(night(0))).dt.days
    late = (rows["measure"] == "feature:mobile_share") & (number < 6)
    rare = (rows["measure"] == "nps") & (rows["persona_id"] == "P01") & (number % 4 == 0)
    none = (rows["measure"] == "repeat_rate") & (number < 33)
    rows.loc[rare, ["n", "total", "total_squares"]] = 0
    return rows[~late & ~none]


@pytest.mark.slow
def test_every_night_is_judged_as_if_it_were_the_last() -> None:
    rows = ragged()
    settings = DriftSettings(events={night(20): "Fair"})
    history = history_of(rows)
    distrusted = [frozenset({"web"}) if n in (38, 50) else frozenset() for n in range(NIGHTS)]
    plain, later = Marks({night(20): "Fair"}), Marks({night(20): "Fair", night(37): "Sale"}, {"P03": night(47)})
    marks = {day: later if n >= 47 else plain for n, day in enumerate(history.nights)}
    found = replay(history, distrusted, settings, marks)
    assert {v.word for v in found["P02"]} == {"unknown", "keep", "watch", "re-evaluate"}
    for n in range(24, NIGHTS):
        alone = history_of(rows[rows["as_of"] <= night(n)])
        last = {p: c[-1] for p, c in courses(judge(alone, distrusted[: n + 1], settings, marks[night(n)])).items()}
        assert {p: found[p][n] for p in last} == last, n


@pytest.fixture
def told(context: MakeContext) -> Context:
    """Nights 26 to 45 told one by one; a fault on night 40; an event decided after night 42."""
    world = World(46, plant=shift_share(32, 10))
    ctx = context(night(45))
    write_kpis(ctx.warehouse, kpis(world))
    write_volumes(ctx.warehouse, volumes(world, {40: 2.5}))
    accept_version(ctx.warehouse)
    for number in range(26, 46):
        refresh_verdict(context(night(number)))
        if number == 42:
            who: decide.Who = {"author": "Ann", "reason": "sale", "at": datetime(2026, 2, 17, tzinfo=UTC)}
            with Decisions.open(ctx.workspace, ctx.settings) as store:
                decide.mark_event(store, night(32), night(42), "Sale", oldest=None, newest=night(42), who=who)
    return ctx


def past_of(ctx: Context) -> Past:
    with Decisions.open(ctx.workspace, ctx.settings) as store:
        return Past(ctx.warehouse, store.log(decide.KINDS), ctx.as_of, "en")


@pytest.mark.slow
def test_without_changed_settings_it_tells_what_was_told(told: Context) -> None:
    past = past_of(told)
    found = past.replay(told.settings.drift, night(26))
    again = {(t.as_of, t.persona_id): (t.version, t.verdict, t.cause) for t in found.told}
    then = {(t.as_of, t.persona_id): (t.version, t.verdict, t.cause) for t in past.told}
    assert len(then) == 20 * 4
    assert {key: again[key] for key in then} == then
    assert {f.incident for f in found.fired} == set(past.incidents(night(26)))
    grown = next(f for f in found.fired if f.incident.persona_id == "P02")
    assert grown.signal is not None
    assert grown.signal["cusum"] >= grown.signal["threshold"]
    assert grown.reason.startswith("P02’s share of active customers rose from")
    first = told.warehouse.query(
        "select reason from marts.persona_verdicts where persona_id = 'P02' and as_of = $d", {"d": grown.incident.first}
    )
    assert first == [(grown.reason,)]
    assert [d.payload["name"] for d in past.meanwhile(grown.incident)] == ["Sale"]
    assert found.watched == 18, "28 to 45: an open incident outlives a night whose data nobody trusts"


@pytest.mark.slow
def test_other_settings_tell_otherwise(told: Context) -> None:
    past = past_of(told)
    blind = past.replay(DriftSettings(min_share_points=15.0, min_kpi_percent=50.0, min_profile_sd=3.0), night(26))
    assert blind.fired == []
    assert blind.per_year(night(26)) == 0
    longer = past.replay(DriftSettings(reference_nights=40), night(26))
    assert longer.watched < 10
    today = past.replay(DriftSettings(), night(26))
    assert today.per_year(night(26)) == pytest.approx(len(alerts_of([f.incident for f in today.fired])) * 365.25 / 18)
    assert past.replay(DriftSettings(), night(44)).fired == [], "what ended before the first night asked about"
    assert past.incidents(night(44)) == []


def test_precision_counts_each_alert_once_with_an_exact_interval() -> None:
    one = Incident("P01", 1, night(1), night(3), "share", 3, is_open=False)
    whole = replace(one, persona_id="all")
    others = [replace(one, first=night(n), last=night(n), persona_id="all") for n in range(10, 19)]
    incidents = [one, whole, *others]

    def said(incident: Incident, answer: str) -> Decision:
        payload = {"persona_id": incident.persona_id, "night": str(incident.first), "answer": answer}
        return Decision(1, decide.ANSWER, "incident:x", payload, "Ann", "so it was", datetime(2026, 3, 1, tzinfo=UTC))

    log = [said(i, "real") for i in (one, whole, *others[:6])] + [said(others[6], "false-alarm")]
    found = precision(incidents, log)
    assert (found["alerts"], found["answered"], found["right"]) == (10, 8, 7)
    assert found["share"] == 7 / 8
    # binom.test(7, 8) in R: 0.4734903 0.9968403
    assert np.allclose((found["low"], found["high"]), (0.4734903, 0.9968403), atol=1e-6)
    assert precision(incidents, []) == {
        "alerts": 10, "answered": 0, "right": 0, "share": None, "low": None, "high": None,
    }  # fmt: skip
    assert precision([one], log)["low"] == pytest.approx(0.025)
