"""What is watched: the measures, their unit, the smallest move that matters, and which sources they are made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from persona_pipeline.features import SOURCE_OF
from persona_pipeline.settings import DriftSettings

Level = Literal["share", "profile", "kpi", "feature"]
Group = Literal["share", "profile", "kpi", "global_kpi", "feature", "global_feature"]
"""A level of personas, or of the whole shop: the streams that share one budget of false alarms."""
Unit = Literal["points", "percent", "sd", "nps"]
ALL = "all"
EXPLAINING = {
    "stock_share": "stock",
    "fits_none": "fit",
    "segment_changed": "migration",
    "challenger_gain": "challenger",
    "cart_rate": "buying",
    "checkout_rate": "buying",
    "several_orders": "buying",
    "satisfied": "touchpoint",
}
"""Measures that only explain -> their level: no verdict rests on them."""
CENTRE = "centre"
"""Measure of the profile level: the members' mean features taken together."""

_ORDERS, _WEB, _SURVEY = "orders", "web", "survey"


@dataclass(frozen=True)
class Measure:
    """How one measure behaves.

    Attributes:
        proportion: the night's total counts yes among n, so that its variance follows from its mean.
        log: the figure is the mean of a logarithm; an effect is shown as the relative change of the geometric mean.
        downward: only a fall can fire; a rise is information.
        inputs: kinds of source that it is made from; a fault in one of them freezes it.
    """

    level: Level
    unit: Unit
    inputs: frozenset[str]
    proportion: bool = False
    log: bool = False
    downward: bool = False


@dataclass(frozen=True, order=True)
class Stream:
    """One nightly series: a measure of a persona, or of all customers."""

    persona_id: str
    measure: str


KNOWN: dict[str, Measure] = {
    "active_share": Measure("share", "points", frozenset({_ORDERS, _WEB}), proportion=True),
    CENTRE: Measure("profile", "sd", frozenset({_ORDERS, _WEB})),
    "conversion": Measure("kpi", "percent", frozenset({_ORDERS, _WEB}), proportion=True, downward=True),
    "repeat_rate": Measure("kpi", "percent", frozenset({_ORDERS}), proportion=True, downward=True),
    "order_value": Measure("kpi", "percent", frozenset({_ORDERS}), log=True, downward=True),
    "nps": Measure("kpi", "nps", frozenset({_SURVEY}), downward=True),
    "satisfaction": Measure("kpi", "sd", frozenset({_SURVEY}), downward=True),
}


def measure_of(name: str) -> Measure | None:
    """What is known about a measure of marts.persona_kpis; None for one that drift does not watch."""
    if name.startswith("feature:"):
        source = SOURCE_OF.get(name.removeprefix("feature:"))
        return Measure("feature", "sd", frozenset({source})) if source else None
    return KNOWN.get(name)


def group_of(stream: Stream) -> Group:
    """The group whose budget of false alarms a stream shares.

    Raises:
        ValueError: if drift does not watch its measure.
    """
    measure = measure_of(stream.measure)
    if measure is None:
        raise ValueError(f"{stream.measure!r} is not a measure that drift watches")
    level = measure.level
    if level == "kpi":
        return "global_kpi" if stream.persona_id == ALL else "kpi"
    if level == "feature":
        return "global_feature" if stream.persona_id == ALL else "feature"
    return level


def watched(streams: Sequence[Stream]) -> list[Stream]:
    """Those streams that say something: known measures, and no share of everybody in everybody."""
    return [s for s in streams if measure_of(s.measure) and not (s.measure == "active_share" and s.persona_id == ALL)]


def smallest_effect(measure: Measure, settings: DriftSettings) -> float:
    """The smallest move that matters, in the measure's unit."""
    return {
        "points": settings.min_share_points,
        "percent": settings.min_kpi_percent,
        "sd": settings.min_profile_sd,
        "nps": settings.min_nps_points,
    }[measure.unit]


def smallest_move(name: str, settings: DriftSettings) -> float:
    """The smallest move of a measure by its name that matters, in its unit; 0 for one that drift does not watch."""
    measure = measure_of(name)
    return smallest_effect(measure, settings) if measure else 0.0
