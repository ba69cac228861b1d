"""The answers of a response as one JSON object, question id to text, from the cells that persona.yaml names. SQL is put together here.

Choices are separated as the question says (``Question.between``). A question that is spread over columns is answered by the
ticked ones: a cell that holds the choice itself says it; a bare tick (1, x, true, yes) stands for the choice in the header.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from persona_pipeline.warehouse import literal

from . import cells
from .recognise import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from persona_pipeline.settings import Question

    from .fields import Fields

TICKS = ("1", "x", "true", "yes", "ja", "checked", "selected", "ticked")
BLANKS = ("0", "false", "no", "nee", "unchecked", "not selected", "-99")
_CHOICE = re.compile(r"\[([^\[\]]+)\]\s*$| - ([^-].*)$", re.DOTALL)


def answers(fields: Fields) -> str:
    """SQL of the JSON object; NULL where nothing was answered."""
    layout, asked = fields.layout, fields.job.source.questions
    parts = [
        _member(key, _answer(fields, asked[key], positions)) for key, positions in layout.questions.items() if positions
    ]
    if not parts:
        return "cast(null as json)"
    return f"cast('{{' || nullif(concat_ws(',', {', '.join(parts)}), '') || '}}' as json)"


def choice_of(header: str, text: str) -> str:
    """The choice that a column of a spread question stands for: the end of its header or of its question text."""
    for each in (header, text):
        found = _CHOICE.search(each)
        if found:
            return (found.group(1) or found.group(2)).strip()
    return (text or header).strip()


def _member(key: str, text: str) -> str:
    name = literal(json.dumps(key, ensure_ascii=False) + ":")
    return f"{name} || cast(to_json(nullif({text}, '')) as varchar)"


def _answer(fields: Fields, question: Question, positions: tuple[int, ...]) -> str:
    if question.columns:
        ticked = ", ".join(_ticked(fields, question, position) for position in positions)
        return f"concat_ws({literal(question.between or '')}, {ticked})"
    text = _known(fields, positions[0])
    if not question.choices:
        return text
    if question.separator is None:
        return _mapped(f"trim({text})", question.choices)
    pieces = f"string_split({text}, {literal(question.separator)})"
    each = _mapped("trim(piece)", question.choices)
    return f"array_to_string(list_transform({pieces}, lambda piece: {each}), {literal(question.separator)})"


def _ticked(fields: Fields, question: Question, position: int) -> str:
    """The choice where the cell says that it was ticked, else NULL. A choice is one line."""
    header = fields.layout.headers[position]
    named = {fold(name): label for name, label in question.choices.items()}
    choice = named.get(fold(header)) or choice_of(header, fields.layout.texts.get(header, ""))
    text = f"nullif(trim({_known(fields, position)}), '')"
    line = f"replace(replace({text}, chr(13), ''), chr(10), ' ')"
    return (
        f"case when {cells.is_one_of(text, TICKS)} then {literal(choice)} "
        f"when {cells.is_one_of(text, BLANKS)} then null else {_mapped(line, question.choices)} end"
    )


def _known(fields: Fields, position: int) -> str:
    """The cell, NULL where it holds a word of the format's for nothing."""
    text = fields.staged.text(position)
    words = fields.layout.format.empty_texts
    return cells.without_words(text, words) if words else text


def _mapped(text: str, choices: Mapping[str, str]) -> str:
    if not choices:
        return text
    cases = " ".join(f"when {literal(key)} then {literal(label)}" for key, label in choices.items())
    return f"(case {text} {cases} else {text} end)"
