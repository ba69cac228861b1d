"""Names come from what sets a persona apart; they differ, are one line, and hold nothing that is not in the figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.personas.name_words import GISTS, WORDS, Code
from persona_pipeline.personas.naming import portraits
from persona_pipeline.personas.traits import (
    QUESTIONS,
    TRAIT_NAMES,
    natural,
    question_and_value,
    shared_weights,
    trait_of,
)


def named(*centres: dict[str, float], language: Code = "en") -> list[str]:
    full = [dict.fromkeys(TRAIT_NAMES, 0.0) | centre for centre in centres]
    return [p.name for p in portraits(full, full, [1 / len(full)] * len(full), currency="EUR", language=language)]


def test_names_say_what_is_telling() -> None:
    assert named({"frequency": 1.5, "mobile_share": 1.2}, {"frequency": -1.0, "mobile_share": -1.0, "nps": -0.5}) == [
        "Frequent mobile shoppers",
        "Occasional desktop shoppers",
    ]


def test_order_value_is_a_word_about_orders() -> None:
    big, small = named({"order_value": 1.5}, {"order_value": -1.5})
    assert (big, small) == ("Big-order shoppers", "Small-order shoppers")


def test_dutch_names() -> None:
    first = {"order_value": -1.5, "social_share": 1.2, "pages_per_session": 0.5}
    second = {"active_sessions": 1.5, "mobile_share": -0.2}
    assert named(first, second, {}, language="nl") == [
        "Klanten met kleine bestellingen via sociale media",
        "Klanten met grote bestellingen die vaak langskomen",
        "Klanten met grote bestellingen die zelden langskomen",
    ]
    assert named({}, {}, language="nl") == ["Typische klanten", "Typische klanten (2)"]


def test_both_languages_have_words_for_every_trait() -> None:
    for language in ("en", "nl"):
        assert set(WORDS[language]) == {"category", *TRAIT_NAMES}
        assert set(GISTS[language]) == {"share", *TRAIT_NAMES, *(question.name for question in QUESTIONS)}


def test_a_dutch_gist_has_dutch_marks() -> None:
    centre = dict.fromkeys(TRAIT_NAMES, 0.0)
    high = centre | {"order_value": 2.0, "pages_per_session": 1.0}
    figures = centre | {"order_value": 1284.4, "pages_per_session": 2.46}
    first = portraits([high, centre], [figures, figures], [0.34, 0.66], currency="EUR", language="nl")[0]
    assert first.gist == "34% van de mensen van wie hij gemaakt is; 1.284 EUR per bestelling; 2,5 pagina’s per bezoek"


def test_without_differences_nobody_is_given_a_trait() -> None:
    assert named({}, {}) == ["Typical shoppers", "Typical shoppers (2)"]


def test_a_gist_carries_the_figures() -> None:
    centre = dict.fromkeys(TRAIT_NAMES, 0.0)
    figures = dict.fromkeys(TRAIT_NAMES, 0.0) | {"order_value": 84.4, "mobile_share": 0.78}
    first = portraits(
        [centre | {"order_value": 2.0, "mobile_share": 1.0}, centre], [figures, figures], [0.34, 0.66], currency="EUR"
    )[0]
    assert first.gist == "34% of the people it was made from; 84 EUR per order; 78% of visits on mobile"


@given(st.lists(st.fixed_dictionaries({name: st.floats(-3, 3) for name in TRAIT_NAMES}), min_size=2, max_size=8))
def test_names_differ_whatever_the_centres(centres: list[dict[str, float]]) -> None:
    found = portraits(centres, centres, [1 / len(centres)] * len(centres), currency="EUR")
    assert len({p.name for p in found}) == len(centres)
    assert all(0 < len(p.name) <= 400 and 0 < len(p.gist) <= 400 for p in found)


CHOICES = (
    "category:shoes",
    "category:kids",
    "category:a: b",
    "answer:need:low price",
    "answer:age_band:25-34",
    "crm:region:west",
)


@given(st.lists(st.sampled_from((*TRAIT_NAMES, *CHOICES)), min_size=1, unique=True))
def test_weights_add_up_and_a_question_counts_for_its_values_less_one(names: list[str]) -> None:
    weights = shared_weights(names)
    assert abs(sum(weights.values()) - 1) < 1e-4
    of_categories = [weights[name] for name in names if name.startswith("category:")]
    one = weights.get("frequency")
    if one and len(of_categories) > 1:
        assert sum(of_categories) / one == pytest.approx(len(of_categories) - 1, rel=1e-3)


def test_a_choice_knows_its_question_and_its_value() -> None:
    assert question_and_value("category:a: b") == ("category", "a: b")
    assert question_and_value("answer:need:low price") == ("answer:need", "low price")
    assert question_and_value("frequency") == ("", "")
    assert trait_of("crm:region:west").block == "crm"
    for strange in ("shoe_size", "category:", "answer:need", "crm:west", "shoes:category"):
        with pytest.raises(KeyError):
            trait_of(strange)


def test_choices_are_told_in_the_gist_and_only_what_is_bought_in_the_name() -> None:
    centre = {"order_value": 0.0, "category:shoes": 0.0, "answer:need:low price": 0.0}
    mine = centre | {"category:shoes": 1.0, "answer:need:low price": 2.0}
    figures = centre | {"category:shoes": 0.61, "answer:need:low price": 0.72}
    found = {
        language: portraits([mine, centre], [figures, figures], [0.34, 0.66], currency="EUR", language=language)[0]
        for language in ("en", "nl")
    }
    assert found["en"].name == "Shoes shoppers"
    assert found["nl"].name == "Klanten die shoes kopen"
    assert (
        found["en"].gist
        == "34% of the people it was made from; 72% answer low price (need); 61% of what they buy is shoes"
    )
    assert (
        found["nl"].gist
        == "34% van de mensen van wie hij gemaakt is; 72% antwoordt low price (need); 61% van wat ze kopen is shoes"
    )


def test_natural_values_undo_the_transforms() -> None:
    assert natural("plain", 0.4) == 0.4
    assert abs(natural("log", 4.615121) - 100) < 1e-3
    assert abs(natural("rate", 0.1**0.5) - 3) < 1e-9, "a tenth a day is three in 30 days"


def test_a_medium_of_the_web_has_a_name_that_people_know() -> None:
    for language, said in (
        ("en", "60% of visits through search engines"),
        ("nl", "60% van de bezoeken via zoekmachines"),
    ):
        figures = {"traffic:organic": 0.6}
        found = portraits(
            [{"traffic:organic": 1.0}, {"traffic:organic": 0.0}],
            [figures, figures],
            [0.5, 0.5],
            currency="EUR",
            language=language,
        )
        assert said in found[0].gist
