"""The words of the journey exist in both languages, and none is left over."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

import persona_pipeline.journey
from persona_pipeline.journey.moments import ASKED, NOTHING, SENTENCES
from persona_pipeline.journey.touchpoints import DEFAULTS, PHASES
from persona_pipeline.journey.words import TOUCHPOINT_WORDS, word
from persona_pipeline.language import LANGUAGES, Code, catalog_of, language_of

PACKAGE = Path(persona_pipeline.journey.__file__).parent


@pytest.mark.parametrize("code", LANGUAGES)
def test_catalog_is_complete(code: Code) -> None:
    used = {found[2] for found in extract_from_dir(str(PACKAGE), [("**.py", "python")], keywords={"marked": None})}
    known = {message.id: message.string for message in catalog_of(code, "journey") if message.id}
    assert len(used) > 40
    assert used - known.keys() == set(), f"add these to catalogs/journey.{code}.po"
    assert known.keys() - used == set(), f"nothing uses these any more; take them out of catalogs/journey.{code}.po"
    fields = re.compile(r"%\((\w+)\)s")
    assert all(text and set(fields.findall(text)) == set(fields.findall(name)) for name, text in known.items())


def test_dutch_is_not_english() -> None:
    same = {message.id for message in catalog_of("nl", "journey") if message.id and message.id == message.string}
    assert same == {"account", "product"}


def test_every_touchpoint_has_a_word_and_a_shops_own_keeps_its_name() -> None:
    assert {rule.touchpoint for rule in DEFAULTS} == TOUCHPOINT_WORDS.keys()
    assert word(language_of("nl", "journey"), "product page") == "productpagina"
    assert word(language_of("nl", "journey"), "showroom") == "showroom"


def test_there_is_a_sentence_for_whatever_is_answered() -> None:
    assert {(phase, kind) for phase, kinds in ASKED.items() for kind in kinds} == SENTENCES.keys()
    assert set(PHASES) == NOTHING.keys() == ASKED.keys()
