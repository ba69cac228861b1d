"""Hand a definition's figures to SQL: one row a kind of figure or a persona, one column a feature; choices in rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from persona_pipeline.features import keep
from persona_pipeline.warehouse import keep_rows, quote, statement

from .traits import TRAIT_BY_NAME, TRAIT_NAMES, question_and_value, trait_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from persona_pipeline.warehouse import Warehouse

    from .definition import Definition

ENDLESS = 1e12  # no transformed value is larger


@dataclass(frozen=True)
class Scale:
    """The figures that bring one trait to standard units; see TraitScale."""

    name: str
    weight: float
    half_at: float
    prior: float
    centre: float = 0.0
    scale: float = 1.0
    low: float = -ENDLESS
    high: float = ENDLESS

    @classmethod
    def unscaled(cls, name: str, weight: float, prior: float) -> Scale:
        """Leaves transformed values as they are, for learning a scale from them."""
        return cls(name, weight, float(trait_of(name).half_at), prior)


_KINDS = ("weight", "half_at", "prior", "centre", "scale", "low", "high")
_UNUSED = {"scale": 1.0, "half_at": 1.0}


_CHOICES = "question varchar, value varchar, weight double, half_at double, centre double, scale double"


def keep_said(warehouse: Warehouse, window: Mapping[str, Any]) -> None:
    """Write the temporary table persona_said for the people of persona_picture, from ``first_day`` to ``as_of``."""
    keep(warehouse, "persona_said", "personas/said", window)


def keep_people(warehouse: Warehouse) -> None:
    """Write the temporary tables persona_choices and persona_space, from persona_said and the scale that is kept."""
    keep(warehouse, "persona_choices", "personas/choices")
    keep(warehouse, "persona_space", "personas/space")


def keep_scale(warehouse: Warehouse, scales: Sequence[Scale]) -> None:
    """Write the temporary tables persona_scale and persona_choice_scale; traits that are not named weigh nothing."""
    by_name = {scale.name: scale for scale in scales}
    rows = [
        (kind, *(float(getattr(by_name[n], kind)) if n in by_name else _UNUSED.get(kind, 0.0) for n in TRAIT_NAMES))
        for kind in _KINDS
    ]
    _keep_by_trait(warehouse, "persona_scale", ("kind",), rows)
    chosen = [
        (*question_and_value(s.name), s.weight, s.half_at, s.centre, s.scale)
        for s in scales
        if s.name not in TRAIT_BY_NAME
    ]
    keep_rows(warehouse, "persona_choice_scale", _CHOICES, chosen)


def keep_centres(
    warehouse: Warehouse, centres: Mapping[str, Mapping[str, float]], part_of: Mapping[str, str] | None = None
) -> None:
    """Write persona_centres and persona_choice_centres from id -> trait -> standard units.

    With ``part_of`` (id -> persona) only people whom the temporary table persona_part_of puts in that persona are compared with a
    centre, without it only those whom it does not name.
    """
    whole = part_of or {}
    rows = [
        (one, whole.get(one, ""), *(float(centre.get(name, 0.0)) for name in TRAIT_NAMES))
        for one, centre in centres.items()
    ]
    _keep_by_trait(warehouse, "persona_centres", ("centre_id", "part_of"), rows)
    chosen = [
        (one, whole.get(one, ""), *question_and_value(name), float(place))
        for one, centre in centres.items()
        for name, place in centre.items()
        if name not in TRAIT_BY_NAME
    ]
    columns = "centre_id varchar, part_of varchar, question varchar, value varchar, centre double"
    keep_rows(warehouse, "persona_choice_centres", columns, chosen)


def keep_night(warehouse: Warehouse, definition: Definition | None, *, choices: bool = True) -> None:
    """Place the people of the temporary table persona_picture by the definition; nobody stands anywhere without one.

    Writes the temporary tables persona_space and persona_choices (people), persona_centres (personas) and persona_traits
    (names of the features in use), and the temporary view persona_distances, which says how far each is from each. Without
    ``choices`` these are not counted (it takes the longest): where people stand on the features is the same, but what is known of
    them, and so the distances, leave the choices out.
    """
    traits = definition.traits if definition else []
    personas = definition.personas if definition else []
    scales = [Scale(t.name, t.weight, t.half_at, t.prior, t.centre, t.scale, t.low, t.high) for t in traits]
    keep_scale(warehouse, scales)
    keep_centres(warehouse, {persona.persona_id: persona.centre for persona in personas})
    keep_rows(warehouse, "persona_part_of", "customer_key varchar, part_of varchar", [])
    names = [(trait.name,) for trait in traits if trait.name in TRAIT_BY_NAME]
    keep_rows(warehouse, "persona_traits", "name varchar", names)
    keep_said(warehouse, _window(warehouse, definition if choices and len(names) < len(traits) else None))
    keep_people(warehouse)
    warehouse.con.execute(f"create or replace temporary view persona_distances as {statement('personas/distances')}")


def _window(warehouse: Warehouse, definition: Definition | None) -> dict[str, Any]:
    """The days that choices are counted over; none without a definition that has any."""
    as_of = warehouse.query("select coalesce(max(as_of), date '1970-01-01') from persona_picture")[0][0]
    days = definition.window_days if definition else 0
    return {"first_day": as_of - timedelta(days=days - 1), "as_of": as_of}


def _keep_by_trait(warehouse: Warehouse, table: str, keys: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    columns = [*(f"{quote(key)} varchar" for key in keys), *(f"{quote(name)} double" for name in TRAIT_NAMES)]
    keep_rows(warehouse, table, ", ".join(columns), rows)
