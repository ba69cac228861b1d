"""What is said of a file in which a column that we need is not there: the nearest header, and what to write in persona.yaml."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from .format import WITHOUT_DATE
from .model import FileRefused
from .quoting import quoted

if TYPE_CHECKING:
    from .recognise import Layout

_MONEY = ("amount", "unit_price")
_ALIKE = 0.7


def missing_column(layout: Layout, line: int | None) -> FileRefused:
    """The refusal for the first group of columns of which the layout has none."""
    group = layout.missing[0]
    wanted = [header for column in group for header in (column, *layout.format.columns.get(column, ()))]
    taken = _taken(layout, wanted)
    near = None if taken else _nearest(wanted, [layout.headers[index] for index in layout.extra])
    names = " or ".join(group)
    hint = f" (the nearest header is {near!r})" if near else ""
    if taken:
        hint = f" ({taken[1]!r} is read as {taken[0]})"
    return FileRefused(
        "missing_column",
        found=f"headers {quoted(layout.headers)}, none of which is {names}{hint}",
        expected=f"a column {names}"
        + (f" (also known as {', '.join(wanted[1:6])})" if len(wanted) > len(group) else ""),
        mend=_mend_taken(group[0], *taken) if taken else _mend(layout, group, near),
        line=line,
        column=group[0],
        missing=len(layout.missing),
        lacking=tuple(" or ".join(each) for each in layout.missing),
        headers=layout.headers,
        format_name=layout.format.name,
    )


def _taken(layout: Layout, wanted: list[str]) -> tuple[str, str] | None:
    """Our column and its header, where a header that would have done was given to another column in persona.yaml."""
    names = {name.casefold() for name in wanted}
    for column, position in layout.columns.items():
        if layout.headers[position].casefold() in names:
            return column, layout.headers[position]
    return None


def _mend_taken(lacking: str, column: str, header: str) -> str:
    return (
        f"where it is both, set `columns: {{{lacking}: {header}, {column}: {header}}}` for this source in persona.yaml; "
        f"otherwise correct `columns: {{{column}: ...}}` or the export."
    )


def _mend(layout: Layout, group: tuple[str, ...], near: str | None) -> str:
    if group[0] in ("valid_from", "signal_at"):
        return WITHOUT_DATE.format(column=group[0])
    if group == _MONEY:
        return _mend_money(near or "<its header>", counted="quantity" in layout.columns)
    wanted = next((column for column in group if column in layout.format.columns), None)
    if wanted is None:
        place = layout.named_in.get(group[0], "the name of the column under this source in persona.yaml")
        mend = f"correct the header in the export, or {place}."
    elif near:
        mend = f"if that is the column, set `columns: {{{wanted}: {near}}}` for this source in persona.yaml; otherwise correct the export."
    else:
        mend = f"name the column in persona.yaml, `columns: {{{wanted}: <its header>}}`, or correct the export."
    if "submitted_at" in group:
        mend += " Where all answers are of one day, `constants: {submitted_at: 2026-03-01}` says which."
    return mend


def _mend_money(header: str, *, counted: bool) -> str:
    """Both ways to name a price: that of one piece read as the total of a line makes revenue wrong without a sign of it."""
    of_one = "the file has a quantity" if counted else "then the file needs a quantity too"
    return (
        f"name the column for this source in persona.yaml: `columns: {{unit_price: {header}}}` where it is the price of one piece "
        f"({of_one}), `columns: {{amount: {header}}}` where it is the total of the line; or correct the export."
    )


def _nearest(wanted: list[str], free: list[str]) -> str | None:
    folded = {header.casefold(): header for header in free}
    scored = [
        (difflib.SequenceMatcher(None, name.casefold(), header).ratio(), shown)
        for name in wanted
        for header, shown in folded.items()
    ]
    best = max(scored, default=(0.0, ""))
    return best[1] if best[0] >= _ALIKE else None
