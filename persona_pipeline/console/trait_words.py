"""Traits of a definition in the reader's words: what each is called, what it is counted in, and its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.cards.shape import FIELDS
from persona_pipeline.language import language_of, marked, translate_any
from persona_pipeline.pages.journey_words import NEEDS
from persona_pipeline.pages.words import TRAITS
from persona_pipeline.personas.compare import unit_of
from persona_pipeline.personas.name_words import SALES, TRAFFIC
from persona_pipeline.personas.traits import question_and_value

if TYPE_CHECKING:
    from persona_pipeline.language import Code
    from persona_pipeline.settings import Labels

UNITS: dict[str, str] = {
    "repeat orders per 30 days": marked("repeat orders per 30 days"),
    "currency per order": marked("per order"),
    "pieces per order": marked("pieces per order"),
    "share of sales": marked("share of sales"),
    "repeat visits per 30 days": marked("repeat visits per 30 days"),
    "pages per visit": marked("pages per visit"),
    "share of visits": marked("share of visits"),
    "answer, 0 to 10": marked("answer, 0 to 10"),
    "rating, 1 to 5": marked("rating, 1 to 5"),
    "share of order lines": marked("share of order lines"),
    "share of orders": marked("share of orders"),
    "share of people": marked("share of people"),
}
"""What traits are counted in, by the unit that is told by commands."""
CHOICES: dict[str, str] = {
    "category": marked("Buys “%(what)s”"),
    "sales_channel": marked("Orders through %(what)s"),
    "traffic": marked("Comes through %(what)s"),
    "answer": marked("%(asked)s: “%(what)s”"),
    "crm": marked("%(asked)s: “%(what)s”"),
}
"""What a choice is called, by the first part of its name; what people bought and answered stays as it was written, unless it has a label."""


def called(code: Code, trait: str, labels: Labels) -> tuple[str, str]:
    """A trait in words, and what it is counted in; that is empty where the words say it already."""
    console = language_of(code, "console")
    unit = translate_any(console, UNITS, unit_of(trait))
    question, what = question_and_value(trait)
    if not question:
        label = translate_any(language_of(code), TRAITS, trait)
        return label, "" if unit.casefold() == label.casefold() else unit
    kind, _, asked = question.partition(":")
    return console.text(
        CHOICES[kind], what=_what(code, kind, asked, what, labels), asked=_asked(code, asked, labels)
    ), unit


def rounded(code: Code, trait: str, value: float, currency: str) -> str:
    """The same for a sentence: shares and amounts without decimals, other figures with one."""
    language, unit = language_of(code, "console"), unit_of(trait)
    if unit.startswith("share"):
        return language.percent(value)
    return language.money(value, currency) if unit.startswith("currency") else language.number(value, 1)


def figure(code: Code, trait: str, value: float | None, currency: str) -> str:
    """A trait's value in its unit; an en dash where the version does not have the trait."""
    language = language_of(code, "console")
    unit = unit_of(trait)
    if unit.startswith("share"):
        return language.percent(value)
    return language.money(value, currency, 2) if unit.startswith("currency") else language.number(value, 2)


def _what(code: Code, kind: str, asked: str, what: str, labels: Labels) -> str:
    """A choice, by its label."""
    if kind == "category":
        return labels.category(what) or what
    if kind == "traffic":
        return labels.channel(what) or TRAFFIC[code].get(what, what.replace("_", " "))
    if kind == "sales_channel":
        return labels.channel(what) or SALES[code].get(what.casefold(), what)
    return labels.answer(asked, what) or what


def _asked(code: Code, name: str, labels: Labels) -> str:
    """A question or attribute, by its label; one that a card or the journey has a word for is called as there."""
    if label := labels.question(name):
        return label
    if name in FIELDS:
        return language_of(code, "cards").text(FIELDS[name].title)
    return translate_any(language_of(code), NEEDS, name)
