"""Create the tables of the contract, with their comments."""

from collections.abc import Sequence
from contextlib import suppress

import duckdb

from persona_pipeline.contracts import LAYERS, TABLES, Table

from .names import literal, quote, quote_table


class OtherVersion(RuntimeError):
    """The warehouse was written by another version of the contract."""


def create_tables(con: duckdb.DuckDBPyConnection, tables: dict[str, Table] = TABLES) -> None:
    """Create what is missing of schemas, tables and columns; running it again changes nothing.

    Raises:
        OtherVersion: if an existing column has another type than the contract says (a newer or older warehouse).
    """
    existing = _existing_columns(con)
    con.execute("begin transaction")
    try:
        _create_missing(con, tables, existing)
        con.execute("commit")
    except BaseException:
        with suppress(duckdb.TransactionException):  # the engine may have rolled back already
            con.execute("rollback")
        raise


def _create_missing(
    con: duckdb.DuckDBPyConnection, tables: dict[str, Table], existing: dict[str, dict[str, str]]
) -> None:
    for layer in LAYERS:
        con.execute(f"create schema if not exists {quote(layer)}")
    for table in tables.values():
        found = existing.get(table.name)
        if found is None:
            con.execute(_create(table))
            continue
        for column in table.columns:
            if column.name not in found:
                con.execute(f"alter table {quote_table(table.name)} add column {quote(column.name)} {column.type}")
            elif found[column.name] != column.type:
                raise OtherVersion(
                    f"{table.name}.{column.name} is {found[column.name]} in the warehouse, this version expects {column.type}. "
                    "Mend: use the version of persona-pipeline that wrote it; or move warehouse.duckdb away, put the files back into the "
                    "inbox (landing keeps a copy of each) and run the nights again."
                )


def comment_tables(con: duckdb.DuckDBPyConnection, tables: Sequence[Table], *, views: bool = False) -> None:
    """Write meaning and grain of each table (or view) and column into the database, where SQL clients show them."""
    kind = "view" if views else "table"
    for table in tables:
        con.execute(f"comment on {kind} {quote_table(table.name)} is {literal(f'{table.meaning} ({table.grain})')}")
        for column in table.columns:
            target = f"{quote_table(table.name)}.{quote(column.name)}"
            con.execute(f"comment on column {target} is {literal(column.meaning)}")


def _create(table: Table) -> str:
    columns = ", ".join(f"{quote(column.name)} {column.type}" for column in table.columns)
    return f"create table {quote_table(table.name)} ({columns})"


def _existing_columns(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    rows = con.execute(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() where not internal"
    ).fetchall()
    found: dict[str, dict[str, str]] = {}
    for table, column, data_type in rows:
        found.setdefault(table, {})[column] = data_type
    return found
