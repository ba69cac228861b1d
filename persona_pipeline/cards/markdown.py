"""A card as Markdown, in the reader's language. Whatever people answered, it stays text: no link, picture, table or HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.personas.name_in import name_in
from persona_pipeline.settings import NO_LABELS, Labels

from .evidence import Evidence
from .safe import escape
from .shape import BLOCKS, FIELDS
from .words import NOTES, SOURCES, STATES, WRITTEN_IN, sentence, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from persona_pipeline.language import Code

    from .document import CardLine, Document, Shown
    from .words import Words


def markdown(card: Document, code: Code, face_file: str | None = None, labels: Labels = NO_LABELS) -> str:
    """The card in a language. ``face_file``: where the drawing lies, from the file that this text goes into.
    ``labels``: what questions are called in that language.

    Each line has below it, in italics: state, figure with its interval and n, everybody else's, source, days.
    """
    words = words_of(code, currency=card.currency, window_days=card.window_days, purpose=card.purpose)
    exact = words_of(code, currency=card.currency, window_days=card.window_days, purpose="tactics", labels=labels)
    name = next((raw_text(line, code) for line in card.of("name")), card.persona_id)
    head = [
        f"# {escape(card.persona_id)} · {escape(persona_name(card, code, labels))}",
        "",
        escape(
            words.text(
                "%(shop)s, as of %(day)s. Orders and visits of the last %(days)s days.",
                shop=card.shop,
                day=words.language.day(card.as_of),
                days=words.language.number(card.window_days),
            )
        ),
        "",
    ]
    if face_file is not None:
        head += [f"![{escape(name)}]({face_file})", ""]
    pages = Proofs(card, exact)
    parts = [part for block in BLOCKS for part in _block(card, block, code, pages)]
    return "\n".join([*head, *parts, *_foot(exact)]).rstrip() + "\n"


def _block(card: Document, block: str, code: Code, proofs: Proofs) -> Iterator[str]:
    fields = [field for field in FIELDS.values() if field.block == block and card.of(field.name)]
    if not fields:
        return
    words = proofs.words
    yield f"## {escape(words.text(BLOCKS[block]))}"
    yield ""
    if block == "story":
        yield " ".join(escape(text_of(line, words)) for line in card.of("story"))
        yield ""
        for number, line in enumerate(card.of("story"), start=1):
            yield f"{number}. *{escape(proofs.of(line))}* `{line.line}`"
    for field in fields if block != "story" else ():
        lines, title = card.of(field.name), escape(words.text(field.title))
        alone, indent = len(lines) == 1, ""
        if len(fields) > 1 and not alone:
            yield f"- **{title}**"
            indent = "  "
        for line in lines:
            named = f"**{title}**: " if len(fields) > 1 and alone else ""
            told = f"{indent}- {named}{escape(text_of(line, words))}"
            if line.state == "empty":
                yield f"{told} `{line.line}`"
            else:
                yield told
                yield f"{indent}  - *{escape(proofs.of(line))}* `{line.line}`"
    yield ""


def persona_name(card: Document, code: Code, labels: Labels) -> str:
    """What the persona is called in a language."""
    given = card.persona_name_in and (card.persona_name_in.nl if code == "nl" else card.persona_name_in.en)
    return name_in(given or card.persona_name, code, labels)


@dataclass(frozen=True)
class Proofs:
    """By what right each line stands there. What several lines stand on is told once, the others say where."""

    card: Document
    words: Words

    def of(self, line: CardLine) -> str:
        """The state of a line, who said it, and its evidence, in one sentence."""
        words = self.words
        state = sentence(words.text(STATES[line.state]))
        if line.note == "overruled" and line.follows is not None:
            state = words.text("%(state)s, %(why)s", state=state, why=self._look(line.follows))
        elif line.note:
            state = words.text("%(state)s, %(why)s", state=state, why=words.text(NOTES[line.note]))
        parts = [state, *_said_by(line, words)]
        if line.follows is not None and line.people is not None:
            parts.append(words.text("as under %(line)s", line=self._called(line.follows)))
        if line.evidence is not None:
            if line.field == "apart":
                parts += _effect(line.evidence, words)
            home = self._home(line.evidence)
            if home is None or home.line == line.line:
                parts += _figures(line.evidence, words)
            else:
                title = words.text(FIELDS[home.field].title)
                parts.append(words.text("figures under “%(field)s”", field=title))
        return "; ".join(parts)

    def _look(self, name: str) -> str:
        return self.words.text(
            "made from %(line)s, which was changed by hand: check whether it still holds", line=self._called(name)
        )

    def _called(self, name: str) -> str:
        """A line as a reader finds it: “Pains”, number 2."""
        field, _, number = name.partition(".")
        title = self.words.text("“%(field)s”", field=self.words.text(FIELDS[field].title))
        return self.words.text("%(field)s (%(number)s)", field=title, number=number) if number else title

    def _home(self, shown: Shown) -> CardLine | None:
        """The line where this evidence is told: of those that stand on it, the first that is about nothing else."""
        same = [line for line in self.card.lines if line.evidence == shown]
        return next((line for line in same if line.field not in _DERIVED), same[0] if same else None)


_DERIVED = frozenset({"story", "message", "canvas_pains", "canvas_gains"})


def raw_text(line: CardLine, code: Code) -> str:
    """The text of a line on the card in a language, in whichever language it is written."""
    return line.text.nl if code == "nl" else line.text.en


def text_of(line: CardLine, words: Words) -> str:
    """The text of a line, with a mark where people said it in another language only."""
    code = words.language.code
    text, tongue = raw_text(line, code), written_elsewhere(line, code)
    if not tongue:
        return text
    return words.text("%(text)s (%(written)s)", text=text, written=words.text(WRITTEN_IN[tongue]))


def written_elsewhere(line: CardLine, code: Code) -> str:
    """The language of people's words that are in another one than the card; empty for all other lines."""
    said = line.people and (line.people.nl if code == "nl" else line.people.en)
    return "" if not said or said.written_in == code else said.written_in


def _said_by(line: CardLine, words: Words) -> Iterator[str]:
    if line.people is None:
        return
    dutch = words.language.code == "nl"
    said = line.people.nl if dutch else line.people.en
    yield words.text("said by %(author)s on %(day)s", author=said.author, day=words.language.day(said.said_on))
    if said.reason:
        yield words.text("because: %(reason)s", reason=said.reason)
    if line.people.instead is not None:
        instead = line.people.instead.nl if dutch else line.people.instead.en
        yield words.text("the data says: %(instead)s", instead=instead)


def _figures(shown: Shown, words: Words) -> Iterator[str]:
    evidence = Evidence(shown.metric, shown.answer, shown.source, shown.unit, shown.value)
    if shown.unit == "sd":
        yield words.text(
            "%(value)s standard deviations from the middle of the persona", value=words.language.number(shown.value, 2)
        )
        return
    label, value = words.label(evidence), words.figure(shown.value, shown.unit)
    yield label if shown.value is None else words.text("%(label)s: %(value)s", label=label, value=value)
    if shown.low is not None and shown.high is not None:
        low, high = (words.figure(each, shown.unit) for each in (shown.low, shown.high))
        yield words.text("95%% interval %(low)s to %(high)s", low=low, high=high)
    if shown.n is not None:
        yield words.text("n = %(n)s", n=words.language.number(shown.n))
    if shown.others_value is not None:
        others = words.figure(shown.others_value, shown.unit)
        if shown.others_n is None:
            yield words.text("everyone else: %(others)s", others=others)
        else:
            count = words.language.number(shown.others_n)
            yield words.text("everyone else: %(others)s (n = %(count)s)", others=others, count=count)
    yield _origin(shown, words)
    if shown.unweighed_value is not None:
        plain = words.text("unweighted %(value)s", value=words.figure(shown.unweighed_value, shown.unit))
        if shown.unweighed_others is not None:
            others = words.figure(shown.unweighed_others, shown.unit)
            plain = words.text("%(what)s (everyone else: %(others)s)", what=plain, others=others)
        yield plain


def _effect(shown: Shown, words: Words) -> Iterator[str]:
    if shown.effect is None or shown.effect_low is None or shown.effect_high is None:
        return
    effects = (shown.effect, shown.effect_low, shown.effect_high)
    size, low, high = (words.language.signed(each, 2) for each in effects)
    kind = words.size(shown.effect)
    yield words.text("%(kind)s: %(size)s (%(low)s to %(high)s)", kind=kind, size=size, low=low, high=high)


def _origin(shown: Shown, words: Words) -> str:
    source = words.text(SOURCES[shown.source])
    if shown.weighed:
        source = words.text("%(source)s, weighted", source=source)
    elif shown.source == "survey" and shown.value is not None:
        source = words.text("%(source)s, unweighted", source=source)
    if shown.first_day is None or shown.last_day is None:
        return source
    first, last = (words.language.day(each, "medium") for each in (shown.first_day, shown.last_day))
    return words.text("%(source)s, %(first)s to %(last)s", source=source, first=first, last=last)


def _foot(words: Words) -> list[str]:
    """How to read the lines in italics."""
    explained = words.text(
        "How to read this: each line stands on what is below it. Supported: enough people and a narrow interval. Weak: few people, or a "
        "wide interval, or made from a line that was changed by hand. Stale: nothing new for a long time. Contradicted: people said it and the figures say otherwise. Assumption: "
        "no evidence. Answers to surveys count by weight, so that those who answered stand for all customers; unweighted each counts once. "
        "Differences from everyone else are in standard deviations: 0.2 is small, 0.5 medium, 0.8 large. "
        "The word behind each line, such as goals.1, is its name: by it you say it in your own words (persona-pipeline personas overrule)."
    )
    return ["---", "", escape(explained)]
