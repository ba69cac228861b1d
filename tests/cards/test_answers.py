"""An answer has one figure on a card, by weight; the plain one is evidence; everybody else's are their own."""

import json

import pytest

from persona_pipeline.cards import Document, markdown
from persona_pipeline.cards.document import CardLine

from .conftest import Night, cards
from .shop import AS_OF, Group, add_answers, add_figure, weigh_answers


def add_moment(ctx, kind: str, wording: str, share: float) -> None:  # type: ignore[no-untyped-def]
    need = {"table": "marts.persona_needs", "kind": kind, "wording": wording, "share": share, "low": share - 0.1, "high": share + 0.1, "n": 80}  # fmt: skip
    ctx.warehouse.query(
        "insert into marts.persona_moments by name select $d::date as as_of, 'P01' as persona_id, 'see' as phase, 'Ad' as touchpoint,"
        " 'Say it.' as message_en, 'Zeg het.' as message_nl, 'supported' as state, $e as evidence",
        {"d": AS_OF, "e": json.dumps([need])},
    )


def about(card: Document, answer: str) -> list[CardLine]:
    return [line for line in card.lines if line.evidence is not None and line.evidence.answer == answer]


def test_everybody_else_is_never_cut_at_nothing(night: Night) -> None:
    """The share of P01 in the answers is not its share in the members: by that one, 1.6 % became 0.0 %."""
    ctx = night()
    add_answers(ctx.warehouse, "where", "channel", {"tiktok": (70, 12)}, (80, 160))
    weigh_answers(ctx.warehouse, by=0.0)
    ctx.warehouse.query("update marts.survey_estimates set weighted_value = 0.29 where answer = 'tiktok' and persona_id = 'all'")  # fmt: skip
    line = next(each for each in about(cards(ctx)["P01"], "tiktok") if each.field == "media")
    assert line.evidence is not None
    assert line.evidence.others_value == pytest.approx(12 / 160)
    assert line.evidence.others_n == 160


def test_one_answer_has_one_figure_wherever_it_stands(night: Night) -> None:
    ctx = night()
    weigh_answers(ctx.warehouse)
    add_moment(ctx, "goal", "Save Money", 0.66)
    card = cards(ctx)["P01"]
    found = about(card, "save money")
    assert {line.field for line in found} == {"goals", "canvas_gains", "moments"}
    shown = [line.evidence for line in found if line.evidence]
    assert {(each.value, each.unweighed_value, each.weighed) for each in shown} == {(0.725, 0.625, True)}
    told = markdown(card, "en")
    assert "survey, weighted, 1 Jan 2026 to 1 Mar 2026; unweighted 62% (everyone else: 12%)" in told
    assert "66%; 95%" not in told


def test_the_score_of_the_shop_is_weighed_like_its_question(night: Night) -> None:
    ctx = night()
    add_figure(ctx.warehouse, "nps", "survey", "points", one=Group(80, 6.7, 1.5), two=Group(160, 8.2, 1.2))
    ctx.warehouse.query(
        "insert into marts.survey_estimates by name select as_of, persona_id, 'survey' as source, 's' as survey_id, 'recommend' as question_id,"
        " 'nps' as role, '' as answer, 'points' as unit, n, n as hits, value, low, high, value - 0.5 as weighted_value,"
        " low - 0.5 as weighted_low, high - 0.5 as weighted_high, n * 0.9 as effective_n from marts.persona_profiles where figure = 'nps'"
    )
    line = next(each for each in cards(ctx)["P01"].of("story") if "recommend" in each.text.en)
    assert line.text.en == "Asked whether they would recommend the shop, they give it 6.2 out of 10."
    assert line.evidence is not None
    assert line.evidence.unweighed_value == pytest.approx(6.7)


def test_a_moment_tells_no_figure_that_the_answer_may_not(night: Night) -> None:
    ctx = night()
    add_moment(ctx, "pain", "too expensive", 0.5)
    ctx.warehouse.query("update marts.survey_estimates set value = null, low = null, high = null where answer = 'too expensive' and persona_id <> 'all'")  # fmt: skip
    line = cards(ctx)["P01"].of("moments")[0]
    assert line.evidence is not None
    assert (line.evidence.value, line.evidence.n, line.state, line.note) == (None, None, "weak", "withheld")


@pytest.mark.parametrize("others", [9, 151])
def test_of_few_others_nothing_is_told(night: Night, others: int) -> None:
    """Also not of few who did not give the answer."""
    ctx = night()
    add_answers(ctx.warehouse, "where", "channel", {"tiktok": (70, others)}, (80, 160))
    weigh_answers(ctx.warehouse)
    shown = [line.evidence for line in about(cards(ctx)["P01"], "tiktok") if line.evidence]
    assert shown
    assert {(each.others_value, each.others_n, each.unweighed_others, each.effect) for each in shown} == {(None,) * 4}
