"""Words in one language leave those of the other alone, and are marked where they stand in for it."""

from datetime import timedelta

from persona_pipeline.cards import TAKE_BACK, Document, markdown

from .conftest import Night, cards
from .shop import AS_OF
from .test_people import SAID, decide, line


def italics(card: Document, code: str, of: str) -> str:
    """What stands below a line of the card as people read it."""
    lines = markdown(card, code).splitlines()  # type: ignore[arg-type]
    return lines[next(n for n, each in enumerate(lines) if of in each) + 1]


def test_each_language_keeps_its_words_its_author_and_its_reason(night: Night) -> None:
    ctx = night(overrule={"P01": {"goals.1": SAID | {"reason": "12 interviews"}}})
    decide(ctx, "P01 goals.1", AS_OF, {"text": {"nl": "Eerst een koopje vinden"}})
    found = line(ctx, "goals.1")
    assert (found.text.en, found.text.nl) == ("Find a bargain first", "Eerst een koopje vinden")
    assert found.people is not None
    assert [(each.author, each.reason, each.written_in) for each in (found.people.en, found.people.nl)] == [
        ("Anna", "12 interviews", "en"),
        ("Bram", "Interviews", "nl"),
    ]
    card = cards(ctx)["P01"]
    assert "said by Anna on 3 February 2026; because: 12 interviews" in italics(card, "en", "Find a bargain first")
    assert "gezegd door Bram op 21 februari 2026; reden: Interviews" in italics(card, "nl", "Eerst een koopje")


def test_one_language_taken_back_leaves_the_other(night: Night) -> None:
    ctx = night()
    decide(ctx, "P01 goals.1", AS_OF, {"text": {"en": "Be first", "nl": "De eerste zijn"}})
    decide(ctx, "P01 goals.1", AS_OF, {"language": "nl"}, TAKE_BACK)
    found = line(ctx, "goals.1")
    assert (found.text.en, found.people and found.people.nl.written_in) == ("Be first", "en")
    decide(ctx, "P01 goals.1", AS_OF, {"language": "en"}, TAKE_BACK)
    assert line(ctx, "goals.1").people is None
    decide(ctx, "P01 goals.1", AS_OF, {"text": {"en": "Be first", "nl": "De eerste zijn"}})
    decide(ctx, "P01 goals.1", AS_OF, {}, TAKE_BACK)
    assert line(ctx, "goals.1").people is None


def test_words_of_the_other_language_are_marked(night: Night) -> None:
    ctx = night(overrule={"P01": {"goals.1": SAID, "name": SAID | {"text": "Sanne"}}})
    decide(ctx, "P01 pains.1", AS_OF, {"text": {"nl": "Te laat bezorgd"}})
    card = cards(ctx)["P01"]
    english, dutch = markdown(card, "en"), markdown(card, "nl")
    assert "Find a bargain first (in het Engels geschreven)" in dutch
    assert "Find a bargain first (" not in english
    assert "Te laat bezorgd (written in Dutch)" in english
    assert "Te laat bezorgd (" not in dutch
    assert "Sanne (" not in dutch + english, "a name is in no language"


def test_a_bound_line_stays_bound_when_one_language_changes(night: Night) -> None:
    bound = SAID | {"evidence": {"question": "need", "answer": "low price", "at_most": 0.3}}
    ctx = night(overrule={"P01": {"need.1": bound}})
    decide(ctx, "P01 need.1", AS_OF, {"text": {"nl": "Koopjes"}})
    assert line(ctx, "need.1").state == "contradicted", "the English words of persona.yaml still stand there"
    decide(ctx, "P01 need.1", AS_OF, {"text": {"en": "Bargains"}})
    assert line(ctx, "need.1").state == "assumption", "nothing is left of persona.yaml here"
    decide(ctx, "P01 need.1", AS_OF + timedelta(days=1), {"language": "en"}, TAKE_BACK)
    assert line(ctx, "need.1").text.en == "Bargains", "taken back from the next night on"


def test_a_made_name_of_a_persona_is_in_the_language_of_the_card(shown: dict[str, Document]) -> None:
    assert markdown(shown["P02"], "en").startswith("# P02 · Big-order desktop shoppers\n")
    assert markdown(shown["P02"], "nl").startswith("# P02 · Klanten met grote bestellingen op de computer\n")
    assert markdown(shown["P01"], "nl").startswith("# P01 · Mobile bargain hunters\n"), "people gave it"
