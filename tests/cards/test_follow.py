"""What people overrule does not leave lines behind that were made from what the data said there."""

import pytest

from persona_pipeline.cards import markdown

from .conftest import Night, cards
from .shop import AS_OF
from .test_answers import add_moment
from .test_people import SAID, decide

BROKEN = "Parcels arrive broken"


def test_lines_that_say_the_same_have_the_new_words(night: Night) -> None:
    ctx = night()
    decide(ctx, "P01 pains.1", AS_OF, {"text": {"en": BROKEN}})
    card = cards(ctx)["P01"]
    same = {line.line: line for line in card.lines if line.follows == "pains.1" and line.people}
    assert set(same) == {"canvas_pains.1"}
    for line in same.values():
        assert (line.text.en, line.state, line.note) == (BROKEN, "assumption", "unbound")
        assert line.people is not None
        assert line.people.instead is not None
        assert line.people.instead.en == "“too expensive”, named by 50%"
    assert "as under “Pains” (1)" in markdown(card, "en")
    assert not [line for line in card.of("pains") if line.follows], "the line itself follows nothing"


def test_lines_that_were_made_from_it_need_a_look(night: Night) -> None:
    ctx = night()
    add_moment(ctx, "pain", "too expensive", 0.5)
    decide(ctx, "P01 pains.1", AS_OF, {"text": {"en": BROKEN}})
    card = cards(ctx)["P01"]
    marked = {line.line: line for line in card.lines if line.follows == "pains.1" and not line.people}
    assert {line.field for line in marked.values()} == {"story", "message", "moments"}
    assert {(line.state, line.note) for line in marked.values()} == {("weak", "overruled")}
    assert "Show what you do about “too expensive”: 50% name it" in [line.text.en for line in marked.values()]
    told = "*Weak, made from “Pains” (1), which was changed by hand: check whether it still holds; figures under"
    assert told in markdown(card, "en")
    assert "controleer of dit nog klopt" in markdown(card, "nl")


def test_other_lines_stay_as_they_are(night: Night) -> None:
    ctx = night()
    before = {line.line: line for line in cards(ctx)["P01"].lines}
    decide(ctx, "P01 pains.2", AS_OF, {"text": {"en": BROKEN}})
    changed = {line.line for line in cards(ctx)["P01"].lines if line != before[line.line]}
    assert changed == {"pains.2", "canvas_pains.2"}


def test_words_of_their_own_go_before_those_they_follow(night: Night) -> None:
    ctx = night(overrule={"P01": {"canvas_pains.1": SAID, "pains.1": SAID | {"text": BROKEN}}})
    card = cards(ctx)["P01"]
    assert card.of("canvas_pains")[0].text.en == SAID["text"]
    assert card.of("pains")[0].text.en == BROKEN


@pytest.mark.parametrize(("field", "follow"), [("decision_factors", {"message", "story"}), ("buys", {"story"}), ("need", {"canvas_gains"})])  # fmt: skip
def test_a_whole_field_marks_all_that_was_made_from_it(night: Night, field: str, follow: set[str]) -> None:
    ctx = night()
    decide(ctx, f"P01 {field}", AS_OF, {"text": {"en": "Something else"}})
    marked = [line for line in cards(ctx)["P01"].lines if line.follows]
    assert {line.field for line in marked} == follow
    assert {(line.state, line.note, line.follows) for line in marked} == {("weak", "overruled", f"{field}.1")}
