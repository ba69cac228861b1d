"""Which header means which of our columns, and which format a file has. Judged by content, never by the file's name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from persona_pipeline.contracts import RAW_OF, TABLES
from persona_pipeline.settings.source import NEVER_FIXED

from .format import REQUIRED, Format
from .formats import formats_of
from .lacking import missing_column
from .model import FileRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from persona_pipeline.settings import Source

MAX_COLUMNS = 2_000
CONTAINERS = ("csv", "jsonl", "parquet")
OURS = NEVER_FIXED
"""Columns of raw.* that no header fills by name."""
CURRENCY_HEADERS = ("currency", "currency_code", "currency code", "valuta")
"""Headers that tell a row's currency, also where the format has no such column and states one currency for all its files."""


@dataclass(frozen=True)
class Layout:
    """How one file maps to our columns. Numbers are positions among its headers, from 0.

    Where the format makes them itself, ``extra_cell`` holds the whole of ``extra`` as JSON, and ``refusal_cell`` a code of the
    format's ``refusals`` or NULL. ``questions`` is question id: its columns. The header may say more: other names of columns
    (``aliases``), the question as people read it (``texts``, by header), the ``timezone`` of the file's times. ``named_in`` says
    of the header of a survey's question where people wrote it, in words.
    """

    format: Format
    why: str
    headers: tuple[str, ...]
    columns: dict[str, int]
    questions: dict[str, tuple[int, ...]]
    missing: tuple[tuple[str, ...], ...]
    extra_cell: int | None = None
    refusal_cell: int | None = None
    aliases: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    timezone: str | None = None
    named_in: Mapping[str, str] = field(default_factory=dict)

    @property
    def extra(self) -> tuple[int, ...]:
        """Headers that nothing maps; kept as they are."""
        asked = (position for each in self.questions.values() for position in each)
        used = {*self.columns.values(), *asked, self.extra_cell, self.refusal_cell}
        return tuple(index for index in range(len(self.headers)) if index not in used)

    @property
    def fit(self) -> int:
        """How well the headers fit: large is good, negative where something is missing."""
        return -len(self.missing) if self.missing else len(self.columns)


def fold(header: str) -> str:
    """The header as it is compared: without outer blanks, quotes and case."""
    return header.strip().strip("\ufeff").strip().casefold()


def unique_headers(headers: Iterable[str]) -> tuple[str, ...]:
    """Headers trimmed; empty ones named by position, repeated ones numbered (``note``, ``note_2``)."""
    result: list[str] = []
    taken: set[str] = set()
    for position, header in enumerate(headers, start=1):
        name = base = header.strip() or f"column_{position}"
        count = 1
        while fold(name) in taken:
            count += 1
            name = f"{base}_{count}"
        taken.add(fold(name))
        result.append(name)
    return tuple(result)


def _refuse_width(headers: Sequence[str]) -> None:
    if len(headers) > MAX_COLUMNS:
        raise FileRefused(
            "too_many_columns",
            found=f"{len(headers):,} columns",
            expected=f"at most {MAX_COLUMNS:,}",
            mend="export the columns that are needed; a table of this width is often a log that was turned on its side.",
            line=1,
        )


def recognise(headers: Sequence[str], source: Source, aliases: Mapping[str, int] | None = None) -> Layout:
    """The best layout for these headers (and other names of theirs). Something may be missing in it: see ``require``.

    Raises:
        FileRefused: if persona.yaml names a format that does not exist for this kind of source.
    """
    names = unique_headers(headers)
    candidates = _candidates(source)
    positions = {fold(name): index for name, index in (aliases or {}).items()}
    positions |= {fold(name): index for index, name in enumerate(names)}
    fits = [
        _layout(each, names, positions, source)
        for each in candidates
        if source.format != "auto" or _is_signed(each, positions)
    ]
    complete = [layout for layout in fits if not layout.missing]
    return complete[0] if complete else max(fits, key=lambda layout: layout.fit)


def is_record(names: Sequence[str], source: Source) -> bool:
    """Whether objects with these members are whole records, and no pages that hold records: a format or a mapping knows them."""
    layout = recognise(names, source)
    return not layout.missing and (bool(layout.format.signature) or source.format in CONTAINERS)


def require(layout: Layout, raw_headers: Sequence[str], line: int | None = 1) -> None:
    """Refuse a file in which a column that we need is not there, or is there twice.

    Raises:
        FileRefused: too_many_columns, missing_column with the nearest header, or duplicate_column.
    """
    _refuse_width(raw_headers)
    folded = [fold(header) for header in raw_headers]
    for column, index in layout.columns.items():
        if folded.count(fold(layout.headers[index])) > 1:
            raise FileRefused(
                "duplicate_column",
                found=f"the header {layout.headers[index]!r} {folded.count(fold(layout.headers[index]))} times",
                expected=f"one column for {column}",
                mend="rename one of them in the export; we cannot know which one is meant.",
                line=line,
                column=column,
            )
    if layout.format.unusable:
        raise FileRefused(
            "unusable_format",
            found=f"a file of format {layout.format.name}: {layout.why}",
            expected="a file from which orders, events or answers can be told apart",
            mend=layout.format.unusable,
            line=line,
            format_name=layout.format.name,
        )
    if layout.missing:
        raise missing_column(layout, line)


def _candidates(source: Source) -> tuple[Format, ...]:
    known = formats_of(source.kind)
    if source.format == "auto":
        return known
    if source.format in CONTAINERS:
        names = [name for name in TABLES[RAW_OF[source.kind]].column_names if name not in OURS]
        return (Format(source.format, source.kind, "by the mapping in persona.yaml", dict.fromkeys(names, ())),)
    chosen = tuple(each for each in known if each.name == source.format)
    if not chosen:
        names = ["auto", *CONTAINERS, *(each.name for each in known)]
        raise FileRefused(
            "unknown_format",
            found=f"format: {source.format}",
            expected=f"one of {', '.join(dict.fromkeys(names))} for a source of kind {source.kind}",
            mend=f"correct `format` of source {source.name} in persona.yaml.",
        )
    return chosen


def _is_signed(each: Format, positions: dict[str, int]) -> bool:
    """Whether the headers show the format: each of its signature (of ``a|b`` one), none that it never has."""
    shown = all(any(fold(one) in positions for one in header.split("|")) for header in each.signature)
    return shown and not any(fold(header) in positions for header in each.absent)


def _layout(each: Format, names: tuple[str, ...], positions: dict[str, int], source: Source) -> Layout:
    columns: dict[str, int] = {}
    missing: list[tuple[str, ...]] = []
    for column, header in source.columns.items():
        if column not in each.columns:
            raise FileRefused(
                "unknown_column",
                found=f"`columns: {column}` of source {source.name}",
                expected=f"one of {', '.join(each.columns)}",
                mend="correct the name in persona.yaml; columns of the file that we have no name for are kept in `extra` by themselves.",
            )
        if fold(header) in positions:
            columns[column] = positions[fold(header)]
        else:
            missing.append((header,))
    named = set(columns.values())
    for column, aliases in (each.columns or dict.fromkeys(each.structure, ())).items():
        if column in source.columns:
            continue
        for header in (column, *aliases):
            position = positions.get(fold(header))
            if position is not None and position not in named:
                columns[column] = position
                named.add(position)
                break
    columns |= _stated_currency(each, positions, named)
    questions = {
        key: tuple(positions[fold(header)] for header in question.headers if fold(header) in positions)
        for key, question in source.questions.items()
    }
    _refuse_groups(source)
    asked = {
        header: f"the column of question {key} in {source.questions_file or 'persona.yaml'}"
        for key, question in source.questions.items()
        for header in question.headers
    }
    missing += [(header,) for header in asked if fold(header) not in positions]
    missing += [group for group in _required(each, columns, source) if not _given(group, columns, each, source)]
    why = f"its header has {', '.join(each.signature)}".replace("|", " or ") if each.signature else each.meaning
    known = {name: index for name, index in positions.items() if fold(names[index]) != name}
    return Layout(each, why, names, columns, questions, tuple(missing), aliases=known, named_in=asked)


def _stated_currency(each: Format, positions: dict[str, int], named: set[int]) -> dict[str, int]:
    """The file's own column of currencies, where the format says that all its files are in one: rows are held against that."""
    if "currency" not in each.constants or "currency" in each.columns or each.shape:
        return {}
    found = [positions[header] for header in CURRENCY_HEADERS if positions.get(header, -1) not in {-1, *named}]
    return {"currency": found[0]} if found else {}


def _refuse_groups(source: Source) -> None:
    """Qualtrics writes the group (1 to 3, or its name) beside the score; read as a score it makes everybody a detractor."""
    for key, question in source.questions.items():
        for header in question.headers if question.role == "nps" else ():
            if fold(header).endswith("_nps_group"):
                raise FileRefused(
                    "nps_group",
                    found=f"question {key} with role nps in column {header!r}",
                    expected="the column with the score from 0 to 10; this one holds the group (detractor, passive, promoter)",
                    mend=f"set `column: {header[: -len('_NPS_GROUP')]}` for question {key}.",
                    column=header,
                )


def _required(each: Format, columns: dict[str, int], source: Source) -> list[tuple[str, ...]]:
    """A price alone is no amount: without a line amount the quantity is needed too."""
    if each.required or each.unusable:
        return list(each.required)
    priced = each.kind == "orders" and not _given(("amount",), columns, each, source)
    return [*REQUIRED[each.kind], ("quantity",)] if priced else list(REQUIRED[each.kind])


def _given(group: tuple[str, ...], columns: dict[str, int], each: Format, source: Source) -> bool:
    return any(
        column in columns or column in each.expressions or column in each.constants or column in source.constants
        for column in group
    )
