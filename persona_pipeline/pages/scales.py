"""Standard units back to what people count in: visits a month, pages, euros. By the scales of the persona version in use."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from persona_pipeline.personas.traits import TRAIT_BY_NAME, natural

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Scale:
    """How a trait was brought to standard units: its transformed value less ``centre``, over ``scale``."""

    name: str
    centre: float
    scale: float

    def natural(self, standard: float) -> float:
        """The value as people read it; rates per 30 days."""
        return natural(TRAIT_BY_NAME[self.name].transform, self.centre + self.scale * standard)

    @property
    def rate(self) -> bool:
        return TRAIT_BY_NAME[self.name].transform == "rate"


def scales_of(definition: str | None) -> dict[str, Scale]:
    """Scales by trait; empty where the definition has none that can be read."""
    found = json.loads(definition or "{}")
    traits = found.get("traits") if isinstance(found, dict) else None
    return {one["name"]: Scale(one["name"], one["centre"], one["scale"]) for one in traits or () if _readable(one)}


def _readable(one: Mapping[str, Any]) -> bool:
    return one.get("name") in TRAIT_BY_NAME and {"centre", "scale"} <= one.keys()
