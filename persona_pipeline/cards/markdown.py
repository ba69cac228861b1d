"""A card as Markdown, in the reader's language. Whatever people answered, it stays text: no link, picture, table or HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .evidence import Evidence
from .safe import escape
from .shape import BLOCKS, FIELDS
from .words import NOTES, SOURCES, STATES, sentence, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from persona_pipeline.language import Code

    from .document import CardLine, Document, Shown
    from .words import Words


def markdown(card: Document, code: Code, face_file: str | None = None) -> str:
    """The card in a language. ``face_file``: where the drawing lies, from the file that this text goes into.

    Each line has its evidence below it in italics: state, figure with its interval and n, everybody else's, source, days.
    """
    words = words_of(code, currency=card.currency, window_days=card.window_days, purpose=card.purpose)
    exact = words_of(code, currency=card.currency, window_days=card.window_days, purpose="tactics")
    name = next((_text(line, code) for line in card.of("name")), card.persona_id)
    head = [
        f"# {escape(card.persona_id)} · {escape(card.persona_name)}",
        "",
        escape(
            words.text(
                "%(shop)s, night of %(day)s. Orders and visits of the last %(days)s days.",
                shop=card.shop,
                day=words.language.day(card.as_of),
                days=words.language.number(card.window_days),
            )
        ),
        "",
    ]
    if face_file is not None:
        head += [f"![{escape(name)}]({face_file})", ""]
    parts = [part for block in BLOCKS for part in _block(card, block, code, exact)]
    return "\n".join([*head, *parts, *_foot(exact)]).rstrip() + "\n"


def _block(card: Document, block: str, code: Code, words: Words) -> Iterator[str]:
    fields = [field for field in FIELDS.values() if field.block == block and card.of(field.name)]
    if not fields:
        return
    yield f"## {escape(words.text(BLOCKS[block]))}"
    yield ""
    if block == "story":
        yield " ".join(escape(_text(line, code)) for line in card.of("story"))
        yield ""
        for line in card.of("story"):
            yield f"- *{escape(_proof(line, words))}*"
        yield ""
        return
    for field in fields:
        lines = card.of(field.name)
        title = escape(words.text(field.title))
        if field.single:
            yield f"- **{title}**: {escape(_text(lines[0], code))}  "
            yield f"  *{escape(_proof(lines[0], words))}*"
            continue
        if len(fields) > 1:
            yield f"### {title}"
            yield ""
        if all(line.state == "empty" for line in lines):
            yield escape(_text(lines[0], code))
            yield ""
            continue
        for line in lines:
            yield f"- {escape(_text(line, code))}  "
            yield f"  *{escape(_proof(line, words))}*"
        yield ""
    if all(field.single for field in fields):
        yield ""


def _text(line: CardLine, code: Code) -> str:
    return line.text.nl if code == "nl" else line.text.en


def _proof(line: CardLine, words: Words) -> str:
    """By what right the line stands there, in one sentence."""
    if line.state == "empty":
        return words.text(NOTES[line.note])
    state = sentence(words.text(STATES[line.state]))
    if line.note:
        state = words.text("%(state)s, %(why)s", state=state, why=words.text(NOTES[line.note]))
    parts = [state, *_said_by(line, words)]
    if line.evidence is not None:
        parts += _figures(line.evidence, words)
    return "; ".join(parts)


def _said_by(line: CardLine, words: Words) -> Iterator[str]:
    if line.people is None:
        return
    day = words.language.day(line.people.said_on)
    yield words.text("said by %(author)s on %(day)s", author=line.people.author, day=day)
    if line.people.reason:
        yield words.text("because: %(reason)s", reason=line.people.reason)
    if line.people.instead is not None:
        instead = line.people.instead.nl if words.language.code == "nl" else line.people.instead.en
        yield words.text("in place of what the data says: %(instead)s", instead=instead)


def _figures(shown: Shown, words: Words) -> Iterator[str]:
    evidence = Evidence(shown.metric, shown.answer, shown.source, shown.unit, shown.value)
    if shown.unit == "sd":
        return
    label, value = words.label(evidence), words.figure(shown.value, shown.unit)
    yield words.text("%(label)s %(value)s", label=label, value=value)
    if shown.low is not None and shown.high is not None:
        low, high = (words.figure(each, shown.unit) for each in (shown.low, shown.high))
        yield words.text("95%% certain between %(low)s and %(high)s", low=low, high=high)
    if shown.n is not None:
        yield words.text("n %(n)s", n=words.language.number(shown.n))
    if shown.others_value is not None:
        others, count = words.figure(shown.others_value, shown.unit), words.language.number(shown.others_n)
        yield words.text("everyone else %(others)s (n %(count)s)", others=others, count=count)
    if shown.effect is not None and shown.effect_low is not None and shown.effect_high is not None:
        size, low, high = (words.language.signed(each, 2) for each in (shown.effect, shown.effect_low, shown.effect_high))
        kind = words.size(shown.effect)
        yield words.text("%(kind)s: %(size)s (%(low)s to %(high)s)", kind=kind, size=size, low=low, high=high)
    yield _origin(shown, words)


def _origin(shown: Shown, words: Words) -> str:
    source = words.text(SOURCES[shown.source])
    if shown.weighed:
        source = words.text("%(source)s, weighed", source=source)
    if shown.first_day is None or shown.last_day is None:
        return source
    first, last = (words.language.day(each, "medium") for each in (shown.first_day, shown.last_day))
    return words.text("%(source)s, %(first)s to %(last)s", source=source, first=first, last=last)


def _foot(words: Words) -> list[str]:
    """How to read the lines in italics."""
    explained = words.text(
        "How to read this: each line stands on what is below it. Supported: enough people and a narrow interval. Weak: few people, or a "
        "wide interval. Stale: nothing new for a long time. Contradicted: people said it and the figures say otherwise. Assumption: "
        "no evidence. Differences from everyone else are in standard units: 0.2 is small, 0.5 middling, 0.8 large."
    )
    return ["---", "", escape(explained)]
