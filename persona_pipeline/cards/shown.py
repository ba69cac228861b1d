"""A card as a page shows it: the same lines, states and evidence as in the other files, by block, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.settings import NO_LABELS, Labels

from .markdown import Proofs, persona_name, raw_text, written_elsewhere
from .shape import BLOCKS, FIELDS
from .words import STATES, WRITTEN_IN, sentence, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from persona_pipeline.language import Code

    from .document import Document


@dataclass(frozen=True)
class ShownLine:
    """One line: its words, its state as a code and in words, and by what right it stands there; ``proof`` says it all.

    ``written_in`` is the language of people's words that are in another one than the card, ``written_in_said`` says so; else empty.
    """

    name: str
    field: str
    text: str
    state: str
    state_said: str
    proof: str
    by_people: bool
    written_in: str = ""
    written_in_said: str = ""


@dataclass(frozen=True)
class ShownField:
    name: str
    title: str
    lines: tuple[ShownLine, ...]


@dataclass(frozen=True)
class ShownBlock:
    name: str
    title: str
    fields: tuple[ShownField, ...]


@dataclass(frozen=True)
class ShownCard:
    """A card in one language."""

    persona_id: str
    name: str
    face_svg: str
    blocks: tuple[ShownBlock, ...]

    def field(self, name: str) -> ShownField | None:
        return next((field for block in self.blocks for field in block.fields if field.name == name), None)

    def block(self, name: str) -> ShownBlock | None:
        return next((block for block in self.blocks if block.name == name), None)

    def first(self, names: Iterable[str]) -> ShownLine | None:
        """The first line of these fields that says something."""
        fields = (self.field(name) for name in names)
        lines = (line for field in fields if field for line in field.lines)
        return next((line for line in lines if line.state != "empty"), None)


def shown(card: Document, code: Code, labels: Labels = NO_LABELS) -> ShownCard:
    """The card in a language. Nothing is composed here: texts are those of the card, the evidence is told as in its Markdown."""
    exact = words_of(code, currency=card.currency, window_days=card.window_days, purpose="tactics", labels=labels)
    proofs = Proofs(card, exact)
    blocks = []
    for block, title in BLOCKS.items():
        fields = []
        for field in FIELDS.values():
            lines = card.of(field.name)
            if field.block == block and lines:
                said = tuple(
                    ShownLine(
                        name=line.line,
                        field=field.name,
                        text=raw_text(line, code),
                        state=line.state,
                        state_said=sentence(exact.text(STATES[line.state])),
                        proof=proofs.of(line),
                        by_people=line.people is not None,
                        written_in=(tongue := written_elsewhere(line, code)),
                        written_in_said=exact.text(WRITTEN_IN[tongue]) if tongue else "",
                    )
                    for line in lines
                )
                fields.append(ShownField(field.name, exact.text(field.title), said))
        if fields:
            blocks.append(ShownBlock(block, exact.text(title), tuple(fields)))
    return ShownCard(card.persona_id, persona_name(card, code, labels), card.face_svg, tuple(blocks))
