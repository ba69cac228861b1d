"""Words, numbers and dates in the reader's language, through Babel. The catalogs are ``catalogs/<part>.<language>.po``,
one part for the pages, one for the cards, one for the journey, one for the console.

Every English sentence of a part is a message id. After changing one, update both catalogs of the part; the test of the
catalogs names what is missing in which.

Whoever adds a language finds its words in these places; the code goes into ``basics/codes.py``:

- ``catalogs/``, with ``_LOCALES`` and ``NAMES`` below: pages, cards, journey and console;
- ``Text`` of ``drift/wording.py``, a field per code: ``drift/``, ``alerts/`` and ``challenger/``, which speak in the night itself;
- ``personas/name_words.py``, ``name_in.py`` and ``naming.py``: the names of personas and what is said of them in short;
- ``journey/lexicon/<code>.yaml``: how words in people's texts feel; ``_LANGUAGES`` of ``drift/marks.py``: names of holidays;
- ``text_nl`` beside ``text`` in ``expectations/*.json``: what refuses a row or holds a batch; ``quality/suites.py`` reads it;
- columns, fields and members named ``*_en`` and ``*_nl``, or ``en`` and ``nl``: in ``contracts/``, ``sql/``, cards and labels;
- wherever code asks for ``"nl"``: a language that is not asked for would be told in English there.
"""

import io
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent, get_decimal_symbol, get_group_symbol
from babel.support import Translations

from persona_pipeline.basics.codes import Code

Part = Literal["pages", "cards", "journey", "console"]
_LOCALES: dict[Code, str] = {"en": "en_GB", "nl": "nl_NL"}
NAMES: dict[Code, str] = {"en": "English", "nl": "Nederlands"}
MINUS = "\N{MINUS SIGN}"
_NO_BREAK = "\N{NO-BREAK SPACE}"


def marked(message: str) -> str:
    """Mark a sentence for the catalogs where it is only looked up later."""
    return message


@dataclass(frozen=True)
class Language:
    """One language: translations and the forms of its numbers and dates."""

    code: Code
    locale: Locale
    catalog: Translations

    def text(self, message: str, **values: object) -> str:
        """The sentence in this language, with its ``%(name)s`` filled in."""
        found = self.catalog.ugettext(message)
        return found % values if values else found

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """The sentence for ``count`` things; ``%(count)s`` is the number in the language's form."""
        return self.catalog.ungettext(one, many, count) % {"count": self.number(count), **values}

    def number(self, value: float | None, digits: int = 0) -> str:
        """1,234.5 or 1.234,5; an en dash where nothing is known."""
        if value is None:
            return "\N{EN DASH}"
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return str(format_decimal(value, format=pattern, locale=self.locale)).replace("-", MINUS)

    def percent(self, share: float | None, digits: int = 0) -> str:
        """12 % of a share of 0.12, with the sign where the language puts it."""
        if share is None:
            return "\N{EN DASH}"
        pattern = "#,##0" + ("." + "0" * digits if digits else "") + ("%" if self.code == "en" else f"{_NO_BREAK}%")
        return str(format_percent(share, format=pattern, locale=self.locale)).replace("-", MINUS)

    def money(self, amount: float | None, currency: str, digits: int = 0) -> str:
        """An amount in the shop's currency."""
        if amount is None:
            return "\N{EN DASH}"
        pattern = str(self.locale.currency_formats["standard"].pattern).partition(";")[0]
        if not digits:
            pattern = pattern.replace(".00", "")
        return str(
            format_currency(amount, currency, format=pattern, locale=self.locale, currency_digits=False)
        ).replace("-", MINUS)

    def signed(self, value: float, digits: int = 1) -> str:
        """A difference with its sign."""
        text = self.number(abs(value), digits)
        return f"{MINUS if value < 0 else '+'}{text}"

    def day(self, day: date | None, style: Literal["full", "long", "medium", "short"] = "long") -> str:
        """A date: Sunday 1 March 2026 (full), 1 March 2026 (long), 1 Mar (short)."""
        if day is None:
            return "\N{EN DASH}"
        pattern = {"full": "EEEE d MMMM y", "long": "d MMMM y", "medium": "d MMM y", "short": "d MMM"}[style]
        return str(format_date(day, format=pattern, locale=self.locale))

    def listing(self, items: list[str]) -> str:
        """a, b and c."""
        return str(format_list(items, locale=self.locale)) if items else ""


def with_marks(number: str, code: Code) -> str:
    """A number as Python writes it, 1,234.5, with the language's own marks, 1.234,5: its digits, once rounded, stay as they are."""
    locale = _LOCALES[code]
    return number.translate({ord(","): get_group_symbol(locale), ord("."): get_decimal_symbol(locale)})


@cache
def language_of(code: Code, part: Part = "pages") -> Language:
    """The language with the catalog of a part, read from the package's .po file."""
    compiled = io.BytesIO()
    write_mo(compiled, catalog_of(code, part))
    compiled.seek(0)
    return Language(code, Locale.parse(_LOCALES[code]), Translations(compiled))


def catalog_of(code: Code, part: Part = "pages") -> Catalog:
    """The catalog of a part as it stands in its file."""
    path = files("persona_pipeline.language").joinpath("catalogs", f"{part}.{code}.po")
    with path.open("rb") as handle:
        return read_po(handle, locale=code)


LONGEST_TEXT, LONGEST_NAME = 160, 80


def clip(text: object, longest: int = LONGEST_TEXT) -> str:
    """Text cut to a length that a page can bear, with an ellipsis where something is missing."""
    whole = str(text)
    return whole if len(whole) <= longest else whole[:longest].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def translate_any(language: Language, words: dict[str, str], key: str) -> str:
    """The translated word for a key, or the key itself in readable form where there is none (a user's own name)."""
    found = words.get(key)
    return language.text(found) if found else clip(key.replace("_", " "), LONGEST_NAME)
