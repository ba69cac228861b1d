"""Which header means which of our columns, and which format a file has. Judged by content, never by the file's name."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.contracts import RAW_OF, TABLES

from .format import REQUIRED, Format
from .formats import formats_of
from .model import FileRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from persona_pipeline.settings import Source

CONTAINERS = ("csv", "jsonl", "parquet")
OURS = ("source", "load_id", "row_number", "business_day", "answers", "extra")
"""Columns of raw.* that no header fills by name."""


@dataclass(frozen=True)
class Layout:
    """How one file maps to our columns. Numbers are positions among its headers, from 0."""

    format: Format
    why: str
    headers: tuple[str, ...]
    columns: dict[str, int]
    questions: dict[str, int]
    missing: tuple[tuple[str, ...], ...]

    @property
    def extra(self) -> tuple[int, ...]:
        """Headers that nothing maps; kept as they are."""
        used = {*self.columns.values(), *self.questions.values()}
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


def recognise(headers: Sequence[str], source: Source) -> Layout:
    """The best layout for these headers. Something may be missing in it: see ``require``.

    Raises:
        FileRefused: if persona.yaml names a format that does not exist for this kind of source.
    """
    names = unique_headers(headers)
    candidates = _candidates(source)
    positions = {fold(name): index for index, name in enumerate(names)}
    fits = [
        _layout(each, names, positions, source)
        for each in candidates
        if source.format != "auto" or all(fold(header) in positions for header in each.signature)
    ]
    complete = [layout for layout in fits if not layout.missing]
    return complete[0] if complete else max(fits, key=lambda layout: layout.fit)


def require(layout: Layout, raw_headers: Sequence[str], line: int | None = 1) -> None:
    """Refuse a file in which a column that we need is not there, or is there twice.

    Raises:
        FileRefused: missing_column with the nearest header, or duplicate_column.
    """
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
    if layout.missing:
        raise _missing(layout, line)


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
    for column, aliases in each.columns.items():
        if column in source.columns:
            continue
        for header in (column, *aliases):
            position = positions.get(fold(header))
            if position is not None and position not in named:
                columns[column] = position
                named.add(position)
                break
    questions = {
        key: positions[fold(question.column)]
        for key, question in source.questions.items()
        if fold(question.column) in positions
    }
    missing += [(question.column,) for question in source.questions.values() if fold(question.column) not in positions]
    missing += [group for group in _required(each, columns, source) if not _given(group, columns, each, source)]
    why = f"its header has {', '.join(each.signature)}" if each.signature else each.meaning
    return Layout(each, why, names, columns, questions, tuple(missing))


def _required(each: Format, columns: dict[str, int], source: Source) -> list[tuple[str, ...]]:
    """A price alone is no amount: without a line amount the quantity is needed too."""
    priced = each.kind == "orders" and not _given(("amount",), columns, each, source)
    return [*REQUIRED[each.kind], ("quantity",)] if priced else list(REQUIRED[each.kind])


def _given(group: tuple[str, ...], columns: dict[str, int], each: Format, source: Source) -> bool:
    return any(
        column in columns or column in each.expressions or column in each.constants or column in source.constants
        for column in group
    )


def _missing(layout: Layout, line: int | None) -> FileRefused:
    group = layout.missing[0]
    wanted = [header for column in group for header in (column, *layout.format.columns.get(column, ()))]
    free = [layout.headers[index] for index in layout.extra]
    near = _nearest(wanted, free)
    names = " or ".join(group)
    hint = f" (the nearest header is {near!r})" if near else ""
    if group[0] not in layout.format.columns:
        mend = "correct the header in the export, or the name of the column under this source in persona.yaml."
    elif near:
        mend = f"if that is the column, set `columns: {{{group[0]}: {near}}}` for this source in persona.yaml; otherwise correct the export."
    else:
        mend = f"name the column in persona.yaml, `columns: {{{group[0]}: <its header>}}`, or correct the export."
    return FileRefused(
        "missing_column",
        found=f"headers {_shown(layout.headers)}, none of which is {names}{hint}",
        expected=f"a column {names}"
        + (f" (also known as {', '.join(wanted[1:6])})" if len(wanted) > len(group) else ""),
        mend=mend,
        line=line,
        column=group[0],
        missing=len(layout.missing),
    )


def _nearest(wanted: list[str], free: list[str]) -> str | None:
    folded = {fold(header): header for header in free}
    scored = [
        (difflib.SequenceMatcher(None, fold(name), header).ratio(), shown)
        for name in wanted
        for header, shown in folded.items()
    ]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= 0.7 else None


def _shown(headers: Sequence[str]) -> str:
    text = ", ".join(repr(header[:60]) for header in headers[:12])
    return text if len(headers) <= 12 else f"{text} and {len(headers) - 12} more"
