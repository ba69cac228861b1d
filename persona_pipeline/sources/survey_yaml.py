"""A proposal for surveys/<name>.yaml: every question of a file with a role and the reason for it, to be confirmed by a person."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .answers import BLANKS, TICKS, choice_of
from .recognise import fold
from .roles import Guess, guess, left_out
from .siblings import slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .details import Detail

_STEM = re.compile(r"^(?P<stem>.*\S)\s*\[[^\[\]]+\]$|^(?P<dash>.*\S)\s+- \S.*$", re.DOTALL)
_FIELD = re.compile(r"^(?P<field>[A-Za-z]+\d[\w.]*?)_\d+$")


@dataclass
class Asked:
    """A question of the file: its columns, what it says, what stands in it."""

    headers: list[str]
    text: str
    values: Counter[str] = field(default_factory=Counter)
    detail: Detail | None = None
    stem: str = ""


def survey_yaml(
    file_name: str,
    headers: Sequence[str],
    texts: Mapping[str, str],
    values: Mapping[str, Counter[str]],
    details: Mapping[str, Detail] | None = None,
) -> str:
    """The text of the file, with ``confirmed: false``.

    Args:
        file_name: the file with answers, for the remark at the top.
        headers: the columns that nothing maps yet, in the file's order.
        texts: header: question as people read it, where the file says.
        values: header: its values and how often they occur.
        details: header: question and choices as the survey's API describes them.
    """
    asked, skipped = _questions(headers, texts, values, details or {})
    lines = [
        f"# What {file_name} asks, proposed from its words and values. Read every line and correct it; roles: nps, satisfaction, need, pain,",
        "# goal, channel, decision_factor, demographic, open_text, other. Delete what you do not want to use. Then set `confirmed: true`:",
        "# nothing is used before.",
        "confirmed: false",
        "questions:" if asked else "questions: {}",
    ]
    taken: set[str] = set()
    for each in asked:
        lines += [f"  {line}" for line in _block(each, taken)]
    if skipped:
        lines += [
            "# Not proposed:",
            *(f"#   {json.dumps(header, ensure_ascii=False)}: {why}" for header, why in skipped),
        ]
    return "\n".join(lines) + "\n"


def _questions(
    headers: Sequence[str],
    texts: Mapping[str, str],
    values: Mapping[str, Counter[str]],
    details: Mapping[str, Detail],
) -> tuple[list[Asked], list[tuple[str, str]]]:
    """Questions, those over several columns put together, and the columns that are none, with the reason."""
    asked: list[Asked] = []
    skipped: list[tuple[str, str]] = []
    for header in headers:
        detail = details.get(header)
        text = detail.text if detail else texts.get(header, "") or header
        found = _named(values.get(header, Counter()), detail)
        why = left_out(header, text, found)
        if why:
            skipped.append((header, why))
            continue
        stem = _tick_stem(header, text, found)
        before = asked[-1] if asked else None
        if before is not None and stem and before.stem == stem:
            before.headers.append(header)
            before.values += found
        else:
            asked.append(Asked([header], text, found, detail, stem))
    return asked, skipped


def _named(values: Counter[str], detail: Detail | None) -> Counter[str]:
    """Values with the names of choices in place of their ids."""
    if detail is None or not detail.choices:
        return values
    named: Counter[str] = Counter()
    for value, count in values.items():
        named["\n".join(detail.choices.get(piece, piece) for piece in value.split("\n"))] += count
    return named


def _tick_stem(header: str, text: str, values: Counter[str]) -> str:
    """What columns of one question share, where this one holds nothing but its own choice or a tick; else empty."""
    bare = re.sub(r"_\d+$", "", header)
    own = {fold(choice_of(header, text)), fold(choice_of(text, text)), fold(bare), *TICKS, *BLANKS}
    if any(fold(value) not in own for value in values):
        return ""
    found = _STEM.match(header) or _STEM.match(text)
    if found:
        return found.group("stem") or found.group("dash")
    if field_name := _FIELD.match(header):
        return field_name.group("field")
    only = {fold(value) for value in values}
    return "typeform" if only and only <= {fold(header), fold(bare)} else ""


def _block(each: Asked, taken: set[str]) -> Iterator[str]:
    spread = len(each.headers) > 1
    nameless = spread and each.stem == "typeform"
    question = _question_text(each, spread=spread)
    found = guess("" if nameless else question, each.values, spread=spread)
    key = _unique(slug(question if len(question) > 3 else each.headers[0])[:40].rstrip("_"), taken)
    reason = "the file does not say what is asked here" if nameless else found.reason
    yield f"# {found.role}: {' '.join(reason.split())}"
    yield f"{key}:"
    yield from (f"  {line}" for line in _fields(each, found, "" if nameless else question, spread=spread))


def _fields(each: Asked, found: Guess, question: str, *, spread: bool) -> Iterator[str]:
    if spread:
        yield "columns:"
        yield from (f"  - {_quoted(header)}" for header in each.headers)
    else:
        yield f"column: {_quoted(each.headers[0])}"
    if question and question != each.headers[0]:
        yield f"label: {_quoted(question)}"
    yield f"role: {found.role}"
    if found.scale and found.scale != (1, 5):
        yield f"scale: [{found.scale[0]}, {found.scale[1]}]"
    separator = "\n" if each.detail and each.detail.several else found.separator
    if separator and not spread:
        yield f"separator: {_quoted(separator)}"
    if each.detail and each.detail.choices:
        yield "choices:"
        yield from (f"  {_quoted(code)}: {_quoted(label)}" for code, label in each.detail.choices.items())


def _question_text(each: Asked, *, spread: bool) -> str:
    if not spread or each.stem == "typeform":
        return each.text
    found = _STEM.match(each.text) or _STEM.match(each.headers[0])
    return (found.group("stem") or found.group("dash")) if found else each.text


def _unique(key: str, taken: set[str]) -> str:
    name, count = key, 1
    while name in taken:
        count += 1
        name = f"{key}_{count}"
    taken.add(name)
    return name


def _quoted(text: str) -> str:
    """A text as YAML: JSON's quoting is YAML's."""
    return json.dumps(text, ensure_ascii=False)
