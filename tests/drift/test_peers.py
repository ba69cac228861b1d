"""What peers are given are the nights of the world, row by row; and the table of them in docs/ is what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.drift import beside, units
from benchmarks.drift.counts import counts, values

DOCS = Path(__file__).resolve().parents[2] / "docs"


def _page() -> str:
    return (DOCS / "drift-peers.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def nights() -> units.Nights:
    shares, orders, start = counts("S3", 1)
    return units.Nights("S3", 1, shares, orders, values("S3", 1), start)


@pytest.mark.slow
def test_rows_have_the_sums_of_the_night(nights: units.Nights) -> None:
    rows = nights.rows[nights.start]
    n, total, squares = nights.values[nights.start].sum(axis=0)[:, :].T
    drawn = [rows.orders["order"], *(rows.customers[name] for name in units.FEATURES)]
    assert [len(one) for one in drawn] == n.tolist()
    np.testing.assert_allclose([one.sum() for one in drawn], total, rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose([(one**2).sum() for one in drawn], squares, rtol=1e-9)
    assert rows.customers["persona"].value_counts(sort=False).tolist() == nights.shares[nights.start].tolist()
    assert rows.visits["bought"].value_counts(sort=False).tolist() == nights.orders[nights.start].tolist()


def test_the_moved_centre_is_in_the_rows_of_its_persona_only(nights: units.Nights) -> None:
    means = nights.rows[nights.start].customers.groupby("persona")[list(units.FEATURES)].mean()
    moved = means > 0.3
    assert moved.loc["P03", ["mobile_share", "email_share"]].all()
    assert moved.to_numpy().sum() == 2


def test_the_reference_is_taken_from_every_night_alike(nights: units.Nights) -> None:
    some, every = nights.reference(9_100), nights.reference()
    assert [len(kind) for kind in some] == [9_100] * 3
    assert len(every.customers) == nights.shares[: units.BASELINE].sum()


def test_tuned_is_silent_on_the_reference_and_counts_from_the_change_on(nights: units.Nights) -> None:
    judged = iter(range(len(nights.rows)))
    course = nights.courses(lambda _rows: {"rising": (False, float(next(judged)))})["rising"]
    hows = units._hows("rising", course)
    assert not hows["rising, default"].any()
    assert np.nonzero(hows["rising, tuned"])[0].tolist() == list(range(nights.start, nights.last))
    found: dict[str, list[int | None]] = {}
    for alarms in hows.values():
        units._count(found, nights, alarms)
    assert found == {"delays_S3": [None, 1]}


def test_the_median_counts_seeds_that_never_alarm() -> None:
    assert [beside.median(each) for each in ([1, 2, None], [None, 1], [None, 12, None], [7])] == [
        "2",
        "1",
        "never",
        "7",
    ]


def test_every_peer_was_asked_of_every_scenario_equally_often() -> None:
    for name in beside.PEERS:
        for way, figures in beside.read(f"drift_{name}")["ways"].items():
            asked = {key: len(each) for key, each in figures.items() if isinstance(each, list)}
            delays = {f"delays_{scenario}": 6 for scenario in beside.PLANTED}
            assert asked == delays | {"calm_episodes": 4, "calm_alarm_nights": 4}, (name, way)


def test_the_table_in_the_docs_is_what_was_measured() -> None:
    said = _page()
    assert beside.markdown() in said, "python -m benchmarks.drift --parts beside prints the table as it is now"
    for name in beside.PEERS:
        for package, version in beside.read(f"drift_{name}")["versions"].items():
            assert f"{package} {version}" in said


def test_what_the_docs_take_from_the_table_is_so() -> None:
    ours, *others = beside.rows()
    rare = [row for row in others if float(row[2]) < 2]
    assert f"Of the {len(rare)} others with fewer than two alarm nights a year" in _page()
    assert {row[4:6] for row in rare} == {("never", "never")}
    as_soon = [float(row[2]) for row in others if row[5] != "never" and int(row[5]) <= int(ours[5])]
    assert f"on at least {min(as_soon):.0f} nights of a calm year" in " ".join(_page().split())
    assert f"took {beside.read('drift_evidently')['seconds_per_report']:.2f} s for both" in _page()


def test_the_figures_of_a_million_customers_are_those_that_were_measured() -> None:
    found = json.loads((DOCS.parent / "benchmarks" / "results" / "drift.json").read_text())
    text = " ".join(_page().split())
    assert f"takes the verdict {found['kpi_seconds_1m']:.1f} s, judging {found['series_1m']:.0f} series" in text
    assert f"{found['drift_seconds_1m']:.1f} s ({found['drift_seconds_first_night_1m']:.1f} s on the night" in text
    assert f"in {found['drift_peak_memory_mb_1m']:.0f} MB" in text
    seconds, memory = found["evidently_seconds_1m"], found["evidently_peak_memory_mb_1m"]
    assert f"takes {seconds:.1f} s and {memory:,.0f} MB: {found['evidently_over_ours_1m']:.1f} times" in text
