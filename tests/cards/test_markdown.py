"""Whatever people answered, a card shows it as text: no link, picture, HTML, table or heading, no sign that steers."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from persona_pipeline.cards import Document, markdown
from persona_pipeline.cards.document import Both
from persona_pipeline.cards.safe import escape, tidy

from .conftest import Night, cards
from .shop import add_answers

HOSTILE = (
    "[click](https://evil.example/?a=1)",
    "![x](http://evil.example/p.png)",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "a | b | c",
    "# Heading\n\n- list\n> quote",
    "www.evil.example and mail me at x@evil.example",
    "`code` **bold** ~~gone~~ $x^2$ &lt;b&gt;",
    "\u202egnp.exe\u202c \u2067abc\u2069 \u200b\u200f",
    "שלום עולם",
    "1. one 2) two",
    "a\\",
)
MARKS = "".join(map(chr, [0x061C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def kinds(text: str) -> set[str]:
    def walk(tokens: list[Token]) -> set[str]:
        return {t.type for t in tokens} | {kind for t in tokens if t.children for kind in walk(t.children)}

    return walk(PARSER.parse(text))


def content(text: str) -> str:
    return "".join(child.content for token in PARSER.parse(text) for child in token.children or [])


def test_a_hostile_answer_is_tidied_on_its_way_to_the_card(night: Night, shown: dict[str, Document]) -> None:
    ctx = night()
    add_answers(ctx.warehouse, "goal2", "goal", {"<b>x</b>\n# \u202ey": (70, 30)})
    card = cards(ctx)["P01"]
    assert card.of("goals")[0].text.en == "“<b>x</b> # y”, named by 88%"
    assert kinds(markdown(card, "en")) == kinds(markdown(shown["P01"], "en"))


@pytest.mark.parametrize("answer", HOSTILE)
def test_a_hostile_answer_stays_text(shown: dict[str, Document], answer: str) -> None:
    """Also where it comes from a table that others wrote, or from people who overrule a line."""
    card = shown["P01"]
    lines = [
        line.model_copy(update={"text": Both(en=f"“{answer}”", nl=answer)}) if line.field != "typical" else line
        for line in card.lines
    ]
    found = markdown(card.model_copy(update={"lines": tuple(lines), "persona_name": answer}), "en")
    assert tidy(answer)[:10] in content(found)
    assert kinds(found) == kinds(markdown(card, "en"))
    assert not {"link_open", "image", "html_inline", "html_block", "table_open"} & kinds(found)
    assert not set(found) & set(MARKS)


@given(st.text(max_size=80))
def test_escaped_text_reads_as_it_was(text: str) -> None:
    shown = escape(text)
    assert kinds(f"- “{shown}”") <= {"bullet_list_open", "list_item_open", "paragraph_open", "inline", "text", "text_special", "paragraph_close", "list_item_close", "bullet_list_close"}  # fmt: skip
    assert content(f"- “{shown}”") == f"“{tidy(text)}”"
    assert not any(unicodedata.category(sign) == "Cc" for sign in shown)


@pytest.mark.parametrize("text", ["see https://a.example", "HTTP://A.EXAMPLE", "ftp://a.example", "www.a.example", "mailto:x@a.example", "javascript:alert(1)"])  # fmt: skip
def test_no_address_becomes_a_link_by_itself(text: str) -> None:
    """As GitHub links them: a scheme and its colon, www and its dot, an at-sign between words."""
    shown = escape(text).lower()
    assert "://" not in shown.replace("\\://", "")
    assert "www." not in shown
    assert not shown.startswith(("mailto:", "javascript:"))


def test_names_with_underscores_read_as_they_are(shown: dict[str, Document]) -> None:
    """Within a word Markdown leaves an underscore alone, and many readers show the backslash before it."""
    assert escape("age_band, _x_ and a__b") == r"age_band, \_x\_ and a\_\_b"
    assert "rates_delivery" in markdown(shown["P01"], "en")
