"""What a version would change: its personas beside those of the version that it was compared with. Read from decisions only."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .names import given_names, name_of
from .registry import read
from .traits import trait_of, transformed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from persona_pipeline.decisions import Decisions, Version

    from .definition import Definition, PersonaDefinition, TraitScale
    from .names import GivenName


NOTABLE = 0.2
"""Standard units from which a trait differs notably: what Cohen calls a small effect."""


@dataclass(frozen=True)
class Side:
    """One persona by one of the two versions; figures of the night on which both were compared, None where nothing was."""

    name: str
    gist: str
    customers: int | None
    monetary: Decimal | None
    traits: dict[str, float]


@dataclass(frozen=True)
class Pair:
    """One persona before and after; a side is None where it is not part of that version."""

    persona_id: str
    event: str
    from_ids: str
    to_ids: str
    before: Side | None
    after: Side | None
    figures: dict[str, float | None]
    shifts: dict[str, float] = field(default_factory=dict)
    """Traits of both sides: how far each moves, in standard units of the version."""

    @property
    def notable(self) -> list[str]:
        """Traits that move enough to be worth a word, farthest first."""
        far = [name for name, shift in self.shifts.items() if abs(shift) >= NOTABLE]
        return sorted(far, key=lambda name: (-abs(self.shifts[name]), name))


@dataclass(frozen=True)
class Comparison:
    """A version beside the one that it was compared with.

    customers and monetary are those of everybody in the picture of the night; ``moving`` of those who would change persona.
    None where nothing was measured: the version was not fitted, or its measurement was lost.
    """

    version: int
    status: str
    base: int | None
    night: str | None
    personas: list[Pair]
    customers: int | None
    monetary: Decimal | None
    moving_customers: int | None
    moving_monetary: Decimal | None

    def plain(self) -> dict[str, Any]:
        """As JSON values; money as text, so that no digit is lost."""
        found: dict[str, Any] = _plain(asdict(self))
        return found


def unit_of(trait: str) -> str:
    """What a trait's value is counted in, as people read it."""
    return trait_of(trait).unit


FIGURES = ("people", "overlap", "stayed", "contained", "contained_in_new", "distance", "margin")


def compare(store: Decisions, number: int) -> Comparison:
    """What version ``number`` changes, or changed, against the version before it.

    Raises:
        DecisionsError: if there is no such version.
        DefinitionError: if a definition was changed.
    """
    version = store.version(number)
    payload = version.proposal.payload
    base_number = payload.get("base")
    after = read(store, version)
    before = read(store, store.version(base_number)) if base_number is not None else None
    moves = payload.get("moves", [])
    moving = [move for move in moves if move["from"] != move["to"]]
    given = given_names(store, None)
    return Comparison(
        version=number,
        status=version.status,
        base=base_number,
        night=payload.get("night"),
        personas=[_pair(given, row, before, after, moves) for row in _ledger(version, after)],
        customers=_people(moves) if moves else None,
        monetary=_money(moves) if moves else None,
        moving_customers=_people(moving) if moves else None,
        moving_monetary=_money(moving) if moves else None,
    )


def _ledger(version: Version, after: Definition) -> list[dict[str, Any]]:
    """The ledger's rows; where they were lost with the store, the personas alone."""
    rows: list[dict[str, Any]] = version.proposal.payload.get("ledger", [])
    return rows or [{"persona_id": p.persona_id, "event": "unknown", "in_version": True} for p in after.personas]


def _pair(
    given: Mapping[str, GivenName],
    row: dict[str, Any],
    before: Definition | None,
    after: Definition,
    moves: list[dict[str, Any]],
) -> Pair:
    persona_id = row["persona_id"]
    return Pair(
        persona_id=persona_id,
        event=row["event"],
        from_ids=row.get("from_ids", ""),
        to_ids=row.get("to_ids", ""),
        before=_side(given, _persona(before, persona_id), moves, "from"),
        after=_side(given, _persona(after, persona_id), moves, "to"),
        figures={name: row.get(name) for name in FIGURES},
        shifts=_shifts(_persona(before, persona_id), _persona(after, persona_id), after),
    )


def _shifts(one: PersonaDefinition | None, other: PersonaDefinition | None, after: Definition) -> dict[str, float]:
    """By the scales of the version itself: those of the one before may have held other traits, or other people."""
    if one is None or other is None:
        return {}
    return {
        scale.name: round(other.centre[scale.name] - standard(scale, one.centre_natural[scale.name]), 6)
        for scale in after.traits
        if scale.name in one.centre_natural
    }


def standard(scale: TraitScale, value: float) -> float:
    """A value as people read it in standard units of a definition."""
    placed = (transformed(scale.transform, value) - scale.centre) / scale.scale
    return min(max(placed, scale.low), scale.high)


def _persona(definition: Definition | None, persona_id: str) -> PersonaDefinition | None:
    personas = definition.personas if definition else []
    return next((persona for persona in personas if persona.persona_id == persona_id), None)


def _side(
    given: Mapping[str, GivenName], persona: PersonaDefinition | None, moves: list[dict[str, Any]], end: str
) -> Side | None:
    if persona is None:
        return None
    mine = [move for move in moves if move[end] == persona.persona_id]
    return Side(
        name=name_of(persona, given),
        gist=persona.gist,
        customers=_people(mine) if moves else None,
        monetary=_money(mine) if moves else None,
        traits=dict(persona.centre_natural),
    )


def _people(moves: list[dict[str, Any]]) -> int:
    return sum(int(move["customers"]) for move in moves)


def _money(moves: list[dict[str, Any]]) -> Decimal:
    return sum((Decimal(move["monetary"]) for move in moves), Decimal())


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, Decimal) else value
