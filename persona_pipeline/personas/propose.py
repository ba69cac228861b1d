"""A challenger: personas fitted on a night's picture, matched to those in force, and written down as proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from persona_pipeline.decisions import DecisionsError
from persona_pipeline.features import keep

from .definition import sha256_of, to_text
from .derive import relabel
from .ledger import distances, gather, rows_of
from .match import Fate, identify
from .registry import expect_accepted, free_number, known_names, read
from .rejected import rejected_before
from .thresholds import MARGIN, SAME_PROFILE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from persona_pipeline.context import Context
    from persona_pipeline.decisions import Decisions, Version

    from .definition import Definition, PersonaDefinition

MOST_IDS = 99


@dataclass(frozen=True)
class Challenger:
    """Personas as they were fitted, and who they are: one fate each, then those of the known personas that are no more.

    moves: (id in force, id as fitted, people, money) for everybody of the picture.
    """

    fitted: Definition
    fates: list[Fate]
    moves: list[tuple[str, str, int, Decimal]]


@dataclass(frozen=True)
class _Former:
    """A persona of an earlier version, as it was defined last, and whether it was ever in force."""

    persona: PersonaDefinition
    definition: Definition
    was_in_force: bool


def challenge(ctx: Context, store: Decisions, *, seed: int, fitted: Definition | None = None) -> Challenger:
    """Fit personas on the picture of the night and match them to those in force; nothing is written anywhere.

    ``fitted`` is what was fitted on that picture before, in the shadow.

    Raises:
        DecisionsError: if there is no accepted version yet, or the warehouse has no picture of the night.
        NotEnoughPeopleError: if there are too few different people.
    """
    current = expect_accepted(store)
    known = read(store, current)
    keep(ctx.warehouse, "persona_picture", "personas/picture_of_night", {"as_of": ctx.as_of})
    if not ctx.warehouse.query("select count(*) from persona_picture")[0][0]:
        raise DecisionsError(
            f"there is no picture of {ctx.as_of}: either that night was not computed, or it is older than the "
            f"{ctx.settings.warehouse.keep_customer_nights} nights that are kept. Mend: choose a newer night, or run that one again."
        )
    from .fit import fit_personas

    fitted = fitted or fit_personas(ctx, ctx.as_of, seed=seed)
    former = _former(store, known)
    gone = {name: distances(f.persona, f.definition, fitted) for name, f in former.items() if f.was_in_force}
    return compared(ctx, known, fitted, then=current.effective_as_of or known.fitted_as_of, gone=gone)


def compared(
    ctx: Context, known: Definition, fitted: Definition, *, then: date, gone: Mapping[str, Sequence[float]]
) -> Challenger:
    """Who the fitted personas are, by the temporary table persona_picture that holds the picture of ``ctx.as_of``.

    ``then`` is the first night of the definition in force; ``gone`` the distances of personas that are no longer in force.
    """
    evidence = gather(ctx, known, fitted, then=then)
    rows = ctx.warehouse.run("personas/overlap")
    moves = [(old, new, int(people), money) for old, new, people, _, money in rows]
    return Challenger(fitted, identify(evidence, gone), moves)


def propose(
    ctx: Context,
    store: Decisions,
    *,
    author: str,
    reason: str,
    at: datetime,
    fitted: Definition | None = None,
    again: bool = False,
) -> Version:
    """Fit on the picture of the night ``ctx.as_of``, match, and write a proposed version. The warehouse is only read.

    ``fitted`` is what was fitted on that picture before, in the shadow. ``again`` proposes also what was rejected before.

    Raises:
        DecisionsError: if there is no accepted version yet, the warehouse has no picture of the night, the version in force
            changed meanwhile, or the very same personas were rejected before and ``again`` is not set.
        NotEnoughPeopleError: if there are too few different people.
    """
    base = expect_accepted(store).number
    found = challenge(ctx, store, seed=ctx.settings.personas.seed, fitted=fitted)
    with store.transaction():
        if expect_accepted(store).number != base:
            raise DecisionsError("another version was accepted meanwhile. Mend: propose once more.", "outdated")
        if not again and (before := rejected_before(store, found.fitted)) is not None:
            raise DecisionsError(_was_rejected(before), "rejected_before")
        number = free_number(store)
        definition, ids = settle(store, found, number=number)
        text = to_text(definition)
        return store.propose(
            number,
            text,
            sha256=sha256_of(text),
            fitted_as_of=definition.fitted_as_of,
            payload={
                "base": base,
                "night": ctx.as_of.isoformat(),
                "ledger": rows_of(found.fates, ids),
                "moves": _moves(found, ids),
            },
            author=author,
            reason=reason,
            at=at,
        )


def _was_rejected(before: Version) -> str:
    said = before.decision
    return (
        f"the very same personas were proposed as version {before.number} and rejected by {said.author}, {said.at:%Y-%m-%d %H:%M} UTC: "
        f"{said.reason!r}. Mend: leave it at that, look at another night with --as-of, or propose them once more with --again."
    )


def settle(store: Decisions, found: Challenger, *, number: int) -> tuple[Definition, list[str]]:
    """The definition under the ids that its personas get, and these ids by number of the fitted persona.

    Who is matched or recognised keeps id and name. Others get an id that nobody ever had, unless the same persona was proposed
    before and not accepted: that is the one who has the id already.

    Raises:
        DecisionsError: if the ids have run out.
    """
    base = read(store, expect_accepted(store))
    former, known = _former(store, base), known_names(store)
    ids, taken = [], set(known)
    fates = [fate for fate in found.fates if fate.new is not None]
    taken_now = {fate.persona for fate in fates if fate.persona is not None}
    for fate in fates:
        persona_id = fate.persona or _proposed_before(found.fitted, int(fate.new or 0), former, taken_now)
        if persona_id is None:
            persona_id = _fresh(taken)
        ids.append(persona_id)
        taken.add(persona_id)
        taken_now.add(persona_id)
    names = {persona_id: known[persona_id] for persona_id in ids if persona_id in known}
    for persona, persona_id in zip(found.fitted.personas, ids, strict=True):
        if persona_id not in names:
            names[persona_id] = _own_name(persona.name, {*known.values(), *names.values()})
    as_fitted = [persona.persona_id for persona in found.fitted.personas]
    return relabel(found.fitted, number=number, ids=dict(zip(as_fitted, ids, strict=True)), names=names), ids


def _former(store: Decisions, known: Definition) -> dict[str, _Former]:
    """Personas of all versions that are not in the one in force, as they were last; accepted versions count first."""
    found: dict[str, _Former] = {}
    versions = store.versions()
    for version in (*(v for v in versions if not v.effective_as_of), *(v for v in versions if v.effective_as_of)):
        definition = read(store, version)
        for persona in definition.personas:
            found[persona.persona_id] = _Former(persona, definition, version.effective_as_of is not None)
    return {name: former for name, former in found.items() if name not in {p.persona_id for p in known.personas}}


def _proposed_before(fitted: Definition, number: int, former: Mapping[str, _Former], taken: set[str]) -> str | None:
    """The id that was proposed for this persona before and never accepted; None where it is none, or not clearly one."""
    far = {
        name: distances(f.persona, f.definition, fitted)
        for name, f in former.items()
        if not f.was_in_force and name not in taken
    }
    near = sorted((distance[number], name) for name, distance in far.items() if distance[number] <= SAME_PROFILE)
    if not near or (len(near) > 1 and near[1][0] - near[0][0] < MARGIN):
        return None
    distance, name = near[0]
    return name if distance <= min(far[name]) else None


def _fresh(taken: set[str]) -> str:
    used = [int(name[1:]) for name in taken]
    number = max(used, default=0) + 1
    if number > MOST_IDS:
        raise DecisionsError(f"all ids up to P{MOST_IDS} were given; an id is never given twice.")
    return f"P{number:02d}"


def _own_name(name: str, taken: set[str]) -> str:
    found, number = name, 2
    while found in taken:
        found, number = f"{name} ({number})", number + 1
    return found


def _moves(found: Challenger, ids: list[str]) -> list[dict[str, Any]]:
    """Who would be a member of which persona: people and money, by id in force and by id of the version."""
    by_fitted = {p.persona_id: persona_id for p, persona_id in zip(found.fitted.personas, ids, strict=True)}
    return [
        {"from": old, "to": by_fitted[new], "customers": people, "monetary": str(money)}
        for old, new, people, money in found.moves
    ]
