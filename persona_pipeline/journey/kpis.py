"""The KPIs of the journey: their phase, unit and better direction; and the targets that persona.yaml sets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from persona_pipeline.warehouse import keep_rows

if TYPE_CHECKING:
    from persona_pipeline.settings import JourneySettings, Kpi, Phase
    from persona_pipeline.warehouse import Warehouse


@dataclass(frozen=True)
class Measure:
    """A KPI: where in the journey it belongs, what it is counted in, and which way is better."""

    kpi: Kpi
    phase: Phase
    unit: Literal["share", "currency", "nps", "points"]
    better: Literal["up", "down"] = "up"


KPIS: tuple[Measure, ...] = (
    Measure("reach", "see", "share"),
    Measure("bounce_share", "see", "share", "down"),
    Measure("product_view_rate", "think", "share"),
    Measure("cart_rate", "think", "share"),
    Measure("conversion", "do", "share"),
    Measure("checkout_completion", "do", "share"),
    Measure("order_value", "do", "currency"),
    Measure("repeat_share", "care", "share"),
    Measure("refund_share", "care", "share", "down"),
    Measure("nps", "care", "nps"),
    Measure("satisfaction", "care", "points"),
)


def keep_kpis(warehouse: Warehouse, settings: JourneySettings) -> None:
    """Leave the KPIs and their targets in the temporary tables journey_kpis and journey_targets ('' is every persona)."""
    kpis = [(each.kpi, each.phase, each.unit, each.better) for each in KPIS]
    targets = [(each.kpi, each.persona or "", each.target) for each in settings.targets]
    keep_rows(warehouse, "journey_kpis", "kpi varchar, phase varchar, unit varchar, better varchar", kpis)
    keep_rows(warehouse, "journey_targets", "kpi varchar, persona_id varchar, target double", targets)
