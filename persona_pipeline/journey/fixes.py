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
    ``people`` get there; ``lost_people`` of them never reached the step (None at touchpoints, and where it is not told).
    """

    persona_id: str
    place: str
    touchpoint: str
    measure: str
    rated: bool
    value: float
    low: float
    high: float
    people: int | None
    lost_people: int | None

    def lost(self, benchmark: float) -> float | None:
        """How many people are lost or let down more than need be; None where it is not told how many are lost at all.

        At a step, of those who never reached it, the part that would be left out if sessions were kept as the benchmark
        keeps them: never more than were lost. At a touchpoint, from hated to loved is one whole person.
        """
        gap = max(benchmark - self.value, 0.0)
        if not gap:
            return 0.0
        if self.measure == KEPT:
            return None if self.lost_people is None else round(self.lost_people * gap / max(1 - self.value, gap), 2)
        return None if self.people is None else round(self.people * gap / 2, 2)


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
    found: dict[str, list[tuple[tuple[bool, float, float, str], tuple[Any, ...]]]] = {}
    for each in places:
        benchmark, benchmark_from = _benchmark(each, places, targets)
        order_value = order_values.get(each.persona_id)
        if benchmark is None or order_value is None:
            continue
        # Figures are rounded before they are multiplied, so that who multiplies what is published gets what is published.
        lost, order_value = each.lost(benchmark), round(order_value, 2)
        if lost == 0:
            continue
        felt, felt_from = _felt(each, feelings)
        felt = round(felt, 6)
        loss = None if lost is None else round(lost * order_value, 2)
        score = None if loss is None else round(loss * felt, 2)
        figures = (each.value, each.low, each.high, benchmark)
        row = (
            of_phase.get(each.touchpoint, "do"),
            each.touchpoint,
            each.measure,
            *(round(figure, 6) for figure in figures),
            benchmark_from,
            each.people,
            lost,
            order_value,
            loss,
            felt,
            felt_from,
            score,
            each.high < benchmark,
        )
        by = (score is None, -(score or 0.0), each.value - benchmark, each.place)
        found.setdefault(each.persona_id, []).append((by, (each.place, *row)))
    rows = [
        (ctx.as_of, persona, rank, *row)
        for persona, fixes in sorted(found.items())
        for rank, (_, row) in enumerate(sorted(fixes), start=1)
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
