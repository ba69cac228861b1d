"""What is planted: the scenarios S0 to S12 of the study and two of ours, as changes of the world in tests/drift/world.py."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from tests.drift.world import FIRST, Night, Plant, move_centre, nothing, promotion, scale_conversion, shift_share

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

YEAR = 365
HOLIDAY = 10


@dataclass(frozen=True)
class Fault:
    """Two nights of bad data.

    Attributes:
        rows: factor on the rows that a kind of source delivered, as ops.row_counts has it.
        refused: share of the order rows that were refused.
        figures: factor on n and the sums of a measure, by measure.
        added: what is added to the mean of a measure (in its own scale).
        people: factor on the active customers, by persona.
    """

    rows: Mapping[str, float] = field(default_factory=dict)
    refused: float = 0.001
    figures: Mapping[str, float] = field(default_factory=dict)
    added: Mapping[str, float] = field(default_factory=dict)
    people: tuple[float, float, float] = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Scenario:
    """A planted change and what should be said of it.

    Attributes:
        plant: from the number of the night on which it begins.
        causes: those that are right; empty where nothing should be said.
        before: nights after the reference and before the change, and up to 6 more by seed.
        after: nights that are judged from the change on.
        annotated: the nights of the change are known events.
        relabelled: a refit gave the personas other labels, and that version was accepted on the night.
    """

    name: str
    says: str
    plant: Callable[[int], Plant]
    causes: frozenset[str] = frozenset()
    before: int = 5
    after: int = 12
    annotated: int = 0
    fault: Fault | None = None
    relabelled: bool = False


def gradual(start: int, points: float = 10.0, nights: int = 30, persona: int = 1) -> Plant:
    def plant(number: int, night: Night) -> Night:
        if number < start:
            return night
        return shift_share(start, points * min((number - start + 1) / nights, 1.0), persona)(number, night)

    return plant


def newcomers(start: int, near: tuple[float, float, float], share: float = 0.08, sd: float = 2.0) -> Plant:
    """A group like no persona joins; the frozen definitions give it to the personas by ``near``, whose centres it pulls."""

    def plant(number: int, night: Night) -> Night:
        if number < start:
            return night
        given = share * np.array(near)
        shares = (1 - share) * night.shares + given
        centre = night.centre.copy()
        centre[:, [2, 3]] += (sd * given / shares)[:, None]
        return replace(night, shares=shares, centre=centre)

    return plant


def holiday(start: int) -> Plant:
    def plant(number: int, night: Night) -> Night:
        if not start <= number < start + HOLIDAY:
            return night
        return replace(night, active=night.active * 1.5, conversion=night.conversion * 1.2)

    return plant


def growth(start: int) -> Plant:
    """Volume, and the second persona's share of it, grow by 0.2 % a week."""

    def plant(number: int, night: Night) -> Night:
        grown = 1.002 ** (max(number - start, 0) / 7)
        return replace(night, active=night.active * grown, shares=night.shares * np.array([1.0, grown, 1.0]))

    return plant


def payday(_start: int) -> Plant:
    """Three nights of every month other people come: 8 points of share, and 20 % more conversion. Also in the reference."""

    def plant(number: int, night: Night) -> Night:
        if not 25 <= (FIRST + timedelta(days=number)).day <= 27:
            return night
        moved = shift_share(0, 8)(number, night)
        return replace(moved, conversion=moved.conversion * 1.2)

    return plant


def high_season(start: int) -> Plant:
    """Three weeks of every year: 6 points of share. The second time is judged."""

    def plant(number: int, night: Night) -> Night:
        return shift_share(0, 6)(number, night) if (number - start) % 364 in range(30, 51) else night

    return plant


def _share(points: float) -> Callable[[int], Plant]:
    return lambda start: shift_share(start, points)


def _calm(_start: int) -> Plant:
    return nothing


_SHARE = frozenset({"share"})
_FAULTS = {
    "S8_doubled": Fault(rows={"orders": 2.0}, figures={"conversion": 2.0, "repeat_rate": 2.0, "order_value": 2.0}),
    "S8_late": Fault(rows={"web": 0.4}, people=(0.7, 0.4, 0.5)),
    "S8_nulls": Fault(
        rows={"orders": 0.96}, refused=0.04, figures={"order_value": 0.96}, added={"feature:monetary": -0.3}
    ),
    "S8_currency": Fault(
        added={"order_value": float(np.log(100)), "feature:monetary": 0.5, "feature:order_value": 0.5}
    ),
}
_SAYS = {
    "S8_doubled": "an order file twice, under new order numbers",
    "S8_late": "a web partition that is late",
    "S8_nulls": "4 % of the order rows refused for empty fields",
    "S8_currency": "amounts x100, nothing else to be seen",
}
SCENARIOS = {
    each.name: each
    for each in (
        Scenario("S0", "nothing happens for a year", _calm, after=YEAR),
        Scenario("S1", "10 points of share", _share(10), _SHARE),
        Scenario("S1b", "5 points of share", _share(5), _SHARE),
        Scenario("S1c", "3 points of share", _share(3), _SHARE),
        Scenario("S2", "conversion -15 %", lambda s: scale_conversion(s, (0.85,) * 3), frozenset({"global_kpi"})),
        Scenario(
            "S2b", "conversion of one persona -40 %", lambda s: scale_conversion(s, (0.6, 1, 1)), frozenset({"kpi"})
        ),
        Scenario("S3", "one centre +0.5 sd in two features", lambda s: move_centre(s, 0.5), frozenset({"profile"})),
        Scenario(
            "S4", "new 8 % group, nearest to one persona", lambda s: newcomers(s, (0, 0, 1)),
            frozenset({"share", "profile"}),
        ),
        Scenario(
            "S4b", "new 8 % group, spread over all personas", lambda s: newcomers(s, (0.42, 0.34, 0.24)),
            frozenset({"profile"}),
        ),
        Scenario("S5", "10 points of share over 30 nights", gradual, _SHARE, after=40),
        Scenario("S6", "one night of promotion", promotion),
        Scenario("S7", "10 nights of holiday, unannounced", holiday, after=24),
        Scenario("S7_known", "10 nights of holiday, in the calendar", holiday, after=24, annotated=HOLIDAY),
        *(Scenario(name, _SAYS[name], _calm, fault=fault) for name, fault in _FAULTS.items()),
        Scenario("S9", "labels change places at a refit", _calm, after=60, relabelled=True),
        Scenario("S10", "0.2 % growth a week for a year", growth, after=YEAR),
        Scenario("S13", "payday: three nights of every month", payday, after=YEAR),
        Scenario("S14", "three weeks of every year, the second time", high_season, before=500, after=80),
        Scenario("S11", "12 points for 10 nights, then back", lambda s: shift_share(s, 12, stop=s + 10), _SHARE, after=45),
    )
}  # fmt: skip
