"""Catalogs of the cards that leave nothing out."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from persona_pipeline.language import LANGUAGES, Code, catalog_of

PACKAGE = Path(__file__).resolve().parents[2] / "persona_pipeline" / "cards"
SAME = {"Value proposition canvas", "e-mail", "website", "%(size)s; %(traits)s", "%(phase)s: %(what)s", "%(state)s, %(why)s", "%(label)s: %(value)s", "%(what)s: %(share)s", "n = %(n)s", "%(field)s (%(number)s)", "%(text)s (%(written)s)", "“%(answer)s”", "“%(field)s”"}  # fmt: skip


def messages() -> set[str]:
    """Every sentence that the code uses."""
    keywords: dict[str, tuple[int, ...] | None] = {"marked": None, "text": None}
    return {found[2] for found in extract_from_dir(str(PACKAGE), [("**.py", "python")], keywords=keywords)}


@pytest.mark.parametrize("code", LANGUAGES)
def test_catalog_is_complete(code: Code) -> None:
    used = messages()
    known = {m.id: m for m in catalog_of(code, "cards") if m.id}
    assert len(used) > 120
    assert used - known.keys() == set(), f"add these to catalogs/cards.{code}.po"
    assert known.keys() - used == set(), f"nothing uses these any more; take them out of catalogs/cards.{code}.po"
    assert [m.id for m in known.values() if not m.string] == [], f"not translated in catalogs/cards.{code}.po"
    assert not any(m.fuzzy for m in known.values())


@pytest.mark.parametrize("code", LANGUAGES)
def test_translations_keep_their_placeholders(code: Code) -> None:
    for message in catalog_of(code, "cards"):
        fields = [sorted(re.findall(r"%\((\w+)\)s|(%%)", str(text))) for text in (message.id, message.string)]
        assert fields[0] == fields[1], message.id


def test_dutch_is_not_english() -> None:
    assert {m.id for m in catalog_of("nl", "cards") if m.id and m.id == m.string} == SAME
