"""Who is told what, and when: grouping, deduplication, repeats, inhibition, answers, quiet hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from persona_pipeline.alerts.inhibit import silenced
from persona_pipeline.alerts.message import Message
from persona_pipeline.alerts.quiet import is_quiet
from persona_pipeline.alerts.routing import Handling, Plan, Route, Told, plan, routes, wants
from persona_pipeline.settings import AlertSettings, Audience, QuietHours

from .made import alert, drift, late
from .verdicts import night

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)  # the day after night(1) and 10:00 in the shop
NOTHING = Told()
NIGHTLY = QuietHours(start="22:00", end="07:30")


def audience(**other: Any) -> Audience:
    return Audience(**{"name": "marketing", "channels": ("chat",), **other})


def route(**other: Any) -> Route:
    who = audience(**other)
    return Route(who, "chat", timedelta(days=who.repeat_days) if who.repeat_days else None)


def ask(
    where: Route,
    alerts: list[Message],
    told: Told = NOTHING,
    *,
    now: datetime = NOW,
    handled: dict[str, Handling] | None = None,
    quiet: tuple[str, ...] = (),
) -> Plan | None:
    return plan(where, alerts, told, handled=handled or {}, silenced=quiet, now=now, local=now.astimezone(ZONE))


def after(found: Plan | None, at: datetime = NOW) -> Told:
    assert found is not None
    return Told(found.key, at, found.firing)


def test_all_that_is_new_is_one_notice_and_is_told_once() -> None:
    both = [alert("a"), alert("b")]
    found = ask(route(), both)
    assert found is not None
    assert found.new == ("a", "b")
    assert ask(route(), both, after(found), now=NOW + timedelta(days=1)) is None


def test_one_that_joins_is_told_with_those_that_stand() -> None:
    told = after(ask(route(), [alert("a")]))
    found = ask(route(), [alert("a"), alert("b")], told)
    assert found is not None
    assert (found.new, found.standing) == (("b",), ("a",))


def test_what_is_over_is_told_to_those_who_knew() -> None:
    over = alert("a", resolved_as_of=night(2))
    assert ask(route(), [over]) is None, "nobody knew"
    found = ask(route(), [over], Told("k", NOW, frozenset({"a"})))
    assert found is not None
    assert (found.resolved, found.firing) == (("a",), frozenset())
    assert ask(route(resolved=False), [over], Told("k", NOW, frozenset({"a"}))) is None


def test_it_comes_back_and_is_told_again() -> None:
    told = after(ask(route(), [alert("a")]))
    over = after(ask(route(), [alert("a", resolved_as_of=night(2))], told))
    again = ask(route(), [alert("a")], over)
    assert again is not None
    assert again.new == ("a",)
    assert again.key not in (told.key, over.key)


def test_what_stands_is_repeated_after_the_interval_unless_it_was_seen() -> None:
    told = after(ask(route(repeat_days=7), [alert("a"), alert("b")]))
    at = NOW + timedelta(days=7)
    both = [alert("a"), alert("b")]
    assert ask(route(repeat_days=7), both, told, now=at - timedelta(minutes=1)) is None
    found = ask(route(repeat_days=7), both, told, now=at, handled={"a": Handling(acknowledged=True)})
    assert found is not None
    assert (found.again, found.standing) == (("b",), ("a",))
    assert ask(route(repeat_days=None), both, told, now=NOW + timedelta(days=700)) is None


def test_a_snooze_silences_until_its_end_and_then_it_is_told_again() -> None:
    until = NOW + timedelta(days=3)
    asleep = {"a": Handling(snoozed_until=until)}
    assert ask(route(), [alert("a")], handled=asleep) is None
    told = Told("k", NOW - timedelta(days=1), frozenset({"a"}))
    assert ask(route(repeat_days=1), [alert("a")], told, handled=asleep, now=until - timedelta(minutes=1)) is None
    found = ask(route(), [alert("a")], told, handled=asleep, now=until)
    assert found is not None
    assert found.new == ("a",)
    assert ask(route(), [alert("a")], after(found, until), handled=asleep, now=until + timedelta(hours=1)) is None
    over = ask(route(), [alert("a", resolved_as_of=night(2))], told, handled=asleep)
    assert over is not None
    assert over.resolved == ("a",), "good news is not held back"


def test_quiet_hours_hold_until_the_morning_and_at_most_a_night() -> None:
    at_night = datetime(2026, 3, 3, 1, 30, tzinfo=UTC)
    where = route(quiet_hours=NIGHTLY)
    assert ask(where, [alert("a")], now=at_night) is None
    assert ask(where, [alert("a")], now=at_night + timedelta(hours=5)) is not None
    assert ask(where, [alert("a")], now=at_night + timedelta(days=1)) is not None, "a night was waited"
    urgent = ask(where, [alert("a"), alert("b", severity="critical")], now=at_night)
    assert urgent is not None
    assert (urgent.new, urgent.firing) == (("b",), {"b"})
    held = ask(where, [alert("a"), alert("b", severity="critical")], after(urgent), now=at_night + timedelta(hours=6))
    assert held is not None
    assert held.new == ("a",)
    silent = route(quiet_hours=NIGHTLY.model_copy(update={"wake_for": None}))
    assert ask(silent, [alert("b", severity="critical")], now=at_night) is None


def test_quiet_hours_belong_to_the_day_on_which_they_begin() -> None:
    weekend = QuietHours(start="20:00", end="08:00", days=("fri",))
    friday = datetime(2026, 3, 6, 20, 0, tzinfo=ZONE)
    assert is_quiet(weekend, friday)
    assert is_quiet(weekend, friday + timedelta(hours=11, minutes=59))
    assert not is_quiet(weekend, friday + timedelta(hours=12))
    assert not is_quiet(weekend, friday + timedelta(days=1))
    assert not is_quiet(weekend, friday - timedelta(minutes=1))
    midday = QuietHours(start="12:00", end="13:00")
    assert [is_quiet(midday, friday.replace(hour=h)) for h in (11, 12, 13)] == [False, True, False]
    assert not is_quiet(None, friday)


def test_an_audience_is_told_what_it_asks_for() -> None:
    missing = late("web", night(1))
    rows = alert("q", rule="quality_blocked", subject="rows:shop")
    for who, expected in (
        (audience(), [True, True, True]),
        (audience(rules=("source_late",)), [True, False, False]),
        (audience(sources=("web",)), [True, False, True]),
        (audience(min_severity="critical"), [False, False, False]),
    ):
        assert [wants(who, each) for each in (missing, rows, alert("a"))] == expected


def test_a_channel_of_two_audiences_gets_an_alert_once() -> None:
    shared = AlertSettings.model_validate(
        {
            "channels": [
                {"kind": "slack", "name": "chat", "url_variable": "A"},
                {"kind": "slack", "name": "rest", "url_variable": "B"},
            ],
            "audiences": [
                {"name": "data", "channels": ["chat"], "rules": ["source_late"]},
                {"name": "all", "channels": ["chat"]},
            ],
        }
    )
    both = [late("web", night(1)), alert("a")]
    told = {}
    for each in routes(shared, both):
        found = ask(each, both)
        told[each.audience.name, each.channel] = found.new if found else ()
    assert told == {
        ("data", "chat"): ("late-web",),
        ("all", "chat"): ("a",),
        ("everyone", "rest"): ("late-web", "a"),
    }, "and a channel that nobody names is told everything"


KINDS = {"web": "web", "shop": "orders", "panel": "survey"}


@pytest.mark.parametrize(
    ("source", "target", "silent"),
    [
        (late("web", night(1)), drift("d", night(2)), True),
        (late("web", night(1)), drift("d", night(1)), False),
        (late("web", None), drift("d", night(2)), False),
        (late("panel", night(1)), drift("d", night(2)), False),
        (late("web", night(1)), drift("d", night(2), "kpi"), True),
        (alert("q", night(2), rule="quality_blocked", subject="rows:shop"), drift("d", night(2)), True),
        (alert("q", night(2), rule="quality_blocked", subject="match_rate:web"), drift("d", night(2)), True),
        (alert("g", night(2), rule="gate_stopped", subject="raw.web:x"), drift("d", night(2)), True),
        (alert("f", night(2), rule="run_failed", subject="rfm"), drift("d", night(1)), False),
        (late("web", night(1)), alert("q", night(3), rule="quality_blocked", subject="rows:web"), True),
        (late("web", night(1)), alert("q", night(3), rule="quality_blocked", subject="rows:shop"), False),
        (drift("d", night(2)), drift("e", night(2)), False),
    ],
)
def test_a_broken_source_silences_the_drift_that_it_may_cause(source: Message, target: Message, silent: bool) -> None:
    assert silenced([source, target], KINDS) == ({target.alert_id: source.alert_id} if silent else {})
    over = replace(source, resolved_as_of=night(6))
    assert silenced([over, target], KINDS) == {}, "only while it stands"


@pytest.mark.parametrize(("measure", "silent"), [("conversion", True), ("order_value", False), ("of_tomorrow", False)])
def test_what_a_measure_is_made_from_says_what_silences_it(measure: str, silent: bool) -> None:
    target = drift("d", night(2))
    target = replace(target, evidence={**target.evidence, "signals": {"P01": [{"measure": measure}]}})
    assert bool(silenced([late("web", night(1)), target], KINDS)) is silent


def test_drift_is_told_when_the_source_is_whole_and_it_still_stands() -> None:
    both = [late("web", night(1)), drift("d", night(2))]
    found = ask(route(), both, quiet=tuple(silenced(both, KINDS)))
    assert found is not None
    assert found.new == ("late-web",)
    whole = [replace(both[0], resolved_as_of=night(6)), both[1]]
    found = ask(route(), whole, after(found), quiet=tuple(silenced(whole, KINDS)))
    assert found is not None
    assert (found.new, found.resolved) == (("d",), ("late-web",))


IDS = ("a", "b", "c")
STATE = st.sampled_from(["absent", "stands", "over"])
STEPS = st.lists(
    st.tuples(
        st.tuples(STATE, STATE, STATE),
        st.integers(1, 60),  # hours that pass
        st.sets(st.sampled_from(IDS)),  # silenced
        st.sets(st.sampled_from(IDS)),  # seen
        st.none() | st.integers(-5, 40),  # hours that "a" sleeps
    ),
    min_size=1,
    max_size=12,
)


@given(STEPS, st.booleans(), st.sampled_from([None, 0.5, 2.0]))
def test_whatever_happens(steps: list[Any], hours: bool, repeat: float | None) -> None:
    """Nothing is told twice without cause, nothing that stands is lost, and nobody hears the end of what they never heard of."""
    where = route(quiet_hours=NIGHTLY if hours else None, repeat_days=repeat)
    told, now, keys = Told(), NOW, set()
    for states, passed, quiet, seen, sleep in steps:
        now += timedelta(hours=passed)
        day = now.date() - timedelta(days=1)
        alerts = [
            alert(name, day, resolved_as_of=day if state == "over" else None)
            for name, state in zip(IDS, states, strict=True)
            if state != "absent"
        ]
        handled = {name: Handling(acknowledged=True) for name in seen}
        if sleep is not None:
            handled["a"] = Handling("a" in seen, now + timedelta(hours=sleep))
        found = ask(where, alerts, told, now=now, handled=handled, quiet=tuple(quiet))
        assert found == ask(where, alerts, told, now=now, handled=handled, quiet=tuple(quiet)), "the same from the same"
        asleep = {"a"} if sleep is not None and sleep > 0 else set()
        standing = {a.alert_id for a in alerts if a.standing}
        over = {a.alert_id for a in alerts if not a.standing}
        if found:
            assert found.key not in keys, "a key is one message"
            keys.add(found.key)
            spoken = {*found.new, *found.again}
            assert spoken <= standing - quiet - asleep
            assert set(found.resolved) <= over & told.firing
            assert not set(found.again) & seen
            assert len([*found.new, *found.again, *found.standing, *found.resolved]) == len(
                {*found.new, *found.again, *found.standing, *found.resolved}
            )
            told = Told(found.key, now, found.firing)
            assert ask(where, alerts, told, now=now, handled=handled, quiet=tuple(quiet)) is None, "told is told"
        if not is_quiet(where.audience.quiet_hours, now.astimezone(ZONE)):
            assert standing - quiet - asleep <= told.firing, "nothing is lost"
            assert not over & told.firing, "and everybody knows what is over"


def test_settings_that_cannot_work_are_refused() -> None:
    chat = {"kind": "slack", "name": "chat", "url_variable": "A"}
    for wrong, said in (
        ({"channels": [chat, chat]}, "two alert channels are named chat"),
        ({"channels": [chat], "audiences": [{"name": "x", "channels": ["mail"]}]}, "known are: chat"),
        ({"webhook_url": "http://x/", "channels": [{**chat, "name": "webhook"}]}, "two alert channels"),
        ({"channels": [{**chat, "url": "https://hooks.slack.com/secret"}]}, "Extra inputs"),
        ({"channels": [{"kind": "webhook", "name": "x"}]}, "either url or url_variable"),
        ({"audiences": [{"name": "x", "channels": ["chat"], "quiet_hours": {"start": "22:00", "end": "22:00"}}]}, "two times"),
        ({"channels": [{"kind": "email", "name": "m", "host": "h", "sender": "a@b", "to": ["x@y\nBcc: z@q"]}]}, "no e-mail"),
        (
            {"channels": [{"kind": "email", "name": "m", "host": "h", "sender": "a@b", "to": ["x@y"], "username": "u", "password_variable": "P", "security": "none"}]},
            "unencrypted",
        ),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=said):
            AlertSettings.model_validate(wrong)
