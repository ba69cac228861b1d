"""Count what only explains: all members by persona, those far from every centre, buyers in another RFM segment than a week before, and
how members bought and what they thought of touchpoints in the last seven days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from persona_pipeline.warehouse import keep_rows

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from persona_pipeline.context import Context

    from .arrays import Floats

STOCK = "marts.persona_stock"
FAR = 0.99
"""Far from every centre: further from the nearest one than this share of the members was on the first night."""
_DAYS = 7
_GOOD = 0.75


@dataclass(frozen=True)
class Counts:
    """One measure of one persona by night; NaN where a night has no row."""

    persona_id: str
    measure: str
    n: Floats
    total: Floats


def count_stock(ctx: Context, version: int) -> int:
    """Write the night's counts into marts.persona_stock; returns the rows of the night."""
    values = {
        "as_of": ctx.as_of,
        "version": version,
        "far": FAR,
        "week_before": ctx.as_of - timedelta(days=_DAYS),
        "min_cell": ctx.settings.publish.min_cell,
    }
    keep_rows(ctx.warehouse, "rating_scales", "source varchar, question_id varchar, good double", _scales(ctx))
    return ctx.warehouse.replace_frame(STOCK, ctx.warehouse.frame("drift/stock", values), as_of=ctx.as_of)


def _scales(ctx: Context) -> list[tuple[str, str, float]]:
    """From where on a rating is good, by question: 4 of 1 to 5, and as far up on any other scale."""
    return [
        (source.name, question_id, low + _GOOD * (high - low))
        for source in ctx.settings.sources_of("survey")
        for question_id, question in source.questions.items()
        if question.role == "satisfaction"
        for low, high in [question.scale or (1.0, 5.0)]
    ]


def counts_of(rows: pd.DataFrame, nights: tuple[date, ...]) -> list[Counts]:
    """Series on the given nights, from rows (as_of, persona_id, measure, n, total)."""
    import pandas as pd

    places = {night: place for place, night in enumerate(nights)}
    found = []
    for (persona_id, measure), own in rows.groupby(["persona_id", "measure"], sort=True):
        at = [places.get(moment.date(), -1) for moment in pd.to_datetime(own["as_of"])]
        known = np.array(at) >= 0
        n, total = (np.full(len(nights), np.nan) for _ in range(2))
        where = np.array(at)[known]
        n[where] = own["n"].to_numpy(dtype=np.float64)[known]
        total[where] = own["total"].to_numpy(dtype=np.float64)[known]
        found.append(Counts(str(persona_id), str(measure), n, total))
    return found
