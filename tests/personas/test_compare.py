"""What differs notably between two versions of a persona, on one scale."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.personas.compare import NOTABLE, Pair, standard
from persona_pipeline.personas.definition import TraitScale
from persona_pipeline.personas.traits import TRAITS, natural, transformed


@given(st.sampled_from(TRAITS), st.floats(0, 1e4))
def test_a_value_as_people_read_it_leads_back_to_the_scale(trait: object, value: float) -> None:
    transform = trait.transform  # type: ignore[attr-defined]
    assert math.isclose(natural(transform, transformed(transform, value)), value, rel_tol=1e-9, abs_tol=1e-9)


def test_a_value_is_held_between_the_ends_of_its_scale() -> None:
    scale = TraitScale(
        name="mobile_share", block="web", transform="plain", weight=1.0, half_at=2, prior=0, centre=0.5, scale=0.25, low=-2, high=2, known=9
    )  # fmt: skip
    assert [standard(scale, value) for value in (0.5, 0.75, 9.0)] == [0.0, 1.0, 2.0]


def test_what_moves_a_fifth_of_a_standard_unit_is_notable_farthest_first() -> None:
    shifts = {"nps": 0.1999, "mobile_share": NOTABLE, "order_value": -0.7, "frequency": 0.2}
    pair = Pair("P01", "moves", "P01", "P01", None, None, {}, shifts)
    assert pair.notable == ["order_value", "frequency", "mobile_share"]
