from __future__ import annotations

from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.sample import Drift, DriftKind, ShopOptions
from persona_pipeline.sample.behaviours import REACH_SHARES, moves, profiles, scale, shares, timeline
from persona_pipeline.sample.drifts import SOURCE_DRIFTS

PERSONAS = ShopOptions().persona_names


@st.composite
def drifts(draw: st.DrawFn) -> Drift:
    kind = draw(st.sampled_from(get_args(DriftKind)))
    size = draw(st.integers(1, 9)) if kind in SOURCE_DRIFTS else draw(st.floats(0.1, 0.25))
    return Drift(kind, draw(st.sampled_from(PERSONAS)), draw(st.integers(1, 20)), size)


@given(st.lists(drifts(), max_size=8), st.integers(0, 49), st.floats(0, 0.999))
def test_every_member_has_one_behaviour_on_every_day(planted: list[Drift], day: int, part: float) -> None:
    options = ShopOptions(nights=20, history_days=30, drifts=tuple(planted))
    when = options.first_day + timedelta(days=day)
    found = [
        b.persona for b in timeline(options) if b.first_day <= when <= b.last_day and b.part_from <= part < b.part_to
    ]
    assert sorted(found) == sorted([*PERSONAS, "newcomer"])


@given(drifts())
def test_nothing_changes_before_a_drift_starts(planted: Drift) -> None:
    options = ShopOptions(nights=20, drifts=(planted,))
    calm = {b.persona: b.profile for b in timeline(ShopOptions(nights=20))}
    before = [b for b in timeline(options) if b.first_day < options.day_of(planted.start_night)]
    assert all(b.profile == calm[b.persona] for b in before)


def test_a_split_gives_part_of_the_members_a_way_of_their_own() -> None:
    options = ShopOptions(drifts=(Drift("persona_splits", "bargain", 10, 0.4),))
    after = {b.label: b for b in timeline(options) if b.persona == "bargain" and b.last_day == options.last_day}
    assert (after["bargain/split"].part_from, after["bargain/split"].part_to) == (0, 0.4)
    assert (after["bargain"].part_from, after["bargain"].part_to) == (0.4, 1)


@pytest.mark.parametrize(
    ("drift", "gain"),
    [
        (Drift("persona_grows", "occasion", 5, 0.1), {"occasion": 0.1}),
        (Drift("persona_shrinks", "bargain", 5, 0.1), {"bargain": -0.1}),
        (Drift("persona_appears", start_night=5, size=0.08), {"newcomer": 0.08}),
        (Drift("nps_falls", start_night=5, size=2), {}),
    ],
)
def test_moves_change_shares_by_the_size_asked_for(drift: Drift, gain: dict[str, float]) -> None:
    options = ShopOptions(drifts=(drift,))
    share = shares(options)
    change = dict.fromkeys([*share, "newcomer"], 0.0)
    for move in moves(drift, options):
        moved = share[move.persona] * move.chance * (move.pick_to - move.pick_from)
        change[move.persona] -= moved
        change[move.to_persona] += moved
    assert sum(change.values()) == pytest.approx(0)
    for persona, points in gain.items():
        assert change[persona] == pytest.approx(points)
    if not gain:
        assert set(change.values()) == {0.0}


def test_overlap_brings_personas_nearer_to_each_other() -> None:
    def spread(overlap: float) -> float:
        found = profiles(ShopOptions(overlap=overlap))
        return max(p.mobile_share for p in found.values()) - min(p.mobile_share for p in found.values())

    assert spread(0) > spread(0.5) > spread(1) > 0.2 * spread(0)


def test_means_are_kept_whatever_the_personas_are() -> None:
    for number in (2, 3, 4, 5):
        options = ShopOptions(personas=number)
        own, share, by = profiles(options), shares(options), scale(options)
        sessions = sum(share[p] * own[p].session_rate * by.sessions_a_day for p in share) * (
            REACH_SHARES[0] + REACH_SHARES[2]
        )
        assert sessions * 365 == pytest.approx(options.sessions_per_customer)
