"""Hand a definition's figures to SQL: one row a kind of figure or a persona, one column a trait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.features import keep
from persona_pipeline.warehouse import quote

from .traits import TRAIT_BY_NAME, TRAIT_NAMES

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
        return cls(name, weight, float(TRAIT_BY_NAME[name].half_at), prior)


_KINDS = ("weight", "half_at", "prior", "centre", "scale", "low", "high")
_UNUSED = {"scale": 1.0, "half_at": 1.0}


def keep_scale(warehouse: Warehouse, scales: Sequence[Scale]) -> None:
    """Write the temporary table persona_scale; traits that are not named weigh nothing."""
    by_name = {scale.name: scale for scale in scales}
    rows = [
        (kind, *(float(getattr(by_name[n], kind)) if n in by_name else _UNUSED.get(kind, 0.0) for n in TRAIT_NAMES))
        for kind in _KINDS
    ]
    _keep_rows(warehouse, "persona_scale", "kind", rows)


def keep_centres(warehouse: Warehouse, centres: Mapping[str, Mapping[str, float]]) -> None:
    """Write the temporary table persona_centres from persona id -> trait -> standard units."""
    rows = [(persona, *(float(centre.get(n, 0.0)) for n in TRAIT_NAMES)) for persona, centre in centres.items()]
    _keep_rows(warehouse, "persona_centres", "persona_id", rows)


def keep_night(warehouse: Warehouse, definition: Definition | None) -> None:
    """Place the people of the temporary table persona_picture by the definition; nobody stands anywhere without one.

    Writes the temporary tables persona_space (people), persona_centres (personas) and persona_traits (names in use).
    """
    traits = definition.traits if definition else []
    personas = definition.personas if definition else []
    scales = [Scale(t.name, t.weight, t.half_at, t.prior, t.centre, t.scale, t.low, t.high) for t in traits]
    keep_scale(warehouse, scales)
    keep_centres(warehouse, {persona.persona_id: persona.centre for persona in personas})
    warehouse.con.execute("create or replace temporary table persona_traits (name varchar)")
    if traits:
        warehouse.con.executemany("insert into persona_traits values (?)", [(trait.name,) for trait in traits])
    keep(warehouse, "persona_space", "personas/space")


def _keep_rows(warehouse: Warehouse, table: str, key: str, rows: Sequence[tuple[object, ...]]) -> None:
    columns = ", ".join(f"{quote(name)} double" for name in TRAIT_NAMES)
    warehouse.con.execute(f"create or replace temporary table {quote(table)} ({quote(key)} varchar, {columns})")
    for row in rows:
        warehouse.con.table(table).insert(list(row))
