"""Every page in a real browser: both languages, light and dark, narrow and wide, with nobody to talk to."""

import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

NAMES = ("overview", "personas", "persona-P01", "drift", "migration", "rfm", "data-health", "readiness", "dictionary")
PAGES = [f"{code}/{name}.html" for code in ("en", "nl") for name in NAMES]
CASES = [("full", page) for page in (*PAGES, "index.html")] + [
    ("calm", "nl/overview.html"),
    ("empty", "en/overview.html"),
    ("empty", "nl/data-health.html"),
    ("empty", "en/personas.html"),
    ("empty", "nl/migration.html"),
    ("empty", "en/drift.html"),
    ("empty", "en/rfm.html"),
    ("empty", "nl/readiness.html"),
]


@pytest.mark.parametrize(("scheme", "width"), [("light", 375), ("light", 1280), ("dark", 375), ("dark", 1280)])
@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(case).replace("/", "-"))
def test_page(browser: Any, sites: dict[str, Path], case: tuple[str, str], scheme: str, width: int) -> None:
    state, name = case
    axe_module = pytest.importorskip("axe_playwright_python.sync_playwright")
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    tab = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    url = (sites[state] / name).as_uri()
    tab.goto(url)
    assert "poisoned" not in tab.title()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    findings = [f for f in axe_module.Axe().run(tab).response["violations"] if f["impact"] in ("serious", "critical")]
    assert [(f["id"], f["nodes"][0]["html"][:200]) for f in findings] == []
    assert said == []
    assert {address for address in asked if not address.startswith("data:")} == {url}
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_lets_the_style_through(browser: Any, sites: dict[str, Path], name: str) -> None:
    """Without bypass: a wrong hash would leave the page unstyled and say so on the console."""
    tab = browser.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.goto((sites["full"] / name).as_uri())
    assert tab.evaluate("getComputedStyle(document.querySelector('main')).marginTop") is not None
    assert tab.evaluate("getComputedStyle(document.querySelector('.masthead')).display") == "flex"
    assert said == []
    tab.close()


def test_dark_is_dark_and_light_is_light(browser: Any, sites: dict[str, Path]) -> None:
    brightness = {}
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        tab = context.new_page()
        tab.goto((sites["full"] / "index.html").as_uri())
        colour = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        brightness[scheme] = sum(map(int, re.findall(r"\d+", colour)[:3]))
        context.close()
    assert brightness["light"] > 600
    assert brightness["dark"] < 150


def test_everything_is_reached_by_keyboard(browser: Any, sites: dict[str, Path]) -> None:
    """Tab goes through every link, disclosure and scrolling region; the first stop skips to the content."""
    tab = browser.new_page(viewport={"width": 375, "height": 800})
    tab.goto((sites["full"] / "nl" / "overview.html").as_uri())
    wanted = tab.evaluate(
        """[...document.querySelectorAll('a, summary, [tabindex="0"]')].filter((each) => {
            for (let fold = each.closest('details:not([open])'); fold; fold = fold.parentElement.closest('details:not([open])'))
                if (each.parentElement !== fold) return false;
            return true;
        }).length"""
    )
    stops = []
    for _ in range(wanted):
        tab.keyboard.press("Tab")
        stops.append(tab.evaluate("document.activeElement.outerHTML.slice(0, 300)"))
    assert 'class="skip"' in stops[0]
    assert len(set(stops)) == wanted
    tab.close()


def test_languages_lead_to_each_other(browser: Any, sites: dict[str, Path]) -> None:
    tab = browser.new_page()
    tab.goto((sites["full"] / "index.html").as_uri())
    assert tab.evaluate("document.documentElement.lang") == "nl"
    tab.click("text=English")
    assert tab.evaluate("document.documentElement.lang") == "en"
    tab.click("text=Data health")
    tab.click("text=Nederlands")
    assert tab.text_content("h1") == "Gegevens"
    tab.close()


def test_printing_shows_the_content_without_the_navigation(browser: Any, sites: dict[str, Path]) -> None:
    tab = browser.new_page()
    tab.goto((sites["full"] / "index.html").as_uri())
    tab.emulate_media(media="print")
    assert not tab.is_visible(".masthead nav")
    assert tab.is_visible(".cards")
    assert tab.pdf(format="A4")[:4] == b"%PDF"
    tab.close()


def test_printing_from_a_dark_screen_is_light(browser: Any, sites: dict[str, Path]) -> None:
    context = browser.new_context(color_scheme="dark")
    tab = context.new_page()
    tab.goto((sites["full"] / "index.html").as_uri())
    tab.emulate_media(media="print", color_scheme="dark")
    ink = tab.evaluate("getComputedStyle(document.body).color")
    tint = tab.evaluate("getComputedStyle(document.querySelector('.verdict')).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", ink)[:3])) < 150
    assert sum(map(int, re.findall(r"\d+", tint)[:3])) > 600
    context.close()


def test_a_narrow_screen_shows_what_was_refused(browser: Any, sites: dict[str, Path]) -> None:
    tab = browser.new_page(viewport={"width": 390, "height": 800})
    tab.goto((sites["full"] / "en" / "data-health.html").as_uri())
    heads = tab.locator("th", has_text="Refused")
    assert heads.count() == 3
    for number in range(3):
        box = heads.nth(number).bounding_box()
        assert box["x"] + box["width"] <= 390
    tab.close()


def test_a_phone_shows_more_than_the_headline(browser: Any, sites: dict[str, Path]) -> None:
    tab = browser.new_page(viewport={"width": 375, "height": 800})
    tab.goto((sites["full"] / "nl" / "overview.html").as_uri())
    box = tab.locator("h1").bounding_box()
    assert box["height"] < 300
    assert tab.locator(".verdict .lede").first.bounding_box()["y"] < 800
    tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_table_that_goes_on_says_so_and_is_scrolled_by_keyboard(
    browser: Any, sites: dict[str, Path], scheme: str
) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 800}, color_scheme=scheme)
    tab = context.new_page()
    tab.goto((sites["full"] / "en" / "data-health.html").as_uri())
    wide = tab.locator(".scroll").nth(1)
    wide.scroll_into_view_if_needed()
    assert wide.evaluate("each => each.scrollWidth > each.clientWidth")
    box = wide.bounding_box()
    edge = {"x": box["x"] + box["width"] - 12, "y": box["y"], "width": 12, "height": box["height"]}
    before = tab.screenshot(clip=edge)
    assert wide.evaluate("each => each.getAttribute('aria-label') || each.getAttribute('aria-labelledby')")
    wide.focus()
    for _ in range(40):
        tab.keyboard.press("ArrowRight")
    tab.wait_for_function(
        "each => each.scrollLeft + each.clientWidth >= each.scrollWidth - 1", arg=wide.element_handle()
    )
    wide.evaluate("each => each.blur()")
    assert tab.screenshot(clip=edge) != before, "the shadow is gone at the end"
    context.close()
