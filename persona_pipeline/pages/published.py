"""The tables as the published file tells them: pages of figures read nothing else, so that they can give nothing more away."""
# ruff: noqa: S608 (tables come from the contract, conditions are constants of this package; values are parameters)

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from persona_pipeline.publish import published_tables
from persona_pipeline.publish.shape import select_rows
from persona_pipeline.warehouse import statement
from persona_pipeline.warehouse.store import used

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import duckdb

    from persona_pipeline.context import Context

    Row = dict[str, Any]

NIGHTS_DRAWN = 400
"""Longest history that a chart shows; its table of numbers shows the last ``NIGHTS_LISTED``."""
NIGHTS_LISTED = 60
_TOLD = ("told_kpis", "told_rates", "told_signals")
_TABLES = {table.name: table for table in published_tables()}


class Published:
    """Rows of published tables up to and with a night; a figure that is withheld there is None here."""

    def __init__(self, con: duckdb.DuckDBPyConnection, night: date, params: dict[str, Any]) -> None:
        self.con = con
        self.night = night
        self.params = params

    def rows(self, table: str, condition: str = "as_of = $as_of") -> list[Row]:
        """Rows of a table, by its key. ``condition`` may name ``$as_of`` and ``$first``, the first night that is drawn."""
        by_key = ", ".join(_TABLES[table].key)
        sql = f"select * from ({select_rows(_TABLES[table])}) as shown where {condition} order by {by_key}"
        result = self.con.execute(sql, used(self.con, sql, self.params))
        columns = [column[0] for column in result.description or []]
        return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]

    def has(self, table: str) -> bool:
        """Whether this version publishes a table of that name."""
        return table in _TABLES


@contextmanager
def published(ctx: Context, night: date) -> Iterator[Published]:
    """The published tables of a night, by the same statements that fill the published file."""
    params = {
        "as_of": night,
        "first": night - timedelta(days=NIGHTS_DRAWN - 1),
        "min_cell": ctx.settings.publish.min_cell,
        "language": ctx.settings.shop.language,
    }
    con = ctx.warehouse.con.cursor()
    try:
        for name in _TOLD:
            sql = f"create or replace temporary table {name} as {statement(f'publish/{name}')}"
            con.execute(sql, used(con, sql, params))
        yield Published(con, night, params)
    finally:
        con.close()
