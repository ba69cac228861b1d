"""The names that ``naming`` makes, in the other language: they are stored in one, and a card is read in both."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .name_words import WORDS, Code

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMELESS: dict[Code, str] = {"en": "Typical shoppers", "nl": "Typische klanten"}
"""What a persona is called that nothing sets apart."""
_NUMBER = re.compile(r"^(.*?)( \(\d+\))?$")


def name_in(name: str, language: Code) -> str:
    """The name in the language where it is one of those that were made from figures; any other name as it stands."""
    return _made(name, language) or name


def name_within(name: str, language: Code) -> str:
    """The same for the middle of a sentence: one that was made from figures begins without a capital there."""
    made = _made(name, language)
    return made[:1].lower() + made[1:] if made else name


def _made(name: str, language: Code) -> str | None:
    """A name that was made from figures, in the language; None where people gave it."""
    found = _NUMBER.match(name)
    made, number = (found[1], found[2] or "") if found else (name, "")
    if made in NAMELESS.values():
        return NAMELESS[language] + number
    for code in WORDS:
        traits = _english(made) if code == "en" else _dutch(made)
        if traits is not None and _said(traits, code) == made:
            return name if code == language else _said(traits, language) + number
    return None


def _english(name: str) -> list[tuple[str, str]] | None:
    """(trait, its word or the category) of an English name; None where it is none."""
    words = name.split()
    if words[-1:] != ["shoppers"]:
        return None
    known = {
        word: trait for trait, each in WORDS["en"].items() for word in (each.high, each.low) if trait != "category"
    }
    found: list[tuple[str, str]] = []
    for at, word in enumerate(words[:-1]):
        trait = known.get(word.lower() if at == 0 else word)
        if trait is None:
            # Two words may be two categories or one of two words: nobody can tell, and the name stays.
            return [*found, ("category", word)] if at == len(words) - 2 else None
        found.append((trait, "high" if WORDS["en"][trait].high == word.lower() else "low"))
    return found


def _dutch(name: str) -> list[tuple[str, str]] | None:
    """The same of a Dutch name."""
    if not name.startswith("Klanten "):
        return None
    plain, _, clauses = name.removeprefix("Klanten ").partition("die ")
    known = [(word, trait, side) for trait, each in WORDS["nl"].items() if trait != "category" for side, word in (("high", each.high), ("low", each.low))]  # fmt: skip
    found = [(trait, side) for word, trait, side in known if word in plain]
    for clause in filter(None, clauses.split(" en ")):
        same = [(trait, side) for word, trait, side in known if word == f"die {clause}"]
        found += same or [("category", clause.removesuffix(" kopen"))]
    return found


def _said(traits: list[tuple[str, str]], language: Code) -> str:
    """The name in a language, as ``naming`` puts it together."""
    table = WORDS[language]
    placed = sorted(traits, key=lambda each: (table[each[0]].place, _key(*each)))
    told = [table[t].high.format(value=side) if t == "category" else getattr(table[t], side) for t, side in placed]
    if language == "en":
        return " ".join([*told, "shoppers"]).capitalize()
    return in_dutch(told)


def _key(trait: str, side: str) -> str:
    return f"category:{side}" if trait == "category" else trait


def in_dutch(told: Sequence[str]) -> str:
    """Klanten met kleine bestellingen via sociale media die vaak langskomen en veel bladeren."""
    clauses = [part.removeprefix("die ") for part in told if part.startswith("die ")]
    plain = [part for part in told if not part.startswith("die ")]
    return " ".join(["Klanten", *plain, *(["die " + " en ".join(clauses)] if clauses else [])])
