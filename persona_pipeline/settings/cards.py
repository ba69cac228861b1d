"""The persona cards in persona.yaml: how sure a line must be, which question is about what, and the words of people."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from .strict import Strict

CardField = Literal[
    "gist", "name", "place", "face", "age_band", "household", "education", "gender", "region", "income", "story",
    "wish", "need", "requirement", "worry", "goals", "challenges", "pains", "buys", "channels", "media",
    "decision_factors", "objections", "selling_points", "message", "moments",
    "canvas_pains", "canvas_gains", "relievers", "creators", "typical", "apart",
]  # fmt: skip
"""What a card says, field by field."""
SINGLE: tuple[CardField, ...] = (
    "gist", "name", "place", "face", "age_band", "household", "education", "gender", "region", "income",
)  # fmt: skip
"""Fields of one line; the others have numbered lines."""
FIELDS: tuple[str, ...] = CardField.__args__  # type: ignore[attr-defined]
MOST_LINES = 9
LINE_PATTERN = (
    rf"^(?:(?:{'|'.join(FIELDS)})|(?:{'|'.join(name for name in FIELDS if name not in SINGLE)})\.[1-{MOST_LINES}])$"
)
"""A line is called by its field, or by its field and number: ``name``, ``goals.1``. A field of numbered lines without
a number is the whole field."""

Asked = Literal[
    "wish", "need", "requirement", "worry", "goals", "challenges", "pains", "media", "decision_factors", "objections",
    "age_band", "household", "education", "gender", "region", "income",
]  # fmt: skip
"""Fields that a survey question can fill."""


def why_no_line(name: str) -> str:
    """Why a card has no line of this name, and which it has; empty where it has one."""
    if re.match(LINE_PATTERN, name):
        return ""
    field = name.partition(".")[0]
    if field not in FIELDS:
        return f"a card has no line {name!r}; expected one of {', '.join(FIELDS)}, such as goals.1"
    expected = field if field in SINGLE else f"{field}.1 to {field}.{MOST_LINES}, or {field} for all its lines"
    return f"a card has no line {name!r}; expected {expected}"


def _on_one_line(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


Sentence = Annotated[
    str,
    StringConstraints(min_length=1, max_length=400, pattern=r"^[^\x00-\x1f\x7f]+$"),
    BeforeValidator(_on_one_line),
]
"""Words of people: one line of at most 400 signs."""


def _is_line(name: str) -> str:
    problem = why_no_line(name)
    if problem:
        raise ValueError(problem)
    return name


PersonaId = Annotated[str, StringConstraints(pattern=r"^P[0-9]{2}$")]
LineName = Annotated[str, AfterValidator(_is_line), WithJsonSchema({"type": "string", "pattern": LINE_PATTERN})]


class Texts(Strict):
    """Words of people per language; a language without its own shows the other."""

    en: Sentence | None = Field(None, description="In English.")
    nl: Sentence | None = Field(None, description="In Dutch.")

    @model_validator(mode="after")
    def _one_at_least(self) -> "Texts":
        if self.en is None and self.nl is None:
            raise ValueError("expected the words in `en`, in `nl`, or in both")
        return self


def _in_both(value: object) -> object:
    return {"en": value, "nl": value} if isinstance(value, str) else value


class Binding(Strict):
    """The evidence that a line of people stands or falls by: a figure or an answer, and where it must lie."""

    figure: str | None = Field(
        None,
        description="A figure of marts.persona_profiles (mobile_share, order_value, ...), or channel:NAME, category:NAME.",
    )
    question: str | None = Field(None, description="A question of a survey, by its id in persona.yaml.")
    answer: str | None = Field(
        None, description="The answer that is counted; leave it out for a question answered by a number."
    )
    is_: Literal["above_average", "below_average"] | None = Field(
        None, alias="is", description="Against everybody else: above_average or below_average."
    )
    at_least: float | None = Field(None, description="The value that it must reach; shares as 0.3.")
    at_most: float | None = Field(None, description="The value that it must not exceed; shares as 0.3.")

    @model_validator(mode="after")
    def _says_one_thing(self) -> "Binding":
        if (self.figure is None) == (self.question is None):
            raise ValueError("expected either `figure` or `question`")
        if self.figure is not None and self.answer is not None:
            raise ValueError("`answer` goes with `question`")
        if self.is_ is None and self.at_least is None and self.at_most is None:
            raise ValueError(
                "expected where it must lie: `is: above_average`, `is: below_average`, `at_least` or `at_most`"
            )
        return self


class Overrule(Strict):
    """What people say in place of a line of a card."""

    text: Annotated[Texts, BeforeValidator(_in_both, json_schema_input_type=str | Texts)] = Field(
        description="The words, in one language or per language (`{en: ..., nl: ...}`)."
    )
    author: Sentence = Field(description="Who says so; stands on the card.")
    said_on: date = Field(description="When; stands on the card.")
    reason: Sentence | None = Field(None, description="Why.")
    evidence: Binding | None = Field(
        None,
        description="What the words stand or fall by. Without it they are an assumption of people and are never contradicted.",
    )


class CardSettings(Strict):
    """How the persona cards are made."""

    min_n: int = Field(30, ge=5, description="A line about fewer people is weak.")
    widest_interval: float = Field(
        0.3,
        gt=0,
        le=1,
        description="A line is weak where its 95 % interval is wider than this part of the scale (1 for shares, 4 for ratings of 1 to 5, "
        "10 for 0 to 10), or of the figure itself for amounts and counts.",
    )
    stale_after_days: int = Field(
        180, ge=1, description="A line is stale when its newest answer, visit or order is older."
    )
    questions: dict[Asked, tuple[str, ...]] = Field(
        default_factory=dict,
        description="Questions of surveys (their ids) that fill a field of the card; without it their role decides (goal, need, pain, "
        "channel, decision_factor), and for demographics the id, such as age_band.",
    )
    overrule: dict[PersonaId, dict[LineName, Overrule]] = Field(
        default_factory=dict,
        description="Words of people by persona and line: `P01: {goals.1: {text: ..., author: ..., said_on: 2026-03-01}}`. They survive every "
        "refresh. A decision by `persona-pipeline personas overrule` goes before them.",
    )

    @field_validator("questions")
    @classmethod
    def _once(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        empty = [name for name, questions in value.items() if not questions]
        if empty:
            raise ValueError(f"{', '.join(empty)}: expected the ids of one or more questions")
        return value
