"""The names that ``naming`` makes, in the other language: they are stored in one, and a card is read in both."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from persona_pipeline.settings import NO_LABELS

from .name_words import WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from persona_pipeline.language import Code
    from persona_pipeline.settings import Labels

NAMELESS: dict[Code, str] = {"en": "Typical shoppers", "nl": "Typische klanten"}
"""What a persona is called that nothing sets apart."""
_NUMBER = re.compile(r"^(.*?)( \(\d+\))?$")


def name_in(name: str, language: Code, labels: Labels = NO_LABELS) -> str:
    """The name in the language where it is one of those that were made from figures; any other name as it stands.

    ``labels`` are those of the language: a category in the name has its label there.
    """
    return _made(name, language, labels) or name


def name_within(name: str, language: Code, labels: Labels = NO_LABELS) -> str:
    """The same for the middle of a sentence: one that was made from figures begins without a capital there."""
    made = _made(name, language, labels)
    return made[:1].lower() + made[1:] if made else name


def _made(name: str, language: Code, labels: Labels) -> str | None:
    """A name that was made from figures, in the language; None where people gave it."""
    found = _NUMBER.match(name)
    made, number = (found[1], found[2] or "") if found else (name, "")
    if made in NAMELESS.values():
        return NAMELESS[language] + number
    for code in WORDS:
        traits = _english(made, labels) if code == "en" else _dutch(made)
        if traits is not None and _said(traits, code) == made:
            meant = [(trait, labels.category_meant(side) if trait == "category" else side) for trait, side in traits]
            return _said(meant, language, labels) + number
    return None


def _english(name: str, labels: Labels) -> list[tuple[str, str]] | None:
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
            # Two words may be two categories or one of two words: without a label nobody can tell, and the name stays.
            rest = " ".join(words[at:-1])
            known_category = at == len(words) - 2 or labels.category_meant(rest) != rest or labels.category(rest)
            return [*found, ("category", rest)] if known_category else None
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


def _said(traits: list[tuple[str, str]], language: Code, labels: Labels = NO_LABELS) -> str:
    """The name in a language, as ``naming`` puts it together; categories by their labels, where there are any."""
    table = WORDS[language]
    placed = sorted(traits, key=lambda each: (table[each[0]].place, _key(*each)))
    told = [
        table[t].high.format(value=labels.category(side) or side) if t == "category" else getattr(table[t], side)
        for t, side in placed
    ]
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
