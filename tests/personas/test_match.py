"""Who is who after a refit: each kind of event by hand, and what must hold whatever the figures are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from persona_pipeline.personas.match import Fate, identify
from persona_pipeline.personas.similar import Evidence
from persona_pipeline.personas.thresholds import FEWEST, SAME

FAR, NEAR = 1.2, 0.05


def evidence(tonight: Any, *, stayers: Any = None, distance: Any = None, then: Any = None) -> Evidence:
    people = np.array(tonight, dtype=float)
    known = len(people)
    stayed = np.zeros_like(people) if stayers is None else np.array(stayers, dtype=float)
    far = np.full(people.shape, FAR) if distance is None else np.array(distance, dtype=float)
    return Evidence(
        known=tuple(f"P{number + 1:02d}" for number in range(known)),
        tonight=people,
        people=people,
        stayers=stayed,
        then=stayed.sum(axis=1) if then is None else np.array(then, dtype=float),
        distance=far,
    )


def told(fates: list[Fate]) -> dict[str, tuple[str, int | None]]:
    """Event and new number by id; personas without an id under their number."""
    return {fate.persona or f"new {fate.new}": (fate.event, fate.new) for fate in fates}


def test_the_same_people_and_the_same_profile_survive() -> None:
    found = identify(evidence([[5, 400], [300, 8]], distance=[[FAR, NEAR], [NEAR, FAR]]), {})
    assert told(found) == {"P01": ("survives", 1), "P02": ("survives", 0)}
    first = next(fate for fate in found if fate.persona == "P01")
    assert first.figures.overlap is not None
    assert abs(first.figures.overlap - 400 / 413) < 1e-6
    assert first.figures.margin is not None
    assert first.figures.margin > 0.9
    assert first.people == 408


def test_the_same_people_elsewhere_moved() -> None:
    found = identify(evidence([[400, 5], [8, 300]], distance=[[0.4, FAR], [FAR, NEAR]]), {})
    assert told(found) == {"P01": ("moves", 0), "P02": ("survives", 1)}


def test_people_who_stayed_together_moved_although_the_old_definition_scatters_them() -> None:
    """Their behaviour changed: tonight the old definition puts most of them into another persona."""
    found = identify(
        evidence([[60, 0], [240, 300]], stayers=[[280, 10], [5, 290]], distance=[[0.7, FAR], [0.6, NEAR]]), {}
    )
    assert told(found) == {"P01": ("moves", 0), "P02": ("survives", 1)}


def test_a_persona_that_falls_apart_splits_and_the_larger_part_stays() -> None:
    found = identify(
        evidence(
            [[260, 0, 140], [0, 300, 0]],
            stayers=[[250, 0, 130], [0, 280, 0]],
            distance=[[0.15, FAR, 0.5], [FAR, NEAR, FAR]],
        ),
        {},
    )
    assert told(found) == {"P01": ("splits", 0), "P02": ("survives", 1), "new 2": ("splits", 2)}
    assert found[0].targets == found[2].targets == (0, 2)
    assert found[2].sources == ("P01",)


def test_equal_halves_both_get_new_ids() -> None:
    found = identify(evidence([[200, 200, 0], [0, 0, 300]], distance=[[0.4, 0.4, FAR], [FAR, FAR, NEAR]]), {})
    assert told(found) == {
        "new 0": ("splits", 0),
        "new 1": ("splits", 1),
        "P02": ("survives", 2),
        "P01": ("splits", None),
    }


def test_two_that_become_one_merge_and_the_larger_id_stays() -> None:
    found = identify(
        evidence([[250, 0], [120, 0], [0, 300]], stayers=[[240, 0], [110, 0], [0, 280]], then=[250, 120, 300]), {}
    )
    assert told(found) == {"P01": ("merges", 0), "P02": ("merges", None), "P03": ("moves", 1)}
    assert found[0].sources == ("P01", "P02")


def test_a_persona_whose_people_left_vanishes_and_is_no_merger() -> None:
    found = identify(
        evidence([[250, 0], [31, 0], [0, 300]], stayers=[[240, 0], [31, 0], [0, 280]], then=[250, 400, 300]), {}
    )
    assert told(found) == {"P01": ("moves", 0), "P02": ("vanishes", None), "P03": ("moves", 1)}


def test_newcomers_of_a_new_kind_emerge_and_nobody_split() -> None:
    """By the old definition the newcomers are members of P01, which none of its own people left."""
    found = identify(
        evidence(
            [[250, 0, 200], [0, 300, 0]],
            stayers=[[240, 0, 6], [0, 280, 0]],
            distance=[[NEAR, FAR, 0.9], [FAR, NEAR, FAR]],
        ),
        {},
    )
    assert told(found) == {"P01": ("survives", 0), "P02": ("survives", 1), "new 2": ("emerges", 2)}


def test_many_newcomers_emerge_also_where_the_old_definition_counts_them_with_one_persona() -> None:
    found = identify(
        evidence(
            [[250, 0, 330], [0, 300, 0]],
            stayers=[[240, 0, 2], [0, 280, 0]],
            distance=[[NEAR, FAR, FAR], [FAR, NEAR, FAR]],
        ),
        {},
    )
    assert told(found) == {"P01": ("survives", 0), "P02": ("survives", 1), "new 2": ("emerges", 2)}


def test_a_former_persona_is_recognised_by_its_profile() -> None:
    found = identify(
        evidence([[300, 0, 90], [0, 300, 0]], distance=[[NEAR, FAR, 0.8], [FAR, NEAR, FAR]]),
        {"P03": [FAR, FAR, 0.1], "P04": [FAR, FAR, FAR]},
    )
    assert told(found) == {"P01": ("survives", 0), "P02": ("survives", 1), "P03": ("re-emerges", 2)}


def test_whoever_took_in_a_retired_persona_keeps_its_id_when_that_comes_back() -> None:
    """More than half of the people counted with P01 are those of P03, which was retired; P01's centre is where it was."""
    found = identify(
        evidence([[250, 0, 300], [0, 300, 90]], distance=[[0.02, FAR, 0.9], [FAR, NEAR, FAR]]), {"P03": [FAR, FAR, 0.1]}
    )
    assert told(found) == {"P01": ("survives", 0), "P02": ("survives", 1), "P03": ("re-emerges", 2)}


def test_people_who_took_the_place_of_others_are_nobody_for_sure() -> None:
    """The people of P01 went where P02 was, and new people came where P01 was: is P01 its people or its profile?"""
    found = identify(
        evidence([[300, 5], [5, 20]], stayers=[[5, 290], [0, 0]], distance=[[NEAR, FAR], [FAR, NEAR]], then=[300, 300]),
        {},
    )
    assert "P01" not in {fate.persona for fate in found if fate.event in ("survives", "moves")}


def test_where_two_former_personas_are_alike_nobody_is_recognised() -> None:
    found = identify(
        evidence([[250, 0, 6], [0, 300, 5]], distance=[[NEAR, FAR, 0.8], [FAR, NEAR, FAR]]),
        {"P03": [FAR, FAR, 0.10], "P04": [FAR, FAR, 0.12]},
    )
    assert told(found)["new 2"] == ("ambiguous", 2)


def test_the_profile_decides_where_there_are_too_few_people() -> None:
    few = FEWEST - 1
    found = identify(evidence([[few, 0], [0, 300]], distance=[[FAR, NEAR], [0.1, FAR]]), {})
    assert "P01" not in {fate.persona for fate in found if fate.event == "survives" and fate.new == 0}
    alone = identify(evidence([[few, 0], [0, 300]], distance=[[NEAR, FAR], [FAR, NEAR]]), {})
    assert told(alone) == {"P01": ("survives", 0), "P02": ("survives", 1)}


def test_nobody_is_forced_into_a_match() -> None:
    found = identify(evidence([[100, 100, 100]] * 3), {})
    assert {fate.persona for fate in found if fate.new is not None} == {None}


@st.composite
def cases(draw: st.DrawFn) -> tuple[Evidence, dict[str, list[float]]]:
    known, new, former = draw(st.integers(1, 5)), draw(st.integers(1, 5)), draw(st.integers(0, 3))
    counts = st.integers(0, 500).map(float)
    lengths = st.floats(0, 3, allow_nan=False)
    stayers = draw(arrays(float, (known, new), elements=counts))
    found = evidence(
        draw(arrays(float, (known, new), elements=counts)),
        stayers=stayers,
        distance=draw(arrays(float, (known, new), elements=lengths)),
        then=stayers.sum(axis=1) + draw(arrays(float, known, elements=counts)),
    )
    gone = {f"P{11 + n}": draw(st.lists(lengths, min_size=new, max_size=new)) for n in range(former)}
    return found, gone


@given(cases())
def test_every_persona_has_one_fate_and_no_two_take_one_id(case: tuple[Evidence, dict[str, list[float]]]) -> None:
    found, gone = case
    fates = identify(found, gone)
    ids = [fate.persona for fate in fates if fate.persona is not None]
    assert len(ids) == len(set(ids))
    assert set(found.known) <= set(ids) <= {*found.known, *gone}
    assert [fate.new for fate in fates if fate.new is not None] == list(range(found.new))
    for fate in fates:
        assert fate.persona is not None or fate.event in ("emerges", "ambiguous", "splits", "merges")
        if fate.event in ("survives", "moves"):
            assert fate.figures.margin is not None
            assert max(fate.figures.overlap or 0, fate.figures.stayed or 0, 1 - (fate.figures.distance or 0)) >= SAME


@pytest.mark.slow
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_labels_changes_nothing(case: tuple[Evidence, dict[str, list[float]]], random: Any) -> None:
    found, gone = case
    rows, columns = list(range(len(found.known))), list(range(found.new))
    random.shuffle(rows)
    random.shuffle(columns)
    shuffled = Evidence(
        known=tuple(found.known[i] for i in rows),
        tonight=found.tonight[rows][:, columns],
        people=found.people[rows][:, columns],
        stayers=found.stayers[rows][:, columns],
        then=found.then[rows],
        distance=found.distance[rows][:, columns],
    )
    again = identify(shuffled, {name: [far[j] for j in columns] for name, far in reversed(gone.items())})

    def shape(fates: list[Fate], number: Any) -> list[tuple[Any, ...]]:
        return sorted(
            (
                str(fate.persona),
                fate.event,
                -1 if fate.new is None else number(fate.new),
                sorted(fate.sources),
                sorted(number(j) for j in fate.targets),
            )
            for fate in fates
        )

    assert shape(identify(found, gone), lambda j: j) == shape(again, lambda j: columns[j])


@given(arrays(float, 4, elements=st.integers(FEWEST, 500).map(float)))
def test_a_set_matched_with_itself_keeps_every_id(people: Any) -> None:
    far = np.where(np.eye(4) > 0, 0.0, FAR)
    found = identify(evidence(np.diag(people), stayers=np.diag(people), distance=far), {})
    assert told(found) == {f"P{n + 1:02d}": ("survives", n) for n in range(4)}
