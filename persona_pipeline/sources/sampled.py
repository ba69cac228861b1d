"""What kind of values the columns of a file hold, looked at in its first rows: so that a column that changes its kind is noticed."""

# ruff: noqa: S608 (names are ours; everything else is a quoted literal)

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.warehouse import literal

from .staged import STAGED

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from .staged import Staged

ROWS = 5_000
MOST = 0.95
"""Share of the filled cells that makes a kind; a few wrong ones are the rows' fault, not the column's."""
WIDENING = ("empty", "number", "moment", "text")
"""Kinds from narrow to wide. A column is of the widest kind that was ever seen in it."""
_NUMBER = r"[+-]?[0-9][0-9.,'\s]*(?:[eE][+-]?[0-9]+)?"
_MOMENT = r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:[T ].*)?"


def kinds_of_values(con: duckdb.DuckDBPyConnection, headers: Sequence[str], staged: Staged) -> dict[str, str]:
    """Header: empty, number, moment or text, by the first ``ROWS`` rows; nothing for nested records."""
    if len(staged.types) != len(headers):
        return {}
    kinds = ", ".join(_kind(staged.text(position)) for position in range(len(headers)))
    row = con.execute(f"select {kinds} from (select * from {STAGED} limit {ROWS})").fetchall()[0]
    return dict(zip(headers, row, strict=True))


def _kind(text: str) -> str:
    filled = f"filter (trim({text}) <> '')"
    number, moment = (f"regexp_full_match(trim({text}), {literal(pattern)})" for pattern in (_NUMBER, _MOMENT))
    most = f"{MOST} * count(*) {filled}"
    return (
        f"case when count(*) {filled} = 0 then 'empty' when count(*) filter ({number}) >= {most} then 'number' "
        f"when count(*) filter ({moment}) >= {most} then 'moment' else 'text' end"
    )
