"""The night's explaining signals: counted, judged, and put beside those that verdicts rest on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from .explain import Nights, explanations
from .findings import Finding
from .stock import counts_of
from .streams import ALL, EXPLAINING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from persona_pipeline.context import Context

    from .marks import Marks

_RECENT = timedelta(days=21)
"""A challenger is fitted weekly; one that is older than three weeks is not told as if it were of these nights."""
_NEEDED = frozenset({"orders", "web"})


def explain_night(
    ctx: Context, version: int, nights: Sequence[date], distrusted: Sequence[frozenset[str]], marks: Marks
) -> list[Finding]:
    """Findings of the levels stock, fit, migration, buying, touchpoint and challenger for the last of ``nights``, which is ``ctx.as_of``."""
    rows = ctx.warehouse.frame("drift/stock_nights", {"version": version, "as_of": ctx.as_of})
    known = Nights(
        tuple(nights),
        np.array([bool(kinds & _NEEDED) for kinds in distrusted], dtype=np.bool_),
        np.array([night in marks.special for night in nights], dtype=np.bool_),
        marks.normal_of,
        ctx.settings.drift.reference_nights,
        ctx.settings.drift.min_share_points,
        ctx.settings.publish.min_cell,
    )
    return [*explanations(counts_of(rows, known.nights), known), *_gain(ctx, version)]


def _gain(ctx: Context, version: int) -> list[Finding]:
    """How much better the last challenger before the night would describe customers, and since which one it was worth having."""
    found = ctx.warehouse.run(
        "drift/gains", {"version": version, "as_of": ctx.as_of, "first": ctx.as_of - timedelta(days=365)}
    )
    if not found or found[0][0] < ctx.as_of - _RECENT:
        return []
    _, outcome, gain, low, high, n = found[0]
    since = None
    for fitted, each, *_ in found:
        if each != "better":
            break
        since = fitted
    few = n < ctx.settings.publish.min_cell
    return [
        Finding(
            level=EXPLAINING["challenger_gain"], persona_id=ALL, measure="challenger_gain", reference_value=None,
            night_value=None, effect=None if few else gain, effect_unit="percent", low=None if few else low,
            high=None if few else high, n=None if few else n, z=None, cusum=None, threshold=None,
            direction="up" if gain > 0 else "down", since=since, state="watch" if outcome == "better" else "calm",
            reference_nights=0, n_per_night=0 if few else n,
        )
    ]  # fmt: skip
