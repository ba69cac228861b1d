"""The card of a persona as an editor sees it: every line by its field, each to be put into other words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from persona_pipeline.cards import OVERRULE, TAKE_BACK, decided_words
from persona_pipeline.cards.markdown import written_elsewhere
from persona_pipeline.cards.shape import BLOCKS, FIELDS
from persona_pipeline.cards.unlabelled import foreign, words_of_card
from persona_pipeline.decisions import Decisions
from persona_pipeline.desk.overrule import published_cards, read_card
from persona_pipeline.language import LANGUAGES, NAMES, language_of
from persona_pipeline.settings.cards import MOST_LINES

from .problems import refused
from .render import render
from .words import line_called, names_in_force

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from persona_pipeline.cards.document import CardLine
    from persona_pipeline.cards.shape import Voice
    from persona_pipeline.language import Code

    from .web import Call

NOT_FOR_WORDS = ("face", "typical")
"""A drawing, and pseudonyms: nothing that could be said otherwise."""


@dataclass(frozen=True)
class EditedLine:
    """A line as the card has it. ``waits`` are words that it does not show yet, ``goes`` says that those on it were taken back.

    ``written_in`` is the language of people's words that are in another one than the reader's. ``said`` are the words of people that stand in the reader's language, to begin with when they are changed.
    """

    name: str
    called: str
    text: str
    is_empty: bool = False
    by_people: bool = False
    written_in: str = ""
    waits: str = ""
    goes: bool = False
    is_said: bool = False
    said: str = ""


@dataclass
class EditedField:
    """A field with its lines, and the line that can be added (empty: none)."""

    title: str
    lines: list[EditedLine] = field(default_factory=list)
    more: str = ""


def persona(call: Call) -> Response:
    """A persona's name and the lines of its card, each to be put into other words."""
    console, persona_id = call.console, call.path["persona_id"]
    cards = published_cards(console.place)
    with Decisions.open(console.place, console.settings) as store:
        names = names_in_force(store, call)
        said = decided_words(store.log(kinds=(OVERRULE, TAKE_BACK)), console.settings)
    if persona_id not in names and persona_id not in cards:
        return refused(call, 404)
    card = read_card(cards[persona_id]) if persona_id in cards else None
    words = {line: voices for (about, line), voices in said.items() if about == persona_id}
    shown = {each.line: each for each in (card.lines if card else [])}
    lines = [
        _line(call, name, shown.get(name), words.get(name, {})) for name in (*shown, *sorted(words.keys() - shown))
    ]
    words_of_others = foreign(words_of_card(card, console.settings), console.settings, call.language) if card else {}
    other = next(code for code in LANGUAGES if code != call.language)
    values = {
        "persona_id": persona_id,
        "called": names.get(persona_id, persona_id),
        "blocks": _blocks(call, lines),
        "foreign": words_of_others,
        "in_force": persona_id in names,
        "other_language": NAMES[other],
        "other_code": other,
    }
    return render(call, "persona", values)


def _blocks(call: Call, lines: list[EditedLine]) -> list[tuple[str, list[EditedField]]]:
    """The fields by block, in the order of the card."""
    language, blocks = language_of(call.language, "cards"), []
    for block, title in BLOCKS.items():
        fields = []
        for each in FIELDS.values():
            mine = [line for line in lines if line.name.partition(".")[0] == each.name]
            if each.block == block and mine and (each.name not in NOT_FOR_WORDS or any(one.is_said for one in mine)):
                fields.append(EditedField(language.text(each.title), mine, _more(each.name, mine)))
        if fields:
            blocks.append((language.text(title), fields))
    return blocks


def _more(name: str, lines: list[EditedLine]) -> str:
    """The name of the line that can be added to a field of several; empty where an empty one waits, or none may follow."""
    if FIELDS[name].single or any(line.is_empty for line in lines):
        return ""
    places = [int(line.name.partition(".")[2] or 0) for line in lines]
    return f"{name}.{max(places) + 1}" if 0 < max(places) < MOST_LINES else ""


def _line(call: Call, name: str, line: CardLine | None, words: Mapping[Code, Voice]) -> EditedLine:
    text = "" if line is None else line.text.en if call.language == "en" else line.text.nl
    voice = words.get(call.language) or next(iter(words.values()), None)
    own = words.get(call.language)
    in_file = name in call.console.settings.cards.overrule.get(call.path["persona_id"], {})
    by_people = line is not None and line.people is not None
    return EditedLine(
        name=name,
        called=line_called(call, name),
        text=text,
        is_empty=line is not None and line.state == "empty",
        by_people=by_people,
        written_in=written_elsewhere(line, call.language) if line else "",
        waits=voice.text if voice and voice.text != text else "",
        goes=by_people and not words and not in_file,
        is_said=bool(words),
        said=own.text if own else "",
    )
