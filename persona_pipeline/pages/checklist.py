"""The checklist of readiness: its levels, what a line of it is, and which missing thing is the most useful to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.language import marked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from persona_pipeline.language import Language

LEVELS: dict[str, tuple[str, str]] = {
    "experimental": (marked("Experimental"), marked("There are personas, made from more than one source.")),
    "functional": (marked("Functional"), marked("They can be trusted, and people use them.")),
    "transformed": (marked("Transformed"), marked("Work goes by them, and what is learned comes back into them.")),
}
USEFUL: dict[str, str] = {
    "orders": marked("everything else is built on orders"),
    "web": marked("without visits the personas know only who bought, not how people come and choose"),
    "survey": marked("only people can say what they want; figures say what they do"),
    "owner": marked("without an owner nobody decides, and an alert leads to nothing"),
    "alerts": marked("nobody acts on a change that nobody hears of"),
    "goals": marked("without a goal nobody can say whether the personas help"),
    "buyers_seen_in_web": marked("a visit that belongs to nobody tells no persona apart"),
    "respondents_with_key": marked("an answer that belongs to nobody says nothing of a persona"),
    "answers": marked("with few answers, wishes and worries stay guesses"),
    "decisions": marked(
        "a decision ends an alarm, an answer says whether it was right, and the reason is there for whoever asks later"
    ),
    "content": marked("personas pay only when people are told something else"),
    "targets": marked("without a target a figure can only be held against that of all customers"),
    "words": marked("people know what no figure shows, and a card in their words is used"),
    "interviews": marked("a talk says why; figures say only how much"),
    "teams": marked("personas that one team keeps to itself change little"),
    "personas": marked("it comes by itself"),
    "normal": marked("more nights mean fewer false alarms; it comes by itself"),
}
"""Why each thing is worth doing, the most useful first: what others rest on, then what makes somebody act, then what makes it surer; last what
nobody has to do anything for."""
COMES_BY_ITSELF = frozenset({"personas", "normal"})


@dataclass(frozen=True)
class Item:
    """One line of the checklist: whether it is so, the evidence, and where it is not the next step and why it is worth taking."""

    key: str
    level: str
    title: str
    done: bool
    evidence: str
    next_step: str

    @property
    def rank(self) -> int:
        """Its place by usefulness, the most useful first."""
        return list(USEFUL).index(self.key)

    def because(self, language: Language) -> str:
        """Why it is worth doing."""
        return language.text(USEFUL[self.key])


@dataclass(frozen=True)
class Level:
    """A level with its items, how many are done, and whether it is reached: it and those below it whole."""

    name: str
    title: str
    says: str
    items: tuple[Item, ...]
    done: int
    reached: bool


def next_step(levels: Sequence[Level]) -> Item | None:
    """The next step: of the lowest level that is not whole, the most useful; what comes by itself only where nothing else is left."""
    missing = [(place, item) for place, level in enumerate(levels) for item in level.items if not item.done]
    ordered = sorted(missing, key=lambda each: (each[1].key in COMES_BY_ITSELF, each[0], each[1].rank))
    return ordered[0][1] if ordered else None


def asked(language: Language, key: str, level: str, title: str, *, answer: str | None, following: str) -> Item:
    """What only people know: the answer is that of persona.yaml."""
    evidence = answer or language.text("persona.yaml does not say.")
    return Item(key, level, language.text(title), bool(answer), evidence, language.text(following))
