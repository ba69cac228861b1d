"""Movements in words: from what to what, how sure, and why what is sure enough still does not count."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from persona_pipeline.context import Context
from persona_pipeline.drift.paces import CEILING
from persona_pipeline.pages import language_of, write_pages
from persona_pipeline.pages.sure import MOST_EVIDENCE, multiple

NB = "\N{NO-BREAK SPACE}"


def test_the_ceiling_is_that_of_the_evidence() -> None:
    assert MOST_EVIDENCE == CEILING


@pytest.mark.parametrize(
    ("evidence", "shown"),
    [
        (0.5, "0.5 times what is needed"),
        (0.94, "0.9 times what is needed"),
        (0.96, "0.96 times what is needed"),
        (0.9999, "0.99 times what is needed"),
        (1.0, "1.0 times what is needed"),
        (1.32, "1.3 times what is needed"),
        (1.5, "1.5 times what is needed, or more"),
    ],
)
def test_evidence_is_never_rounded_up_to_enough(evidence: float, shown: str) -> None:
    assert multiple(language_of("en"), evidence) == shown


def overview(ctx: Context, code: str) -> str:
    """The page as a reader sees it: without tags, spaces as one."""
    write_pages(ctx)
    text = (ctx.workspace.pages / code / "overview.html").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.split("<main")[1])).replace(NB, " ")


def tell(ctx: Context, persona: str, *signals: dict[str, Any], part: str = "signals") -> None:
    """Write the evidence of a persona's verdict as drift does, and no other."""
    ctx.warehouse.query("update marts.persona_verdicts set evidence = '{}'")
    shown = json.dumps(
        {
            part: [
                {"level": LEVELS[signal["measure"]], "persona_id": persona, "feature": None, **signal}
                for signal in signals
            ]
        }
    )
    ctx.warehouse.query(
        "update marts.persona_verdicts set evidence = $shown where persona_id = $persona",
        {"shown": shown, "persona": persona},
    )


LEVELS = {"active_share": "share", "centre": "profile"}
SHARE = {"measure": "active_share", "expected": 0.385, "recent": 0.489, "n_per_night": 582}


@pytest.mark.slow
def test_the_headline_number_is_on_the_page_with_its_nights_and_people(night: Callable[[str], Context]) -> None:
    ctx = night("re-evaluate")
    tell(ctx, "P02", SHARE)
    english, dutch = overview(ctx, "en"), overview(ctx, "nl")
    assert "a larger part of the active customers, from 38.5% to 48.9% (+5.1" in english
    assert "48.9% of the active customers, last nights (normal: 38.5%)" in english
    assert "on average 582 customers a night" in english
    assert (
        "the mean of the nights since it began, at most the last 5, against what is normal on those weekdays" in english
    )
    assert english.count("those who visited, bought or answered that day") == 1
    assert "n = 812" not in english
    assert "een groter deel van de actieve klanten, van 38,5 % naar 48,9 %" in dutch
    assert "gemiddeld 582 klanten per nacht" in dutch


def test_what_is_about_few_people_is_told_without_figures(night: Callable[[str], Context]) -> None:
    ctx = night("re-evaluate")
    tell(ctx, "P02", {**SHARE, "n_per_night": 4})
    page = overview(ctx, "en")
    assert "a larger part of the active customers" in page
    assert not any(figure in page for figure in ("38.5%", "48.9%", "customers a night"))


@pytest.mark.slow
def test_what_the_published_file_withholds_is_not_on_the_page(night: Callable[[str], Context]) -> None:
    """P03 had four visits: its conversion is withheld, and that of the next smallest, because the whole shop's is known."""
    ctx = night("re-evaluate")
    told = overview(ctx, "en")
    assert "\N{MINUS SIGN}15.8% relative to normal" in told
    ctx.warehouse.query("update marts.persona_kpis set n = 4 where measure = 'conversion' and persona_id = 'P03'")
    english, dutch = overview(ctx, "en"), overview(ctx, "nl")
    assert "fewer visits end in a purchase" in english
    assert "figures not shown" in english
    assert "cijfers niet getoond" in dutch
    assert "15.8%" not in english
    assert "15,8" not in dutch
    assert "sure enough" not in english.split("Counts in the verdict")[0]


@pytest.mark.slow
def test_the_repeat_rate_is_about_who_bought_that_night(night: Callable[[str], Context]) -> None:
    ctx = night("re-evaluate")
    ctx.warehouse.query("update marts.drift_signals set measure = 'repeat_rate' where measure = 'conversion'")
    assert "Loyal regulars: a smaller part of the buyers had bought before" in overview(ctx, "en")
    assert "Loyal regulars: een kleiner deel van de kopers kocht al eerder" in overview(ctx, "nl")
    ctx.warehouse.query("update marts.drift_signals set direction = 'up' where measure = 'repeat_rate'")
    assert "een groter deel van de kopers kocht al eerder" in overview(ctx, "nl")


@pytest.mark.parametrize(
    ("cusum", "effect", "english", "dutch"),
    [
        (3.0, -15.8, "not yet sure enough: 0.9 times", "nog niet zeker genoeg: 0,9 keer"),
        (4.0, -3.0, "sure enough, but too small to matter", "zeker genoeg, maar te klein om mee te tellen"),
        (4.0, -15.8, "sure enough, but not lasting", "zeker genoeg, maar niet blijvend"),
    ],
)
def test_what_does_not_count_says_why(
    night: Callable[[str], Context], cusum: float, effect: float, english: str, dutch: str
) -> None:
    ctx = night("re-evaluate")
    ctx.warehouse.query(
        "update marts.drift_signals set state = 'watch', cusum = $cusum, effect = $effect where measure = 'conversion'",
        {"cusum": cusum, "effect": effect},
    )
    for code, says in (("en", english), ("nl", dutch)):
        assert says in overview(ctx, code)


def test_what_counts_stands_before_what_is_watched(night: Callable[[str], Context]) -> None:
    ctx = night("re-evaluate")
    ctx.warehouse.query("update marts.drift_signals set state = 'watch' where measure = 'active_share'")
    page = overview(ctx, "en")
    counts, watched = page.index("Counts in the verdict"), page.index("To keep an eye on")
    assert counts < page.index("fewer visits end in a purchase", counts) < watched
    assert watched < page.index("a larger part of the active customers", watched)


def test_relative_changes_say_so(night: Callable[[str], Context]) -> None:
    page = overview(night("re-evaluate"), "en")
    assert "\N{MINUS SIGN}15.8% relative to normal" in page
    assert "between +3.9 and +6.3 percentage points" in page


def test_a_feature_is_told_in_what_people_count_in(night: Callable[[str], Context]) -> None:
    ctx = night("re-evaluate")
    scale = {"name": "pages_per_session", "transform": "log", "centre": 1.0, "scale": 0.5}
    ctx.warehouse.query("update marts.persona_versions set definition = $d", {"d": json.dumps({"traits": [scale]})})
    ctx.warehouse.query(
        "update marts.drift_signals set level = 'profile', measure = 'centre', effect_unit = 'sd', effect = -0.2, direction = 'down' where level = 'share'"
    )
    ctx.warehouse.query(
        "update marts.drift_signals set measure = 'feature:pages_per_session', state = 'watch' where level = 'feature'"
    )
    moved = {"measure": "centre", "expected": 0.4, "recent": 0.2, "n_per_night": 300, "feature": "pages_per_session"}
    tell(ctx, "P02", moved)
    page = overview(ctx, "en")
    assert "most of all on “Pages per visit”, from 2.32 to 2.00 (\N{MINUS SIGN}0.20 standard units)" in page
    ctx.warehouse.query("update marts.drift_signals set state = 'calm' where level = 'feature'")
    assert "in several things a little" in overview(ctx, "en"), "a feature without evidence is not named"
