"""How a text feels, from -1 to 1: words of the lexicon, turned by negations, weighed by intensifiers and by what follows a but.

The rules are those of lexicon methods (Taboada et al., 2011; Hutto and Gilbert, 2014) brought down to what short answers
need. Irony is not seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .lexicon import Lexicon, Lexicons, Words

_SENTENCES = re.compile(r"[.!?;:\n\r]+")
_TOKENS = re.compile(r"[^\W\d_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}-][^\W\d_]+)*|,")
TURNED = -0.75
"""What a negation makes of a word: not good is bad, but not as bad as good is good."""
BARE_NEGATION = -0.5
"""A negation that turns no known word: in what customers write it mostly tells of something that did not happen."""
BEFORE_BUT, AFTER_BUT = 0.5, 1.5
FLAT = 2.0
"""The larger, the more words it takes to come near -1 or 1."""
WINDOW = 3
NEAR_ONLY = ("zonder", "without")
"""They turn the word behind them, articles aside: delivered late without a word is late all the same."""
ARTICLES = ("a", "an", "any", "the", "een", "enig", "enige", "de", "het")


@dataclass(frozen=True)
class Reading:
    """What a text says: the language it was read in (None: neither), the whole, and each touchpoint that it is about."""

    language: str | None
    detected: bool
    whole: float | None
    topics: dict[str, float]


def read_text(text: str, given: str | None, words: Lexicons) -> Reading:
    """Read a text in the language of its response, or in the one that its words are of."""
    language = given[:2].lower() if given else detect(text, words)
    lexicon = words.by_language.get(language or "")
    if lexicon is None:
        return Reading(None, not given, None, {})
    about: dict[str, list[float]] = {}
    total = 0.0
    for sentence in _SENTENCES.split(text):
        tokens = tokens_of(sentence)
        if not tokens:
            continue
        points = _points(tokens, lexicon)
        total += points
        for touchpoint, patterns in words.topics.items():
            if _mentions(tokens, patterns):
                about.setdefault(touchpoint, []).append(points)
    topics = {touchpoint: _flat(sum(points)) for touchpoint, points in about.items()}
    return Reading(lexicon.language, not given, _flat(total), topics)


def detect(text: str, words: Lexicons) -> str | None:
    """The language with more of its own common words in the text; None where neither has more."""
    tokens = set(tokens_of(text))
    shared = frozenset.intersection(*(lexicon.common for lexicon in words.by_language.values()))
    found = sorted((len(tokens & (each.common - shared)), name) for name, each in words.by_language.items())
    return found[-1][1] if found[-1][0] > found[-2][0] else None


def topics_of(text: str, words: Lexicons) -> tuple[str, ...]:
    """The touchpoints that a text is about, in the order of the list of topics."""
    tokens = tokens_of(text)
    return tuple(touchpoint for touchpoint, patterns in words.topics.items() if _mentions(tokens, patterns))


def tokens_of(text: str) -> list[str]:
    """Words in small letters; commas stay, because a negation does not reach past one."""
    return _TOKENS.findall(text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


def _flat(total: float) -> float:
    return round(total / sqrt(total * total + FLAT), 4) if total else 0.0


def _points(tokens: list[str], lexicon: Lexicon) -> float:
    """Points of one sentence, before they are brought between -1 and 1."""
    used: set[int] = set()
    hits: list[tuple[int, float]] = []
    place = 0
    while place < len(tokens):
        length, value = _hit(tokens, place, lexicon)
        if length > 1:
            used.update(range(place, place + length))
        if value:
            hits.append((place, value))
        place += length
    contrast = next((n for n, token in enumerate(tokens) if n and token in lexicon.contrasts), None)
    total = 0.0
    for place, value in hits:
        weighed = value * _strength(tokens, place, lexicon)
        negation = _negation(tokens, place, used, lexicon)
        if negation is not None:
            used.add(negation)
            if not _never_so(tokens, place, negation):
                weighed *= TURNED
        if contrast is not None:
            weighed *= BEFORE_BUT if place < contrast else AFTER_BUT
        total += weighed
    bare = any(token in lexicon.negations and n not in used for n, token in enumerate(tokens))
    return total + (BARE_NEGATION if bare else 0.0)


def _hit(tokens: list[str], place: int, lexicon: Lexicon) -> tuple[int, float]:
    """(number of words, points) of what begins at a place; no points where nothing is known."""
    phrase = lexicon.words.phrase_at(tokens, place)
    if phrase is not None:
        return phrase
    token = tokens[place]
    following = tokens[place + 1] if place + 1 < len(tokens) else ""
    if token in lexicon.too and _stem_in(following, lexicon.too_words):
        return 2, -1.0
    if token in lexicon.negations:
        return 1, 0.0
    if token in lexicon.intensifiers and _polarity(following, lexicon):
        return 1, 0.0  # "awfully nice": it only strengthens
    return 1, _polarity(token, lexicon)


def _polarity(token: str, lexicon: Lexicon) -> float:
    for form in _forms(token, lexicon.language):
        value = lexicon.words.word(form)
        if value is not None:
            return value
    return 0.0


def _strength(tokens: list[str], place: int, lexicon: Lexicon) -> float:
    strength = 1.0
    for before in (place - 1, place - 2):
        if before < 0 or tokens[before] == ",":
            break
        strength *= lexicon.intensifiers.get(tokens[before], 1.0)
    return strength


def _negation(tokens: list[str], place: int, used: set[int], lexicon: Lexicon) -> int | None:
    """The place of the negation that turns the word, at most three words before it; in Dutch also right behind it."""
    for before in range(place - 1, max(place - 1 - WINDOW, -1), -1):
        if tokens[before] == "," or tokens[before] in lexicon.contrasts:
            break
        if tokens[before] in lexicon.negations and before not in used:
            near = tokens[before] not in NEAR_ONLY or place - before == 1 or tokens[before + 1] in ARTICLES
            return before if near else None
    behind = place + 1
    if lexicon.language == "nl" and behind < len(tokens) and tokens[behind] == "niet" and behind not in used:
        return behind
    return None


def _never_so(tokens: list[str], place: int, negation: int) -> bool:
    """Never so bad (as now) is very bad."""
    return place > 0 and tokens[negation] in ("never", "nooit") and tokens[place - 1] in ("so", "such", "zo", "zo'n")


def _stem_in(token: str, words: frozenset[str]) -> bool:
    return any(form in words for form in _forms(token, "nl"))


@lru_cache(maxsize=20_000)
def _forms(token: str, language: str) -> tuple[str, ...]:
    """The word, and in Dutch what it is without the -e of its inflection: mooie, snelle, grote."""
    if language != "nl" or len(token) < 4 or not token.endswith("e"):
        return (token,)
    short = token[:-1]
    forms = [token, short]
    if short[-1] == short[-2]:
        forms.append(short[:-1])
    elif short[-1] not in "aeiou" and short[-2] in "aeou" and (len(short) < 3 or short[-3] not in "aeiou"):
        forms.append(short[:-1] + short[-2] + short[-1])  # trage: traag
    if short[-1] in "zv":
        hard = {"z": "s", "v": "f"}[short[-1]]
        forms += [short[:-1] + hard, short[:-1] + short[-2] + hard]  # serieuze: serieus; waardeloze: waardeloos
    return tuple(forms)


def _mentions(tokens: list[str], patterns: Words) -> bool:
    return any(
        patterns.word(token) is not None or patterns.phrase_at(tokens, n) is not None for n, token in enumerate(tokens)
    )
