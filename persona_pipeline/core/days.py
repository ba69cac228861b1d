"""Work through pending business days in chunks of bounded size."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from persona_pipeline.context import Context
from persona_pipeline.warehouse import Warehouse, look_at

CHUNK_ROWS = 2_000_000
"""Rows of raw that one statement sorts at a time, so that memory does not grow with the history."""


def chunks(warehouse: Warehouse, kind: str) -> Iterator[list[date]]:
    """The pending days of a kind, earliest first, in chunks of about two million rows; at least one day each.

    Leaves the view ``rows_of_kind`` at the kind.
    """
    look_at(warehouse, kind)
    yield from in_chunks(warehouse.run("core/pending_days", {"kind": kind}))


def in_chunks(counted: Iterable[tuple[date, int]], *, most_days: int | None = None) -> Iterator[list[date]]:
    """Days with how many rows each has, put together to about two million rows and at most ``most_days`` days; at least one day each."""
    chunk: list[date] = []
    rows = 0
    for day, count in counted:
        if chunk and (rows + count > CHUNK_ROWS or len(chunk) == most_days):
            yield chunk
            chunk, rows = [], 0
        chunk.append(day)
        rows += count
    if chunk:
        yield chunk


def pending_days(warehouse: Warehouse, kind: str) -> list[date]:
    """The pending days of a kind, earliest first."""
    sql = "select business_day from ops.pending_days where kind = $kind order by business_day"
    return [row[0] for row in warehouse.query(sql, {"kind": kind})]


def set_days(warehouse: Warehouse, days: Sequence[date]) -> None:
    """Fill the temp table ``days`` (business_day) that the statements of this layer join."""
    warehouse.con.execute("create or replace temp table days (business_day date)")
    warehouse.query("insert into days select unnest($days::date[])", {"days": list(days)})


def set_sources(ctx: Context) -> None:
    """Fill the temp table ``source_spaces`` (source, space): which customer numbers mean the same people."""
    warehouse = ctx.warehouse
    warehouse.con.execute("create or replace temp table source_spaces (source varchar, space varchar)")
    for source in ctx.settings.sources:
        suffix = f"@{source.identity_space}" if source.identity_space else ""
        warehouse.query("insert into source_spaces values ($source, $space)", {"source": source.name, "space": suffix})


def mark_journey(warehouse: Warehouse) -> None:
    """Mark the days in the temp table ``count_days`` to be read again for the journey."""
    warehouse.run("core/mark_journey_days")


def mark_rollup(warehouse: Warehouse, table: str) -> None:
    """Mark the days in the temp table ``table`` for the rollup."""
    warehouse.run(f"core/mark_{table}")
