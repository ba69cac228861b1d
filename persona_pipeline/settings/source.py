"""The shape of one source in persona.yaml, and of the questions of a survey."""

import re
from typing import Annotated, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, StringConstraints, field_validator, model_validator

from persona_pipeline.basics.codes import Code
from persona_pipeline.contracts import RAW_OF, TABLES

from .feeds import Place
from .labels import Label, Labelled
from .located import as_written
from .named_day import check_pattern, check_time_format
from .strict import Strict

Kind = Literal["orders", "web", "survey", "crm", "signals"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What a source can hold."""
Role = Literal[
    "nps", "satisfaction", "need", "pain", "goal", "channel", "decision_factor", "demographic", "open_text", "other"
]
TICKED_SEPARATOR = "\n"
"""Between the ticked choices of one answer: choices are lines."""

NEVER_FIXED = ("source", "load_id", "row_number", "business_day", "answers", "extra", "paid_currency", "rate")
"""Columns of raw.* that follow from the file, and that no setting can give."""

FILL_IN = "?"
"""What stands where a person has to name a header, in lines that `sources check` proposes."""


def zone(value: str) -> str:
    """The value, where it is the name of a time zone."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("not a time zone; expected an IANA name such as Europe/Amsterdam or UTC") from error
    return value


QuestionId = Annotated[str, StringConstraints(pattern=r"^[^\"\\]+$")]
"""What a question is called in the tables; it becomes part of a JSON path, which has no place for quotes."""


class Question(Strict):
    """What a survey asks, and in which column or columns the answer stands."""

    column: str | None = Field(None, description="Header of the column in the file.")
    columns: tuple[str, ...] = Field(
        (),
        description="Headers of the columns over which one question is spread, a choice each; the ticked choices make one answer.",
    )
    label: str | None = Field(None, description="What people call the question.")
    labels: Label | None = Field(
        None, description="What the question is called per language, {en: ..., nl: ...}; cards and pages show it so."
    )
    answers: Labelled = Field(
        default_factory=dict,
        description="Answer as it is stored (a choice, once `choices` are applied): its labels, {fast delivery: {nl: snelle levering}}.",
    )
    role: Role = Field("other", description="What kind of question it is.")
    touchpoint: str | None = Field(None, description="For satisfaction: the touchpoint that is rated.")
    phase: Literal["see", "think", "do", "care"] | None = Field(None, description="Phase of the customer journey.")
    scale: tuple[float, float] | None = Field(
        None, description="Lowest and highest possible rating, for satisfaction on another scale than 1 to 5."
    )
    separator: str | None = Field(
        None, description="What stands between choices where several may be ticked, e.g. '; '."
    )
    choices: dict[str, str] = Field(
        default_factory=dict,
        description="What stands in the file (a code, or with `columns` a header): the choice that it means.",
    )
    _choices = field_validator("choices", mode="before")(as_written)
    battery: str | None = Field(
        None,
        description="Questions that share one list of answers, such as the rows of a grid, by a common name: a respondent who gives all of "
        "them the same answer is seen. Questions for satisfaction are one battery by themselves.",
    )
    repeats: str | None = Field(None, description="The question that this one asks again: both answers should agree.")
    reversed: bool = Field(
        False, description="With `repeats`: it asks for the opposite, so that a high number there is a low one here."
    )
    opposites: tuple[tuple[str, str], ...] = Field(
        (), description="Pairs of answers that nobody can mean both, e.g. [[low price, price does not matter]]."
    )

    @field_validator("scale")
    @classmethod
    def _scale_rises(cls, value: tuple[float, float] | None) -> tuple[float, float] | None:
        if value is not None and value[0] >= value[1]:
            raise ValueError("expected the lowest rating first, then a higher one, e.g. [1, 10]")
        return value

    @model_validator(mode="after")
    def _turned_round_is_a_repeat(self) -> "Question":
        if self.reversed and self.repeats is None:
            raise ValueError("expected `repeats` beside `reversed`: the question that this one asks the opposite of")
        return self

    @model_validator(mode="after")
    def _one_place(self) -> "Question":
        if (self.column is None) == (not self.columns):
            raise ValueError("expected either `column` (one header) or `columns` (several headers)")
        if self.columns and self.separator is not None:
            raise ValueError("`separator` goes with `column`; ticked `columns` are kept apart by themselves")
        return self

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers, whether one or several."""
        return self.columns or (self.column or "",)

    @property
    def between(self) -> str | None:
        """What stands between the choices of an answer as it is stored; None where an answer is one choice."""
        return TICKED_SEPARATOR if self.columns else self.separator


def check_repeats(questions: dict[QuestionId, Question]) -> dict[QuestionId, Question]:
    """The questions, where each that repeats another names one that is there and is not itself."""
    for key, question in questions.items():
        if question.repeats is not None and (question.repeats == key or question.repeats not in questions):
            others = ", ".join(each for each in questions if each != key) or "another question, of which there is none"
            raise ValueError(f"question {key} repeats {question.repeats!r}; expected one of {others}")
    return questions


class Source(Place):
    """One source: where its files are and how they are read."""

    name: str = Field(
        pattern="^[a-z][a-z0-9_]*$", description="Short name, lower case; part of every row that comes from it."
    )
    kind: Kind = Field(
        description="orders, web, survey, crm (customer attributes) or signals (notes, reviews, search terms)."
    )
    format: str = Field(
        "auto",
        description="auto (recognised by content), a known format's name, or csv, jsonl, parquet with `columns`.",
    )
    columns: dict[str, str] = Field(
        default_factory=dict, description="Our column: header in the file. Overrides what the format says."
    )
    constants: dict[str, str] = Field(
        default_factory=dict, description="Our column: a fixed value, e.g. currency: GBP."
    )
    _constants = field_validator("constants", mode="before")(as_written)
    values: dict[str, dict[str, str]] = Field(
        default_factory=dict,
        description="Our column: {value in the file: our value}, e.g. event_name: {transaction: purchase}.",
    )
    date_in_name: str | None = Field(
        None,
        description="strptime pattern that is searched in the file's name and dates rows without a date: crm-%Y-%m-%d.",
    )
    timezone: str | None = Field(None, description="Time zone of times without an offset; the shop's where absent.")
    timestamp_format: str | None = Field(
        None, description="strptime format of times, or epoch_s, epoch_ms, epoch_us; ISO 8601 where absent."
    )
    encoding: Literal["utf-8", "utf-16", "latin-1", "cp1252"] = Field(
        "utf-8", description="Text encoding. A BOM of UTF-8 is fine."
    )
    delimiter: Literal["auto", ",", ";", "\t", "|"] = Field(
        "auto", description="auto: the one that makes the header fit."
    )
    decimal: Literal[".", ","] = Field(".", description="Decimal mark of amounts.")
    thousands: Literal["", ".", ",", " ", "'"] = Field("", description="Mark between thousands, if amounts have one.")
    final_newline: Literal["required", "optional"] = Field(
        "required", description="required: a last line without a line end is taken for cut off and is refused."
    )
    language: Code | None = Field(
        None,
        description="The language that its answers, questions or categories are written in; the shop's where absent. What has no label in "
        "the reader's language is shown as it was written, and marked as being in this one.",
    )
    identity_space: str = Field(
        "",
        pattern="^[a-z0-9_]*$",
        description="Sources with the same space share customer numbers. Give a source whose numbers mean other people a space of its own.",
    )
    questions: dict[QuestionId, Question] = Field(
        default_factory=dict, description="For surveys: question id: what it asks."
    )
    questions_file: str | None = Field(
        None,
        description="For surveys: the file that holds the questions, relative to the workspace: surveys/<name>.yaml. "
        "`sources check FILE --write` proposes one.",
    )
    schema_changes: Literal["accept", "warn", "stop"] = Field(
        "warn",
        description="When columns are new, gone, renamed or of another kind than before, or a question was reworded: accept silently, warn "
        "(take the file in and say so), or stop (hold the file until a person lets it pass).",
    )
    late_after_days: int = Field(
        2,
        ge=1,
        description="An alert is raised when no data has come for this many days; 40 for crm and signals, which keep no daily rhythm.",
    )

    @model_validator(mode="after")
    def _constants_are_columns(self) -> "Source":
        """Refuse a fixed value for a column that rows of the kind do not have: it would be read by nobody."""
        known = [name for name in TABLES[RAW_OF[self.kind]].column_names if name not in NEVER_FIXED]
        if strange := [name for name in self.constants if name not in known]:
            raise ValueError(
                f"source {self.name}: constants has {', '.join(strange)}, which {self.kind} do not have; expected one of {', '.join(known)}"
            )
        return self

    @model_validator(mode="before")
    @classmethod
    def _rhythm(cls, fields: object) -> object:
        if isinstance(fields, dict) and fields.get("kind") in ("crm", "signals"):
            return {"late_after_days": 40, **fields}
        return fields

    _date_in_name = field_validator("date_in_name")(check_pattern)
    _timestamp_format = field_validator("timestamp_format")(check_time_format)
    _repeats = field_validator("questions")(check_repeats)

    @field_validator("constants")
    @classmethod
    def _currency(cls, value: dict[str, str]) -> dict[str, str]:
        said = value.get("currency")
        if said is not None and re.fullmatch("[A-Za-z]{3}", said) is None:
            raise ValueError(f"the currency {said!r} is none; expected three letters as in ISO 4217, such as EUR")
        return value

    @field_validator("columns")
    @classmethod
    def _filled_in(cls, value: dict[str, str]) -> dict[str, str]:
        open_ones = [column for column, header in value.items() if header.strip() == FILL_IN]
        if open_ones:
            raise ValueError(
                f"the header of {', '.join(open_ones)} is still to be filled in; put the name that the column has in the file, "
                "or take out what the file does not have"
            )
        return value

    @field_validator("timezone")
    @classmethod
    def _timezone(cls, value: str | None) -> str | None:
        return value if value is None else zone(value)
