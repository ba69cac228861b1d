"""The words behind the sentiment of texts, read from ``lexicon/*.yaml``: data that people read and extend, no model."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from persona_pipeline.language import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from persona_pipeline.settings import JourneySettings


@dataclass
class Words:
    """Patterns of one or more words, each with a value. A pattern's last word may end in *: anything may follow."""

    exact: dict[str, float] = field(default_factory=dict)
    starts: list[tuple[str, float]] = field(default_factory=list)
    phrases: dict[str, list[tuple[tuple[str, ...], float]]] = field(default_factory=dict)

    def add(self, pattern: str, value: float) -> None:
        """Add a pattern, or give it another value."""
        parts = tuple(pattern.lower().split())
        if len(parts) > 1:
            kept = [known for known in self.phrases.get(parts[0], []) if known[0] != parts]
            self.phrases[parts[0]] = sorted([*kept, (parts, value)], key=lambda known: -len(known[0]))
        elif parts and parts[0].endswith("*"):
            kept_starts = [known for known in self.starts if known[0] != parts[0][:-1]]
            self.starts = sorted([*kept_starts, (parts[0][:-1], value)], key=lambda known: -len(known[0]))
        elif parts:
            self.exact[parts[0]] = value

    def phrase_at(self, tokens: list[str], place: int) -> tuple[int, float] | None:
        """(number of words, value) of the longest phrase that begins there."""
        for parts, value in self.phrases.get(tokens[place], ()):
            if _fits(parts, tokens[place : place + len(parts)]):
                return len(parts), value
        return None

    def word(self, token: str) -> float | None:
        """The value of one word."""
        if token in self.exact:
            return self.exact[token]
        return next((value for start, value in self.starts if token.startswith(start)), None)


@dataclass(frozen=True)
class Lexicon:
    """One language: polarity of words and phrases (-2 to 2), what turns, strengthens and weakens them, its common words."""

    language: str
    words: Words
    negations: frozenset[str]
    intensifiers: Mapping[str, float]
    contrasts: frozenset[str]
    too: frozenset[str]
    too_words: frozenset[str]
    common: frozenset[str]


@dataclass(frozen=True)
class Lexicons:
    """Both languages, the topics, and the hash that says whether a text has to be scored again."""

    by_language: Mapping[str, Lexicon]
    topics: Mapping[str, Words]
    version: str


def lexicons(settings: JourneySettings) -> Lexicons:
    """The shipped lexicons with the words of persona.yaml on top."""
    own = {language: dict(settings.lexicon.get(language, {})) for language in LANGUAGES}
    added = {name: list(words) for name, words in settings.topics.items()}
    return _built(json.dumps([own, added], sort_keys=True))


@cache
def _built(own_json: str) -> Lexicons:
    own, added = json.loads(own_json)
    texts = {name: _read(f"{name}.yaml") for name in (*LANGUAGES, "topics")}
    by_language: dict[str, Lexicon] = {name: _lexicon(name, _parsed(texts[name]), own[name]) for name in LANGUAGES}
    topics: dict[str, Words] = {}
    for source in (_parsed(texts["topics"]), added):
        for name, patterns in source.items():
            for pattern in patterns:
                topics.setdefault(name, Words()).add(pattern, 1.0)
    parts = [RULES, *texts.values(), own_json]
    version = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
    return Lexicons(by_language, topics, version)


RULES = "rules 1"
"""Goes up when the way of scoring changes: texts are then scored again."""


def _lexicon(language: str, data: dict[str, Any], own: Mapping[str, float]) -> Lexicon:
    words = Words()
    for kind in ("words", "phrases"):
        for value, patterns in data[kind].items():
            for pattern in patterns:
                words.add(_text(pattern, language), float(value))
    for pattern, value in own.items():
        words.add(pattern, value)
    return Lexicon(
        language=language,
        words=words,
        negations=_set(data["negations"], language),
        intensifiers={**data["intensifiers"], **data["dampeners"]},
        contrasts=_set(data["contrasts"], language),
        too=_set(data["too"], language),
        too_words=_set(data["too_words"], language),
        common=_set(data["common"], language),
    )


def _parsed(text: str) -> Any:
    """YAML by libyaml where it is there: five times as fast."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders


def _set(values: Iterable[object], language: str) -> frozenset[str]:
    return frozenset(_text(value, language) for value in values)


def _text(value: object, language: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"lexicon/{language}.yaml: found {value!r}, expected a word. Mend: put it in quotes.")
    return value


def _fits(parts: tuple[str, ...], tokens: list[str]) -> bool:
    if len(tokens) < len(parts) or tuple(tokens[:-1]) != parts[:-1]:
        return False
    last, token = parts[-1], tokens[-1]
    return token.startswith(last[:-1]) if last.endswith("*") else token == last


def _read(name: str) -> str:
    return files("persona_pipeline.journey").joinpath("lexicon", name).read_text(encoding="utf-8")
