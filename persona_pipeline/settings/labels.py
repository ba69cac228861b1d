"""What is shown in place of the shop's own words, per language: answers, questions, categories, channels, touchpoints."""

import difflib
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from persona_pipeline.basics.codes import LANGUAGES, Code

from .located import as_written
from .strict import Strict

NEAR = 0.7
"""Likeness (difflib ratio) from which another word is named as the one that may have been meant."""


def near(word: str, known: list[str]) -> str:
    """`; did you mean ...?` where one of the known words is much like it; empty otherwise."""
    by_form = {each.casefold(): each for each in known}
    found = difflib.get_close_matches(word.casefold(), by_form, n=1, cutoff=NEAR)
    return f"; did you mean {by_form[found[0]]!r}?" if found else ""


def _on_one_line(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$"),
    BeforeValidator(_on_one_line),
]
"""One line of at most 120 signs."""


def _as_text(value: Any) -> Any:
    """YAML reads an unquoted yes or no as true or false: who wrote it meant the word."""
    if isinstance(value, dict) and (found := [key for key in value if isinstance(key, bool)]):
        raise ValueError(
            f"found {'yes' if found[0] else 'no'} (or on, off, true, false) without quotes, which YAML takes for something else than a "
            "word; expected it in quotes, as it stands in the file"
        )
    return as_written(value)


class Label(Strict):
    """What something is called, per language; a language without its own shows the word as it was written."""

    en: Text | None = Field(None, description="In English.")
    nl: Text | None = Field(None, description="In Dutch.")

    @model_validator(mode="before")
    @classmethod
    def _languages_are_known(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            raise ValueError("expected a label per language, such as {en: fast delivery, nl: snelle levering}")  # noqa: TRY004 - pydantic's
        for name in value:
            if name not in LANGUAGES:
                hint = near(str(name), list(LANGUAGES))
                raise ValueError(f"{name!r} is no language of the pages; expected {' or '.join(LANGUAGES)}{hint}")
        if not any(value.values()):
            raise ValueError("expected the label in `en`, in `nl`, or in both")
        return value

    def said(self, code: Code) -> str | None:
        """The label in a language; None where there is none."""
        return self.nl if code == "nl" else self.en


Attribute = Literal["age_band", "household", "education", "gender", "region", "income"]
Labelled = Annotated[dict[str, Label], BeforeValidator(_as_text)]
"""A word as it stands in the files: its labels."""


class LabelSettings(Strict):
    """Labels of words that are not answers to a survey; those stand with their question (`labels` and `answers` there)."""

    categories: Labelled = Field(default_factory=dict, description="Product category: its labels, {nl: schoenen}.")
    channels: Labelled = Field(
        default_factory=dict,
        description="Channel of traffic (email, paid_social, social, paid, search, referral, direct, other) or the site that it leads from: "
        "its labels.",
    )
    touchpoints: Labelled = Field(
        default_factory=dict, description="Touchpoint, as journey.touchpoints or a question calls it: its labels."
    )
    attributes: dict[Attribute, Labelled] = Field(
        default_factory=dict,
        description="Attribute of the customer list (household, education, gender, region, income, age_band): value: its labels.",
    )
