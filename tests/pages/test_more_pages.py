"""Migration, RFM segments and readiness: what a reader finds there, in both languages, and what is not told."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from persona_pipeline.context import Context
from persona_pipeline.contracts import RAW_OF
from persona_pipeline.pages import language_of, words, write_pages
from persona_pipeline.pages.figures import Figures
from persona_pipeline.pages.reasons import REASONS
from persona_pipeline.pages.rfm import persona_segments
from persona_pipeline.quality import rules_of
from persona_pipeline.settings import AlertSettings, Settings, ShopSettings
from persona_pipeline.settings.readiness import ReadinessSettings
from tests.publish.filled import AS_OF

Night = Callable[[str], Context]
NB = "\N{NO-BREAK SPACE}"


def page(ctx: Context, name: str) -> str:
    """The page as a reader sees it: without tags, spaces as one."""
    write_pages(ctx)
    text = (ctx.workspace.pages / name).read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.split("<main")[1])).replace(NB, " ")


@pytest.mark.slow
def sized(**sizes: int | None) -> Figures:
    """Figures of a night with these published sizes of segments."""
    rows = [{"as_of": AS_OF, "segment": name, "customers": size} for name, size in sizes.items()]
    return Figures(night=AS_OF, rows={"marts.rfm_summary": rows})


def test_moves_with_their_money_and_what_is_withheld(night: Night) -> None:
    ctx = night("keep")
    assert "of their own doing 14 – –" in page(ctx, "en/migration.html"), "two of the fourteen bought nothing"
    ctx.warehouse.query("update marts.persona_transitions set buyers = 14 where customers = 14")
    english, dutch = page(ctx, "en/migration.html"), page(ctx, "nl/migration.html")
    assert "In a week (22 Feb 2026)" in english
    assert "of their own doing 14 14 €500" in english
    assert "1 move is not told" in english
    assert "uit zichzelf 14 14 € 500" in dutch
    assert "80" not in re.findall(r"€(\S+)", english), "the money of three people"
    assert "Since the night before" not in english, "nothing to compare with"


def test_a_change_is_told_with_its_four_parts(night: Night) -> None:
    english, dutch = (page(night("keep"), f"{code}/migration.html") for code in ("en", "nl"))
    assert "Revenue €25,000 €25,200 +€200 +€12.50 0 +€108 +€80.00" in english
    assert "Omzet € 25.000 € 25.200 +€ 200 +€ 12,50 0 +€ 108 +€ 80,00" in dutch


def test_a_segment_with_its_week(night: Night) -> None:
    ctx = night("keep")
    ctx.warehouse.query("delete from marts.rfm_summary")
    for day, customers in ((AS_OF, 40), (date(2026, 2, 22), 34), (date(2026, 2, 20), 3)):
        ctx.warehouse.query(
            "insert into marts.rfm_summary by name select $d as as_of, 'Loyal' as segment, $n as customers, $n as customers_tonight, "
            "100 * $n as monetary, 3 as median_recency_days, 2.5 as mean_frequency",
            {"d": day, "n": customers},
        )
    english = page(ctx, "en/rfm.html")
    assert "Loyal 40 +6 – €4,000 €100 3 2.5" in english, (
        "six more than a week ago; the first night had three and is not told"
    )


def test_no_cell_of_persona_and_segment_is_about_few_or_follows(night: Night) -> None:
    """Loyal has 9 of P03: with its total and the other personas known, two cells must go in its row and its column."""
    ctx = night("keep")
    ctx.warehouse.query("delete from marts.rfm_segments")
    ctx.warehouse.query("delete from marts.persona_members")
    sizes = {("P01", "Loyal"): 60, ("P02", "Loyal"): 40, ("P03", "Loyal"): 9, ("P01", "Lost"): 30, ("P02", "Lost"): 20, ("P03", "Lost"): 50}  # fmt: skip
    for (persona, segment), count in sizes.items():
        for table, more in (
            ("rfm_segments", f"'{segment}' as segment"),
            ("persona_members", f"'{persona}' as persona_id"),
        ):
            ctx.warehouse.query(
                f"insert into marts.{table} by name select $d::date as as_of, '{persona}{segment}' || i as customer_key, {more} from range({count}) as r(i)",
                {"d": AS_OF},
            )
    told = persona_segments(ctx, AS_OF, sized(Loyal=109, Lost=100))
    assert told["P03", "Loyal"] is None
    assert sum(told[persona, "Loyal"] is None for persona in ("P01", "P02", "P03")) >= 2
    assert sum(told["P03", segment] is None for segment in ("Loyal", "Lost")) == 2
    assert any(count is not None for count in told.values())
    withheld = persona_segments(ctx, AS_OF, sized(Loyal=None, Lost=100))
    assert all(withheld[persona, "Loyal"] is None for persona in ("P01", "P02", "P03"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("en", "persona.yaml does not say. Agree who decides", "Somebody owns the personas in place head of marketing"),
        ("nl", "persona.yaml zegt er niets over. Spreek af wie", "Iemand is eigenaar van de persona’s geregeld head of marketing"),
    ],
)  # fmt: skip
def test_readiness_asks_and_takes_answers(night: Night, code: str, before: str, after: str) -> None:
    ctx = night("keep")
    assert before in page(ctx, f"{code}/readiness.html")
    settings = Settings(
        shop=ShopSettings(language="nl"),
        readiness=ReadinessSettings(owner="head of marketing"),
        alerts=AlertSettings(webhook_url="http://localhost/x"),
    )
    answered = page(replace(ctx, settings=settings), f"{code}/readiness.html")
    assert after in answered
    assert before not in answered
    assert ("1 channel is set up." in answered) == (code == "en")


def test_the_next_step_is_the_most_useful_one_and_says_why(night: Night) -> None:
    ctx = night("keep")
    lede = page(ctx, "en/readiness.html").partition("1. Experimental")[0]
    assert "The source is late: look at the data health page. Why this one: only people can say what they want" in lede
    ctx.warehouse.query("update ops.loads set last_day = $as_of where source = 'panel'", {"as_of": AS_OF})
    lede = page(ctx, "en/readiness.html").partition("1. Experimental")[0]
    assert "Why this one: without an owner nobody decides, and an alert leads to nothing." in lede
    settings = Settings(readiness=ReadinessSettings(owner="head of marketing"))
    lede = page(replace(ctx, settings=settings), "nl/readiness.html").partition("1. Experimenteel")[0]
    assert "Waarom deze: niemand doet iets met een verandering waar niemand van hoort." in lede


def test_every_row_adds_up_from_left_to_right(night: Night) -> None:
    found = page(night("keep"), "en/data-health.html")
    assert "Rows read = Refused + Counted + Duplicates + Replaced + Still to come" in found
    rows = re.findall(r"(?:shop|site|panel)[ a-z]* ([\d,]+) ([\d,]+) ([\d,]+) ([\d,]+) ([\d,]+) ([\d,]+)", found)
    assert len(rows) == 3
    for row in rows:
        read, *parts = (int(each.replace(",", "")) for each in row)
        assert read == sum(parts)


def test_a_refused_row_is_explained_in_the_reader_s_language(night: Night) -> None:
    ctx = night("keep")
    (rule,) = (each for each in rules_of("raw.orders") if each.reason_code == "wrong_currency")
    ctx.warehouse.query(
        "update quarantine.orders set reason_code = $code, column_name = $column, expected = $expected",
        {"code": rule.reason_code, "column": rule.column, "expected": rule.expected},
    )
    found = page(ctx, "nl/data-health.html")
    assert "Het bedrag is niet in de munt van de winkel" in found
    assert "Elke regel is in de munt van de winkel." in found
    ctx.warehouse.query("update quarantine.orders set expected = 'something else'")
    assert "something else (in het Engels)" in page(ctx, "nl/data-health.html")


def test_every_reason_of_a_rule_has_words() -> None:
    codes = {rule.reason_code for table in (*RAW_OF.values(), "ops.loads") for rule in rules_of(table)}
    assert codes - REASONS.keys() == set()


@pytest.mark.slow
def test_readiness_counts_decisions_and_words_of_people(night: Night) -> None:
    ctx = night("keep")
    assert "There is none yet. Answer an alert" in page(ctx, "en/readiness.html")
    ctx.warehouse.query(
        "insert into marts.drift_decisions by name select timestamp '2026-02-20' as decided_at, 'drift.answer' as kind, 'x' as subject, "
        "date '2026-02-20' as effective_as_of, '{}' as payload, 'a' as author, 'b' as reason"
    )
    found = page(ctx, "en/readiness.html")
    assert "Decisions are taken and written down in place The last one was on 20 Feb 2026." in found
    assert "0 of 3 cards" in found


@pytest.mark.slow
def test_drift_tells_the_evidence_and_what_people_answered(night: Night) -> None:
    ctx = night("re-evaluate")
    ctx.warehouse.query(
        "insert into marts.drift_decisions by name select timestamp '2026-03-01' as decided_at, 'drift.answer' as kind, 'x' as subject, "
        "date '2026-03-02' as effective_as_of, {'persona_id': 'P02', 'night': (select min(as_of) from marts.persona_verdicts "
        "where persona_id = 'P02' and verdict = 're-evaluate'), 'answer': 'real'}::json as payload, 'a' as author, 'b' as reason"
    )
    english, dutch = page(ctx, "en/drift.html"), page(ctx, "nl/drift.html")
    assert "Share of the active customers" in english
    assert "counts" in english
    assert "a real change" in english
    assert "een echte verandering" in dutch
    assert "Evidence" in english


def test_drift_withholds_what_the_file_withholds(night: Night) -> None:
    ctx = night("re-evaluate")
    assert "15.8%" in page(ctx, "en/drift.html")
    ctx.warehouse.query("update marts.persona_kpis set n = 4 where measure = 'conversion' and persona_id = 'P03'")
    told = page(ctx, "en/drift.html")
    assert "15.8%" not in told
    assert "figures not shown" in told


def test_people_who_turned_out_to_be_one_are_in_the_list_and_not_in_the_table(night: Night) -> None:
    ctx = night("keep")
    ctx.warehouse.query(
        "insert into marts.persona_transitions by name select * replace ('new' as from_persona, 'P02' as to_persona, 'merged' as cause, "
        "19 as customers, 19 as buyers) from marts.persona_transitions where cause = 'stayed'"
    )
    found = page(ctx, "en/migration.html")
    assert "new 0 0 0 0" in found, "nobody came"
    assert "two known people turned out to be one 19" in found
    assert "they are in the list and not in the table" in found


@pytest.mark.parametrize(("value", "unit", "shown"), [(-0.0004, "points", "0"), (5294.0, "orders", "+5,294"), (-0.0001, "share", "0"), (0.004, "share", "+0.4 percentage points"), (-12.5, "currency", "\N{MINUS SIGN}€12.50")])  # fmt: skip
def test_differences_say_no_more_than_there_is(value: float, unit: str, shown: str) -> None:
    assert words.difference(language_of("en"), value, unit, "EUR") == shown
