"""Which version holds, since when or from when on, and what can be gone back to; and the program's own reasons in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.language import language_of, marked
from persona_pipeline.personas import registry
from persona_pipeline.personas.derive import is_same

from .words import by_itself, version_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from persona_pipeline.decisions import Decisions, Version
    from persona_pipeline.personas.definition import Definition

    from .web import Call

MANY = marked(
    "%(personas)s is the largest number of personas that all come back when people are left out (at least %(back)s of their people in common), are clearly apart, and are worth a name (the smallest has %(smallest)s of the people)."
)
BY_DEGREES = marked(
    "%(personas)s is the largest number of personas that all come back when people are left out (at least %(back)s of their people in common). They are not clearly apart: people differ by degrees."
)


@dataclass(frozen=True)
class InUse:
    """The version that nights to come use, its first night, and the version that was in use before it."""

    number: int
    since: date
    is_to_come: bool
    before: int


def in_use(versions: Sequence[Version], accepted: Version | None, newest: date | None) -> InUse | None:
    """None where there was only one yet."""
    if accepted is None or accepted.effective_as_of is None:
        return None
    earlier = [one for one in versions if one.until is not None and one.effective_as_of is not None]
    if not earlier:
        return None
    before = max(earlier, key=lambda one: (one.effective_as_of, one.decision.id))
    since = accepted.effective_as_of
    return InUse(accepted.number, since, newest is not None and since > newest, before.number)


def may_be_restored(store: Decisions, version: Version) -> bool:
    """Whether its personas were in use before, and are others than those that nights to come use."""
    current = registry.last_accepted(store)
    if version.effective_as_of is None or current is None or current.number == version.number:
        return False
    return not is_same(registry.read(store, version), registry.read(store, current))


def reasons_of_its_own(call: Call, store: Decisions) -> dict[int, str]:
    """Why the pipeline itself decided, by decision, in the reader's language; without those that there are no words for."""
    made = [one for one in store.log() if by_itself(one) and version_of(one) and one.reason.startswith("first fit: ")]
    told = {}
    for one in made:
        said = why_so_many(call, registry.read(store, store.version(version_of(one) or 0)))
        if said:
            told[one.id] = said
    return told


def why_so_many(call: Call, definition: Definition) -> str:
    """Why the first version has so many personas; empty where its figures do not say."""
    from persona_pipeline.personas.choose import COMES_BACK, SMALLEST_SHARE

    language, number = language_of(call.language, "console"), definition.choice.personas
    found = next((one for one in definition.choice.candidates if one.personas == number), None)
    if (
        found is None
        or not found.returning
        or min(found.returning) < COMES_BACK
        or found.smallest_share < SMALLEST_SHARE
    ):
        return ""
    return language.text(
        MANY if found.good else BY_DEGREES,
        personas=number,
        back=language.percent(min(found.returning)),
        smallest=language.percent(found.smallest_share),
    )
