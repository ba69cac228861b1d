"""Catalogs of the console that leave nothing out."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from persona_pipeline.console.trait_words import UNITS
from persona_pipeline.language import LANGUAGES, Code, catalog_of
from persona_pipeline.personas.traits import QUESTIONS, TRAITS

PACKAGE = Path(__file__).resolve().parents[2] / "persona_pipeline" / "console"
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "marked": None, "text": None}


def messages() -> set[str]:
    """Every sentence that code and templates use."""
    methods = [("templates/**.j2", "jinja2.ext.babel_extract"), ("**.py", "python")]
    options = {"templates/**.j2": {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}}
    return {found[2] for found in extract_from_dir(str(PACKAGE), methods, options_map=options, keywords=KEYWORDS)}


@pytest.mark.parametrize("code", LANGUAGES)
def test_catalog_is_complete(code: Code) -> None:
    used = messages()
    known = {m.id: m for m in catalog_of(code, "console") if m.id}
    assert len(used) > 80
    assert used - known.keys() == set(), f"add these to catalogs/console.{code}.po"
    assert known.keys() - used == set(), f"nothing uses these any more; take them out of catalogs/console.{code}.po"
    assert [m.id for m in known.values() if not m.string] == []
    for message in known.values():
        fields = [sorted(re.findall(r"%\((\w+)\)s", str(text))) for text in (message.id, message.string)]
        assert fields[0] == fields[1], message.id


def test_every_unit_of_a_trait_has_a_word() -> None:
    assert {trait.unit for trait in (*TRAITS, *QUESTIONS)} == UNITS.keys()
