"""The dead man's switch: tells when no night was published by its hour, once, again while it lasts, and when one came."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from persona_pipeline.alerts.notice import Notice
from persona_pipeline.alerts.queue import Outbox
from persona_pipeline.alerts.routing import Handling
from persona_pipeline.alerts.tell import put_notices, send_due
from persona_pipeline.alerts.watch import expected_night, missing_night, put_watch_notices
from persona_pipeline.settings import AlertSettings, NightSettings, Settings, ShopSettings, Workspace

from .made import alert
from .test_outbox import Fake

SETTINGS = Settings(
    shop=ShopSettings(timezone="Europe/Amsterdam"), alerts=AlertSettings(webhook_url="http://localhost/x")
)
MORNING = datetime(2026, 3, 4, 7, 0, tzinfo=UTC)  # 08:00 in the shop: the night of 3 March is due
DUE = date(2026, 3, 3)


def look(workspace: Workspace, published: date | None, now: datetime, **handled: Handling) -> list[Notice]:
    """What is told when it looks."""
    fake = Fake()
    with Outbox.open(workspace.outbox) as outbox:
        put_watch_notices(outbox, SETTINGS, published, handled, now)
    send_due(workspace, [fake], now)
    return fake.sent


def test_a_night_is_due_from_its_hour_on_in_the_time_of_the_shop() -> None:
    assert expected_night(SETTINGS, MORNING - timedelta(minutes=1)) == date(2026, 3, 2)
    assert expected_night(SETTINGS, MORNING) == DUE
    summer = datetime(2026, 7, 4, 6, 0, tzinfo=UTC)
    assert expected_night(SETTINGS, summer - timedelta(minutes=1)) == date(2026, 7, 2)
    assert expected_night(SETTINGS, summer) == date(2026, 7, 3)


@pytest.mark.parametrize(
    ("published", "first", "told"),
    [
        (DUE, date(2020, 1, 1), False),
        (DUE + timedelta(days=1), date(2020, 1, 1), False),
        (DUE - timedelta(days=1), date(2020, 1, 1), True),
        (None, date(2020, 1, 1), True),
        (None, DUE, True),
        (None, DUE + timedelta(days=1), False),
    ],
)
def test_when_a_night_is_missing(published: date | None, first: date, told: bool) -> None:
    settings = SETTINGS.model_copy(update={"night": NightSettings(first_date=first)})
    assert (missing_night(published, settings, MORNING) is not None) == told


@pytest.mark.parametrize("language", ["en", "nl"])
def test_it_says_what_is_known_and_what_to_do(language: Any) -> None:
    settings = SETTINGS.model_copy(update={"shop": ShopSettings(language=language, timezone="Europe/Amsterdam")})
    found = missing_night(date(2026, 3, 1), settings, MORNING + timedelta(minutes=5))
    assert found is not None
    wanted = {
        "en": ("no new figures for 3 March 2026", "By 08:00 the night of 3 March 2026", "the night of 1 March 2026", "How sure: certain", "4 March 2026 08:05", "What it may mean", "What to do"),
        "nl": ("geen nieuwe cijfers over 3 maart 2026", "Om 08:00 had de nacht van 3 maart 2026", "de nacht van 1 maart 2026", "Hoe zeker: zeker", "4 maart 2026 08:05", "Wat het kan betekenen", "Wat te doen"),
    }[language]  # fmt: skip
    places = [f"{found.title}\n{found.body}".find(part) for part in wanted]
    assert -1 not in places
    assert places == sorted(places)


def test_it_is_told_once_again_each_day_and_when_it_is_over(workspace: Workspace) -> None:
    last = DUE - timedelta(days=1)
    assert look(workspace, last, MORNING - timedelta(minutes=15)) == []
    (first,) = look(workspace, last, MORNING)
    assert first.severity == "critical"
    for quarter in range(1, 96):
        assert look(workspace, last, MORNING + timedelta(minutes=15 * quarter)) == []
    (again,) = look(workspace, last, MORNING + timedelta(days=1))
    assert [item.part for item in again.items] == ["again"]
    assert "4 March 2026" in again.title, "what is missing by then"
    later = MORNING + timedelta(days=1, hours=2)
    assert look(workspace, DUE, later) == [], "one came, but not the one that is due"
    (over,) = look(workspace, DUE + timedelta(days=1), later)
    assert [item.part for item in over.items] == ["resolved"]
    assert over.title.startswith("Over: My shop: no new figures for")
    assert look(workspace, DUE + timedelta(days=1), later) == []
    (new,) = look(workspace, DUE + timedelta(days=1), MORNING + timedelta(days=2))
    assert new.items[0].part == "new"
    assert new.items[0].alert.alert_id != first.items[0].alert.alert_id


def test_who_has_seen_it_is_not_told_again(workspace: Workspace) -> None:
    (first,) = look(workspace, None, MORNING)
    seen = {first.items[0].alert.alert_id: Handling(acknowledged=True)}
    assert look(workspace, None, MORNING + timedelta(days=3), **seen) == []
    (over,) = look(workspace, DUE + timedelta(days=3), MORNING + timedelta(days=3), **seen)
    assert over.of("resolved")


def test_who_was_told_that_the_night_was_stopped_is_not_told_that_it_is_missing(workspace: Workspace) -> None:
    stopped = alert("g", DUE, rule="gate_stopped", subject="raw.web:x", severity="critical")
    with Outbox.open(workspace.outbox) as outbox:
        put_notices(outbox, SETTINGS, [stopped], {}, MORNING - timedelta(hours=5))
    send_due(workspace, [Fake()], MORNING)
    last = DUE - timedelta(days=1)
    assert look(workspace, last, MORNING) == []
    (next_day,) = look(workspace, last, MORNING + timedelta(days=1))
    assert next_day.of("new"), "the next night is not explained by it"
