"""What a card is made of: blocks, their fields, how many lines each may have, and what a line is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from persona_pipeline.language import marked
from persona_pipeline.settings.cards import SINGLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from persona_pipeline.language import Code

    from .evidence import Evidence
    from .words import Words

    Said = Callable[[Words], str]

State = Literal["supported", "weak", "stale", "contradicted", "assumption", "empty"]
Note = Literal[
    "", "few_people", "wide_interval", "close_second", "old", "too_few_to_tell", "withheld", "nobody_asked", "nobody_wrote",
    "not_known", "not_clear", "as_others", "like_others", "turned", "unbound", "no_such_figure", "made_up", "overruled", "told_there",
]  # fmt: skip
"""Why a line has its state; the words for them are in ``words.NOTES``."""


@dataclass(frozen=True)
class Field:
    """A field of the card: its heading, the block that it stands in, and its most lines by purpose (0: left out)."""

    name: str
    title: str
    block: str
    tactics: int
    strategy: int

    @property
    def single(self) -> bool:
        return self.name in SINGLE

    def line(self, position: int) -> str:
        """What the line at this place is called."""
        return self.name if self.single else f"{self.name}.{position}"


BLOCKS: dict[str, str] = {
    "portrait": marked("In short"),
    "story": marked("Story"),
    "wants": marked("What they want"),
    "hurdles": marked("Challenges and pains"),
    "buying": marked("What they buy"),
    "reach": marked("Where to reach them"),
    "mind": marked("How they decide"),
    "message": marked("What to tell them"),
    "canvas": marked("Value proposition canvas"),
    "apart": marked("What sets them apart"),
    "typical": marked("Typical customers"),
}
FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("gist", marked("Gist"), "portrait", 1, 1),
        Field("name", marked("Name"), "portrait", 1, 1),
        Field("place", marked("Home town"), "portrait", 1, 1),
        Field("face", marked("Face"), "portrait", 1, 1),
        Field("age_band", marked("Age"), "portrait", 1, 1),
        Field("household", marked("Household"), "portrait", 1, 1),
        Field("education", marked("Education"), "portrait", 1, 1),
        Field("gender", marked("Gender"), "portrait", 1, 0),
        Field("region", marked("Region"), "portrait", 1, 0),
        Field("income", marked("Income"), "portrait", 1, 0),
        Field("story", marked("Story"), "story", 9, 4),
        Field("goals", marked("Goals"), "wants", 3, 1),
        Field("wish", marked("Wish"), "wants", 1, 1),
        Field("need", marked("Need"), "wants", 3, 1),
        Field("requirement", marked("Requirement"), "wants", 1, 1),
        Field("worry", marked("Worry"), "wants", 1, 1),
        Field("challenges", marked("Challenges"), "hurdles", 3, 1),
        Field("pains", marked("Pains"), "hurdles", 3, 1),
        Field("buys", marked("Categories"), "buying", 3, 1),
        Field("channels", marked("Channels"), "reach", 4, 2),
        Field("media", marked("Media they name"), "reach", 3, 2),
        Field("decision_factors", marked("What decides"), "mind", 3, 2),
        Field("objections", marked("Objections"), "mind", 3, 1),
        Field("selling_points", marked("Selling points"), "message", 3, 2),
        Field("message", marked("Message"), "message", 2, 1),
        Field("moments", marked("At which moment"), "message", 4, 0),
        Field("canvas_pains", marked("Customer pains"), "canvas", 3, 1),
        Field("relievers", marked("Pain relievers"), "canvas", 9, 9),
        Field("canvas_gains", marked("Customer gains"), "canvas", 3, 1),
        Field("creators", marked("Gain creators"), "canvas", 9, 9),
        Field("apart", marked("What sets them apart"), "apart", 6, 3),
        Field("typical", marked("Typical customers"), "typical", 5, 0),
    )
}
"""Every field by name, in the order in which a card is read."""


@dataclass(frozen=True)
class Draft:
    """A line before it has a place: what it says in each language, and by what right.

    Without ``state`` the evidence decides. ``note`` explains a state that is given.
    """

    field: str
    said: Said
    evidence: Evidence | None = None
    state: State | None = None
    note: Note = ""


@dataclass(frozen=True)
class Voice:
    """Words of people: by whom, when and why, and the language that they are written in (empty: the same in every one)."""

    text: str
    author: str
    said_on: date
    reason: str | None
    language: Code | Literal[""]


@dataclass(frozen=True)
class Line:
    """A line of the card as it is kept, with people's words in place of the data's where they said something.

    ``voices`` are those words by the language of the card, and ``instead`` what the data says there. ``follows`` names
    the line that people overruled and that this one was made from: it has their words, or needs a look.
    """

    field: str
    position: int
    text_en: str
    text_nl: str
    state: State
    note: Note
    evidence: Evidence | None = None
    voices: Mapping[Code, Voice] | None = None
    instead_en: str | None = None
    instead_nl: str | None = None
    follows: str | None = None

    @property
    def name(self) -> str:
        return FIELDS[self.field].line(self.position)
