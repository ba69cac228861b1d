"""The benchmark reads all nights at once; it must find what the product finds night by night."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.drift.cells import Cache, Cell, run, wanted
from benchmarks.drift.measure import merged, seen, turns
from benchmarks.drift.report import poisson_interval
from benchmarks.drift.scenarios import SCENARIOS
from benchmarks.drift.shop import Played, context, verdicts, write
from persona_pipeline.drift import refresh_verdict
from persona_pipeline.drift.verdict import Verdict
from persona_pipeline.settings import Workspace
from persona_pipeline.warehouse import Warehouse

from .nights import night


@pytest.mark.slow
@pytest.mark.parametrize("name", ["S1", "S8_doubled", "S8_nulls", "S7_known"])
def test_at_once_is_night_by_night(name: str, warehouse: Warehouse, workspace: Workspace) -> None:
    played = Played(SCENARIOS[name], 0.97, 28, 3)
    write(warehouse, played)
    at_once = verdicts(warehouse, played)
    nights = range(played.start - 1, played.start + 9)
    for number in nights:
        refresh_verdict(context(warehouse, workspace, played.settings, night(number)))
    told = warehouse.query("select as_of, persona_id, verdict, cause from marts.persona_verdicts order by all")
    expected = [
        (night(number), persona, course[number].word, course[number].cause)
        for number in nights
        for persona, course in at_once.items()
    ]
    assert told == sorted(expected)


@pytest.mark.slow
def test_a_new_version_is_read_as_the_product_reads_it(warehouse: Warehouse, workspace: Workspace) -> None:
    played = Played(SCENARIOS["S9"], 0.97, 28, 1)
    write(warehouse, played)
    course = verdicts(warehouse, played)["all"]
    for number in (played.start - 1, played.start, played.start + 27, played.start + 28, played.last):
        refresh_verdict(context(warehouse, workspace, played.settings, night(number)))
        found = warehouse.query(
            "select verdict from marts.persona_verdicts where as_of = $night and persona_id = 'all'",
            {"night": night(number)},
        )
        assert found == [(course[number].word,)]


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cells")


def test_a_run_goes_on_where_it_stopped(cache: Cache) -> None:
    cell = Cell("S6", "small", 28)
    run([(cell, 1)], cache, minutes=1)
    again = Cache(cache.path.parent)
    assert again.of(cell) == cache.of(cell)
    assert len(again.of(cell)) == 1
    run([(cell, 1)], again, minutes=1)
    assert len(cache.path.read_text().splitlines()) == 1


def test_the_place_that_is_stated_comes_first() -> None:
    cells = wanted(["S0", "S1"], ["small", "medium"], [28, 91], seeds=40, years=60)
    assert cells[:2] == [(Cell("S0", "medium", 91), 60), (Cell("S1", "medium", 91), 40)]
    assert (Cell("S1", "small", 28), 8) in cells


def test_what_is_counted() -> None:
    course = [Verdict("re-evaluate" if letter == "r" else "keep", "none") for letter in "kkrrkrkkkkkkkkkkkkkkkkr"]
    assert turns(course) == [2, 5, 22]
    assert merged(turns(course)) == 2
    one = seen({"all": course}, Played(SCENARIOS["S0"], 1.0, 4, 0), "medium")
    assert (one.false_before, one.delay, one.incidents) == (1, 2, 2)


def test_the_interval_of_a_count() -> None:
    low, high = poisson_interval(0)
    assert (low, round(high, 3)) == (0.0, 3.689)
    low, high = poisson_interval(8)
    assert (round(low, 3), round(high, 3)) == (3.454, 15.763)
