"""Headers of survey exports: several records of header, blank cells, HTML. From the first records of a file to one name per column.

A style is known by what the records say, never by counting lines: question texts hold line breaks.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .model import FileRefused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_HEADER_RECORDS = 3
_TAG = re.compile(
    r"</?(?:strong|b|i|em|u|s|br|p|span|a|div|ul|ol|li|font|sup|sub|small|h[1-6])(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_RESPONDENT = ("respondent id", "respondentid")
_NO_CHOICE = ("", "response", "open-ended response")
_ABOUT_THE_RESPONSE = (
    *_RESPONDENT,
    "collector id",
    "collectorid",
    "start date",
    "startdate",
    "end date",
    "enddate",
    "ip address",
    "email address",
    "first name",
    "last name",
    "custom data 1",
    "custom data",
)


@dataclass(frozen=True)
class Titles:
    """The header of a file, understood.

    ``names`` has one name per column. ``records`` of the file are header. ``texts`` is position: question as people read
    it; ``aliases`` other names of columns. ``timezone`` is the zone that the header itself states.
    """

    names: tuple[str, ...]
    records: int = 1
    style: str = ""
    texts: Mapping[int, str] = field(default_factory=dict)
    aliases: Mapping[str, int] = field(default_factory=dict)
    timezone: str | None = None


def titles_of(records: Sequence[Sequence[str]]) -> Titles:
    """What the first records of a survey file say about its columns. The first record is always header.

    Raises:
        FileRefused: bad_header, where the records of one header have different widths.
    """
    for style in (_qualtrics, _old_qualtrics, _surveymonkey):
        found = style(records)
        if found is not None:
            return found
    return _plain(records[0])


def readable(text: str) -> str:
    """A question without HTML and with single blanks."""
    bare = html.unescape(_TAG.sub(" ", text)) if "<" in text or "&" in text else text
    return " ".join(bare.split())


def _plain(first: Sequence[str]) -> Titles:
    """One record. Headers that hold HTML lose it; the header as it stands remains a name of its column."""
    names = tuple(readable(name) if _TAG.search(name) or "&" in name else name for name in first)
    changed = {old: at for at, (old, new) in enumerate(zip(first, names, strict=True)) if old != new}
    return Titles(names, aliases=changed)


def _qualtrics(records: Sequence[Sequence[str]]) -> Titles | None:
    """Field names, question texts, and a record of ``{"ImportId": ...}``."""
    for at in range(1, len(records)):
        ids = _import_ids(records[at])
        if ids is None:
            continue
        first = records[0]
        if any(len(record) != len(first) for record in records[: at + 1]):
            raise FileRefused(
                "bad_header",
                found=f"header records of {' and '.join(str(len(record)) for record in records[: at + 1])} cells",
                expected="as many cells in each of them",
                mend="export again from Qualtrics, and do not edit the header.",
                line=1,
            )
        texts = {i: readable(text) for i, text in enumerate(records[1])} if at > 1 else {}
        aliases = {str(each["ImportId"]): i for i, each in enumerate(ids) if each.get("ImportId")}
        zones = [str(each["timeZone"]) for each in ids if each.get("timeZone")]
        zone = zones[-1] if zones else None
        return Titles(tuple(first), at + 1, "qualtrics", texts, aliases, "UTC" if zone == "Z" else zone)
    return None


def _import_ids(record: Sequence[str]) -> list[dict[str, Any]] | None:
    """The JSON of each cell; None where one is something else."""
    found: list[dict[str, Any]] = []
    for cell in record:
        if not cell.strip():
            found.append({})
            continue
        try:
            value = json.loads(cell)
        except ValueError:
            return None
        if not isinstance(value, dict) or "ImportId" not in value:
            return None
        found.append(value)
    return found if any(found) else None


def _old_qualtrics(records: Sequence[Sequence[str]]) -> Titles | None:
    """The legacy export: V1, V2, ... above the names of the response's own columns, field names above question texts."""
    if len(records) < 2 or len(records[0]) != len(records[1]):
        return None
    first, second = records[0], records[1]
    if first[0].strip() != "V1" or second[0].strip().casefold() != "responseid":
        return None
    names = tuple(
        below if re.fullmatch(r"V\d+", above.strip()) else above for above, below in zip(first, second, strict=True)
    )
    return Titles(names, 2, "old_qualtrics", {i: readable(text) for i, text in enumerate(second)})


def _surveymonkey(records: Sequence[Sequence[str]]) -> Titles | None:
    """Questions, blank cells where a question goes on, and choices below; or the one record of other exports.

    Every response has a respondent and a date, so blanks below all of these make a second record of header.
    """
    first = [readable(cell) for cell in records[0]]
    if not any(name.casefold() in _RESPONDENT for name in first):
        return None
    second = records[1] if len(records) > 1 and len(records[1]) == len(first) else None
    if second is None or not _is_below(first, second):
        as_written = {cell: at for at, cell in enumerate(records[0]) if cell.strip() != first[at]}
        return Titles(tuple(_carried(first)), 1, "surveymonkey", aliases=as_written)
    choices = [readable(cell) for cell in second]
    questions = _carried(first)
    names = tuple(
        question if _is_whole(question, choice) else f"{question} [{choice}]"
        for question, choice in zip(questions, choices, strict=True)
    )
    return Titles(names, 2, "surveymonkey", dict(enumerate(names)))


def _is_below(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether the record holds choices: something, and nothing about a response."""
    about = [below for name, below in zip(first, second, strict=True) if name.casefold() in _ABOUT_THE_RESPONSE]
    return any(cell.strip() for cell in second) and not any(cell.strip() for cell in about)


def _is_whole(question: str, choice: str) -> bool:
    return choice.casefold() in _NO_CHOICE or question.casefold() in _ABOUT_THE_RESPONSE


def _carried(first: Sequence[str]) -> list[str]:
    """Questions, each carried over the blank cells after it."""
    carried: list[str] = []
    for name in first:
        goes_on = not name and carried and carried[-1].casefold() not in _ABOUT_THE_RESPONSE
        carried.append(carried[-1] if goes_on else name)
    return carried
