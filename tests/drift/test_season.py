"""What comes back every month or year is expected once it has been seen; a change that stays is none of that."""

from datetime import timedelta

import numpy as np
import pytest

from persona_pipeline.drift import reference
from persona_pipeline.drift.season import no_season
from persona_pipeline.settings import DriftSettings

from .simulate import judged, verdicts, words
from .world import FIRST, Night, Plant, World, kpis, nothing, shift_share

SETTINGS = DriftSettings(reference_nights=91)


def _every_year(first: int, points: float) -> Plant:
    def plant(number: int, night: Night) -> Night:
        return shift_share(0, points)(number, night) if (number - first) % 364 < 21 else night

    return plant


def _payday(points: float) -> Plant:
    def plant(number: int, night: Night) -> Night:
        payday = 25 <= (FIRST + timedelta(days=number)).day <= 27
        return shift_share(0, points)(number, night) if payday else night

    return plant


def _said(world: World) -> str:
    return words(verdicts(world, SETTINGS)["all"])


def test_the_second_high_season_is_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first one is told; a year later it is what was to be expected, unless seasons are not looked for."""
    world = World(565, seed=3, plant=_every_year(180, 8))
    said = _said(world)
    assert "r" in said[180:201]
    assert "r" not in said[520:565]
    monkeypatch.setattr(reference, "season_of", lambda history, *_: no_season(history))
    assert "r" in _said(world)[540:565]


def test_what_is_more_than_the_season_is_told() -> None:
    def plant(number: int, night: Night) -> Night:
        return shift_share(544, 8, persona=2)(number, _every_year(180, 8)(number, night))

    assert "r" in _said(World(565, seed=3, plant=plant))[544:565]


def test_a_change_that_stays_is_no_season() -> None:
    """A year after it is still a change."""
    said = _said(World(520, seed=2, plant=shift_share(100, 8)))
    assert set(said[110:520]) == {"r"}


def test_paydays_are_expected_once_they_were_seen_in_four_months() -> None:
    judgement = judged(kpis(World(330, seed=4, plant=_payday(8))), SETTINGS)
    share = judgement.history.index("P02", "active_share")
    adds = judgement.reference.season.adds[:, share]
    paydays = np.array([25 <= night.day <= 27 for night in judgement.history.nights])
    assert not adds[:80].any()
    assert adds[150:][paydays[150:]].min() > 0.03
    assert np.abs(adds[150:][~paydays[150:]]).mean() < 0.01


def test_without_a_rhythm_next_to_nothing_is_added() -> None:
    adds = judged(kpis(World(500, seed=6, plant=nothing)), SETTINGS).reference.season.adds
    assert (adds != 0).mean() < 0.02


def test_later_nights_do_not_rewrite_a_season() -> None:
    rows = kpis(World(480, seed=5, plant=_every_year(100, 8)))
    whole = judged(rows, SETTINGS).reference.season.adds
    days = sorted(set(rows["as_of"]))
    part = judged(rows[rows["as_of"] < days[470]], SETTINGS).reference.season.adds
    assert whole[464:470].any()
    assert np.allclose(whole[:470], part)
