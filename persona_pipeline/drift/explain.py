"""What only explains: signals that no verdict rests on, each against the reference's own wandering from week to week.

All members, and overlapping weeks, hardly differ from one night to the next, so nights do not count as so many observations:
what the figure did from week to week in the reference says how far it goes by itself. Which of a night's signals
stand out is decided over all of them together (Benjamini and Hochberg 1995), because there are many and none has a budget.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from .findings import Finding
from .special import normal_score, t_quantile, two_sided
from .streams import ALL, EXPLAINING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from .arrays import Counts as Rows
    from .arrays import Flags, Floats
    from .stock import Counts

FALSE_DISCOVERIES = 0.05
"""Of the signals that are said to stand out in a night, at most so large a share stands out by chance, on average."""
_DAYS = 7
_QUANTILE = 1.96
_WANDERS = frozenset({"stock_share", "fits_none"})
"""Counts over everybody, of whom most are the same from week to week; the others are of one week each."""
_DIGITS = 3
"""Shares are told to a tenth of a point: exact ones would say, from night to night, how few people moved."""


@dataclass(frozen=True)
class Nights:
    """The nights of a version up to tonight, the last one.

    Attributes:
        nights: all of them, in order.
        blocked: nights whose orders or visits cannot be trusted.
        special: nights that are left out as events.
        starts: first night that counts for a persona.
        reference_nights: nights of a full reference.
        smallest: points from which on a move matters.
        min_cell: fewest people that a figure may be about.
    """

    nights: tuple[date, ...]
    blocked: Flags
    special: Flags
    starts: Callable[[str], date | None]
    reference_nights: int
    smallest: float
    min_cell: int


def explanations(series: Sequence[Counts], known: Nights) -> list[Finding]:
    """One finding per persona and measure for tonight, in the order of the table's key. States are calm or watch."""
    hidden = _hidden(series, known.min_cell)
    found = controlled([f for counts in series if (f := _one(counts, known))], known.smallest)
    told = [_without_figures(f) if (f.measure, f.persona_id) in hidden else f for f in found]
    return sorted(told, key=lambda f: (f.level, f.persona_id, f.measure))


def controlled_features(found: Sequence[Finding]) -> list[Finding]:
    """All findings; features of a night that evidence has added up for are watched only where their move stands out among all of them."""
    features = [
        f for f in found if f.level == "feature" and f.effect is not None and f.low is not None and f.high is not None
    ]
    sizes = [2.0 * _QUANTILE * (f.effect or 0.0) / max((f.high or 0.0) - (f.low or 0.0), 1e-9) for f in features]
    stands = {
        id(f) for f, out in zip(features, stand_out(two_sided(np.array(sizes, dtype=np.float64))), strict=True) if out
    }
    held = {id(f) for f in features if f.state == "watch" and id(f) not in stands}
    return [replace(f, state="calm", since=None) if id(f) in held else f for f in found]


def controlled(found: Sequence[Finding], smallest: float) -> list[Finding]:
    """The same, with ``watch`` for those that stand out and matter: the others' ``since`` goes."""
    judged = [f for f in found if f.z is not None]
    chances = two_sided(np.array([f.z for f in judged], dtype=np.float64))
    out = {
        id(f)
        for f, stands in zip(judged, stand_out(chances), strict=True)
        if stands and abs(f.effect or 0.0) >= smallest
    }
    return [replace(f, state="watch") if id(f) in out else replace(f, since=None) for f in found]


def stand_out(chances: Floats) -> Flags:
    """Which of several p-values are discoveries at FALSE_DISCOVERIES (Benjamini and Hochberg 1995, procedure 1)."""
    order = np.argsort(chances, kind="stable")
    passed = np.nonzero(chances[order] <= FALSE_DISCOVERIES * np.arange(1, len(chances) + 1) / max(len(chances), 1))[0]
    found = np.zeros(len(chances), dtype=np.bool_)
    found[order[: passed[-1] + 1 if len(passed) else 0]] = True
    return found


def _hidden(series: Sequence[Counts], min_cell: int) -> frozenset[tuple[str, str]]:
    """Few people on one side of a share: then no persona's is told, because the whole shop's less the others' would tell it."""
    found: set[tuple[str, str]] = set()
    for counts in series:
        n, total = counts.n[-1], counts.total[-1]
        if n < min_cell or any(0 < side < min_cell for side in (total, n - total)):
            mates = (
                [ALL]
                if counts.persona_id == ALL
                else [c.persona_id for c in series if c.measure == counts.measure and c.persona_id != ALL]
            )
            found |= {(counts.measure, name) for name in mates}
    return frozenset(found)


def _without_figures(finding: Finding) -> Finding:
    """What is known about too few people: where it stands, and no figure."""
    return replace(
        finding, reference_value=None, night_value=None, effect=None, low=None, high=None, n=None, z=None, expected=None,
        recent=None, n_per_night=0,
    )  # fmt: skip


def _one(counts: Counts, known: Nights) -> Finding | None:
    n, total = counts.n[-1], counts.total[-1]
    if not n > 0:
        return None
    blank = Finding(
        level=EXPLAINING[counts.measure.partition(":")[0]], persona_id=counts.persona_id, measure=counts.measure, reference_value=None,
        night_value=None, effect=None, effect_unit="points", low=None, high=None, n=None, z=None, cusum=None,
        threshold=None, direction="up", since=None, state="learning", reference_nights=0,
    )  # fmt: skip
    start = known.starts(counts.persona_id)
    counted = counts.n > 0
    if start is not None:
        counted &= np.array([night >= start for night in known.nights], dtype=np.bool_)
    clean = counted & ~known.blocked & ~known.special
    inside = np.nonzero(clean[:-1])[0][: known.reference_nights]
    blank = replace(blank, state="blocked" if known.blocked[-1] else "learning", reference_nights=len(inside))
    people = int(n) // known.min_cell * known.min_cell
    blank = replace(blank, n=people, n_per_night=people, night_value=round(float(total / n), _DIGITS) + 0.0)
    if len(inside) < known.reference_nights or not clean[-1]:
        return blank if known.blocked[-1] or len(inside) < known.reference_nights else replace(blank, state="calm")
    return _judged(blank, counts, known, clean, inside)


def _judged(blank: Finding, counts: Counts, known: Nights, clean: Flags, inside: Rows) -> Finding:
    share = np.where(counts.n > 0, counts.total, np.nan) / np.where(counts.n > 0, counts.n, 1.0)
    usual = float(share[inside].mean())
    error, freedom = _error(share, counts, known, inside, usual)
    effect = float(share[-1]) - usual
    reach = float(t_quantile(np.array(freedom))) * error
    z = float(normal_score(np.array([effect / error]), np.array([freedom]))[0])
    return replace(
        blank,
        reference_value=round(usual, _DIGITS) + 0.0,
        expected=round(usual, _DIGITS) + 0.0,
        recent=blank.night_value,
        effect=_points(effect),
        low=_points(effect - reach),
        high=_points(effect + reach),
        z=round(z, 2) + 0.0,
        direction="up" if effect > 0 else "down",
        since=_since(share, usual, clean, int(inside[-1]), known.nights),
        state="calm",
    )


def _error(share: Floats, counts: Counts, known: Nights, inside: Rows, usual: float) -> tuple[float, float]:
    """Standard error of tonight's difference from the reference's mean, and its degrees of freedom.

    From the squared differences over a week within the reference: a share of one week differs from the mean of w weeks by
    (1 + 1/w) / 2 of them, a stock wanders and so by one of them for each week since the middle of the reference. Counts alone
    (quasi-binomial without dispersion) are the floor, so that a reference that stood still claims no certainty.
    """
    days = np.array([night.toordinal() for night in known.nights])
    later = {int(days[row]): row for row in inside}
    steps = [share[row] - share[later[day - _DAYS]] for day, row in later.items() if day - _DAYS in later]
    weeks = max(len(inside) / _DAYS, 2.0)
    step = float(np.mean(np.square(steps))) if steps else 0.0
    apart = max((days[-1] - days[inside].mean()) / _DAYS, 1.0)
    wander = step * (apart if counts.measure in _WANDERS else (1.0 + 1.0 / weeks) / 2.0)
    chance = max(usual * (1.0 - usual), 1.0 / counts.n[-1]) / counts.n[-1]
    return float(np.sqrt(max(wander, chance))), max(weeks - 1.0, 1.0)


def _since(share: Floats, usual: float, clean: Flags, last: int, nights: tuple[date, ...]) -> date | None:
    """The first clean night after the reference from which on every one was on tonight's side of what is usual."""
    side = np.sign(share[-1] - usual)
    began = None
    for row in range(len(nights) - 1, last, -1):
        if clean[row] and np.sign(share[row] - usual) != side:
            break
        began = nights[row] if clean[row] else began
    return began


def _points(value: float) -> float:
    return round(100.0 * value, 1) + 0.0
