"""From counts to evidence: the lift of each sequence, its interval, and what is left when so many are looked at."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, exp, isfinite, log, sqrt
from typing import TYPE_CHECKING, Any

from persona_pipeline.features import keep
from persona_pipeline.warehouse import replace_night_rows

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.context import Context
    from persona_pipeline.warehouse import Warehouse

TABLE = "marts.persona_sequences"
CASES = ("journey_sequences_session", "journey_sequences_across")
MOST = 40
"""Sequences of one length that are looked at: the most frequent ones, so that cost and the number of tests stay bounded."""


@dataclass(frozen=True)
class Sums:
    """Cases (m) that ended in the outcome (y), and the sums of squares over people from which the variance follows."""

    people: int
    m: float
    y: float
    mm: float
    my: float
    yy: float

    @property
    def share(self) -> float:
        """Share that ended in the outcome, with half a person of each kind added: no share is quite 0 or 1."""
        return (self.y + 0.5) / (self.m + 1)

    @property
    def log_variance(self) -> float:
        """Variance of the logarithm of the share; people are independent, their cases are not (linearised ratio)."""
        share, m = self.share, self.m + 1
        between = self.yy - 2 * share * self.my + share * share * self.mm
        alone = share * (1 - share) * m  # never less than if every case were a person of its own
        spread = max(between, alone) * (self.people / max(self.people - 1, 1))
        return spread / (m * m * share * share)


@dataclass(frozen=True)
class Standard:
    """A share of all members as it would be with the mix of personas of others, and the variance of its logarithm."""

    share: float
    log_variance: float


@dataclass(frozen=True)
class Lift:
    """How much more often the outcome follows, with its 95 % interval and the p-value of no difference."""

    value: float
    low: float
    high: float
    p: float


def lift(within: Sums | Standard, without: Sums | Standard) -> Lift:
    """Ratio of two shares, by the normal curve on its logarithm.

    The two groups may share people; that is left out of account, which widens the interval where such people are alike.
    """
    value = log(within.share / without.share)
    error = sqrt(within.log_variance + without.log_variance)
    p = erfc(abs(value) / error / sqrt(2)) if error else 1.0
    return Lift(exp(value), exp(value - 1.959964 * error), exp(value + 1.959964 * error), p)


def keep_cases(warehouse: Warehouse, params: dict[str, Any]) -> None:
    """Leave how often each sampled member did each sequence, and what it is compared with, in the temporary tables CASES."""
    for name in CASES:
        keep(warehouse, name, name.replace("_", "/", 1), {**params, "most": MOST})


def refresh_sequences(ctx: Context, sampled_share: float) -> int:
    """Write marts.persona_sequences for the night; needs the temporary tables of ``keep_cases``.

    Left out is what fewer than ``publish.min_cell`` people did, or did not, end that way, with or without the sequence.
    """
    warehouse, least = ctx.warehouse, ctx.settings.publish.min_cell
    counted = [_Counted(*row) for row in warehouse.run("journey/sequences")]
    by_persona = {(each.reach, each.sequence, each.persona_id): each for each in counted}
    told = _told(counted, least)
    lifts = [lift(each.within, _rival(each, by_persona)) for each in told]
    adjusted = adjust([each.p for each in lifts])
    rate = ctx.settings.journey.false_discovery_rate
    rows = [
        _row(ctx.as_of, each, one, q, finding=q <= rate and one.value > 1, sampled_share=sampled_share)
        for each, one, q in zip(told, lifts, adjusted, strict=True)
    ]
    return replace_night_rows(warehouse, TABLE, ctx.as_of, rows)


def _rival(each: _Counted, by_persona: dict[tuple[str, str, str], _Counted]) -> Sums | Standard:
    """What a sequence is held against. Of all members it is the mix of personas that have the sequence, without it (direct
    standardisation): a sequence would otherwise seem to lose people where it is only the habit of a persona that buys less.
    """
    parts = [
        one
        for (reach, sequence, persona), one in by_persona.items()
        if persona != "all" and (reach, sequence) == (each.reach, each.sequence) and one.m0 > 0
    ]
    weight = sum(one.m for one in parts)
    if each.persona_id != "all" or not weight:
        return each.without
    share = sum(one.m * one.without.share for one in parts) / weight
    variance = sum((one.m * one.without.share) ** 2 * one.without.log_variance for one in parts) / weight**2
    return Standard(share, variance / share**2)


def adjust(p_values: list[float]) -> list[float]:
    """q-values: p-values adjusted for how many there are (Benjamini and Hochberg, 1995).

    The same as scipy.stats.false_discovery_control, whose import alone takes longer than the stage.
    """
    order = sorted(range(len(p_values)), key=lambda place: p_values[place], reverse=True)
    adjusted, smallest = [1.0] * len(p_values), 1.0
    for rank_from_end, place in enumerate(order):
        smallest = min(smallest, p_values[place] * len(p_values) / (len(p_values) - rank_from_end))
        adjusted[place] = smallest
    return adjusted


@dataclass(frozen=True)
class _Counted:
    persona_id: str
    reach: str
    sequence: str
    steps: int
    compared_with: str
    outcome: str
    people: int
    dropped_people: int
    other_people: int
    m: float
    y: float
    mm: float
    my: float
    yy: float
    people0: int
    dropped_people0: int
    m0: float
    y0: float
    mm0: float
    my0: float
    yy0: float

    @property
    def within(self) -> Sums:
        return Sums(self.people, self.m, self.y, self.mm, self.my, self.yy)

    @property
    def without(self) -> Sums:
        return Sums(self.people0, self.m0, self.y0, self.mm0, self.my0, self.yy0)

    @property
    def smallest(self) -> int:
        """The smallest group that the figures tell of; a group of nobody tells of nobody."""
        return min(
            self.people,
            self.people0,
            *(n for n in (self.dropped_people, self.other_people, self.dropped_people0) if n > 0),
        )


def _told(counted: list[_Counted], least: int) -> list[_Counted]:
    """Those that may be told: none about a small group, nor one that would follow from 'all' less the other personas."""
    by_sequence: dict[tuple[str, str], list[_Counted]] = {}
    for each in counted:
        by_sequence.setdefault((each.reach, each.sequence), []).append(each)
    kept: list[_Counted] = []
    for group in by_sequence.values():
        personas = sorted(
            (each for each in group if each.persona_id != "all"), key=lambda each: (each.smallest, each.persona_id)
        )
        hidden = {each.persona_id for each in personas if each.smallest < least}
        if hidden:
            together = 0
            for place, each in enumerate(personas):
                if each.persona_id in hidden or place < 2 or together < least:
                    hidden.add(each.persona_id)
                    together += each.smallest
        kept += [each for each in group if each.persona_id not in hidden and each.smallest >= least]
    return sorted(kept, key=lambda each: (each.persona_id, each.reach, each.sequence))


def _row(as_of: date, each: _Counted, one: Lift, q: float, *, finding: bool, sampled_share: float) -> tuple[Any, ...]:
    figures = (one.value, one.low, one.high, one.p, q)
    return (
        as_of,
        each.persona_id,
        each.reach,
        each.sequence,
        each.steps,
        each.compared_with,
        each.outcome,
        int(each.m),
        each.people,
        int(each.y),
        round(each.y / each.m, 6),
        int(each.m0),
        int(each.y0),
        round(each.y0 / each.m0, 6) if each.m0 else None,
        *(round(figure, 6) if isfinite(figure) else None for figure in figures),
        finding,
        sampled_share,
    )
