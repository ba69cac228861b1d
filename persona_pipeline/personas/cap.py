"""What the limit on the number of personas costs: who is described badly, and who would come next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .definition import Cap, NextPersona

if TYPE_CHECKING:
    from collections.abc import Callable

    from .choose import Chosen
    from .cluster import Fit, Labels, Vector
    from .naming import Portrait
    from .sample import Sample


def cost_of_cap(sample: Sample, chosen: Chosen, most: int, portraits: Callable[[Fit], list[Portrait]]) -> Cap:
    """The cost of ``most`` personas at most, on the sample. portraits: name and gist of each persona of a fit."""
    capped, right = chosen.fit, chosen.tried[chosen.right].fit
    badly = outnumbered(capped.labels, right.labels)
    after = chosen.tried.get(chosen.number + 1)
    return Cap(
        max_personas=most,
        right=chosen.right,
        badly_people=int(badly.sum()),
        badly_share=round(float(badly.mean()), 6),
        badly_revenue_share=_revenue_share(sample.spend, badly),
        next=_next(sample, capped, after.fit, portraits) if after else None,
    )


def outnumbered(capped: Labels, right: Labels) -> Labels:
    """True for people who share their persona with more people of another one of the right number."""
    shared = np.zeros((int(capped.max()) + 1, int(right.max()) + 1), dtype=np.int64)
    np.add.at(shared, (capped, right), 1)
    mask: Labels = shared.argmax(axis=1)[capped] != right
    return mask


def _revenue_share(spend: Vector, some: Labels) -> float:
    money = np.nan_to_num(np.maximum(spend, 0.0))
    return round(float(money[some].sum() / money.sum()), 6) if money.sum() > 0 else 0.0


def _next(sample: Sample, now: Fit, after: Fit, portraits: Callable[[Fit], list[Portrait]]) -> NextPersona:
    """Of the personas of the next larger number the one that most is new about: least of it is a persona of today."""
    number = len(now.centres)
    shared = np.zeros((number + 1, number), dtype=np.int64)
    np.add.at(shared, (after.labels, now.labels), 1)
    either = shared.sum(axis=1)[:, None] + shared.sum(axis=0)[None, :] - shared
    new = int((shared / np.maximum(either, 1)).max(axis=1).argmin())
    mine = after.labels == new
    return NextPersona(
        out_of=f"P{int(shared[new].argmax()) + 1:02d}",
        people=int(mine.sum()),
        share=round(float(mine.mean()), 6),
        revenue_share=_revenue_share(sample.spend, mine),
        gist=portraits(after)[new].gist,
    )
