"""What personas are called: the name that was made from the figures, until a person gives another one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from persona_pipeline.decisions import DecisionsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from persona_pipeline.decisions import Decision, Decisions

    from .definition import PersonaDefinition

RENAME = "persona.rename"
LONGEST_NAME = 80
_STRANGE = re.compile(r"[\x00-\x1f\x7f<>]")


@dataclass(frozen=True)
class GivenName:
    """A name that a person gave, and from which night on it holds."""

    name: str
    since: date
    author: str
    reason: str


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
        raise DecisionsError(f"found the name {name!r}; expected 1 to {LONGEST_NAME} signs, without < and >.")
    return found


def given_names(store: Decisions, by: date | None) -> dict[str, GivenName]:
    """Names that people gave, by persona id: the last ones that hold on the night ``by``, or that were given at all."""
    found: dict[str, GivenName] = {}
    for decision in sorted(store.log([RENAME]), key=lambda d: (_since(d), d.id)):
        if by is None or _since(decision) <= by:
            name = GivenName(str(decision.payload["name"]), _since(decision), decision.author, decision.reason)
            found[decision.subject.removeprefix("persona:")] = name
    return found


def name_of(persona: PersonaDefinition, given: Mapping[str, GivenName]) -> str:
    """What the persona is called: as people named it, or else as it was named from its figures."""
    known = given.get(persona.persona_id)
    return known.name if known else persona.name


def _since(decision: Decision) -> date:
    return date.fromisoformat(str(decision.payload["effective_as_of"]))
