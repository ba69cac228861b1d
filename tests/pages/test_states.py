"""Every state that a shop can be in has its own first sentence, in both languages."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from persona_pipeline.alerts import raise_gate
from persona_pipeline.context import Check, Context
from persona_pipeline.pages import write_pages
from persona_pipeline.pages.trust import ODD
from persona_pipeline.pages.words import QUALITY
from tests.publish.filled import AS_OF


def pages(ctx: Context, name: str = "overview") -> dict[str, str]:
    write_pages(ctx)
    return {code: (ctx.workspace.pages / code / f"{name}.html").read_text(encoding="utf-8") for code in ("en", "nl")}


def headline(page: str) -> str:
    found = re.search(r"<h1>.*?<span>(.*?)</span></h1>", page, re.DOTALL)
    assert found
    return found.group(1)


def mood(page: str) -> str:
    found = re.search(r'<section class="verdict mood-([\w-]+)">', page)
    assert found
    return found.group(1)


@pytest.mark.parametrize(
    ("verdict", "english", "dutch"),
    [
        ("keep", "Your personas still hold", "Uw persona’s kloppen nog"),
        ("watch", "Keep an eye on Night owls", "Houd Night owls in de gaten"),
        ("re-evaluate", "Time to re-evaluate Night owls", "Tijd om Night owls te herijken"),
        ("unknown", "Too early for a verdict", "Te vroeg voor een oordeel"),
    ],
)
def test_the_verdict_comes_first(night: Callable[[str], Context], verdict: str, english: str, dutch: str) -> None:
    found = pages(night(verdict))
    assert (headline(found["en"]), headline(found["nl"])) == (english, dutch)
    assert mood(found["en"]) == mood(found["nl"]) == verdict


def test_learning_says_how_far(night: Callable[[str], Context]) -> None:
    found = pages(night("unknown"))
    assert "Night 12 of 28 in which we learn" in found["en"]
    assert "Het eerste oordeel wordt over 16 nachten verwacht." in found["nl"]


def test_what_moved_is_told_with_size_interval_and_start(night: Callable[[str], Context]) -> None:
    found = pages(night("re-evaluate"))
    assert (
        "Night owls: a larger part of the active customers, from 27.9% to 33.0% (+5.1 percentage points). It probably began around 23 February 2026; to be re-evaluated since the night of 27 February 2026."
        in found["en"]
    )
    assert (
        "Night owls: een groter deel van de actieve klanten, van 27,9\u00a0% naar 33,0\u00a0% (+5,1 procentpunt). Het begon waarschijnlijk rond 23 februari 2026; te herijken sinds de nacht van 27 februari 2026."
        in found["nl"]
    )
    assert "tussen +3,9 en +6,3 procentpunt" in found["nl"]
    assert "1.5 times what is needed, or more" in found["en"]
    assert "a false alarm about once in 4 years" in found["en"]
    assert "what is normal was learnt from 42 nights" in found["en"]
    assert (
        "Visits on a phone" not in found["en"].split("What sets it apart")[0]
    )  # features explain; they are no signal of their own


def test_a_moved_centre_names_the_feature(night: Callable[[str], Context]) -> None:
    ctx = night("re-evaluate")
    ctx.warehouse.query(
        "update marts.drift_signals set level = 'profile', measure = 'centre', effect_unit = 'sd', effect = 0.4 where level = 'share'"
    )
    ctx.warehouse.query("update marts.drift_signals set state = 'watch' where level = 'feature'")
    ctx.warehouse.query(
        """update marts.persona_verdicts set evidence = '{"signals": [{"level": "profile", "persona_id": "P02", "measure": "centre", "feature": "mobile_share"}]}' where persona_id = 'P02'"""
    )
    assert (
        "Night owls: ander gedrag dan toen de persona’s werden aangenomen, vooral op ‘Bezoek op een telefoon’ (+0,40 standaardeenheden)"
        in pages(ctx)["nl"]
    )


def test_untrusted_data_gives_no_verdict_and_names_the_fault(night: Callable[[str], Context]) -> None:
    ctx = night("keep")
    ctx.warehouse.query(
        "update marts.persona_verdicts set verdict = 'unknown', cause = 'quality' where as_of = $as_of",
        {"as_of": AS_OF},
    )
    ctx.warehouse.query(
        """insert into marts.drift_signals values ($as_of, 'quality', 'all', 'rows:shop', 1200, 300, -75, 'percent', -80, -70, 300, -9, null, 5, 'down', $as_of, 'blocked', 40, null)""",
        {"as_of": AS_OF},
    )
    found = pages(ctx)
    assert headline(found["en"]) == "No verdict: tonight’s data cannot be trusted"
    assert (
        "The data: far fewer rows than usual from shop (−75.0% relative to normal). It began on the night of 1 March 2026."
        in found["en"]
    )


def test_no_data_yet(context: Callable[..., Context]) -> None:
    found = pages(context(AS_OF))
    assert headline(found["en"]) == "Waiting for the first data"
    assert headline(found["nl"]) == "Wachten op de eerste gegevens"


def test_no_personas_yet(night: Callable[[str], Context]) -> None:
    ctx = night("keep")
    for table in ("persona_versions", "personas", "persona_members", "persona_verdicts", "drift_signals"):
        ctx.warehouse.query(f"delete from marts.{table}")
    ctx.warehouse.query("delete from marts.persona_profiles where persona_id <> 'all'")
    found = pages(ctx)
    assert headline(found["en"]) == "No personas yet"
    assert "after 60 days with orders, from at least 200 customers" in found["en"]
    assert "Tot nu toe zijn er 60 dagen met bestellingen." in found["nl"]


def test_a_stopped_night_shows_the_last_good_one_and_says_so(night: Callable[[str], Context]) -> None:
    ctx = night("keep")
    tomorrow = AS_OF + timedelta(days=1)
    ctx.warehouse.query(
        "insert into ops.nights values ($as_of, 'r', 'stopped', 'take_in_orders: too many rows refused', null, null, null)",
        {"as_of": tomorrow},
    )
    ctx.warehouse.query(
        "insert into marts.persona_profiles select * replace ($as_of as as_of, 0.999 as value) from marts.persona_profiles where as_of = '2026-03-01'",
        {"as_of": tomorrow},
    )
    found = pages(replace(ctx, as_of=tomorrow))
    assert "The night of 2 March 2026 was stopped by a check" in found["en"]
    assert "De cijfers hieronder zijn die van 1 maart 2026, de laatste goede nacht." in found["nl"]
    assert "too many rows refused" in found["nl"].split("Technische details")[1]
    assert "Een controle heeft de nacht gestopt." in found["nl"].split("Technische details")[0]
    assert "De gegevens van vannacht vragen aandacht" in found["nl"]
    assert headline(found["en"]) == "Your personas still hold"
    assert "99.9%" not in found["en"]


@pytest.mark.slow
def test_an_open_alert_is_shown_and_a_resolved_one_is_not(night: Callable[[str], Context]) -> None:
    ctx = night("re-evaluate")
    assert "1 open melding" in pages(ctx)["nl"]
    ctx.warehouse.query("update ops.alerts set resolved_as_of = $as_of", {"as_of": AS_OF})
    assert "open melding" not in pages(ctx)["nl"]


@pytest.mark.slow
def test_an_old_night_again_still_shows_the_newest(night: Callable[[str], Context]) -> None:
    ctx = night("keep")
    report = write_pages(replace(ctx, as_of=AS_OF - timedelta(days=10)))
    assert report.figures["shown"] == "2026-03-01"


@pytest.mark.slow
def test_a_gate_is_told_in_the_reader_s_language(night: Callable[[str], Context]) -> None:
    ctx = night("keep")
    tomorrow = AS_OF + timedelta(days=1)
    ctx.warehouse.query(
        "insert into ops.nights values ($as_of, 'r', 'stopped', 'take_in_orders: 12 % refused', null, null, null)",
        {"as_of": tomorrow},
    )
    check = Check("batches_are_sound", "raw.orders", passed=False, blocking=True, reason="12 % refused")
    raise_gate(replace(ctx, as_of=tomorrow), [check])
    found = pages(replace(ctx, as_of=tomorrow))
    assert "Een bestand is tegengehouden, omdat het niet is wat zijn bron gewoonlijk brengt." in found["nl"]
    assert "A file was held back, because it is not what its source usually brings." in found["en"]


@pytest.mark.slow
def test_deciding_says_what_it_takes(night: Callable[[str], Context]) -> None:
    found = pages(night("re-evaluate"))
    assert "If you do nothing, the personas stay as they are" in found["en"]
    assert "Als u niets doet, blijven de persona’s zoals ze zijn" in found["nl"]
    assert "in elk geval" not in found["nl"].partition("aside")[0], "nobody has to answer"
    for command in (
        "drift event 2026-02-23 2026-03-01 &#34;NAME&#34;",
        "drift normal P02",
        "personas propose",
        "personas accept",
        "drift answer real --persona P02 --night 2026-03-01",
    ):
        assert f"<code>persona-pipeline {command}</code>" in found["en"]
        assert f"<code>persona-pipeline {command}</code>".replace("NAME", "NAAM") in found["nl"]
    assert "later version" not in found["en"]
    assert "The others have an answer of their own: all." in found["en"]
    assert "Antwoorden worden geteld" in found["nl"]


@pytest.mark.slow
def test_one_sentence_says_whether_the_data_can_be_trusted(night: Callable[[str], Context]) -> None:
    ctx = night("keep")
    wanted = (
        "Last night’s data need a look: 2 of 3 sources are up to date, 5 of 955 rows were refused and it is too early"
    )
    assert wanted in pages(ctx)["en"], "the survey is late"
    ctx.warehouse.query("delete from ops.loads where source = 'panel'")
    ctx.warehouse.query(
        """insert into marts.drift_signals values ($as_of, 'quality', 'all', 'rows:shop', 50, 50, 0, 'percent', -9, 9, 50, 0, null, 5, 'up', null, 'calm', 40, null)""",
        {"as_of": AS_OF},
    )
    found = pages(ctx)
    wanted = "Last night’s data can be trusted: 2 of 2 sources are up to date, 5 of 955 rows were refused and as many rows came in as usual."
    assert wanted in found["en"]
    assert "De gegevens van vannacht zijn te vertrouwen: 2 van de 2 bronnen zijn bij" in found["nl"]


def test_money_and_people_have_their_period(night: Callable[[str], Context]) -> None:
    found = pages(night("keep"))
    assert "of the revenue in the last 365 days" in found["en"]
    assert "600 known people, of whom 600 bought in the last 365 days." in found["en"]
    assert "Omzet" in found["nl"]


@pytest.mark.slow
def test_alerts_say_of_when_they_are(night: Callable[[str], Context]) -> None:
    found = pages(night("re-evaluate"))
    assert "raised on the night of 27 Feb 2026, with the figures of that night; what stands now is above" in found["en"]


def test_a_name_that_figures_made_is_dutch_on_a_dutch_page(night: Callable[[str], Context]) -> None:
    ctx = night("re-evaluate")
    ctx.warehouse.query("update marts.personas set name = 'Small-order social-media shoppers' where persona_id = 'P01'")
    ctx.warehouse.query("update marts.personas set name = 'Koopjesjagers' where persona_id = 'P02'")
    found = pages(ctx)
    assert "Small-order social-media shoppers" in found["en"]
    assert "Koopjesjagers" in found["en"]
    assert "Klanten met kleine bestellingen via sociale media" in found["nl"]
    assert "Small-order" not in found["nl"]


def test_every_open_alert_is_on_the_page_and_those_about_personas_come_first(night: Callable[[str], Context]) -> None:
    ctx = night("re-evaluate")
    ctx.warehouse.query(
        "insert into ops.alerts by name select a.* replace (a.alert_id || t.i as alert_id, 'source_late' as rule, "
        "'Late ' || t.i as title) from (select * from ops.alerts where rule = 'verdict_re_evaluate' limit 1) as a, range(7) as t(i)"
    )
    shown = pages(ctx)["en"]
    titles = re.findall(r'<p class="alert-title"[^>]*>(.*?)</p>', shown)
    assert len(titles) == len(picture_of_alerts(ctx))
    assert not titles[0].startswith("Late")
    assert {f"Late {i}" for i in range(7)} <= set(titles)
    assert re.search(r"<summary>\d+ more</summary>", shown)


def picture_of_alerts(ctx: Context) -> list[tuple[object, ...]]:
    return ctx.warehouse.query(
        "select alert_id from ops.alerts where resolved_as_of is null or resolved_as_of > $d", {"d": AS_OF}
    )


def test_a_source_called_after_its_kind_is_translated(night: Callable[[str], Context]) -> None:
    ctx = night("keep")
    ctx.warehouse.query("update ops.loads set source = kind")
    assert "<b>bestellingen</b>" in pages(ctx)["nl"]
    health = (ctx.workspace.pages / "nl" / "data-health.html").read_text(encoding="utf-8")
    assert "<b>bestellingen</b>" in health
    assert "<code>2026-03-01.csv</code>" in health, "folders take a narrow screen's room"
    assert "inbox/" not in health


def test_the_dictionary_explains_the_overview(night: Callable[[str], Context]) -> None:
    ctx = night("keep")
    write_pages(ctx)
    page = (ctx.workspace.pages / "nl" / "dictionary.html").read_text(encoding="utf-8")
    for term in ("Actief", "Bewijs", "Voorlopig", "Herijken", "RFM"):
        assert f"<dt>{term}</dt>" in page
    assert page.index("onder een pseudoniem in.") < page.index("Voor tabellen met een rij per persoon")


@pytest.mark.slow
def test_totals_of_a_site_are_said_to_decide_about_nobody(night: Callable[[str], Context]) -> None:
    ctx = night("keep")
    assert "Totals of a site" not in pages(ctx, "data-health")["en"]
    ctx.warehouse.query("update ops.loads set kind = 'signals' where source = 'panel'")
    found = pages(ctx, "data-health")
    assert "never decide to which persona a customer belongs" in found["en"]
    assert "bepalen nooit bij welke persona een klant hoort" in found["nl"]


def test_it_says_how_often_it_errs_and_what_it_can_see(night: Callable[[str], Context]) -> None:
    found = pages(night("keep"))
    assert "About once in 2.5 years the verdict would ask to re-evaluate for nothing" in found["en"]
    assert "(zeer waarschijnlijk tussen eens in de 1,1 en eens in de 20 jaar)" in found["nl"]
    assert "Provisional: so few weeks know little of what a year brings." in found["en"]
    card = re.search(r'<details class="numbers surety">.*?</details>', found["en"], re.DOTALL)
    assert card
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", card.group(), re.DOTALL)
    told = {who: re.findall(r"<td>(.*?)</td>", cells) for who, cells in rows}
    assert told["the whole shop: NPS, if it falls"] == ["not within reach", "18.0 NPS points", "9.0 NPS points"]


@pytest.mark.slow
def test_before_the_reference_is_full_it_says_nothing_of_errors(night: Callable[[str], Context]) -> None:
    ctx = night("unknown")
    ctx.warehouse.query("delete from marts.drift_budget")
    assert "surety" not in pages(ctx)["en"]


@pytest.mark.slow
def test_an_alert_that_late_rows_take_back_is_named(night: Callable[[str], Context]) -> None:
    ctx = night("keep")
    assert "Withdrawn" not in pages(ctx)["en"]
    ctx.warehouse.query(
        "insert into marts.restated_verdicts select $t, $d::date + n::integer, 'P02', 1, 're-evaluate', 'share', 'keep', 'none', 'withdrawn', $d from range(3) as t(n)",
        {"t": AS_OF, "d": AS_OF - timedelta(days=4)},
    )
    found = pages(ctx)
    assert found["en"].count("Withdrawn: the alert of") == 1
    assert "about Night owls. With the rows that came in late" in found["en"]
    assert "over Night owls. Met de gegevens die later binnenkwamen" in found["nl"]


@pytest.mark.slow
def test_segments_of_a_night_without_orders_say_what_moved_them(night: Callable[[str], Context]) -> None:
    ctx = night("keep")
    assert "Segments changed because time went by" not in pages(ctx)["en"]
    ctx.warehouse.query("update marts.daily_figures set orders = 0 where business_day = $day", {"day": ctx.as_of})
    found = pages(ctx)
    assert "Segments changed because time went by" in found["en"]
    assert "Segmenten veranderden doordat de tijd verstreek" in found["nl"]


def test_one_day_says_since_when_the_personas_are_in_use(night: Callable[[str], Context]) -> None:
    ctx = night("re-evaluate")
    ctx.warehouse.query(
        "insert into marts.persona_nights by name select as_of, 1 as version, 365 as window_days, false as refunds, false as fully_refunded_orders, "
        "600 as members from (values (date '2026-02-20'), (date '2026-03-01')) as t(as_of)"
    )
    write_pages(ctx)
    for name in ("overview", "personas", "readiness"):
        text = (ctx.workspace.pages / "en" / f"{name}.html").read_text(encoding="utf-8")
        assert re.search("in use since 20 Feb(ruary)? 2026", text), name


def test_a_headline_counts_the_personas_where_their_names_would_fill_a_phone(night: Callable[[str], Context]) -> None:
    ctx = night("re-evaluate")
    ctx.warehouse.query(
        "update marts.persona_verdicts set verdict = 're-evaluate' where as_of = $as_of", {"as_of": AS_OF}
    )
    found = pages(ctx)
    assert headline(found["en"]) == "Time to re-evaluate 3 personas"
    assert "It is about Weekend browsers, Night owls and Loyal regulars." in found["en"]
    assert headline(found["nl"]) == "Tijd om 3 persona’s te herijken"


def test_what_is_wrong_with_the_data_has_a_word() -> None:
    assert ODD.keys() == QUALITY.keys()
