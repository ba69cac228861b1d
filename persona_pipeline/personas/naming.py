"""Names and gists: what sets a persona apart, in words, from its centre and those of the others. Nothing is made up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .name_words import GISTS, WORDS, Code
from .traits import TRAIT_BY_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TELLING = 0.25  # standard units from the mean of the personas; less is not worth a word


@dataclass(frozen=True)
class Portrait:
    """Name and gist of one persona."""

    name: str
    gist: str


def portraits(
    centres: Sequence[Mapping[str, float]],
    natural: Sequence[Mapping[str, float]],
    shares: Sequence[float],
    *,
    currency: str,
    language: Code = "en",
) -> list[Portrait]:
    """Name and gist for each persona, names all different. Once stored they stay, whatever the language becomes.

    Args:
        centres: trait -> standard units, one mapping a persona.
        natural: trait -> the value as people read it.
        shares: of the people, 0 to 1.
        currency: of the amounts, as the gist writes it.
        language: of names and gists.
    """
    ranked = [_telling(centres, persona) for persona in range(len(centres))]
    return [
        Portrait(name, _gist([trait for trait, _ in telling], figures, share, currency=currency, language=language))
        for name, telling, figures, share in zip(_names(ranked, language), ranked, natural, shares, strict=True)
    ]


def _telling(centres: Sequence[Mapping[str, float]], persona: int) -> list[tuple[str, float]]:
    """(trait, difference from the other personas' mean), most telling first."""
    others = [centre for number, centre in enumerate(centres) if number != persona]
    differences = [
        (trait, round(value - sum(other[trait] for other in others) / len(others), 6))
        for trait, value in centres[persona].items()
    ]
    return sorted((d for d in differences if abs(d[1]) >= TELLING), key=lambda d: (-abs(d[1]), d[0]))


def _names(ranked: Sequence[list[tuple[str, float]]], language: Code) -> list[str]:
    taken: list[str] = []
    for telling in ranked:
        tries = [_name(_one_a_block(telling, words), language) for words in (2, 3, 4)]
        name = next((n for n in tries if n not in taken), tries[0])
        number = 2
        while name in taken:
            name, number = f"{tries[0]} ({number})", number + 1
        taken.append(name)
    return taken


def _one_a_block(telling: list[tuple[str, float]], most: int) -> list[tuple[str, float]]:
    """The most telling traits, from different sources first: two words on the cart say less than cart and device."""
    first: dict[str, tuple[str, float]] = {}
    for trait, difference in telling:
        first.setdefault(TRAIT_BY_NAME[trait].block, (trait, difference))
    leading = sorted(first.values(), key=lambda d: -abs(d[1]))
    return (leading + [d for d in telling if d not in leading])[:most]


def _name(telling: list[tuple[str, float]], language: Code) -> str:
    """English puts its words before "shoppers", Dutch after "klanten"."""
    words = WORDS[language]
    if not telling:
        return "Typische klanten" if language == "nl" else "Typical shoppers"
    placed = sorted(telling, key=lambda d: (words[d[0]].place, d[0]))
    told = [words[trait].high if difference > 0 else words[trait].low for trait, difference in placed]
    return _dutch(told) if language == "nl" else " ".join([*told, "shoppers"]).capitalize()


def _dutch(told: Sequence[str]) -> str:
    """Klanten met kleine bestellingen via sociale media die vaak langskomen en veel bladeren."""
    clauses = [part.removeprefix("die ") for part in told if part.startswith("die ")]
    plain = [part for part in told if not part.startswith("die ")]
    return " ".join(["Klanten", *plain, *(["die " + " en ".join(clauses)] if clauses else [])])


def _gist(telling: list[str], natural: Mapping[str, float], share: float, *, currency: str, language: Code) -> str:
    gists = GISTS[language]
    figures = [gists[trait].format(value=_Figure(natural[trait], language), currency=currency) for trait in telling[:4]]
    return "; ".join([gists["share"].format(value=_Figure(share, language)), *figures])


@dataclass(frozen=True)
class _Figure:
    """A number that formats itself with the language's marks: 1,234.5 or 1.234,5."""

    value: float
    language: Code

    def __format__(self, spec: str) -> str:
        text = format(self.value, spec)
        return text.translate(str.maketrans(",.", ".,")) if self.language == "nl" else text
