"""A name that people give is read as it was typed: nothing in it turns the direction of writing."""

import pytest

from persona_pipeline.decisions import DecisionsError
from persona_pipeline.decisions.model import checked
from persona_pipeline.personas.names import checked_name


@pytest.mark.parametrize("mark", ["\u202e", "\u200e", "\u200f", "\u061c", "\u202a", "\u2066", "\u2069", "\x07"])
def test_marks_that_turn_the_writing_are_refused(mark: str) -> None:
    with pytest.raises(DecisionsError, match="direction of writing"):
        checked_name(f"ab{mark}cd")
    with pytest.raises(DecisionsError, match="direction of writing"):
        checked("reason", f"because{mark} of this")


@pytest.mark.parametrize("name", ["Koopjesjagers", "המשפחות הצעירות", "العائلات", "Élan, 2e groep"])
def test_names_in_any_writing_are_taken(name: str) -> None:
    assert checked_name(f"  {name} ") == name
