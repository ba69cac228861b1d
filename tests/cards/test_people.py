"""What people say stays, under their name; when the figures turn against it, it is marked and never overwritten."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from persona_pipeline.cards import OVERRULE, TAKE_BACK
from persona_pipeline.cards.document import CardLine
from persona_pipeline.context import Context
from persona_pipeline.decisions import Decisions
from persona_pipeline.settings import CardSettings

from .conftest import Night, cards
from .shop import AS_OF

SAID: dict[str, Any] = {"text": "Find a bargain first", "author": "Anna", "said_on": "2026-02-03"}


def line(ctx: Context, name: str, persona: str = "P01") -> CardLine:
    return next(each for each in cards(ctx)[persona].lines if each.line == name)


def decide(ctx: Context, subject: str, first: date, payload: dict[str, Any], kind: str = OVERRULE) -> None:
    with Decisions.open(ctx.workspace, ctx.settings) as store:
        at = datetime(2026, 2, 20, 23, 30, tzinfo=UTC)
        store.record(
            kind, subject, {**payload, "effective_as_of": first.isoformat()}, author="Bram", reason="Interviews", at=at
        )


def test_words_of_the_yaml_stand_in_their_place_with_who_and_when(night: Night) -> None:
    ctx = night(overrule={"P01": {"goals.1": SAID | {"reason": "12 interviews"}}})
    found = line(ctx, "goals.1")
    assert (found.text.en, found.text.nl, found.state, found.note) == (
        "Find a bargain first",
        "Find a bargain first",
        "assumption",
        "unbound",
    )
    assert found.people is not None
    assert (found.people.en.author, found.people.en.said_on, found.people.en.reason) == (
        "Anna",
        date(2026, 2, 3),
        "12 interviews",
    )
    assert found.people.instead is not None
    assert found.people.instead.en == "“save money”, named by 62%"
    assert line(ctx, "goals.2").text.en == "“save time”, named by 25%"


@pytest.mark.parametrize(
    ("bound", "state", "note"),
    [
        ({"figure": "mobile_share", "is": "above_average"}, "supported", ""),
        ({"figure": "mobile_share", "is": "below_average"}, "contradicted", "turned"),
        ({"figure": "frequency", "is": "above_average"}, "weak", "not_clear"),
        ({"question": "need", "answer": "Low Price", "at_least": 0.3}, "supported", ""),
        ({"question": "need", "answer": "low price", "at_most": 0.3}, "contradicted", "turned"),
        ({"question": "need", "answer": "low price", "at_least": 0.76}, "weak", "not_clear"),
        ({"question": "need", "answer": "immortality", "at_least": 0.3}, "assumption", "no_such_figure"),
        ({"figure": "mobil_share", "is": "above_average"}, "assumption", "no_such_figure"),
        ({"figure": "channel:paid_social:instagram", "at_least": 0.5}, "supported", ""),
    ],
)  # fmt: skip
def test_words_stand_or_fall_by_what_they_are_bound_to(
    night: Night, bound: dict[str, Any], state: str, note: str
) -> None:
    found = line(night(overrule={"P01": {"challenges.1": SAID | {"evidence": bound}}}), "challenges.1")
    assert (found.text.en, found.state, found.note) == ("Find a bargain first", state, note)


def test_when_evidence_turns_the_words_stay_and_are_marked(night: Night) -> None:
    bound = SAID | {"evidence": {"question": "need", "answer": "low price", "at_least": 0.3}}
    ctx = night(overrule={"P01": {"need.1": bound}})
    assert line(ctx, "need.1").state == "supported"
    ctx.warehouse.query("update marts.survey_estimates set value = 0.15, low = 0.1, high = 0.2, hits = 12 where question_id = 'need' and persona_id = 'P01' and answer = 'low price'")  # fmt: skip
    found = line(ctx, "need.1")
    assert (found.text.en, found.state) == ("Find a bargain first", "contradicted")


def test_a_decision_goes_before_the_yaml_and_taken_back_it_does_not(night: Night) -> None:
    ctx = night(overrule={"P01": {"goals.1": SAID}})
    decide(ctx, "P01 goals.1", AS_OF, {"text": {"en": "Be first"}, "evidence": None})
    found = line(ctx, "goals.1")
    assert found.text.en == "Be first"
    assert found.people is not None
    assert (found.people.en.author, found.people.en.said_on) == ("Bram", date(2026, 2, 21)), "in the shop's time zone"
    decide(ctx, "P01 goals.1", AS_OF, {}, TAKE_BACK)
    assert line(ctx, "goals.1").text.en == "Find a bargain first"


def test_words_in_one_language_keep_those_in_the_other(night: Night) -> None:
    ctx = night()
    decide(ctx, "P01 story", AS_OF, {"text": {"en": "Robin likes a deal.", "nl": "Robin houdt van koopjes."}})
    decide(ctx, "P01 story", AS_OF, {"text": {"nl": "Robin is dol op koopjes."}})
    found = cards(ctx)["P01"].of("story")
    assert [(each.text.en, each.text.nl) for each in found] == [("Robin likes a deal.", "Robin is dol op koopjes.")]
    assert found[0].people is not None
    assert found[0].people.instead is not None, "the story that the data tells is kept beside it"


def test_a_decision_counts_from_its_night_on(night: Night) -> None:
    ctx = night()
    decide(ctx, "P01 name", AS_OF + timedelta(days=1), {"text": {"en": "Sanne"}})
    assert line(ctx, "name").text.en == "Robin", "nights that were over are not written anew"
    decide(ctx, "P01 name", AS_OF, {"text": {"en": "Fleur"}})
    card = cards(ctx)["P01"]
    assert card.of("name")[0].text.en == "Fleur"
    assert card.of("story")[0].text.nl.startswith("Fleur staat voor")
    assert 'aria-label="Fleur"' in card.face_svg


def test_relievers_are_written_by_people(night: Night) -> None:
    ctx = night(purpose="strategy", overrule={"P01": {"relievers.2": SAID, "creators": SAID}})
    card = cards(ctx)["P01"]
    assert [(each.line, each.text.en) for each in card.of("relievers")] == [("relievers.2", "Find a bargain first")]
    assert [each.line for each in card.of("creators")] == ["creators.1"]


@pytest.mark.parametrize(
    ("overrule", "message"),
    [
        ({"P1": {"name": SAID}}, "String should match pattern"),
        ({"P01": {"hobbies": SAID}}, "no line 'hobbies'; expected one of gist, name"),
        ({"P01": {"name.1": SAID}}, "no line 'name.1'; expected name"),
        ({"P01": {"name": {"text": "Sanne"}}}, "Field required"),
        ({"P01": {"name": SAID | {"text": "  "}}}, "at least 1 character"),
        ({"P01": {"name": SAID | {"evidence": {"figure": "nps"}}}}, "expected where it must lie"),
        ({"P01": {"name": SAID | {"evidence": {"is": "above_average"}}}}, "either `figure` or `question`"),
        ({"P01": {"name": SAID | {"texts": "x"}}}, "Extra inputs are not permitted"),
    ],
)
def test_wrong_words_are_refused(overrule: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        CardSettings.model_validate({"overrule": overrule})


def test_words_and_questions_that_lead_nowhere_are_told(night: Night) -> None:
    heard: list[str] = []
    ctx = replace(night(overrule={"P09": {"name": SAID}}, questions={"wish": ["dream"]}), progress=heard.append)
    cards(ctx)
    assert heard == [
        "words of people for P09 stand on no card: there is no such persona tonight",
        "cards.questions.wish names the question 'dream', which no source asks",
    ]
