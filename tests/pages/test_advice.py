"""What the overview advises, and what it says so that nothing on it seems to contradict something else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from persona_pipeline.context import Context
from persona_pipeline.pages import write_pages
from tests.publish.filled import AS_OF

Night = Callable[[str], Context]
CODES = ("en", "nl")


def seen(ctx: Context, name: str = "overview") -> dict[str, str]:
    """The page as a reader sees it, by language: without tags, spaces as one."""
    write_pages(ctx)
    found = {}
    for code in CODES:
        text = (ctx.workspace.pages / code / f"{name}.html").read_text(encoding="utf-8")
        found[code] = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.split("<main")[1])).replace("\u00a0", " ")
    return found


def tried(ctx: Context, outcome: str, night: date) -> None:
    """A challenger of the version in force with that outcome, fitted on that night."""
    ctx.warehouse.query("delete from marts.persona_challengers")
    ctx.warehouse.query(
        "insert into marts.persona_challengers by name select $d::date as as_of, 1 as version, 'weekly' as why, $o as outcome, "
        "0.1 as gain, -0.2 as gain_low, 0.3 as gain_high, 0.2 as chance, 0.0 as number_gain, 1.0 as smallest, 600 as n, 3 as personas, "
        "3 as reference_personas, 3 as same_personas, 0.9 as least_comes_back, 600 as people, '{}' as definition, '' as sentence",
        {"d": night, "o": outcome},
    )


@pytest.mark.parametrize(
    ("outcome", "english", "dutch"),
    [
        ("chance", "Advice: keep these personas for now. New ones were tried on 1 March 2026", "Op 1 maart 2026 zijn nieuwe geprobeerd"),
        ("small", "would describe customers only a little better", "maar een beetje beter beschrijven"),
        ("better", "Advice: have new personas made and compare them", "Advies: laat nieuwe persona’s maken"),
    ],
)  # fmt: skip
def test_one_advice_follows_from_the_last_new_personas_and_names_their_day(
    night: Night, outcome: str, english: str, dutch: str
) -> None:
    ctx = night("re-evaluate")
    tried(ctx, outcome, AS_OF)
    found = seen(ctx)
    for code, advice in (("en", english), ("nl", dutch)):
        assert advice in found[code].partition("What moved" if code == "en" else "Wat er is veranderd")[0]


def test_where_none_were_tried_it_says_so_and_what_was_tried_early_is_no_last_word(night: Night) -> None:
    ctx = night("re-evaluate")
    ctx.warehouse.query("delete from marts.persona_challengers")
    assert "No new personas were tried lately" in seen(ctx)["en"]
    tried(ctx, "chance", date(2026, 2, 23))
    assert "The change had hardly begun by then." in seen(ctx)["en"], "it began on the 23rd"
    tried(ctx, "chance", AS_OF - timedelta(days=0))
    ctx.warehouse.query("update marts.drift_signals set since = '2026-02-10' where since is not null")
    assert "had hardly begun" not in seen(ctx)["en"]


def test_one_span_of_days_on_the_whole_page(night: Night) -> None:
    ctx = night("re-evaluate")
    ctx.warehouse.query(
        """update ops.alert_texts set body = body || ' persona-pipeline drift event 2026-02-27 2026-02-27 "NAME"'"""
    )
    ctx.warehouse.query("update ops.alerts set evidence = '{}'")
    write_pages(ctx)
    page = (ctx.workspace.pages / "en" / "overview.html").read_text(encoding="utf-8")
    spans = re.findall(r"drift event (\S+ \S+)", page)
    assert len(spans) > 1
    assert set(spans) == {"2026-02-23 2026-03-01"}


def test_what_counts_and_has_become_small_says_why_it_still_counts(night: Night) -> None:
    ctx = night("re-evaluate")
    assert "still counts" not in seen(ctx, "drift")["en"]
    ctx.warehouse.query(
        "update marts.drift_signals set effect = 1.2 where measure = 'active_share' and state = 'firing'"
    )
    found = seen(ctx, "drift")
    assert (
        "Share of the active customers: still counts. By now this is less than what matters (2.0 percentage"
        in found["en"]
    )
    assert "telt nog mee" in found["nl"]
    assert "By now this is less than what matters" in seen(ctx)["en"]


def test_the_whole_shop_names_its_own_figures_where_a_persona_came_first(night: Night) -> None:
    ctx = night("re-evaluate")
    ctx.warehouse.query(
        "insert into marts.drift_signals by name select * replace ('all' as persona_id, 'kpi' as level, 'repeat_rate' as measure, "
        "'percent' as effect_unit) from marts.drift_signals where as_of = $as_of and measure = 'active_share' and state = 'firing' limit 1",
        {"as_of": AS_OF},
    )
    found = seen(ctx, "drift")
    assert "the share of a persona; of the whole shop: Buyers who had bought before" in found["en"]
    assert "van de hele winkel: Kopers die al eerder kochten" in found["nl"]


def moved(ctx: Context, **row: object) -> None:
    ctx.warehouse.query("delete from marts.persona_transitions where from_persona = 'new'")
    ctx.warehouse.query(
        "insert into marts.persona_transitions by name select * replace ('new' as from_persona, 'P02' as to_persona, 'people' as cause, "
        "$customers as customers, $buyers as buyers) from marts.persona_transitions where compared = 'week' limit 1",
        row,
    )


def test_who_grows_by_newcomers_says_so(night: Night) -> None:
    ctx = night("re-evaluate")
    assert "newcomers" not in seen(ctx)["en"]
    moved(ctx, customers=85, buyers=40)
    ctx.warehouse.query("update marts.persona_transitions set told = true, money_told = true")
    found = seen(ctx)
    assert "Night owls: 85 newcomers in a week (new, or back after a while), of whom 40 bought." in found["en"]
    assert "Night owls: 85 nieuwkomers in een week (nieuw, of na een tijd terug), van wie er 40 kochten." in found["nl"]
    moved(ctx, customers=4, buyers=2)
    assert "newcomer" not in seen(ctx)["en"], "four people"


def test_revenue_that_moved_much_stands_on_the_overview(night: Night) -> None:
    ctx = night("re-evaluate")
    ctx.warehouse.query(
        "update marts.persona_changes set compared = 'four_weeks', value_then = 28000 where figure = 'revenue' and persona_id = 'P01'"
    )
    assert "in four weeks" not in seen(ctx)["en"], "sixty days with orders do not fill two windows of a year"
    settings = ctx.settings.model_copy(update={"rfm": ctx.settings.rfm.model_copy(update={"window_days": 30})})
    ctx = Context(ctx.workspace, settings, ctx.warehouse, ctx.as_of)
    found = seen(ctx)
    assert "revenue of the last 30 days from €28,000 to €25,200 in four weeks (−10.0%)" in found["en"]
    assert "de omzet van de laatste 30 dagen ging in vier weken van € 28.000 naar € 25.200 (−10,0 %)" in found["nl"]


def test_no_setting_stands_outside_what_is_folded_away(night: Night) -> None:
    ctx = night("re-evaluate")
    write_pages(ctx)
    page = (ctx.workspace.pages / "en" / "overview.html").read_text(encoding="utf-8")
    verdict = page.partition('<section class="verdict')[2].partition("</section>")[0]
    assert "drift.reference_nights" in verdict
    assert "drift.reference_nights" not in re.sub(r"<details.*?</details>", "", verdict, flags=re.DOTALL)


def test_a_persona_that_stayed_as_large_has_its_members_listed_and_counts_have_no_decimals(night: Night) -> None:
    ctx = night("keep")
    ctx.warehouse.query(
        "insert into marts.persona_changes by name select c.* replace (t.f as figure, t.u as unit, 40 as value_then, 40 + t.d as value, t.d as change, "
        "0 as data, 0 as definition, t.d as mix, 0 as behaviour) from (select * from marts.persona_changes where figure = 'revenue' limit 1) as c "
        "cross join (values ('members', 'customers', 0), ('orders', 'orders', 20)) as t(f, u, d)"
    )
    found = seen(ctx, "migration")["en"]
    assert re.search(r"Members 40 40 0 ", found)
    assert "Orders, all together 40 60 +20 0 0 +20 0" in found
