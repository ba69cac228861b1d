"""What personas are called: the name that was made from the figures, until a person gives another one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from persona_pipeline.basics.signs import TURNING, class_of
from persona_pipeline.decisions import DecisionsError, effective
from persona_pipeline.settings import NO_LABELS

from .name_in import name_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from persona_pipeline.decisions import Decisions
    from persona_pipeline.language import Code
    from persona_pipeline.settings import Labels

    from .definition import PersonaDefinition

RENAME = "persona.rename"
LONGEST_NAME = 80
_STRANGE = re.compile(rf"[\x00-\x1f\x7f<>{class_of(TURNING)}]")


@dataclass(frozen=True)
class GivenName:
    """A name that a person gave, and from which night on it holds; ``other`` is what it is called in a language of its own."""

    name: str
    since: date
    author: str
    reason: str
    other: Mapping[str, str] = field(default_factory=dict)


def persona_subject(persona_id: str) -> str:
    """Subject of the decisions about a persona."""
    return f"persona:{persona_id}"


def checked_name(name: str) -> str:
    """The name without blanks around it.

    Raises:
        DecisionsError: if it is empty, too long, or holds signs that pages cannot show.
    """
    found = " ".join(name.split())
    if not found or len(found) > LONGEST_NAME or _STRANGE.search(found):
        raise DecisionsError(
            f"found the name {name!r}; expected 1 to {LONGEST_NAME} signs, without < and >, and without marks that turn the direction of writing.",
            "bad_name",
            most=LONGEST_NAME,
        )
    return found


def given_names(store: Decisions, by: date | None) -> dict[str, GivenName]:
    """Names that people gave, by persona id: the last ones that hold on the night ``by``, or that were given at all."""
    found: dict[str, GivenName] = {}
    for decision in sorted(store.log([RENAME]), key=lambda d: (effective(d), d.id)):
        if by is None or effective(decision) <= by:
            other = {str(code): str(text) for code, text in (decision.payload.get("names") or {}).items()}
            name = GivenName(
                str(decision.payload["name"]), effective(decision), decision.author, decision.reason, other
            )
            found[decision.subject.removeprefix("persona:")] = name
    return found


def name_of(persona: PersonaDefinition, given: Mapping[str, GivenName]) -> str:
    """What the persona is called: as people named it, or else as it was named from its figures."""
    known = given.get(persona.persona_id)
    return known.name if known else persona.name


def name_for(
    persona: PersonaDefinition, given: Mapping[str, GivenName], language: Code, labels: Labels = NO_LABELS
) -> str:
    """What the persona is called in a language: as people named it there, else as they named it, else as its figures did."""
    known = given.get(persona.persona_id)
    return (known.other.get(language) if known else None) or name_in(name_of(persona, given), language, labels)


def names_told(rows: Iterable[Sequence[Any]], language: Code, labels: Labels = NO_LABELS) -> dict[str, str]:
    """What personas are called in a language, by id, from rows of id, name, name_en and name_nl (marts.personas)."""
    return {
        persona_id: (dutch if language == "nl" else english) or name_in(name, language, labels)
        for persona_id, name, english, dutch in rows
    }
