"""Large moves are seen in two nights, small ones add up, and what is told of a move is told of the nights since it began."""

from datetime import date, timedelta

import numpy as np
import pytest

from persona_pipeline.drift.findings import findings
from persona_pipeline.drift.history import History
from persona_pipeline.drift.reference import independent
from persona_pipeline.drift.streams import Stream
from persona_pipeline.settings import DriftSettings

from .simulate import incidents, judged, nights_until_caught, verdicts, words
from .world import Plant, World, kpis, move_centre, scale_conversion, shift_share

START = 63
SETTINGS = DriftSettings(reference_nights=56)


def _caught(plant: Plant, seed: int) -> tuple[int | None, str]:
    course = verdicts(World(START + 12, seed=seed, plant=plant), SETTINGS)["all"]
    night = nights_until_caught(course, START)
    return night, course[START + night - 1].cause if night else ""


def test_a_large_move_is_caught_on_its_second_night() -> None:
    found = [_caught(shift_share(START, 10), seed) for seed in range(1, 13)]
    assert sorted(night or 99 for night, _ in found)[5] == 2
    assert max(night or 99 for night, _ in found) <= 4
    assert {cause for _, cause in found} == {"share"}


def test_one_extreme_night_says_nothing() -> None:
    """Of 12 shops at most one is told, of nights around it that were off for themselves."""
    spike = shift_share(START, 20, stop=START + 1)
    courses = [verdicts(World(START + 12, seed=seed, plant=spike), SETTINGS)["all"] for seed in range(11, 23)]
    assert sum("r" in words(course) for course in courses) <= 1
    assert all(course[START].word != "re-evaluate" for course in courses)


def test_the_persona_that_loses_is_named_and_not_the_shop() -> None:
    """Its fall is most of the shop's, which has the lower threshold."""
    found = [_caught(scale_conversion(START, (0.6, 1, 1)), seed) for seed in range(1, 9)]
    assert [cause for _, cause in found].count("kpi") >= 7
    alike = [_caught(scale_conversion(START, (0.8, 0.8, 0.8)), seed) for seed in range(1, 9)]
    assert {cause for _, cause in alike} == {"global_kpi"}


def test_an_effect_is_told_of_the_nights_since_it_began() -> None:
    """Two nights after 10 points of share it says 10, not what five nights make of it; a stream at rest says the last five."""
    rows = kpis(World(START + 2, seed=2, plant=shift_share(START, 10)))
    judgement = judged(rows, SETTINGS)
    share = judgement.streams.index(Stream("P02", "active_share"))
    night = len(judgement.history.nights) - 1
    assert judgement.evidence.firing[night, share]
    assert judgement.effect_of(night, share)[1] == 2
    told = next(f for f in findings(judgement) if (f.persona_id, f.measure) == ("P02", "active_share"))
    assert told.effect is not None
    assert told.effect == pytest.approx(10, abs=3)
    calm = judgement.streams.index(Stream("P01", "repeat_rate"))
    assert judgement.effect_of(night, calm)[1] == SETTINGS.effect_nights


def test_a_centre_that_moved_is_told_by_the_nights_since() -> None:
    judgement = judged(kpis(World(START + 2, seed=2, plant=move_centre(START, 0.3))), SETTINGS)
    told = next(f for f in findings(judgement) if (f.persona_id, f.level) == ("P03", "profile"))
    assert told.state == "firing"
    assert told.effect == pytest.approx(0.3, abs=0.1)


def test_an_incident_stays_open_while_half_of_the_move_is_there() -> None:
    """A share that stays 2.5 points higher, hardly more than matters, is told once."""
    course = verdicts(World(START + 150, seed=3, plant=shift_share(START, 4)), SETTINGS)["all"]
    assert words(course).count("r") > 100
    assert incidents(course) == 1


def _nights(numbers: list[int]) -> History:
    nights = tuple(date(2026, 1, 1) + timedelta(days=number) for number in numbers)
    blank = np.ones((len(nights), 1))
    return History(nights, (Stream("P01", "active_share"),), blank, blank, blank)


def test_nights_that_remember_become_independent() -> None:
    """An autoregressive series gives back the noise that it was made from, also across a gap of a day."""
    rng = np.random.default_rng(5)
    white, walk = rng.normal(size=2000), np.zeros(2000)
    for number in range(2000):
        walk[number] = 0.5 * walk[number - 1] + np.sqrt(0.75) * white[number]
    kept = [number for number in range(2000) if number % 7 != 3]
    standard = walk[kept][:, None]
    found = independent(_nights(kept), standard, np.ones(standard.shape, dtype=np.bool_), np.array([0.5]))[:, 0]
    after_a_gap = np.array([number % 7 == 4 for number in kept])
    assert np.allclose(found[1:][~after_a_gap[1:]], white[kept][1:][~after_a_gap[1:]])
    assert found[after_a_gap].std() == pytest.approx(1.0, abs=0.1)
    assert abs(np.corrcoef(found[1:], found[:-1])[0, 1]) < 0.07


def test_a_night_that_is_not_trusted_is_not_remembered() -> None:
    standard = np.array([[1.0], [9.0], [1.0]])
    clean = np.array([[True], [False], [True]])
    found = independent(_nights([0, 1, 2]), standard, clean, np.array([0.5]))
    assert found[2, 0] == pytest.approx((1.0 - 0.25) / np.sqrt(1 - 0.25**2))
