"""What stands on a page in another language than the page says in which."""

from collections.abc import Callable

from persona_pipeline.context import Context
from persona_pipeline.pages import write_pages
from persona_pipeline.pages.tongue import spoken
from persona_pipeline.settings import Settings

from .conftest import SHOP

FOREIGN = {"fast delivery": "en", "regenlaarzen kind": "", "a long answer that goes on": "en"}


def test_only_quotations_that_are_known_are_marked() -> None:
    text = "“Fast delivery” & “lage prijs”, <b> fast delivery"
    assert (
        spoken(text, FOREIGN, 200)
        == '“<span lang="en">Fast delivery</span>” &amp; “lage prijs”, &lt;b&gt; fast delivery'
    )
    assert spoken("“regenlaarzen kind”", FOREIGN, 99) == '“<span lang="">regenlaarzen kind</span>”', "nobody knows"
    assert 'lang="en"' in spoken("“a long answer…”", FOREIGN, 99), "cut"


def test_answers_without_a_label_are_marked_on_the_dutch_page_and_labels_are_not(
    night: Callable[[str], Context],
) -> None:
    ctx = night("keep")
    ctx.warehouse.query(
        "insert into marts.survey_estimates by name select $d::date as as_of, 'all' as persona_id, 's' as source, 's' as survey_id,"
        " 'goal' as question_id, 'goal' as role, 'save money' as answer, 'share' as unit, 80 as n, 48 as hits",
        {"d": ctx.as_of},
    )
    question: dict[str, object] = {"column": "g", "role": "goal"}
    source = {"name": "s", "kind": "survey", "path": "x", "language": "en", "questions": {"goal": question}}
    for labels, marked in (({}, True), ({"save money": {"nl": "geld besparen"}}, False)):
        question["answers"] = labels
        settings = Settings.model_validate(SHOP.model_dump() | {"sources": [source]})
        write_pages(Context(ctx.workspace, settings, ctx.warehouse, ctx.as_of))
        page, readiness, english = (
            (ctx.workspace.pages / name).read_text(encoding="utf-8")
            for name in ("nl/persona-P01.html", "nl/readiness.html", "en/persona-P01.html")
        )
        assert ('<span lang="en">save money</span>' in page) is marked
        assert '<span lang="en">' not in english
        assert ("2 van de" in readiness, "1 van de" in readiness) == (marked, not marked), (
            "the question has none either"
        )
