"""Weights are positive, bounded, keep the sum, reach the members' shares where they can, and do not depend on the order of rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.honesty.weights import REACHES, Cell, weigh


@st.composite
def cells(draw: st.DrawFn) -> list[Cell]:
    keys = draw(
        st.sets(
            st.tuples(st.sampled_from(("P01", "P02", "P03")), st.integers(0, 5), st.sampled_from(REACHES)),
            min_size=1,
            max_size=20,
        )
    )
    found = []
    for persona, band, reach in sorted(keys):
        respondents = draw(st.one_of(st.just(0), st.integers(0, 60)))
        members = respondents + draw(st.integers(0 if respondents else 1, 500))
        share = draw(st.floats(0.25, 1))
        found.append(Cell(persona, band, reach, members, respondents, respondents * share))
    return found


@given(cells(), st.integers(2, 20), st.floats(1.2, 10), st.randoms(use_true_random=False))
def test_what_holds_of_all_weights(found: list[Cell], cell_size: int, ratio: float, random: object) -> None:
    weighted = weigh(found, cell_size=cell_size, max_ratio=ratio)
    answering = [cell for cell in found if cell.respondents]
    total = sum(cell.respondents for cell in answering)
    assert set(weighted.weights) == set(answering)
    if not answering:
        return
    mean = total / sum(cell.careful for cell in answering)
    assert sum(cell.careful * weight for cell, weight in weighted.weights.items()) == pytest.approx(total, rel=1e-9)
    low, high = mean / ratio * (1 - 1e-9), mean * ratio * (1 + 1e-9)
    assert all(low <= weight <= high for weight in weighted.weights.values())
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert weigh(shuffled, cell_size=cell_size, max_ratio=ratio) == weighted


def test_the_margins_of_the_members_are_met() -> None:
    found = [
        Cell("P01", 1, "orders", 400, 20, 18.5),
        Cell("P01", 1, "both", 300, 30, 30.0),
        Cell("P01", 3, "orders", 100, 25, 20.0),
        Cell("P01", 3, "both", 200, 60, 55.0),
        Cell("P02", 0, "web", 1_000, 65, 60.0),
    ]
    weights = weigh(found, cell_size=10, max_ratio=100).weights
    stands_for = {cell: cell.careful * weight / 200 * 2_000 for cell, weight in weights.items()}

    def people(*keep: Cell) -> float:
        return sum(stands_for[cell] for cell in keep)

    one, two, three, four, web = found
    assert people(web) == pytest.approx(1_000)
    assert people(one, two) == pytest.approx(700), "by band"
    assert people(one, three) == pytest.approx(500), "by reach"
    assert people(three, four) == pytest.approx(300)


def test_too_few_respondents_are_joined_with_their_neighbours() -> None:
    """Two answers of the busiest band alone would stand for a fifth of the members."""
    found = [
        Cell("P01", 4, "both", 100, 50, 50.0),
        Cell("P01", 5, "both", 400, 2, 2.0),
        Cell("P02", 1, "web", 500, 48, 48.0),
    ]
    weights = weigh(found, cell_size=10, max_ratio=100).weights
    assert weights[found[0]] == pytest.approx(weights[found[1]])
    assert weights[found[0]] * 52 == pytest.approx(50), "half of the members are of the persona"


def test_a_persona_that_hardly_answers_is_spoken_for_by_the_smallest_other() -> None:
    found = [
        Cell("P01", 1, "both", 100, 0, 0.0),
        Cell("P02", 1, "both", 100, 20, 20.0),
        Cell("P03", 1, "both", 200, 80, 80.0),
    ]
    weights = weigh(found, cell_size=10, max_ratio=100).weights
    assert weights[found[1]] == pytest.approx(2.5)
    assert weights[found[2]] == pytest.approx(0.625)


def test_margins_that_contradict_each_other_leave_the_bands() -> None:
    """Nobody of the first band who is on the web answered, yet most of that band are there: reach cannot be met as well."""
    found = [
        Cell("P01", 1, "orders", 100, 30, 30.0),
        Cell("P01", 1, "both", 700, 0, 0.0),
        Cell("P01", 2, "both", 200, 70, 70.0),
    ]
    weights = weigh(found, cell_size=10, max_ratio=100).weights
    assert weights[found[0]] * 30 == pytest.approx(80)
    assert weights[found[2]] * 70 == pytest.approx(20)


def test_people_whom_only_surveys_know_stand_for_themselves() -> None:
    found = [
        Cell("P01", 0, "survey", 20, 20, 20.0),
        Cell("P01", 0, "web", 380, 4, 4.0),
        Cell("P01", 1, "both", 600, 76, 76.0),
    ]
    weights = weigh(found, cell_size=10, max_ratio=100).weights
    assert weights[found[0]] * 20 == pytest.approx(2)
    assert weights[found[1]] == pytest.approx(weights[found[2]])
