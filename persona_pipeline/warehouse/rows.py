"""Write a bounded number of rows in one statement, a list a column: DuckDB takes a millisecond for every row by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from persona_pipeline.contracts import TABLES

from .names import quote, quote_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from .store import Warehouse


def keep_rows(warehouse: Warehouse, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    """Make the temporary table ``table`` with the given columns (``name type, ...``) and rows."""
    warehouse.con.execute(f"create or replace temp table {quote(table)} ({columns})")
    _insert(warehouse, quote(table), list(rows))


def replace_night_rows(warehouse: Warehouse, table: str, as_of: date, rows: Sequence[Sequence[Any]]) -> int:
    """Replace the rows of one night by these, in the order of the contract's columns; returns the number of rows."""
    names = ", ".join(quote(name) for name in TABLES[table].column_names)
    with warehouse.transaction():
        warehouse.query(f"delete from {quote_table(table)} where as_of = $as_of", {"as_of": as_of})  # noqa: S608 - the contract's own names
        _insert(warehouse, f"{quote_table(table)} ({names})", rows)
    return len(rows)


def _insert(warehouse: Warehouse, target: str, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        lists = [list(column) for column in zip(*rows, strict=True)]
        warehouse.con.execute(f"insert into {target} select {', '.join(['unnest(?)'] * len(lists))}", lists)
