"""A line is told once, in its strongest place; where else it would stand, the card says where it is."""

from .conftest import Night, cards
from .shop import AS_OF, add_answers
from .test_people import decide


def said(night: Night, field: str, persona: str = "P01", **settings: object) -> list[tuple[str, str]]:
    return [(line.text.en, line.state) for line in cards(night(**settings))[persona].of(field)]


def test_wish_requirement_and_worry_are_told_in_their_lists(night: Night) -> None:
    card = cards(night())["P01"]
    told = {name: [line.text.en for line in card.of(name)] for name in ("wish", "requirement", "worry")}
    assert told == {
        "wish": ["Told under “Goals” (1)."],
        "requirement": ["Told under “What decides” (1)."],
        "worry": ["Told under “Pains” (1)."],
    }
    assert [line.text.nl for line in card.of("wish")] == ["Staat bij “Doelen” (1)."]
    assert {(line.state, line.note) for name in told for line in card.of(name)} == {("empty", "told_there")}


def test_nothing_that_is_named_stands_twice_outside_the_canvas(night: Night) -> None:
    for card in cards(night()).values():
        named = [
            line.text.en for line in card.lines if "named by" in line.text.en and not line.field.startswith("canvas")
        ]
        assert len(named) == len(set(named))


def test_a_question_of_its_own_speaks_for_itself(night: Night) -> None:
    ctx = night(questions={"wish": ["dream_shop"]})
    add_answers(ctx.warehouse, "dream_shop", "goal", {"a shop nearby": (60, 60)})
    (wish,) = cards(ctx)["P01"].of("wish")
    assert (wish.text.en, wish.state) == ("“a shop nearby”, named by 75%", "supported")


def test_objections_keep_what_the_pains_do_not_tell(night: Night) -> None:
    ctx = night()
    ctx.warehouse.query("update marts.survey_estimates set phase = 'think' where role = 'pain'")
    (line,) = cards(ctx)["P01"].of("objections")
    assert line.text.en == "Told under “Pains” (1) and “Pains” (2)."
    more = {"too expensive": (40, 15), "size did not fit": (25, 50), "slow": (20, 20), "ugly": (15, 20)}
    ctx.warehouse.query("delete from marts.survey_estimates where role = 'pain'")
    add_answers(ctx.warehouse, "pain", "pain", {"slow": (44, 20), "ugly": (30, 20)})
    add_answers(ctx.warehouse, "doubt", "pain", more, phase="do")
    lines = cards(ctx)["P01"].of("objections")
    assert [line.line for line in lines] == [f"objections.{place}" for place in range(1, len(lines) + 1)]
    assert not {line.text.en for line in lines} & {line.text.en for line in cards(ctx)["P01"].of("pains")}


def test_words_of_people_stand_in_that_place_too(night: Night) -> None:
    ctx = night()
    decide(ctx, "P01 wish", AS_OF, {"text": {"en": "A shop that knows them"}})
    (wish,) = cards(ctx)["P01"].of("wish")
    assert wish.text.en == "A shop that knows them"
    assert wish.people is not None
    assert wish.people.instead is None, "that it is told elsewhere is nothing that the data says"
