"""The data-quality level: one bad night is enough, ordinary swings and new sources are not."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from persona_pipeline.drift.findings import quality_findings
from persona_pipeline.drift.quality import quality_of

from .world import FIRST, World, kpis, volumes

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


def amounts(factors: dict[int, float] | None = None, volume: float = 1.0, nights: int = 40) -> pd.DataFrame:
    """The order values of a shop; on the given nights all of them times a factor."""
    rows = kpis(World(nights, volume=volume))
    rows = rows[(rows["persona_id"] == "all") & (rows["measure"] == "order_value")].reset_index(drop=True)
    for number, factor in (factors or {}).items():
        at, more = rows.index[number], float(np.log(factor))
        n, total = float(rows.loc[at, "n"]), float(rows.loc[at, "total"])
        rows.loc[at, "total_squares"] += 2 * more * total + n * more**2
        rows.loc[at, "total"] = total + n * more
    return rows


def dear(rows: pd.DataFrame) -> list[date]:
    quality = quality_of(volumes(World(40)), NO_RATES, {}, LAST, amounts=rows)
    check = next(check for check in quality.checks if check.measure == "amounts:orders")
    return [quality.days[i] for i in np.nonzero(check.faulty)[0]]


@pytest.mark.parametrize("volume", [0.1, 1.0])
@pytest.mark.parametrize("factor", [100.0, 0.01, 3.0])
def test_amounts_in_cents_or_in_another_currency_are_a_fault_of_that_night_alone(factor: float, volume: float) -> None:
    assert dear(amounts({30: factor}, volume)) == [FIRST + timedelta(days=30)]
    assert dear(amounts({30: factor, 31: factor, 32: factor}, volume)) == [
        FIRST + timedelta(days=n) for n in (30, 31, 32)
    ]


def test_black_friday_and_gift_weeks_are_none() -> None:
    assert dear(amounts()) == []
    assert dear(amounts({30: 0.6, 31: 0.55, 32: 0.6})) == []
    assert dear(amounts(dict.fromkeys(range(25, 35), 1.8))) == []


def test_few_dear_orders_in_a_tiny_shop_are_chance() -> None:
    rows = amounts()
    rows.loc[rows.index[30], ["n", "total", "total_squares"]] = [2.0, 2 * 5.2, 2 * 5.2**2 + 1.0]
    assert dear(rows) == []


def test_the_fault_is_told_as_money_with_an_interval_and_without_how_many_orders() -> None:
    quality = quality_of(volumes(World(40)), NO_RATES, {}, LAST, amounts=amounts({39: 100.0}))
    found = next(f for f in quality_findings(quality, LAST) if f.measure == "amounts:orders")
    assert (found.state, found.n, found.n_per_night, found.direction) == ("blocked", None, 0, "up")
    assert found.night_value == pytest.approx(100 * (found.reference_value or 0), rel=0.2)
    assert (found.low or 0) < (found.effect or 0) < (found.high or 0)
    assert quality.blocked(LAST, LAST) == {"orders"}


def refused(figures: list[tuple[int, int]]) -> list[date]:
    return faults(volumes(World(40)), _rates("refused_share:shop", "orders", figures))["refused_share:shop"]


def test_a_small_feed_that_always_has_some_dirt_is_not_stopped_by_it() -> None:
    """As in the GA4 sample: none for weeks, then 1 to 4 % of 250 to 400 rows on most nights."""
    clean = [(0, n) for n in (148, 143, 170, 91, 190, 202, 162, 197, 90, 212, 299)] * 2
    dirty = [(5, 254), (12, 370), (2, 200), (3, 411), (5, 406), (8, 285), (2, 155), (10, 269), (4, 235), (6, 221)]
    assert refused([*clean, *dirty]) == []


def test_a_sudden_four_percent_of_a_steady_feed_is_caught_on_each_of_its_nights() -> None:
    calm = [(2, 2_000)] * 30
    week = [(80, 2_000)] * 7
    assert refused([*calm, *week]) == [LAST - timedelta(days=6 - n) for n in range(7)]


def test_a_fifth_of_a_small_feed_is_a_fault_however_few_rows_it_has() -> None:
    dirty = [(3, 254), (5, 370), (2, 200), (3, 411), (5, 406)] * 6
    assert refused([*dirty, (15, 72)]) == [LAST]
    assert refused([*dirty, (3, 20)]) == []
