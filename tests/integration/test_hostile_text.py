"""Answers that are scripts, formulas, marks that turn the direction, 100 kB: a night takes them in, and everywhere they show as text."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import html5lib
import pytest

from persona_pipeline.alerts.channels.mail import mail, plain_text
from persona_pipeline.alerts.channels.slack import slack_message
from persona_pipeline.alerts.channels.teams import teams_message
from persona_pipeline.alerts.notice import Item
from persona_pipeline.audiences import Export, export_audience, selecting
from persona_pipeline.context import Context
from persona_pipeline.night import run_nights
from persona_pipeline.pages import write_pages
from persona_pipeline.settings import CampaignAudience, EmailChannel, Workspace, load_settings
from persona_pipeline.warehouse import Warehouse
from tests.alerts.made import alert, notice

from .naughty import EVERYTHING, FORMULAS, SCRIPTS
from .shop import NIGHTS, make_shop, make_workspace

pytestmark = [pytest.mark.slow, pytest.mark.integration]
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
CHOSEN = {"need": SCRIPTS[:1], "goal": FORMULAS[:1], "pain": ("[click](http://evil.example) a\u202egpj.exe",)}


@pytest.fixture(scope="module", autouse=True)
def _long_cells() -> Iterator[None]:
    """Python's own reader takes cells of 100 kB, too, in these tests and in no others."""
    before = csv.field_size_limit(200_000)
    yield
    csv.field_size_limit(before)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """One night over a shop whose respondents answer like that; two personas and thirty customers have such names and numbers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PERSONA_PIPELINE_KEY", "a-key-for-tests-only-0123456789")
        shop = make_shop(tmp_path_factory.mktemp("shop"))
        poison(shop)
        workspace = make_workspace(tmp_path_factory.mktemp("hostile"), shop, NIGHTS[:1])
        settings = load_settings(workspace.config)
        clock = datetime(2026, 4, 2, 3, tzinfo=UTC)
        with Warehouse.open(workspace, settings) as warehouse:
            ctx = Context(workspace, settings, warehouse, NIGHTS[0], clock=lambda: clock)
            report = run_nights(ctx, NIGHTS[:1])
            assert report.published, report.stopped_by
            for number, text in enumerate((SCRIPTS[0] + "\u202e", "=1+1|[x](http://evil.example)"), start=1):
                warehouse.query(
                    "update marts.personas set name = $t where persona_id = $p", {"t": text, "p": f"P0{number}"}
                )
            write_pages(ctx)
            yield ctx


def poison(shop: Path) -> None:
    """The same word becomes the same text, so that enough people say it for cards and pages to show it."""
    texts = cycle(EVERYTHING)
    words: dict[tuple[str, str], str] = {}
    turns = {column: cycle(values) for column, values in CHOSEN.items()}
    for path in sorted(shop.rglob("survey*.csv")):
        if not path.is_file():
            continue
        with path.open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle))
        for row in rows:
            row["open_text"] = next(texts)
            for column, turn in turns.items():
                if row[column]:
                    row[column] = words.setdefault((column, row[column]), next(turn))
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(rows[0]), quoting=csv.QUOTE_ALL)
            writer.writeheader()
            writer.writerows(rows)


def test_pages_show_it_as_text(night: Context) -> None:
    pages = sorted(night.workspace.pages.rglob("*.html"))
    assert len(pages) > 8
    whole = ""
    for path in pages:
        text = path.read_text(encoding="utf-8")
        tree = html5lib.parse(text, namespaceHTMLElements=False)
        whole += " ".join(tree.itertext())
        for element in tree.iter():
            assert element.tag not in ("iframe", "object", "form", "base", "math"), path
            assert not [name for name in element.attrib if str(name).startswith("on")], path
            assert not str(element.attrib.get("href", "")).lower().startswith(("javascript:", "http://evil")), path
            assert not (element.tag == "script" and "poisoned" in (element.text or "")), path
        assert not TURNING & set(text), path
        assert len(text) < 1_000_000, path
    assert "window.poisoned=1" in whole, "it is shown, as text"


def test_chromium_runs_none_of_it(night: Context) -> None:
    from tests.browser.conftest import CHROMIUM

    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    pages = sorted((night.workspace.pages / "en").glob("*.html"))
    with ThreadPoolExecutor(1) as thread:  # another test's browser may have a loop in this one
        asked, poisoned = thread.submit(_visit, playwright, CHROMIUM, pages).result()
    assert poisoned == []
    assert asked
    assert {url.partition(":")[0] for url in asked} <= {"file", "data"}


def _visit(playwright: Any, chromium: str, pages: list[Path]) -> tuple[list[str], list[str]]:
    """Addresses that were asked for, and names of pages on which a script ran."""
    asked: list[str] = []
    poisoned = []
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        for path in pages:
            page.goto(path.as_uri())
            if not page.evaluate("window.poisoned === undefined"):
                poisoned.append(path.name)
        browser.close()
    return asked, poisoned


def test_cards_show_it_as_text(night: Context) -> None:
    cards = sorted((night.workspace.published / "cards").glob("*.md"))
    assert "window.poisoned=1" in " ".join(path.read_text(encoding="utf-8") for path in cards).replace("\\", ""), (
        "enough people say so"
    )
    for path in cards:
        text = path.read_text(encoding="utf-8")
        assert not TURNING & set(text), path.name
        assert not re.search(r"(?<!\\)<\w", text), "a tag would be one in Markdown"
        assert "evil" not in " ".join(re.findall(r"(?<!\\)\]\(([^)]*)", text)), "so would a link"


@pytest.mark.parametrize("text", EVERYTHING, ids=lambda text: ascii(text[:24]))
def test_every_channel_carries_it_as_text(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = notice(Item(alert("a1", title=text, body=f"{text}\n{text}", subject=text), "new"), shop=text)
    slack = slack_message(told)
    assert "<!" not in slack["text"]
    assert "<http" not in slack["text"]
    assert all(each["type"] in ("header", "rich_text", "divider") for each in slack["blocks"])
    sent = mail(told, EmailChannel(kind="email", name="m", host="h", sender="a@b.example", to=("c@d.example",)))
    html = sent.get_body(("html",)).get_content()  # type: ignore[union-attr]
    tags = {element.tag for element in html5lib.parse(html, namespaceHTMLElements=False).iter()}
    assert not tags & {"script", "img", "iframe", "svg", "form", "object", "base", "link", "a"}
    for form in (
        json.dumps(slack, ensure_ascii=False),
        json.dumps(teams_message(told), ensure_ascii=False),
        html,
        str(sent["Subject"]),
    ):
        assert not TURNING & set(form)
    assert json.loads(json.dumps(told.payload()))["alerts"][0]["title"] == text, "JSON for programs is exact"
    assert len(plain_text(told)) < 60_000
    assert not TURNING & set(given_to_apprise(told, monkeypatch))


def given_to_apprise(told: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    from persona_pipeline.alerts.channels.apprise_service import Apprise

    got: list[str] = []

    class Service:
        def add(self, _url: str) -> bool:
            return True

        def notify(self, *, title: str, body: str, **_: Any) -> bool:
            got.extend((title, body))
            return True

    monkeypatch.setitem(
        sys.modules, "apprise", SimpleNamespace(Apprise=Service, NotifyFormat=SimpleNamespace(TEXT="text"))
    )
    monkeypatch.setenv("PHONE_URL", "json://127.0.0.1")
    assert Apprise("phone", "PHONE_URL").send(told).error is None
    return "".join(got)


def test_an_audience_is_text_in_a_spreadsheet(night: Context, tmp_path: Path) -> None:
    numbers = night.warehouse.query(
        "select value from raw.identifiers where namespace = 'customer' order by value limit 150"
    )
    for (value,), text in zip(numbers, [text for text in EVERYTHING if text.strip()], strict=False):
        night.warehouse.query(
            "update raw.identifiers set value = $t where value = $v and namespace = 'customer'", {"t": text, "v": value}
        )
    asked = CampaignAudience.model_validate(
        {
            "name": "all",
            "of": ["P01", "P02", "P03"],
            "consent": "not_refused",
            "id": "customer_id",
            "columns": ["persona", "monetary"],
        }
    )
    with selecting(night.warehouse, Workspace(tmp_path), night.settings, night.as_of) as selection:
        made, _ = export_audience(selection, Workspace(tmp_path), night.settings, asked)
    assert isinstance(made, Export)
    with (made.folder / "members.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    assert {len(row) for row in rows} == {3}
    for number, persona, monetary in rows[1:]:
        for cell in (number, persona):
            assert not TURNING & set(cell)
            assert cell.lstrip()[:1] not in tuple("=@\uff1d\uff0b\uff0d\uff20"), cell
            assert cell[:1] not in ("+", "-") or cell[1:].replace(".", "").isdigit(), cell
        float(monetary or 0)
    assert any(row[0].startswith("'=") for row in rows)
