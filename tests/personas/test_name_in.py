"""A name made in one language reads in the other as it would have been made there; names that people gave stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.personas.name_in import name_in, name_within
from persona_pipeline.personas.name_words import WORDS, Code
from persona_pipeline.personas.names import names_told
from persona_pipeline.personas.naming import portraits
from persona_pipeline.settings import Settings, labels_of

TRAITS = sorted({*WORDS["nl"]} - {"category"})


def names(centres: list[dict[str, float]], language: Code) -> list[str]:
    full = [dict.fromkeys([*TRAITS, "category:shoes"], 0.0) | each for each in centres]
    return [each.name for each in portraits(full, full, [0.5, 0.5], currency="EUR", language=language)]


@given(st.lists(st.dictionaries(st.sampled_from([*TRAITS, "category:shoes"]), st.sampled_from([-1.0, 1.0]), max_size=4), min_size=2, max_size=2))  # fmt: skip
def test_a_made_name_is_the_name_of_the_other_language(centres: list[dict[str, float]]) -> None:
    for english, dutch in zip(names(centres, "en"), names(centres, "nl"), strict=True):
        assert (name_in(english, "nl"), name_in(dutch, "en")) == (dutch, english)
        assert (name_in(english, "en"), name_in(dutch, "nl")) == (english, dutch)


@pytest.mark.parametrize("name", ["Koopjesjagers", "Bargain hunters", "Our best shoppers ever", "Klanten", "Klanten die klagen en blijven", "shoppers", ""])  # fmt: skip
def test_a_given_name_stays(name: str) -> None:
    assert name_in(name, "nl") == name_in(name, "en") == name


def test_the_names_of_the_demo_in_dutch() -> None:
    assert name_in("Small-order social-media shoppers", "nl") == "Klanten met kleine bestellingen via sociale media"
    assert name_in("Large-basket newsletter shoppers (2)", "nl") == "Klanten met volle mandjes via de nieuwsbrief (2)"
    assert name_in("Browsing electronics shoppers", "nl") == "Klanten die electronics kopen en veel bladeren"


def test_in_the_middle_of_a_sentence_only_names_of_figures_lose_their_capital() -> None:
    assert name_within("Small-order social-media shoppers", "en") == "small-order social-media shoppers"
    assert name_within("Small-order social-media shoppers", "nl") == "klanten met kleine bestellingen via sociale media"
    assert name_within("Typical shoppers (2)", "nl") == "typische klanten (2)"
    assert name_within("Koopjesjagers", "nl") == "Koopjesjagers", "as people wrote it"


def test_a_category_has_its_label_in_each_language() -> None:
    labels = {"shoes": {"nl": "schoenen"}, "electronics": {"en": "consumer electronics", "nl": "elektronica"}}
    settings = Settings.model_validate({"labels": {"categories": labels}})
    dutch, english = labels_of(settings, "nl"), labels_of(settings, "en")
    assert name_in("Browsing electronics shoppers", "nl", dutch) == "Klanten die elektronica kopen en veel bladeren"
    assert name_in("Browsing electronics shoppers", "en", english) == "Browsing consumer electronics shoppers"
    assert (
        name_in("Browsing consumer electronics shoppers", "nl", dutch)
        == "Klanten die elektronica kopen en veel bladeren"
    )
    assert name_in("Klanten die schoenen kopen", "en", english) == "Shoes shoppers"
    assert name_in("Klanten die hoeden kopen", "en", english) == "Hoeden shoppers", "without a label as it is"


def test_a_name_that_people_gave_may_be_another_one_in_each_language() -> None:
    rows = [("P01", "Bargain hunters", None, "Koopjesjagers"), ("P02", "Mobile shoppers", None, None)]
    assert names_told(rows, "nl") == {"P01": "Koopjesjagers", "P02": "Klanten op de telefoon"}
    assert names_told(rows, "en") == {"P01": "Bargain hunters", "P02": "Mobile shoppers"}
