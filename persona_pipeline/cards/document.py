"""A card as data: the shape of the JSON that is published, and how it is read from the rows of marts.persona_cards."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from .face import face
from .shape import Note, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from persona_pipeline.settings import Settings


FORMAT: Literal[2] = 2
"""Of the JSON; it rises when a reader of the one before would not understand it."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Both(_Strict):
    """A text in both languages."""

    en: str
    nl: str


class Shown(_Strict):
    """What a line is bound to: the figure, how sure it is, and what everybody else's is."""

    metric: str = Field(description="A figure, a question, or channel, category or an attribute.")
    answer: str = Field(description="The answer, channel, category or attribute that was counted; empty for a figure.")
    source: str = Field(description="orders, web, survey, crm, journey or all.")
    unit: str = Field(description="share (0 to 1), currency, days, orders, pieces, pages, sessions, rating, nps or sd.")
    value: float | None = Field(description="The figure; null where it is about too few people to be told.")
    low: float | None = Field(description="Lower end of its 95 % interval.")
    high: float | None = Field(description="Upper end of its 95 % interval.")
    n: int | None = Field(description="People behind it.")
    weighed: bool = Field(description="Whether answers count by weight in value, low and high.")
    unweighed_value: float | None = Field(
        description="The same with every answer counted once; null where value is unweighed already."
    )
    unweighed_others: float | None = Field(description="That of everybody else.")
    first_day: date | None = Field(description="First business day of the evidence.")
    last_day: date | None = Field(description="Last business day on which there was evidence of this kind.")
    others_value: float | None = Field(description="The same figure of everybody else.")
    others_n: int | None = Field(description="People behind that.")
    effect: float | None = Field(description="Difference from everybody else: Cohen's d, or h for shares of people.")
    effect_low: float | None = Field(description="Lower end of its 95 % interval.")
    effect_high: float | None = Field(description="Upper end of its 95 % interval.")


class Said(_Strict):
    """Who said the words of one language, when and why."""

    author: str
    said_on: date
    reason: str | None
    written_in: Literal["en", "nl", ""] = Field(
        description="The language of the words: the other one where nobody said it in this one; empty for names."
    )


class People(_Strict):
    """Who said a line in place of the data, by language, and what the data says there."""

    en: Said
    nl: Said
    instead: Both | None = Field(description="What the data says in that place; null where it says nothing there.")


class CardLine(_Strict):
    """One line of the card."""

    line: str = Field(description="What the line is called, for `personas overrule`: goals.1, name, ...")
    block: str
    field: str
    position: int = Field(ge=1)
    text: Both
    state: State
    note: Note = Field(
        description="Why it has that state, as a code; empty where it is supported and sets the persona apart."
    )
    evidence: Shown | None = Field(description="null where there is none: the line is then an assumption, or empty.")
    people: People | None = Field(description="null where the line follows from the data.")
    follows: str | None = Field(
        description="The line that people overruled and that this one was made from: it has their words, or needs a look."
    )


class Document(_Strict):
    """The card of one persona on one night."""

    format: Literal[2] = FORMAT
    as_of: date = Field(description="Business day whose end the card describes.")
    shop: str
    currency: str = Field(description="Of the amounts, ISO 4217.")
    purpose: Literal["strategy", "tactics"]
    window_days: int = Field(description="Orders and visits of the last so many days count.")
    version: int = Field(description="Persona version.")
    persona_id: str
    persona_name: str = Field(description="What people call the persona.")
    persona_name_in: Both | None = Field(
        None, description="The same per language, where people gave it a name of its own in one; else null."
    )
    face_svg: str = Field(description="A neutral drawing, complete in itself.")
    lines: tuple[CardLine, ...]

    def of(self, field: str) -> tuple[CardLine, ...]:
        """The lines of a field, in order."""
        return tuple(line for line in self.lines if line.field == field)

    def to_json(self) -> str:
        """The card as JSON text; equal cards give equal text."""
        return json.dumps(self.model_dump(mode="json"), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def card_schema() -> str:
    """The JSON Schema of a published card."""
    schema = Document.model_json_schema(mode="serialization")
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2) + "\n"


def document(
    rows: Iterable[Mapping[str, Any]],
    name: str,
    english: str | None = None,
    dutch: str | None = None,
    *,
    settings: Settings,
) -> Document:
    """The card of one persona from its rows of marts.persona_cards, in any order.

    Args:
        rows: by column name; all of one night and persona, and at least one.
        name: what people call the persona.
        english: what they call it in English, where that is another name.
        dutch: what they call it in Dutch, where that is another name.
        settings: name and currency of the shop, window and purpose.
    """
    from .shape import FIELDS

    order = list(FIELDS)
    ordered = sorted(rows, key=lambda row: (order.index(row["field"]), row["position"]))
    lines = tuple(_line(row) for row in ordered)
    called = next((line.text.en for line in lines if line.field == "name"), name)
    first = ordered[0]
    return Document(
        as_of=first["as_of"],
        shop=settings.shop.name,
        currency=settings.shop.currency,
        purpose=settings.purpose,
        window_days=settings.rfm.window_days,
        version=first["version"],
        persona_id=first["persona_id"],
        persona_name=name,
        persona_name_in=Both(en=english or name, nl=dutch or name) if english or dutch else None,
        face_svg=face(first["persona_id"], called),
        lines=lines,
    )


def _line(row: Mapping[str, Any]) -> CardLine:
    evidence = None if row["metric"] is None else Shown(**{name: row[name] for name in Shown.model_fields})
    return CardLine(
        line=row["line"],
        block=row["block"],
        field=row["field"],
        position=row["position"],
        text=Both(en=row["text_en"], nl=row["text_nl"]),
        state=row["state"],
        note=row["note"],
        evidence=evidence,
        people=None if row["author"] is None else _people(row),
        follows=row["follows"],
    )


def _people(row: Mapping[str, Any]) -> People:
    instead = None if row["instead_en"] is None else Both(en=row["instead_en"], nl=row["instead_nl"])
    english, dutch = (Said(**{name: row[name + end] for name in Said.model_fields}) for end in ("", "_nl"))
    return People(en=english, nl=dutch, instead=instead)
