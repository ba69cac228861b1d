"""The labels of persona.yaml, found by what stands in the data; and those that stand for nothing, with file and line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from persona_pipeline.basics.codes import LANGUAGES

from .labels import near
from .located import called, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import yaml

    from persona_pipeline.basics.codes import Code

    from .model import Settings
    from .source import Question

Key = tuple[str, str]
"""A question or attribute and an answer; or a kind (category, channel, touchpoint, question) and a name."""


def same(text: str) -> str:
    """By what a word is recognised: neither case nor blanks around or within it count."""
    return " ".join(text.split()).casefold()


@dataclass(frozen=True)
class Labels:
    """The labels in one language. What has none is None: then the word stands as it was written."""

    code: Code = "en"
    names: Mapping[Key, str] = field(default_factory=dict)
    answers: Mapping[Key, str] = field(default_factory=dict)
    by_role: Mapping[Key, str] = field(default_factory=dict)
    originals: Mapping[str, str] = field(default_factory=dict)
    """A category's label, in whichever language: the category."""

    def answer(self, question: str, answer: str) -> str | None:
        """What an answer to a question is called, or the value of an attribute."""
        return self.answers.get((question, same(answer)))

    def answer_of_role(self, role: str, answer: str) -> str | None:
        """The same where only the role of the question is known: need, goal, pain, channel, decision_factor."""
        return self.by_role.get((role, same(answer)))

    def question(self, question: str) -> str | None:
        """What a question is called."""
        return self.names.get(("question", same(question)))

    def category(self, category: str) -> str | None:
        """What a product category is called."""
        return self.names.get(("category", same(category)))

    def channel(self, channel: str) -> str | None:
        """What a channel of traffic, or the site that it leads from, is called."""
        return self.names.get(("channel", same(channel)))

    def touchpoint(self, touchpoint: str) -> str | None:
        """What a touchpoint is called."""
        return self.names.get(("touchpoint", same(touchpoint)))

    def category_meant(self, text: str) -> str:
        """The category that is meant by a label of it, in whichever language; any other text as it stands."""
        return self.originals.get(same(text), text)


NO_LABELS = Labels()


def labels_of(settings: Settings, code: Code) -> Labels:
    """The labels of a language. Of two sources that ask a question of one name, the first that labels it counts."""
    names: dict[Key, str] = {}
    answers: dict[Key, str] = {}
    by_role: dict[Key, str] = {}
    own = settings.labels
    for kind, table in (("category", own.categories), ("channel", own.channels), ("touchpoint", own.touchpoints)):
        for name, label in table.items():
            _put(names, (kind, same(name)), label.said(code))
    for name, question, written_in in asked(settings):
        called = question.labels.said(code) if question.labels else None
        _put(names, ("question", same(name)), called or (question.label if written_in == code else None))
        for answer, label in question.answers.items():
            _put(answers, (name, same(answer)), label.said(code))
            _put(by_role, (question.role, same(answer)), label.said(code))
    for attribute, table in own.attributes.items():
        for value, label in table.items():
            _put(answers, (attribute, same(value)), label.said(code))
    originals = {
        same(text): name for name, label in own.categories.items() for each in LANGUAGES if (text := label.said(each))
    }
    return Labels(code, names, answers, by_role, {same(name): name for name in own.categories} | originals)


def _put(table: dict[Key, str], key: Key, text: str | None) -> None:
    if text is not None:
        table.setdefault(key, text)


def asked(settings: Settings) -> Iterator[tuple[str, Question, Code]]:
    """Every question of every survey, with the language that it is written in."""
    for source in settings.sources:
        for name, question in source.questions.items():
            yield name, question, source.language or settings.shop.language


def written_in(settings: Settings, kind: str) -> Code:
    """The language that the sources of a kind are written in: what the first of them says, else the shop's."""
    said = [source.language for source in settings.sources if source.kind == kind and source.language]
    return said[0] if said else settings.shop.language


def strange_answers(questions: Mapping[str, Question], root: yaml.Node | None, within: tuple[Any, ...]) -> list[str]:
    """`LINE: what is wrong` for each label of an answer that the question's own `choices` do not have.

    Where a question has no choices its answers are known by the data only: see `persona-pipeline labels`.
    """
    problems = []
    for name, question in questions.items():
        known = {same(choice): choice for choice in question.choices.values()}
        for answer in question.answers:
            if known and same(answer) not in known:
                line = line_of(root, (*within, name, "answers", answer))
                problems.append(
                    f"{line}: {called(root, (*within, name))}.answers: {answer!r} is none of its choices, which are "
                    f"{', '.join(known.values())}{near(answer, list(known.values()))}"
                )
    return problems


def line_of_label(path: Path, root: yaml.Node | None, place: tuple[Any, ...]) -> str:
    """`file:line` of a label."""
    return f"{path}:{line_of(root, place)}"
