"""The data-quality level: one bad night is enough, ordinary swings and new sources are not."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from persona_pipeline.drift.quality import quality_of

from .world import FIRST, World, volumes

NO_RATES = pd.DataFrame({"as_of": [], "measure": [], "kind": [], "numerator": [], "denominator": []})
LAST = FIRST + timedelta(days=39)


def faults(rows: pd.DataFrame, rates: pd.DataFrame = NO_RATES, as_of: date = LAST) -> dict[str, list[date]]:
    quality = quality_of(rows, rates, {}, as_of)
    return {check.measure: [quality.days[i] for i in np.nonzero(check.faulty)[0]] for check in quality.checks}


@pytest.mark.parametrize("seed", range(8))
def test_ordinary_weeks_are_trusted(seed: int) -> None:
    assert faults(volumes(World(40, seed=seed))) == {"rows:web": []}


@pytest.mark.parametrize("factor", [0.0, 0.4, 2.2])
def test_a_day_that_came_double_half_or_not_at_all_is_not_trusted(factor: float) -> None:
    assert faults(volumes(World(40), {30: factor})) == {"rows:web": [FIRST + timedelta(days=30)]}


def test_a_day_without_a_row_counts_as_zero() -> None:
    rows = volumes(World(40))
    gone = FIRST + timedelta(days=20)
    assert faults(rows[rows["business_day"] != gone]) == {"rows:web": [gone]}


def test_a_source_that_is_new_is_learned_first() -> None:
    rows = volumes(World(40))
    young = rows[rows["business_day"] >= FIRST + timedelta(days=30)]
    assert faults(young) == {"rows:web": []}


def test_a_new_normal_is_accepted_after_some_weeks() -> None:
    rows = volumes(World(120), dict.fromkeys(range(10, 120), 3.0))
    found = faults(rows, as_of=FIRST + timedelta(days=119))["rows:web"]
    assert found
    assert max(found) < FIRST + timedelta(days=70)


def _rates(measure: str, kind: str, figures: list[tuple[int, int]]) -> pd.DataFrame:
    days = [LAST - timedelta(days=len(figures) - 1 - i) for i in range(len(figures))]
    return pd.DataFrame(
        {
            "as_of": days,
            "measure": measure,
            "kind": kind,
            "numerator": [f[0] for f in figures],
            "denominator": [f[1] for f in figures],
        }
    )


def test_a_jump_in_refused_rows_is_a_fault_and_a_handful_is_not() -> None:
    calm = [(2, 10_000)] * 30
    assert (
        faults(volumes(World(40)), _rates("refused_share:orders", "orders", [*calm, (20, 10_000)]))[
            "refused_share:orders"
        ]
        == []
    )
    assert faults(volumes(World(40)), _rates("refused_share:orders", "orders", [*calm, (400, 10_000)]))[
        "refused_share:orders"
    ] == [LAST]


def test_a_match_rate_may_wander_but_not_jump() -> None:
    wander = [(5000 + 30 * i, 10_000) for i in range(30)]
    assert (
        faults(volumes(World(40)), _rates("match_rate:orders_with_key", "orders", wander))["match_rate:orders_with_key"]
        == []
    )
    jump = [*wander, (4_000, 10_000)]
    assert faults(volumes(World(40)), _rates("match_rate:orders_with_key", "orders", jump))[
        "match_rate:orders_with_key"
    ] == [LAST]


def test_what_a_night_found_then_holds_for_its_figures() -> None:
    """Late rows make a short day whole, but its figures were made without them."""
    short = FIRST + timedelta(days=30)
    quality = quality_of(volumes(World(40)), NO_RATES, {short: frozenset({"rows:web"})}, LAST)
    assert quality.blocked(short, LAST) == {"web"}
    assert quality.blocked(short, short) == frozenset(), "the night itself is judged anew"
    assert quality.blocked(LAST, LAST) == frozenset()


def test_nothing_at_all() -> None:
    empty = pd.DataFrame({"business_day": [], "source": [], "kind": [], "rows_core": []})
    quality = quality_of(empty, NO_RATES, {}, LAST)
    assert quality.checks == ()
    assert quality.blocked(LAST, LAST) == frozenset()
