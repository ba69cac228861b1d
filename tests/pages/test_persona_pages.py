"""The pages of the personas show the card as it is, its evidence on demand, the journey, and no figure about few people."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from persona_pipeline.cards import cards_of, shown
from persona_pipeline.context import Context
from persona_pipeline.language import LANGUAGES, Code
from persona_pipeline.pages import write_pages
from persona_pipeline.settings import Workspace
from persona_pipeline.warehouse import Warehouse
from tests.publish.filled import AS_OF, fill

from .conftest import SHOP


def words_of(text: str) -> str:
    """What a reader sees, on one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text.partition("<main")[2])))


def read(ctx: Context, name: str) -> str:
    return (ctx.workspace.pages / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_line_of_the_card_stands_on_the_page_with_its_evidence(
    night: Callable[[str], Context], code: Code
) -> None:
    ctx = night("keep")
    write_pages(ctx)
    card = next(card for card in cards_of(ctx.warehouse.con, ctx.as_of, ctx.settings) if card.persona_id == "P01")
    lines = [line for block in shown(card, code).blocks for field in block.fields for line in field.lines]
    assert len(lines) == 2
    page = words_of(read(ctx, f"{code}/persona-P01.html"))
    for line in lines:
        for said in (line.text, line.proof, line.state_said):
            assert re.sub(r"\s+", " ", said) in page


def test_evidence_is_there_on_demand_and_not_before(written: Path) -> None:
    text = (written / "en" / "persona-P01.html").read_text(encoding="utf-8")
    line = re.search(r'<details class="line"><summary>.*?save money.*?</summary>(.*?)</details>', text)
    assert line
    assert "n = 80" in unescape(line.group(1))
    assert '<details class="line" open' not in text


def test_the_overview_of_personas_leads_to_each(written: Path) -> None:
    text = (written / "nl" / "personas.html").read_text(encoding="utf-8")
    assert re.findall(r'<h2><a href="(persona-P0\d\.html)">', text) == [f"persona-P0{n}.html" for n in (1, 2, 3)]
    assert text.count('class="tops"') == 3


def test_the_journey_tells_feelings_drop_off_and_what_to_mend(written: Path) -> None:
    page = words_of((written / "en" / "persona-P01.html").read_text(encoding="utf-8"))
    assert "1. delivery Do +0.10 +0.00 … +0.20 worse than usual (+0.40) 120 ratings" in page
    assert "Into the basket 70% 85% 85% 50" in page
    assert "delivery Do +0.10 here, +0.70 for Night owls · about €900 in orders" in page


def test_a_figure_without_a_target_is_held_against_all_customers_and_says_so(night: Callable[[str], Context]) -> None:
    ctx = night("keep")
    write_pages(ctx)
    assert "20% all customers 28%: worse here" in words_of(read(ctx, "en/persona-P01.html"))
    assert "alle klanten 28 %: hier slechter" in words_of(read(ctx, "nl/persona-P01.html"))
    ctx.warehouse.query("update marts.persona_phase_kpis set target_from = 'persona'")
    write_pages(ctx)
    assert "20% target 28%: misses it" in words_of(read(ctx, "en/persona-P01.html"))


def test_an_answer_has_the_figure_of_the_card_or_says_on_what_basis(night: Callable[[str], Context]) -> None:
    ctx = night("keep")
    ctx.warehouse.query(
        "update marts.persona_needs set kind = 'need', wording = 'low price', share = 0.5 where persona_id = 'P01'"
    )
    write_pages(ctx)
    assert "“ low price ” 52%" in words_of(read(ctx, "en/persona-P01.html")), "weighed, as on the card"
    ctx.warehouse.query("update marts.survey_estimates set weighted_value = null")
    write_pages(ctx)
    assert "“ low price ” 50% (unweighted)" in words_of(read(ctx, "en/persona-P01.html"))


def test_what_is_withheld_is_a_dash(night: Callable[[str], Context]) -> None:
    ctx = night("keep")
    ctx.warehouse.query(
        "update marts.persona_profiles set value = null where figure = 'members' and persona_id = 'P03'"
    )
    ctx.warehouse.query("update marts.persona_funnels set lost_people = null, kept_share = null where step = 'cart'")
    write_pages(ctx)
    assert "Into the basket 70% – – –" in words_of(read(ctx, "en/persona-P01.html"))
    page = words_of(read(ctx, "en/persona-P03.html"))
    assert "1 Mar 2026 – €" in page
    assert "(150)" not in words_of(read(ctx, "en/personas.html"))


def test_without_cards_and_journey_the_page_says_so(night: Callable[[str], Context]) -> None:
    ctx = night("keep")
    for table in ("persona_cards", "persona_journey"):
        ctx.warehouse.query(f"delete from marts.{table}")
    write_pages(ctx)
    page = words_of(read(ctx, "en/persona-P01.html"))
    assert "There is no card of this night yet." in page
    assert "The night tells nothing of this persona’s journey." in page
    assert "There is no card of this night yet." in words_of(read(ctx, "en/personas.html"))


def test_a_persona_that_is_gone_has_no_page_any_more(night: Callable[[str], Context]) -> None:
    ctx = night("keep")
    write_pages(ctx)
    ctx.warehouse.query("delete from marts.personas where persona_id = 'P03'")
    write_pages(ctx)
    assert not (ctx.workspace.pages / "en" / "persona-P03.html").exists()
    assert (ctx.workspace.pages / "nl" / "persona-P02.html").exists()


@pytest.mark.slow
def test_four_hundred_nights_stay_light(workspace: Workspace) -> None:
    with Warehouse.open(workspace, SHOP) as warehouse:
        fill(warehouse, verdict="keep", nights=400)
        write_pages(Context(workspace, SHOP, warehouse, AS_OF))
    sizes = {path.name: path.stat().st_size for path in workspace.pages.rglob("*.html")}
    print(sizes)
    assert max(sizes.values()) < 1_000_000
    text = (workspace.pages / "en" / "persona-P01.html").read_text(encoding="utf-8")
    drawn = re.search(r'<path class="line" d="(M[^"]+)"', text.partition('id="sizes"')[2])
    assert drawn
    assert drawn.group(1).count("L") == 399
    assert text.count('<th scope="row" class="day">') == 60
