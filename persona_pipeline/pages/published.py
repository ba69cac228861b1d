"""The tables as the published file tells them: the pages of the personas read nothing else, so they give no more away."""
# ruff: noqa: S608 (tables come from the contract, conditions are constants of this package; values are parameters)

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from persona_pipeline.publish import published_tables
from persona_pipeline.publish.shape import select_rows
from persona_pipeline.telling import Teller, keep_told, teller_of
from persona_pipeline.warehouse import quote
from persona_pipeline.warehouse.store import used

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import duckdb

    from persona_pipeline.context import Context

Row = dict[str, Any]
NIGHTS_DRAWN, NIGHTS_LISTED = 400, 60
"""The longest history that a chart shows, and that its table of numbers shows."""
_TABLES = {table.name: table for table in published_tables()}


@dataclass(frozen=True)
class Published:
    """Rows of published tables up to and with a night; a figure that is withheld there is None here."""

    con: duckdb.DuckDBPyConnection
    params: dict[str, Any]
    teller: Teller

    def rows(self, table: str, condition: str) -> list[Row]:
        """Rows of a table, by its key. ``condition`` may name ``$as_of`` and ``$first``, the first night that is drawn."""
        described = _TABLES[table]
        names, by_key = (
            ", ".join(quote(name) for name in columns) for columns in (described.column_names, described.key)
        )
        sql = f"select {names} from ({select_rows(described)}) as shown where {condition} order by {by_key}"
        found = self.con.execute(sql, used(self.con, sql, self.params)).fetchall()
        return [dict(zip(described.column_names, row, strict=True)) for row in found]


@contextmanager
def published(ctx: Context, night: date) -> Iterator[Published]:
    """The published tables of a night, by the same statements that fill the published file."""
    first = night - timedelta(days=NIGHTS_DRAWN - 1)
    params = {
        "as_of": night,
        "first": first,
        "min_cell": ctx.settings.publish.min_cell,
        "language": ctx.settings.shop.language,
    }
    con = ctx.warehouse.con.cursor()
    try:
        keep_told(con, params)
        yield Published(con, params, teller_of(con, params))
    finally:
        con.close()
