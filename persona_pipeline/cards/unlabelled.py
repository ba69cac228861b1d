"""Which of the shop's own words have no label in a language, and which labels stand for words that no night has seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from persona_pipeline.journey.words import TOUCHPOINT_WORDS
from persona_pipeline.language import LANGUAGES
from persona_pipeline.settings import labels_of
from persona_pipeline.settings.labelled import asked, same, written_in

from .words import DEMOGRAPHICS, FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from persona_pipeline.language import Code
    from persona_pipeline.settings import Labels, Settings

    from .document import Document

Kind = Literal["answer", "question", "category", "attribute", "touchpoint", "searched"]
NO_QUESTION = ("open_text", "other")
"""Roles of questions that no card or page names."""


@dataclass(frozen=True)
class Wording:
    """One of the shop's own words: what it is, of which question or attribute, and the language that it is written in.

    Ids of questions are in no language, and of what people type into a search field nobody knows: both have "".
    """

    kind: Kind
    of: str
    text: str
    language: Code | Literal[""]

    @property
    def key(self) -> tuple[str, str, str]:
        """By what two are the same."""
        return self.kind, self.of, same(self.text)


def params(settings: Settings, as_of: date) -> dict[str, Any]:
    """What labels/wordings.sql asks for."""
    first_day = as_of - timedelta(days=settings.rfm.window_days - 1)
    return {"as_of": as_of, "first_day": first_day, "min_cell": settings.publish.min_cell}


def wordings(rows: Iterable[Sequence[Any]], settings: Settings) -> list[Wording]:
    """The words of the night, from the rows of labels/wordings.sql, and the questions of persona.yaml that cards can name.

    Words without a letter (18-24) are the same in every language, and touchpoints that are known here have their names.
    """
    surveys = {name: language for name, _, language in asked(settings)}
    found = list(_questions(settings))
    for kind, question, text in rows:
        if not any(sign.isalpha() for sign in text) or (kind == "touchpoint" and text in TOUCHPOINT_WORDS):
            continue
        found.append(Wording(kind, question, text, _language(settings, kind, surveys.get(question))))
    return list({each.key: each for each in found}.values())


def _questions(settings: Settings) -> Iterator[Wording]:
    for name, question, _ in asked(settings):
        if question.role not in NO_QUESTION and name not in FIGURES and name not in DEMOGRAPHICS:
            yield Wording("question", "", name, "")


def _language(settings: Settings, kind: Kind, of_survey: Code | None) -> Code | Literal[""]:
    if kind == "searched":
        return ""
    if kind == "answer":
        return of_survey or settings.shop.language
    source = {"category": "orders", "attribute": "crm"}.get(kind, "")
    return written_in(settings, source)


def called(one: Wording, labels: Labels) -> str | None:
    """The label of a word in the language of the labels."""
    if one.kind in ("answer", "attribute"):
        return labels.answer(one.of, one.text)
    if one.kind == "question":
        return labels.question(one.text)
    return labels.category(one.text) if one.kind == "category" else labels.touchpoint(one.text)


def without_label(found: Iterable[Wording], settings: Settings, code: Code) -> list[Wording]:
    """The words that a reader of the language meets in another one: no label in it, and not written in it."""
    labels = labels_of(settings, code)
    return [
        each for each in found if each.language != code and each.kind != "searched" and called(each, labels) is None
    ]


def words_of_card(card: Document, settings: Settings) -> list[Wording]:
    """The shop's own words that the lines of a card stand on, where only the card is at hand."""
    kinds: dict[str, Kind] = {"survey": "answer", "orders": "category", "crm": "attribute"}
    shown = [line.evidence for line in card.lines if line.evidence and line.evidence.answer]
    rows = [
        (kinds[each.source], "" if each.source == "orders" else each.metric, each.answer)
        for each in shown
        if each.source in kinds
    ]
    searched = [("searched", "", each.answer) for each in shown if each.metric == "site_search"]
    return wordings([*rows, *searched], settings)


def foreign(found: Iterable[Wording], settings: Settings, code: Code) -> dict[str, str]:
    """How pages know words that are not in their language: the word, and the language that it is in (empty: nobody knows)."""
    missing = {same(each.text): each.language for each in without_label(found, settings, code)}
    return {same(each.text): "" for each in found if each.kind == "searched"} | missing


def labels_of_nothing(found: Iterable[Wording], settings: Settings) -> list[Wording]:
    """Labelled answers, categories and attributes that the night has not seen: misspelt, or out of use."""
    known = {each.key for each in found}
    own = settings.labels
    labelled = [Wording("category", "", text, "") for text in own.categories]
    labelled += [Wording("attribute", name, text, "") for name, values in own.attributes.items() for text in values]
    labelled += [
        Wording("answer", name, text, "") for name, question, _ in asked(settings) for text in question.answers
    ]
    return [each for each in labelled if each.key not in known and any(sign.isalpha() for sign in each.text)]


def count(found: Sequence[Wording], settings: Settings) -> dict[Code, tuple[int, int]]:
    """By language: how many words have no label in it, out of how many that need one."""
    needing = {
        code: [each for each in found if each.kind != "searched" and each.language != code] for code in LANGUAGES
    }
    return {code: (len(without_label(found, settings, code)), len(each)) for code, each in needing.items()}
