"""What to mend first: people lost or let down at a place, times what an order is worth, times how badly it is felt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from persona_pipeline.warehouse import replace_night_rows

from .touchpoints import STEPS, WEB, phases

if TYPE_CHECKING:
    from persona_pipeline.context import Context

TABLE = "marts.persona_fixes"
EVEN = 0.5
KEPT = "kept_share"


@dataclass(frozen=True)
class Place:
    """One place where people of a persona are lost or let down: the figures of the fix without its rank.

    ``measure`` is kept_share (0 to 1) or sentiment (-1 to 1); ``rated`` says that the sentiment is of ratings, not of texts.
    """

    persona_id: str
    place: str
    touchpoint: str
    measure: str
    rated: bool
    value: float
    low: float
    high: float
    people: int

    def lost(self, benchmark: float) -> float:
        """Share of the people who are lost or let down more than need be, 0 to 1. From hated to loved is one whole person."""
        return max(benchmark - self.value, 0.0) / (1 if self.measure == KEPT else 2)


def felt_badly(sentiment: float | None) -> float:
    """0 for what is loved, 0.5 for what leaves people even or nobody told of, 1 for what is hated."""
    return EVEN if sentiment is None else (1 - sentiment) / 2


def refresh_fixes(ctx: Context) -> int:
    """Write marts.persona_fixes for the night; needs the funnels, the journey and the temporary tables of the stage."""
    warehouse, night = ctx.warehouse, {"as_of": ctx.as_of}
    places = [Place(*row) for row in warehouse.run("journey/places", night)]
    order_values = dict(warehouse.run("journey/order_values", night))
    feelings = {
        (persona, touchpoint): value for persona, touchpoint, value in warehouse.run("journey/told_feelings", night)
    }
    of_phase = phases(ctx.settings)
    targets = {(str(each.kpi), each.persona or ""): each.target for each in ctx.settings.journey.targets}
    found: dict[str, list[tuple[float, tuple[Any, ...]]]] = {}
    for each in places:
        benchmark, benchmark_from = _benchmark(each, places, targets)
        order_value = order_values.get(each.persona_id)
        lost = each.people * each.lost(benchmark) if benchmark is not None else 0.0
        if benchmark is None or not lost or order_value is None:
            continue
        felt, felt_from = _felt(each, feelings)
        loss = lost * order_value
        figures = (each.value, each.low, each.high, benchmark)
        row = (
            of_phase.get(each.touchpoint, "do"),
            each.touchpoint,
            each.measure,
            *(round(figure, 6) for figure in figures),
            benchmark_from,
            each.people,
            round(lost, 2),
            round(order_value, 2),
            round(loss, 2),
            round(felt, 6),
            felt_from,
            round(loss * felt, 2),
            each.high < benchmark,
        )
        found.setdefault(each.persona_id, []).append((loss * felt, (each.place, *row)))
    rows = [
        (ctx.as_of, persona, rank, *row)
        for persona, fixes in sorted(found.items())
        for rank, (_, row) in enumerate(sorted(fixes, key=lambda fix: (-fix[0], fix[1][0])), start=1)
    ]
    return replace_night_rows(warehouse, TABLE, ctx.as_of, rows)


def _benchmark(place: Place, places: list[Place], targets: dict[tuple[str, str], float]) -> tuple[float | None, str]:
    """The target where persona.yaml sets one for it, else what the best persona reaches there, by the same kind of figure."""
    for persona in (place.persona_id, ""):
        if place.place == "view" and ("product_view_rate", persona) in targets:
            return targets["product_view_rate", persona], "target"
        if place.rated and ("satisfaction", persona) in targets:
            return (targets["satisfaction", persona] - 3) / 2, "target"
    rivals = [
        each for each in places if (each.place, each.rated) == (place.place, place.rated) and each.persona_id != "all"
    ]
    if not rivals:
        return None, ""
    best = max(rivals, key=lambda each: (each.value, each.persona_id))
    return best.value, best.persona_id


def _felt(place: Place, feelings: dict[tuple[str, str], float]) -> tuple[float, str | None]:
    """By its own touchpoint, on the site else by what is felt about the site."""
    on_site = place.place in STEPS
    for touchpoint in (place.touchpoint, WEB) if on_site else (place.touchpoint,):
        value = feelings.get((place.persona_id, touchpoint))
        if value is not None:
            return felt_badly(value), touchpoint
    return EVEN, None
