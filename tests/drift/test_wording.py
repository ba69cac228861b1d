"""Sentences are complete in both languages, whatever the figure."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.drift import wording
from persona_pipeline.drift.findings import Finding, as_evidence, from_evidence
from persona_pipeline.drift.reason import Background, evidence, reason
from persona_pipeline.drift.verdict import Verdict
from persona_pipeline.drift.wording import Text, number, sentence
from persona_pipeline.language import Code

NB = "\N{NO-BREAK SPACE}"
MEASURES = [
    ("share", "active_share", "points"),
    ("kpi", "conversion", "percent"),
    ("kpi", "order_value", "percent"),
    ("kpi", "repeat_rate", "percent"),
    ("kpi", "nps", "nps"),
    ("kpi", "satisfaction", "sd"),
    ("profile", "centre", "sd"),
    ("feature", "feature:mobile_share", "sd"),
    ("quality", "rows:web", "percent"),
    ("quality", "refused_share:web", "points"),
    ("quality", "match_rate:orders_with_key", "points"),
]


def finding(level: str = "share", measure: str = "active_share", unit: str = "points", effect: float = 8.9) -> Finding:
    return Finding(
        level=level, persona_id="P02", measure=measure, reference_value=0.24, night_value=0.33, effect=effect, effect_unit=unit,
        low=effect - 1.7, high=effect + 1.7, n=4120, z=4.0, cusum=6.0, threshold=5.0, direction="up", since=date(2026, 3, 2),
        state="firing", reference_nights=28, expected=0.241, recent=0.33, n_per_night=4120,
        feature="mobile_share" if measure == "centre" else None,
    )  # fmt: skip


def test_english() -> None:
    assert sentence(finding(), "en") == (
        "P02’s share of active customers rose from 24.1% to 33.0% (+8.9 percentage points; very likely between 7.2 and 10.6) "
        "since about 2 March 2026; on average 4,120 customers a night."
    )


def test_dutch() -> None:
    assert sentence(finding(), "nl", {"P02": "Koopjesjagers"}) == (
        f"Het aandeel van P02 (Koopjesjagers) in de actieve klanten steeg van 24,1{NB}% naar 33,0{NB}% (+8,9 procentpunt; "
        "zeer waarschijnlijk tussen 7,2 en 10,6) sinds ongeveer 2 maart 2026; gemiddeld 4.120 klanten per nacht."
    )


def test_a_move_smaller_than_what_is_printed_is_no_rise_and_no_fall() -> None:
    small = replace(finding(effect=-0.02), expected=0.96312, recent=0.96292)
    assert "active customers stayed at 96.3% (" in sentence(small, "en")
    assert f"actieve klanten bleef op 96,3{NB}% (" in sentence(small, "nl", {"P02": "Koopjesjagers"})


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize(("level", "measure", "unit"), MEASURES)
def test_every_measure_has_a_sentence(level: str, measure: str, unit: str, language: Code) -> None:
    for effect in (-12.5, 12.5):
        text = sentence(finding(level, measure, unit, effect), language)
        assert text.endswith(".")
        assert "{" not in text
        assert text[0].isupper()


def texts() -> list[tuple[str, Text]]:
    found = [(name, value) for name, value in vars(wording).items() if isinstance(value, Text)]
    for name in ("SUBJECTS", "_UNIT", "_COUNTED", "FEATURES"):
        found += [(f"{name}[{key}]", value) for key, value in getattr(wording, name).items()]
    return found


@pytest.mark.parametrize(("name", "text"), texts())
def test_both_languages_say_the_same_things(name: str, text: Text) -> None:
    def holes(template: str) -> set[str]:
        return {field for _, field, _, _ in string.Formatter().parse(template) if field}

    assert holes(text.en) == holes(text.nl), name
    assert text.en.strip(), name
    assert text.nl.strip(), name


def test_few_people_are_not_counted_out() -> None:
    from dataclasses import replace

    assert "fewer than 10 customers a night" in sentence(replace(finding(), n_per_night=4), "en")


@given(st.floats(-1e7, 1e7), st.integers(0, 3))
def test_dutch_numbers_are_english_ones_with_the_marks_swapped(value: float, digits: int) -> None:
    english, dutch = number(value, "en", digits=digits), number(value, "nl", digits=digits)
    assert english == dutch.translate(str.maketrans(",.", ".,"))
    assert not english.startswith("-0") or float(english.replace(",", "")) != 0


def test_evidence_comes_back_from_json() -> None:
    again = from_evidence(as_evidence(finding()))
    assert sentence(again, "en") == sentence(finding(), "en")


def test_without_an_effect_there_is_nothing_to_say() -> None:
    from dataclasses import replace

    with pytest.raises(ValueError, match="no effect"):
        sentence(replace(finding(), effect=None), "en")


def test_the_repeat_rate_is_about_the_buyers_of_the_night() -> None:
    fell = replace(finding("kpi", "repeat_rate", "percent", -19.0), persona_id="P01", expected=0.929, recent=0.752)
    assert sentence(fell, "en").startswith(
        "The part of P01’s buyers who had bought before fell from 92.9% to 75.2% (\N{MINUS SIGN}19.0% relative to normal; "
    )
    assert "Het deel van de kopers van P01 dat al eerder kocht daalde" in sentence(fell, "nl")
    assert sentence(fell, "nl").endswith("gemiddeld 4.120 kopers per nacht.")


def test_a_night_without_data_tells_of_the_whole_shop_what_stood_before() -> None:
    """The persona's share carries the verdict; the shop's own KPI, which fell with it, must not step into its place."""
    background = Background(
        as_of=date(2026, 4, 14), first_night=date(2026, 3, 2), last_night=date(2026, 3, 29), reference_nights=28, needed_nights=28,
        event=None, false_alarms_per_year=0.25, version=1, written=True,
    )  # fmt: skip
    repeat = replace(finding("kpi", "repeat_rate", "percent", effect=-9.6), persona_id="all", cusum=8.3)
    for state in ("firing", "blocked"):
        found = [
            replace(finding(), state=state),
            replace(repeat, state=state),
            replace(finding(), persona_id="P01", state="calm"),
        ]
        shown = evidence(Verdict("re-evaluate", "share"), "all", found, background)
        assert "P02’s share of active customers rose" in reason(Verdict("re-evaluate", "share"), "all", shown, "en"), (
            state
        )


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="found the language 'fr'; expected en or nl"):
        wording.who(wording.ALL, "fr")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("direction", "told", "gezegd"),
    [
        (
            "up",
            "No lasting change stands out, but for a rise, which is no reason to",
            "behalve een stijging, en die is",
        ),
        ("down", "No lasting change stands out; the strongest sign of one: ", "; de sterkste aanwijzing: "),
    ],
)
def test_a_rise_that_stands_out_is_no_sign_of_none(direction: str, told: str, gezegd: str) -> None:
    """Only a fall of a KPI can alarm. A rise with all the evidence was told as a sign of a change that does not stand out."""
    moved = replace(finding("kpi", "repeat_rate", "percent"), persona_id="all", direction=direction, state="calm")
    background = Background(date(2026, 3, 9), 28, 28, None, None, None, 0.25, 1, True)
    shown = evidence(Verdict("keep", "none"), "all", [moved], background)
    assert reason(Verdict("keep", "none"), "all", shown, "en").startswith(told)
    assert gezegd in reason(Verdict("keep", "none"), "all", shown, "nl")


def test_what_has_no_evidence_is_no_sign_of_anything() -> None:
    """ "The strongest sign: the repeat rate stayed at 100.0 %" says less than nothing."""
    still = replace(finding("kpi", "repeat_rate", "percent"), persona_id="all", cusum=0.0, state="calm")
    background = Background(date(2026, 3, 9), 28, 28, None, None, None, 0.25, 1, True)
    shown = evidence(Verdict("keep", "none"), "all", [still], background)
    assert reason(Verdict("keep", "none"), "all", shown, "en").startswith("No lasting change stands out. ")
