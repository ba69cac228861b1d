"""The console in a real browser: a drift night, the alert in Slack, sign in, read why, accept new personas, and the next night is calm."""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from persona_pipeline.alerts import refresh_alerts
from persona_pipeline.alerts.deliver import deliver_alerts
from persona_pipeline.cards import refresh_cards
from persona_pipeline.console.accounts import Accounts
from persona_pipeline.console.app import application
from persona_pipeline.context import Context
from persona_pipeline.drift import refresh_verdict
from persona_pipeline.pages import write_pages
from persona_pipeline.publish import publish_snapshot
from persona_pipeline.settings import AlertSettings, Settings, ShopSettings, Workspace
from persona_pipeline.settings.alerts import SlackChannel
from persona_pipeline.warehouse import Warehouse
from tests.alerts.receiver import Receiver, receiving
from tests.alerts.verdicts import moved, write_verdicts
from tests.personas.conftest import day, run, small_shop, two_nights, with_proposal  # noqa: F401

pytestmark = pytest.mark.browser
PASSWORD = "correct horse battery"
NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
SETTINGS = Settings(
    shop=ShopSettings(name="Zaad & Zo"),
    alerts=AlertSettings(channels=(SlackChannel(kind="slack", name="marketing", url_variable="SLACK_URL"),)),
)


def publish(ctx: Context) -> None:
    refresh_cards(ctx)
    write_pages(ctx)
    publish_snapshot(ctx)


@contextmanager
def served(place: Workspace) -> Iterator[str]:
    """The console on a free port of this machine."""
    app = application(place, SETTINGS, lambda: NOW)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def shop(with_proposal: Path, tmp_path: Path) -> Workspace:  # noqa: F811
    """Two nights; on the second P01 is to be re-evaluated, and a version is proposed."""
    place = Workspace(Path(shutil.copytree(with_proposal, tmp_path / "shop")))
    with Accounts.open(place, SETTINGS) as accounts:
        accounts.add("anna", "editor", PASSWORD, NOW)
    return place


def test_a_whole_story(browser: Any, shop: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving(Receiver([200], answer=b"ok")) as slack:
        monkeypatch.setenv("SLACK_URL", slack.url)
        with Warehouse.open(shop, SETTINGS) as warehouse:
            drifting = Context(shop, SETTINGS, warehouse, day(61), clock=lambda: NOW)
            write_verdicts(warehouse, day(61), {"all": moved("share", day(61)), "P01": moved("share", day(61))})
            refresh_alerts(drifting)
            publish(drifting)
            deliver_alerts(drifting)
        (message,) = slack.bodies
        assert "re-evaluate P01" in json.dumps(message)
    with served(shop) as home:
        tab = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        said: list[str] = []
        tab.on("console", lambda note: said.append(note.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.goto(f"{home}/pages/index.html")
        tab.fill("#name", "anna")
        tab.fill("#password", PASSWORD)
        tab.keyboard.press("Enter")
        tab.wait_for_url(f"{home}/pages/index.html")  # the sign-in has this address at its end, too
        assert "Time to re-evaluate" in tab.inner_text("h1")
        assert "from 24.1% to 33.0%" in tab.inner_text("main")
        tab.click(".alerts summary")
        assert "decided under Decide" in tab.inner_text(".alerts")
        assert "persona-pipeline" not in tab.inner_text(".alerts"), "forms in place of commands"
        tab.click("nav.console-bar >> text=Decide")
        tab.click("[aria-labelledby=alerts-title] >> text=Read it")
        assert "persona-pipeline" not in tab.inner_text("[aria-labelledby=alerts-title]")
        tab.click(f"[aria-labelledby=alerts-title] a[href='#incident-P01-{day(61)}']")
        assert tab.url.endswith(f"/decide#incident-P01-{day(61)}")
        tab.click("text=New personas are proposed")
        assert "Side by side" in tab.inner_text("main")
        tab.fill("#why-accept", "the new channel is here to stay")
        tab.click("text=Accept: the next night uses it")
        tab.wait_for_url("**/decide?done=1")
        shown = tab.inner_text("main")
        assert "the new channel is here to stay" in shown
        assert "takes effect with the night of" in shown
        with Warehouse.open(shop, SETTINGS) as warehouse:  # the next night, while the console goes on
            calm = run(Context(shop, SETTINGS, warehouse, day(62)))
            refresh_verdict(calm)
            refresh_alerts(calm)
            publish(replace(calm, clock=None))
        tab.goto(f"{home}/pages/index.html")
        assert "Too early for a verdict" in tab.inner_text("h1")
        assert "personas version 2" in tab.inner_text("main").lower()
        tab.goto(f"{home}/decide")
        assert "Look at" not in tab.inner_text("main")
        tab.goto(f"{home}/pages/index.html")
        tab.click("nav.console-bar >> text=Sign out")
        tab.click("main >> text=Sign out >> nth=-1")
        tab.wait_for_url(f"{home}/sign-in")
        tab.goto(f"{home}/decide")
        assert "/sign-in" in tab.url
        assert said == []


def test_a_reader_of_the_file_is_told_the_commands(browser: Any, shop: Workspace) -> None:
    with Warehouse.open(shop, SETTINGS) as warehouse:
        ctx = Context(shop, SETTINGS, warehouse, day(61))
        write_verdicts(warehouse, day(61), {"all": moved("share", day(61)), "P01": moved("share", day(61))})
        refresh_alerts(ctx)
        publish(ctx)
    tab = browser.new_context(viewport={"width": 375, "height": 900}).new_page()
    for code, form in (("en", "decided under Decide"), ("nl", "onder Beslissen")):
        tab.goto((shop.pages / code / "overview.html").as_uri())
        tab.click(".alerts summary")
        told = tab.inner_text(".alerts")
        assert f"persona-pipeline drift answer real --persona P01 --night {day(61)}" in told
        assert form not in told
        assert tab.evaluate("document.documentElement.scrollWidth") <= 375


@pytest.mark.parametrize(
    ("scheme", "width", "code"),
    [("light", 375, "nl"), ("dark", 1280, "en"), ("dark", 375, "en"), ("light", 1280, "nl")],
)
def test_views_are_accessible(browser: Any, shop: Workspace, scheme: str, width: int, code: str) -> None:
    axe_module = pytest.importorskip("axe_playwright_python.sync_playwright")
    with Warehouse.open(shop, SETTINGS) as warehouse:
        ctx = Context(shop, SETTINGS, warehouse, day(61))
        write_verdicts(warehouse, day(61), {"all": moved("share", day(61)), "P01": moved("share", day(61))})
        refresh_alerts(ctx)
        publish(ctx)
    with served(shop) as home:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
        tab = context.new_page()
        asked: list[str] = []
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(f"{home}/language/{code}?next=/sign-in")
        for path in (
            "/sign-in",
            "/decide",
            "/decide/log",
            "/decide/versions/2",
            "/decide/personas/P01",
            "/sign-out",
            f"/pages/{code}/overview.html",
        ):
            tab.goto(home + path)
            if path == "/decide":
                tab.fill("#name", "anna")
                tab.fill("#password", PASSWORD)
                with tab.expect_navigation(url=re.compile(r"/decide$")):
                    tab.keyboard.press("Enter")
                tab.wait_for_load_state()
                assert tab.url == f"{home}/decide"
            tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
            found = axe_module.Axe().run(tab).response["violations"]
            assert [
                (f["id"], f["nodes"][0]["html"][:200]) for f in found if f["impact"] in ("serious", "critical")
            ] == [], path
        assert {re.match(r"\w+://[^/]+", url)[0] for url in asked if not url.startswith("data:")} == {home}  # type: ignore[index]
        context.close()
