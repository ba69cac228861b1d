"""Read a finished snapshot back, as a client would, in a process of its own. Prints what is wrong, as a JSON list.

Started by ``verify`` with the snapshot's folder as its argument and what is expected as JSON on standard input.
"""
# ruff: noqa: S608 (names come from the contract and are quoted; values are parameters)

import json
import sys
from pathlib import Path
from typing import Any

import duckdb

from persona_pipeline.warehouse import connect, exact_path, literal, quote, quote_table

from .build import fingerprint_statement
from .manifest import DATABASE_NAME


def problems_in(folder: Path, expected: dict[str, Any]) -> list[str]:
    """Everything in which the snapshot differs from what is expected of it; empty where it is whole."""
    database = folder / DATABASE_NAME
    if Path(f"{database}.wal").exists():
        return [f"{DATABASE_NAME} has a write-ahead log beside it"]
    con = connect(database, read_only=True, memory_limit=expected["memory_limit"], spill=Path(expected["spill"]))
    try:
        found = _missing(con, expected["comments"])
        if found:
            return found
        for name, check in expected["tables"].items():
            found += _table_problems(con, name, check, folder)
        for view in expected["views"]:
            con.execute(f"select count(*) from {quote_table(view)}").fetchall()
        return found
    finally:
        con.close()


def _missing(con: duckdb.DuckDBPyConnection, comments: dict[str, str]) -> list[str]:
    """Tables, views and columns whose comment is not there, and tables that should not be there."""
    rows = con.execute(
        """
        select schema_name || '.' || table_name, comment from duckdb_tables() where not internal
        union all
        select schema_name || '.' || view_name, comment from duckdb_views() where not internal
        union all
        select schema_name || '.' || table_name || '.' || column_name, comment from duckdb_columns() where not internal
        """
    ).fetchall()
    found = dict(rows)
    gone = [
        f"{name}: expected with the comment {text!r}, found {found.get(name)!r}"
        for name, text in comments.items()
        if found.get(name) != text
    ]
    return gone + [f"{name}: not part of the contract" for name in found.keys() - comments.keys()]


def _table_problems(con: duckdb.DuckDBPyConnection, name: str, check: dict[str, Any], folder: Path) -> list[str]:
    table = quote_table(name)
    found = con.execute(fingerprint_statement(table)).fetchall()[0]
    if found != (check["rows"], check["fingerprint"]):
        return [
            f"{name}: expected {check['rows']} rows with hash {check['fingerprint']}, found {found[0]} with {found[1]}"
        ]
    key = ", ".join(quote(column) for column in check["key"])
    twice = con.execute(f"select count(*) from (select 1 from {table} group by {key} having count(*) > 1)").fetchall()
    if twice[0][0]:
        return [f"{name}: {twice[0][0]} keys ({key}) occur more than once"]
    file = literal(exact_path(folder / check["file"]))
    parquet = con.execute(f"select count(*) from read_parquet({file})").fetchall()[0][0]
    if parquet != check["rows"]:
        return [f"{check['file']}: expected {check['rows']} rows, found {parquet}"]
    return []


def main() -> None:
    """Read the snapshot of the first argument back and print what is wrong."""
    try:
        print(json.dumps(problems_in(Path(sys.argv[1]), json.load(sys.stdin))))
    except duckdb.Error as error:
        print(json.dumps([f"{type(error).__name__}: {error}"]))
