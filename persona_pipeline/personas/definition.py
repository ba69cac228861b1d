"""A persona version as readable JSON: what it says and how it is checked. Reading one can refuse, never run, it."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from .traits import QUESTIONS, TRAIT_NAMES, Block, Transform, trait_of

Finite = Annotated[float, Field(allow_inf_nan=False, ge=-1e12, le=1e12)]
Positive = Annotated[float, Field(allow_inf_nan=False, gt=0, le=1e12)]
Share = Annotated[float, Field(allow_inf_nan=False, ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
Line = Annotated[str, Field(min_length=1, max_length=400, pattern=r"^[^\x00-\x1f<>]+$")]


class DefinitionError(Exception):
    """A stored definition cannot be trusted or understood; the message says what was found and how to mend it."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class TraitScale(_Strict):
    """How one trait is brought to standard units: (transformed value - centre) / scale, held between low and high."""

    name: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f<>]+$")]
    block: Block
    transform: Transform
    weight: Share
    half_at: Annotated[float, Field(allow_inf_nan=False, ge=0, le=1e6)]
    prior: Annotated[
        float, Field(allow_inf_nan=False, ge=0, le=1e6, description="Events per day of the whole shop; rates only.")
    ]
    centre: Finite
    scale: Positive
    low: Finite
    high: Finite
    known: Annotated[int, Field(ge=1, description="People of the sample of whom it is known.")]

    @model_validator(mode="after")
    def _is_known(self) -> TraitScale:
        try:
            trait = trait_of(self.name)
        except KeyError:
            asked = ", ".join(f"{question.name}:..." for question in QUESTIONS)
            raise ValueError(f"unknown trait {self.name!r}; known are {', '.join(TRAIT_NAMES)}, {asked}") from None
        if (trait.block, trait.transform) != (self.block, self.transform):
            raise ValueError(
                f"{self.name} is of {trait.block} and {trait.transform}, not of {self.block} and {self.transform}"
            )
        if not self.low < self.high:
            raise ValueError(f"{self.name}: low must be below high")
        return self


class PersonaDefinition(_Strict):
    """One persona: id, name, and its centre in standard units and as people read it."""

    persona_id: Annotated[str, Field(pattern=r"^P[0-9]{2}$")]
    name: Line
    gist: Line
    people: Count
    share: Share
    centre: dict[str, Annotated[float, Field(allow_inf_nan=False, ge=-100, le=100)]]
    centre_natural: dict[str, Finite]


class GroupDefinition(_Strict):
    """A target group: a fine group of one persona. The persona is made by joining its groups."""

    group_id: Annotated[str, Field(pattern=r"^G[0-9]{2}$")]
    persona_id: Annotated[str, Field(pattern=r"^P[0-9]{2}$")]
    people: Count
    share: Share
    centre: dict[str, Annotated[float, Field(allow_inf_nan=False, ge=-100, le=100)]]
    centre_natural: dict[str, Finite]


class Candidate(_Strict):
    """A number of personas that was tried.

    separation: mean silhouette, -1 to 1. stability: mean adjusted Rand index of refits on halves of the sample.
    The rest is of format 2 on. returning: for each persona, largest first, how much of it comes back when people are left
    out (mean Jaccard index; Hennig 2007). valley: people half way between the two nearest personas, over people at their
    centres, what tells them apart most left out; below 1 there is a valley between them. explained_spend: share of the
    variance of spend (ln) that lies between the personas. good: may be chosen.
    """

    personas: Annotated[int, Field(ge=2, le=8)]
    separation: Annotated[float, Field(allow_inf_nan=False, ge=-1, le=1)]
    stability: Annotated[float, Field(allow_inf_nan=False, ge=-1, le=1)]
    smallest_share: Share
    returning: list[Share] = []
    valley: Annotated[float, Field(allow_inf_nan=False, ge=0, le=1e6)] | None = None
    explained_spend: Share | None = None
    good: bool | None = None


class NextPersona(_Strict):
    """The persona that would come next if one more were allowed: out of which it comes, and what it is."""

    out_of: Annotated[str, Field(pattern=r"^P[0-9]{2}$")]
    people: Count
    share: Share
    revenue_share: Share
    gist: Line


class Cap(_Strict):
    """What max_personas costs. people and revenue are of the sample.

    right: the number that would be chosen without it, 8 at most. badly: people whose persona of the right number shares one
    here with another one that has more people there: what is said of the persona is said of the others.
    """

    max_personas: Annotated[int, Field(ge=2, le=8)]
    right: Annotated[int, Field(ge=2, le=8)]
    badly_people: Count
    badly_share: Share
    badly_revenue_share: Share
    next: NextPersona | None = None


class Choice(_Strict):
    """How many personas were chosen, and why."""

    personas: Annotated[int, Field(ge=2, le=8)]
    reason: Line
    candidates: list[Candidate]
    cap: Cap | None = None


class Definition(_Strict):
    """A persona version: everything that assigns people, and where it came from.

    Format 2 knows choices, target groups and what the cap on the number costs; in format 1 they are empty.
    """

    format: Literal[1, 2]
    version: Annotated[int, Field(ge=1)]
    fitted_as_of: Annotated[date, Field(strict=False)]
    first_day: Annotated[
        date, Field(strict=False, description="First business day of the picture that it was fitted on.")
    ]
    window_days: Annotated[int, Field(ge=0, le=36_500, description="Days that choices are counted over.")] = 0
    people: Count
    sample: Count
    seed: int
    traits: list[TraitScale]
    personas: list[PersonaDefinition]
    groups: Annotated[list[GroupDefinition], Field(max_length=20)] = []
    choice: Choice
    libraries: dict[str, Line]

    @model_validator(mode="after")
    def _fits_together(self) -> Definition:
        names = [trait.name for trait in self.traits]
        ids = [persona.persona_id for persona in self.personas]
        if not names or len(set(names)) != len(names):
            raise ValueError("every trait must be there once, and at least one")
        if not 2 <= len(ids) <= 8 or len(set(ids)) != len(ids):
            raise ValueError("expected 2 to 8 personas with ids of their own")
        groups = [group.group_id for group in self.groups]
        if len(set(groups)) != len(groups) or not {group.persona_id for group in self.groups} <= set(ids):
            raise ValueError("every target group must be there once, and be of a persona that is there")
        places = {persona.persona_id: (persona.centre, persona.centre_natural) for persona in self.personas}
        places |= {group.group_id: (group.centre, group.centre_natural) for group in self.groups}
        for place, (centre, read) in places.items():
            if set(centre) != set(names) or set(read) != set(names):
                raise ValueError(f"{place}: the centre must name exactly the traits {', '.join(names)}")
        if abs(sum(trait.weight for trait in self.traits) - 1) > 1e-3:
            raise ValueError("the weights of the traits must add up to 1")
        if self.choice.personas != len(ids):
            raise ValueError(f"{self.choice.personas} personas were chosen, {len(ids)} are defined")
        return self


def to_text(definition: Definition) -> str:
    """The definition as JSON text; equal definitions give equal text."""
    return json.dumps(definition.model_dump(mode="json"), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def sha256_of(text: str) -> str:
    """Hash of a definition's text, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()


_MEND = "Mend: delete its row from marts.persona_versions; the next night copies it from the store of decisions again."


def from_text(text: str, sha256: str, *, where: str, mend: str = _MEND) -> Definition:
    """Read a stored definition.

    Raises:
        DefinitionError: if the text is not what was hashed, is not JSON, or says something that cannot be.
    """
    if sha256_of(text) != sha256:
        raise DefinitionError(
            f"{where}: the definition was changed after it was accepted: "
            f"its sha256 is {sha256_of(text)[:12]}..., expected {sha256[:12]}... {mend}"
        )
    try:
        return Definition.model_validate(json.loads(text, parse_constant=_refuse, object_pairs_hook=_once))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the definition"
        found = first["msg"].removeprefix("Value error, ")
        raise DefinitionError(f"{where}: {place}: {found}; {error.error_count()} fault(s) in all. {mend}") from error
    except (ValueError, RecursionError) as error:
        raise DefinitionError(f"{where}: not a JSON definition: {error}. {mend}") from error


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is not a number")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"found twice in one object: {', '.join(twice)}")
    return dict(pairs)
