"""Cards say answers, categories and touchpoints in the reader's language, and know which have no label there."""

from typing import Any

from persona_pipeline.cards import markdown, shown
from persona_pipeline.cards.unlabelled import (
    count,
    foreign,
    labels_of_nothing,
    params,
    without_label,
    wordings,
    words_of_card,
)
from persona_pipeline.context import Context
from persona_pipeline.settings import Settings, labels_of

from .conftest import Night, cards, settings_of
from .shop import AS_OF

QUESTIONS: dict[str, Any] = {
    "need": {
        "column": "a",
        "role": "need",
        "labels": {"nl": "Wat wilt u?"},
        "answers": {"low price": {"nl": "lage prijs"}, "good qualty": {"nl": "goede kwaliteit"}},
    },
    "decision": {"column": "b", "role": "decision_factor", "answers": {"price": {"nl": "prijs"}}},
    "rates_delivery": {"column": "c", "role": "satisfaction", "touchpoint": "delivery"},
}


def labelled(ctx: Context) -> Context:
    """The same night with labels for some of its words."""
    told = settings_of().model_dump() | {
        "sources": [{"name": "survey", "kind": "survey", "path": "x", "language": "en", "questions": QUESTIONS}],
        "labels": {"categories": {"accessories": {"nl": "accessoires"}}, "channels": {"instagram": {"nl": "Insta"}}},
    }
    return Context(ctx.workspace, Settings.model_validate(told), ctx.warehouse, ctx.as_of)


def test_the_dutch_card_says_labels_and_the_english_one_what_was_answered(night: Night) -> None:
    ctx = labelled(night())
    found = cards(ctx)["P01"]
    texts = {line.line: line.text for line in found.lines}
    assert texts["need.1"].nl.startswith("“lage prijs”")
    assert texts["need.1"].en.startswith("“low price”")
    assert any("“accessoires”" in text.nl and "“accessories”" in text.en for text in texts.values())
    assert any("(Insta)" in text.nl and "(instagram)" in text.en for text in texts.values())
    assert any("“bezorging”" in text.nl and "“delivery”" in text.en for text in texts.values()), "a touchpoint"
    need = next(line for line in found.lines if line.line == "need.1")
    assert need.evidence
    assert need.evidence.answer == "low price", "evidence is told as it is in the data"
    assert "vraag “Wat wilt u?”" in markdown(found, "nl", labels=labels_of(ctx.settings, "nl"))
    lines = {line.name: line for block in shown(found, "nl", labels_of(ctx.settings, "nl")).blocks for field in block.fields for line in field.lines}  # fmt: skip
    assert "“Wat wilt u?”" in lines["need.1"].proof


def test_what_has_no_label_is_counted_and_marked_with_its_language(night: Night) -> None:
    ctx = labelled(night())
    rows = ctx.warehouse.run("labels/wordings", params(ctx.settings, AS_OF))
    found = wordings(rows, ctx.settings)
    missing = {(each.kind, each.text) for each in without_label(found, ctx.settings, "nl")}
    assert {("answer", "good quality"), ("category", "electronics"), ("question", "decision")} <= missing
    assert not {("answer", "low price"), ("category", "accessories"), ("question", "need")} & missing
    marked = foreign(found, ctx.settings, "nl")
    assert (marked["good quality"], marked["electronics"]) == ("en", "en")
    assert foreign(found, ctx.settings, "en").get("good quality") is None, "it is written in English"
    assert count(found, ctx.settings)["nl"][0] == len(missing)
    assert [each.text for each in labels_of_nothing(found, ctx.settings)] == ["good qualty"]


def test_a_card_alone_knows_its_words_too(night: Night) -> None:
    ctx = labelled(night())
    found = words_of_card(cards(ctx)["P01"], ctx.settings)
    assert {("answer", "low price"), ("category", "accessories")} <= {(each.kind, each.text) for each in found}
    marked = foreign(found, ctx.settings, "nl")
    assert marked["save money"] == "en"
    assert "low price" not in marked
