"""Names and gists: what sets a persona apart, in words, from its centre and those of the others. Nothing is made up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.language import with_marks
from persona_pipeline.settings import NO_LABELS

from .name_in import NAMELESS, in_dutch
from .name_words import GISTS, SALES, TRAFFIC, WORDS, Words
from .traits import question_and_value, trait_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from persona_pipeline.language import Code
    from persona_pipeline.settings import Labels

    from .definition import Definition

MOST_TOLD = 4  # traits of a gist
LONGEST_CATEGORY = 30  # characters; longer ones make no name
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
    labels: Labels = NO_LABELS,
) -> list[Portrait]:
    """Name and gist for each persona, names all different. Once stored they stay, whatever the language becomes.

    Args:
        centres: trait -> standard units, one mapping a persona.
        natural: trait -> the value as people read it.
        shares: of the people, 0 to 1.
        currency: of the amounts, as the gist writes it.
        language: of names and gists.
        labels: what categories and answers are called in that language.
    """
    ranked = [_telling(centres, persona) for persona in range(len(centres))]
    return [
        Portrait(name, _gist(telling, figures, share, currency=currency, language=language, labels=labels))
        for name, telling, figures, share in zip(_names(ranked, language, labels), ranked, natural, shares, strict=True)
    ]


def in_short(
    definition: Definition, *, written: Callable[[str, float], str], language: Code, labels: Labels = NO_LABELS
) -> dict[str, str]:
    """What sets each persona of a definition apart, in the language, by id: its gist without its size, which is that of the fit.

    ``written`` gives the value of a trait as the reader writes it, with its unit where that is money or a share. A gist that is stored keeps
    its own form: by it a challenger that was rejected is known again.
    """
    personas = definition.personas
    centres = [persona.centre for persona in personas]
    return {
        persona.persona_id: "; ".join(
            _short(trait, written(trait, persona.centre_natural[trait]), language, labels)
            for trait, _ in _telling(centres, number)[:MOST_TOLD]
        )
        for number, persona in enumerate(personas)
    }


def _telling(centres: Sequence[Mapping[str, float]], persona: int) -> list[tuple[str, float]]:
    """(trait, difference from the other personas' mean), most telling first."""
    others = [centre for number, centre in enumerate(centres) if number != persona]
    differences = [
        (trait, round(value - sum(other[trait] for other in others) / len(others), 6))
        for trait, value in centres[persona].items()
    ]
    return sorted((d for d in differences if abs(d[1]) >= TELLING), key=lambda d: (-abs(d[1]), d[0]))


def _names(ranked: Sequence[list[tuple[str, float]]], language: Code, labels: Labels) -> list[str]:
    taken: list[str] = []
    for telling in ranked:
        named = [(trait, difference) for trait, difference in telling if _words(trait, difference, language, labels)]
        tries = [_name(_one_a_block(named, words), language, labels) for words in (2, 3, 4)]
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
        first.setdefault(trait_of(trait).block, (trait, difference))
    leading = sorted(first.values(), key=lambda d: -abs(d[1]))
    return (leading + [d for d in telling if d not in leading])[:most]


def _name(telling: list[tuple[str, float]], language: Code, labels: Labels) -> str:
    """English puts its words before "shoppers", Dutch after "klanten"."""
    if not telling:
        return NAMELESS[language]
    found = {trait: _words(trait, difference, language, labels) for trait, difference in telling}
    words = {trait: each for trait, each in found.items() if each}
    placed = sorted(telling, key=lambda d: (words[d[0]].place, d[0]))
    told = [words[trait].high if difference > 0 else words[trait].low for trait, difference in placed]
    return in_dutch(told) if language == "nl" else " ".join([*told, "shoppers"]).capitalize()


def _words(trait: str, difference: float, language: Code, labels: Labels) -> Words | None:
    """What a trait is called in a name; None where it has no place in one: answers, and what somebody buys less of."""
    question, value = question_and_value(trait)
    if not question:
        return WORDS[language][trait]
    value = labels.category(value) or value
    if question != "category" or difference <= 0 or len(value) > LONGEST_CATEGORY:
        return None
    pattern = WORDS[language]["category"]
    return Words(pattern.high.format(value=value), "", pattern.place)


def _gist(
    telling: list[tuple[str, float]],
    natural: Mapping[str, float],
    share: float,
    *,
    currency: str,
    language: Code,
    labels: Labels,
) -> str:
    size = GISTS[language]["share"].format(value=_Figure(share, language))
    return "; ".join([size, *_figures(telling, natural, currency=currency, language=language, labels=labels)])


def _figures(
    telling: list[tuple[str, float]], natural: Mapping[str, float], *, currency: str, language: Code, labels: Labels
) -> list[str]:
    return [
        _told(trait, natural[trait], currency=currency, language=language, labels=labels)
        for trait, _ in telling[:MOST_TOLD]
    ]


def _short(trait: str, shown: str, language: Code, labels: Labels) -> str:
    """The same with a figure that is written already: its currency, if any, is in it."""
    question, what = question_and_value(trait)
    if question == "sales_channel":
        called = labels.channel(what) or SALES[language].get(what.casefold(), what)
        return GISTS[language][question].format(value=_Written(shown), what=called)
    said = _told_as(trait, _Written(shown), currency="", language=language, labels=labels)
    return said.replace("  ", " ")


def _told(trait: str, value: float, *, currency: str, language: Code, labels: Labels) -> str:
    return _told_as(trait, _Figure(value, language), currency=currency, language=language, labels=labels)


def _told_as(trait: str, shown: _Figure | _Written, *, currency: str, language: Code, labels: Labels) -> str:
    question, what = question_and_value(trait)
    kind, _, asked = question.partition(":")
    if kind == "traffic":
        what = labels.channel(what) or TRAFFIC[language].get(what, what)
    elif kind == "category":
        what = labels.category(what) or what
    elif asked:
        what, asked = labels.answer(asked, what) or what, labels.question(asked) or asked.replace("_", " ")
    sentence = GISTS[language][kind or trait]
    return sentence.format(value=shown, currency=currency, what=what, asked=asked)


class _Written(str):
    """A figure as it is to stand there, whatever form is asked for."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return str(self)


@dataclass(frozen=True)
class _Figure:
    """A number that formats itself with the language's marks: 1,234.5 or 1.234,5."""

    value: float
    language: Code

    def __format__(self, spec: str) -> str:
        text = format(self.value, spec)
        return with_marks(text, self.language)
