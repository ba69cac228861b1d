"""What is planted is found in time and under its name, and what is not there is not found. The seeds are fixed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from persona_pipeline.settings import DriftSettings

from .simulate import incidents, judged, nights_until_caught, verdicts, words
from .world import Night, Plant, World, kpis, move_centre, promotion, scale_conversion, shift_share

START = 35
LONG = DriftSettings(reference_nights=56)


def delays(
    plant: Callable[[int], Plant], persona: str, settings: DriftSettings, seeds: int, volume: float = 1.0
) -> list[float]:
    found = []
    for seed in range(seeds):
        start = settings.reference_nights + 5 + seed % 7
        course = verdicts(World(start + 12, seed=40 + seed, volume=volume, plant=plant(start)), settings)[persona]
        assert "r" not in words(course)[:start], "a false alarm before the plant"
        found.append(nights_until_caught(course, start) or np.inf)
    return sorted(found)


def test_ten_points_more_of_a_persona_are_caught_within_four_nights() -> None:
    found = delays(lambda start: shift_share(start, 10), "P02", DriftSettings(), seeds=8)
    print("10 points, 28 reference nights:", found)
    assert found[0] >= 2, "never on a single night"
    assert np.median(found) <= 4
    assert sum(d <= 4 for d in found) >= 7


def test_fifteen_percent_less_conversion_is_mostly_caught_within_five_nights() -> None:
    """About 460 orders a night."""
    found = delays(lambda start: scale_conversion(start, (0.85,) * 3), "all", LONG, seeds=8)
    print("conversion -15 %, 56 reference nights:", found)
    assert found[0] >= 2
    assert np.median(found) <= 5


def test_a_centre_that_moves_half_a_deviation_is_caught_within_four_nights() -> None:
    found = delays(lambda start: move_centre(start, 0.5), "P03", DriftSettings(), seeds=6)
    print("centre +0.5 sd in two features:", found)
    assert found[-1] <= 4


def test_the_cause_is_named() -> None:
    def cause(plant: Plant, persona: str) -> str:
        course = verdicts(World(START + 9, seed=2, plant=plant))[persona]
        assert course[-1].word == "re-evaluate"
        return course[-1].cause

    assert cause(shift_share(START, 10), "P02") == "share"
    assert cause(shift_share(START, 10), "all") == "share"
    assert cause(move_centre(START, 0.5), "P03") == "profile"
    assert cause(scale_conversion(START, (0.6, 1, 1)), "P01") == "kpi"


def test_a_fall_for_everybody_is_no_personas_fault() -> None:
    course = verdicts(World(START + 9, seed=4, plant=scale_conversion(START, (0.75,) * 3)))
    assert (course["all"][-1].word, course["all"][-1].cause) == ("re-evaluate", "global_kpi")
    for persona in ("P01", "P02", "P03"):
        assert course[persona][-1].word in ("keep", "watch")
        assert course[persona][-1].cause in ("none", "global_kpi")


def test_more_conversion_is_good_news() -> None:
    course = verdicts(World(START + 9, seed=4, plant=scale_conversion(START, (1.3,) * 3)))
    assert "r" not in words(course["all"])


@pytest.mark.parametrize("seed", range(6))
def test_one_night_of_promotion_is_no_drift(seed: int) -> None:
    course = verdicts(World(START + 12, seed=70 + seed, plant=promotion(START + seed)))
    assert "r" not in words(course["all"])


@pytest.mark.parametrize("seed", range(3))
def test_what_recovers_resolves_once(seed: int) -> None:
    course = verdicts(World(START + 45, seed=90 + seed, plant=shift_share(START, 12, stop=START + 10)))["P02"]
    print(words(course))
    assert incidents(course) == 1
    assert course[-1].word == "keep"
    assert words(course)[START:].rstrip("kw").count("r") >= 7, "it clears only after a calm week"


def test_known_events_are_left_out() -> None:
    world = World(START + 12, seed=8, plant=shift_share(START, 12, stop=START + 6))
    plain = verdicts(world)["all"]
    days = sorted(set(kpis(world)["as_of"]))[START : START + 6]
    told = verdicts(world, DriftSettings(events=dict.fromkeys(days, "summer fair")))["all"]
    assert "r" in words(plain)
    assert "r" not in words(told)


def test_a_missing_night_changes_little_and_nothing_that_was_said_before() -> None:
    rows = kpis(World(START + 9, seed=5, plant=shift_share(START, 10)))
    days = sorted(set(rows["as_of"]))
    without = judged(rows[rows["as_of"] != days[START - 2]])
    full = judged(rows)
    column = full.history.index("P02", "active_share")
    assert column is not None
    assert full.evidence.firing[-1, column]
    assert without.evidence.firing[-1, column]
    assert np.array_equal(full.evidence.cusum[: START - 2, column], without.evidence.cusum[: START - 2, column])


def test_later_nights_do_not_rewrite_earlier_ones() -> None:
    """History is judged as it was judged then: each prefix gives the same evidence."""
    rows = kpis(World(60, seed=6, plant=shift_share(50, 10)))
    days = sorted(set(rows["as_of"]))
    whole = judged(rows)
    for nights in (40, 52, 55):
        part = judged(rows[rows["as_of"] < days[nights]])
        assert np.allclose(whole.evidence.cusum[:nights], part.evidence.cusum, atol=1e-9)


def test_nothing_is_said_before_the_reference_is_full() -> None:
    course = verdicts(World(27, seed=1, plant=shift_share(15, 15)))
    assert {words(one) for one in course.values()} == {"u" * 27}


def test_a_tiny_shop_stays_defined() -> None:
    for volume in (0.0, 0.002):
        judgement = judged(kpis(World(50, seed=3, volume=volume)))
        assert np.isfinite(judgement.evidence.cusum).all()
        assert not judgement.evidence.firing.any()


def test_a_constant_column_is_defined_and_its_change_is_seen() -> None:
    def constant(number: int, night: Night) -> Night:
        return night

    rows = kpis(World(50, seed=3, plant=constant))
    frozen = rows["measure"] == "feature:frequency"
    late = rows["as_of"] >= sorted(set(rows["as_of"]))[40]
    rows.loc[frozen, "total"] = rows["n"] * 0.5
    calm = judged(rows.assign(total_squares=np.where(frozen, rows["n"] * 0.25, rows["total_squares"])))
    column = calm.history.index("P01", "feature:frequency")
    assert column is not None
    assert np.isfinite(calm.evidence.cusum).all()
    assert not calm.evidence.firing[:, column].any()
    rows.loc[frozen & late, "total"] = rows["n"] * 0.9
    moved = judged(
        rows.assign(total_squares=np.where(frozen, rows["total"] ** 2 / rows["n"].clip(1), rows["total_squares"]))
    )
    assert moved.evidence.firing[-1, column]


@pytest.mark.slow
@pytest.mark.parametrize(("reference_nights", "seeds", "most_per_year"), [(28, 24, 0.6), (91, 24, 0.5)])
def test_calm_years_raise_hardly_any_alarm(reference_nights: int, seeds: int, most_per_year: float) -> None:
    """The measured rate of false re-evaluations, over all levels together."""
    settings = DriftSettings(reference_nights=reference_nights)
    found = []
    for seed in range(seeds):
        course = verdicts(replace(World(reference_nights + 365), seed=200 + seed), settings)["all"]
        found.append(incidents(course))
    rate = sum(found) / seeds
    print(
        f"{reference_nights} reference nights: {sum(found)} false re-evaluations in {seeds} calm years, {rate:.2f} a year"
    )
    assert rate <= most_per_year
