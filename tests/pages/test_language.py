"""Numbers and dates in the reader's form; catalogs that leave nothing out."""

import re
from datetime import date
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from persona_pipeline.language import LANGUAGES, Code, catalog_of, language_of

PACKAGE = Path(__file__).resolve().parents[2] / "persona_pipeline" / "pages"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "marked": None,
    "text": None,
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "plural": (1, 2),
}


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("en", ("1,234,567.5", "12.3%", "€1,234", "−0.8", "Sunday 1 March 2026")),
        ("nl", ("1.234.567,5", "12,3\N{NO-BREAK SPACE}%", "€\N{NO-BREAK SPACE}1.234", "−0,8", "zondag 1 maart 2026")),
    ],
)
def test_forms(code: Code, forms: tuple[str, ...]) -> None:
    language = language_of(code)
    found = (
        language.number(1234567.5, 1),
        language.percent(0.1234, 1),
        language.money(1234.2, "EUR"),
        language.signed(-0.84),
        language.day(date(2026, 3, 1), "full"),
    )
    assert found == forms


def test_what_is_not_known_is_a_dash_and_never_zero() -> None:
    language = language_of("nl")
    assert {language.number(None), language.percent(None), language.money(None, "EUR"), language.day(None)} == {"–"}


def test_plurals() -> None:
    one = language_of("nl").plural(
        "%(count)s file was taken in; there are no figures yet.",
        "%(count)s files were taken in; there are no figures yet.",
        1,
    )
    many = language_of("nl").plural(
        "%(count)s file was taken in; there are no figures yet.",
        "%(count)s files were taken in; there are no figures yet.",
        1200,
    )
    assert one.startswith("Er is 1 bestand")
    assert many.startswith("Er zijn 1.200 bestanden")


def messages() -> set[str | tuple[str, ...]]:
    """Every sentence that code and templates use."""
    methods = [("templates/**.j2", "jinja2.ext.babel_extract"), ("**.py", "python")]
    options = {"templates/**.j2": {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}}
    return {found[2] for found in extract_from_dir(str(PACKAGE), methods, options_map=options, keywords=KEYWORDS)}


@pytest.mark.parametrize("code", LANGUAGES)
def test_catalog_is_complete(code: Code) -> None:
    used = messages()
    catalog = catalog_of(code)
    known = {tuple(m.id) if isinstance(m.id, list | tuple) else m.id: m for m in catalog if m.id}
    assert len(used) > 150
    assert used - known.keys() == set(), f"add these to catalogs/pages.{code}.po"
    assert known.keys() - used == set(), f"nothing uses these any more; take them out of catalogs/pages.{code}.po"
    empty = [m.id for m in known.values() if not m.string or (isinstance(m.string, tuple) and not all(m.string))]
    assert empty == [], f"not translated in catalogs/pages.{code}.po"
    assert not any(m.fuzzy for m in known.values())


@pytest.mark.parametrize("code", LANGUAGES)
def test_translations_keep_their_placeholders(code: Code) -> None:
    def fields(texts: str | tuple[str, ...] | list[str]) -> list[set[str]]:
        return [set(re.findall(r"%\((\w+)\)s|(%%)", text)) for text in ([texts] if isinstance(texts, str) else texts)]

    for message in catalog_of(code):
        if message.id:
            assert fields(message.string) == fields(message.id), message.id


def test_dutch_is_not_english() -> None:
    same = {m.id for m in catalog_of("nl") if m.id and m.id == m.string}
    assert same == {
        "Type",
        "Segment",
        "web",
        "RFM",
        "NPS",
        "Value proposition canvas",
        "%(who)s: %(says)s (%(effect)s).",
        "%(lead)s: %(parts)s.",
    }
