"""Copy the published rows out of the warehouse into a new DuckDB file and Parquet; readers see nothing of it yet."""
# ruff: noqa: S608 (names come from the contract and are quoted; values are parameters)

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from persona_pipeline import __version__
from persona_pipeline.basics.files import file_sha256
from persona_pipeline.cards import CARDS_FOLDER, cards_of, write_cards
from persona_pipeline.contracts import Table
from persona_pipeline.faults import crash_point
from persona_pipeline.settings import Settings
from persona_pipeline.telling import keep_told
from persona_pipeline.warehouse import Warehouse, literal, quote, quote_table, statement
from persona_pipeline.warehouse.connect import PUBLISHED_STORAGE
from persona_pipeline.warehouse.schema import comment_tables
from persona_pipeline.warehouse.store import used

from .manifest import DATABASE_NAME, PARQUET_FOLDER, PublishedTable
from .shape import ANSWERS, CLOCK_TABLES, THIS_SNAPSHOT, published_tables, select_rows

_ATTACHED = "publication"


@dataclass(frozen=True)
class TableCheck:
    """What a copied table must show when it is read back: rows, and a hash over all its values that ignores order."""

    rows: int
    fingerprint: str


class Build:
    """A snapshot under construction in ``folder``; use it through ``building``."""

    def __init__(self, con: duckdb.DuckDBPyConnection, folder: Path, params: dict[str, Any]) -> None:
        self.con = con
        self.folder = folder
        self.params = params
        self.tables: dict[str, PublishedTable] = {}
        self.checks: dict[str, TableCheck] = {}
        self.cards: dict[str, str] = {}

    def copy_content(self, settings: Settings) -> str:
        """Copy all tables that do not hold clock time and write the persona cards; returns the SHA-256 of the content.

        Rows go in by key, so that the same rows give the same Parquet bytes whatever the number of threads.
        """
        keep_told(self.con, self.params)
        tables = [table for table in published_tables() if table.name not in CLOCK_TABLES]
        for number, table in enumerate(tables):
            self._copy(table)
            if number == len(tables) // 2:
                crash_point("publish.copy_mid")
        cards = write_cards(cards_of(self.con, self.params["as_of"], settings), self.folder / CARDS_FOLDER, settings)
        self.cards = {f"{CARDS_FOLDER}/{path.name}": file_sha256(path) for path in cards}
        parts = {
            "as_of": str(self.params["as_of"]),
            "min_cell": self.params["min_cell"],
            "definitions": definitions_sha256(),
            "tables": {name: table.sha256 for name, table in self.tables.items()},
            "cards": self.cards,
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def finish(self, snapshot: str, sequence: int, persona_version: int | None) -> None:
        """Add what depends on the snapshot's name, and write the file to the disk without a log."""
        self.params |= {"snapshot": snapshot}
        for table in published_tables():
            if table.name in CLOCK_TABLES:
                self._copy(table)
        row = [snapshot, sequence, self.params["as_of"], persona_version, self.params["min_cell"], __version__]
        self.con.execute(f"insert into {_ATTACHED}.{quote_table(THIS_SNAPSHOT.name)} values (?, ?, ?, ?, ?, ?)", row)
        crash_point("publish.after_copy")
        self.con.execute(f"checkpoint {_ATTACHED}")
        crash_point("publish.after_checkpoint")

    def create(self) -> None:
        """Create tables, views and their comments, in one transaction: 300 would flush the disk 300 times."""
        tables = (*published_tables(), THIS_SNAPSHOT)
        before = self.con.execute("select current_database()").fetchall()[0][0]
        self.con.execute(f"use {_ATTACHED}")
        self.con.execute("begin transaction")
        try:
            for schema in dict.fromkeys(table.layer for table in tables):
                self.con.execute(f"create schema {quote(schema)}")
            for table in tables:
                columns = ", ".join(f"{quote(column.name)} {column.type}" for column in table.columns)
                self.con.execute(f"create table {quote_table(table.name)} ({columns})")
            for view in ANSWERS:
                self.con.execute(f"create view {quote_table(view.name)} as {view_statement(view)}")
            comment_tables(self.con, tables)
            comment_tables(self.con, ANSWERS, views=True)
            self.con.execute("commit")
        except BaseException:
            self.con.execute("rollback")
            raise
        finally:
            self.con.execute(f"use {quote(before)}")  # a database in use cannot be detached

    def _copy(self, table: Table) -> None:
        target = f"{_ATTACHED}.{quote_table(table.name)}"
        by_key = ", ".join(quote(name) for name in table.key)
        sql = f"insert into {target} by name select * from ({select_rows(table)}) order by {by_key}"
        self.con.execute(sql, used(self.con, sql, self.params))
        path = self.folder / PARQUET_FOLDER / f"{table.name}.parquet"
        self.con.execute(f"copy {target} to {literal(str(path))} (format parquet, compression zstd)")
        rows, fingerprint = self.con.execute(fingerprint_statement(target)).fetchall()[0]
        self.checks[table.name] = TableCheck(rows, fingerprint)
        self.tables[table.name] = PublishedTable(
            name=table.name,
            file=f"{PARQUET_FOLDER}/{path.name}",
            rows=rows,
            columns={column.name: column.type for column in table.columns},
            bytes=path.stat().st_size,
            sha256=file_sha256(path),
        )


@contextmanager
def building(warehouse: Warehouse, folder: Path, params: dict[str, Any]) -> Iterator[Build]:
    """A new, empty snapshot in ``folder``; its DuckDB file is closed when the block ends.

    The file has the old storage version that DuckDB 1.4, 1.5 and 2.0 all read.
    """
    (folder / PARQUET_FOLDER).mkdir(parents=True)
    con = warehouse.con.cursor()
    before = con.execute("select current_setting('preserve_insertion_order')").fetchall()[0][0]
    con.execute("set preserve_insertion_order = true")  # files are written in the order of their keys
    try:
        path = literal(str(folder / DATABASE_NAME))
        con.execute(f"attach {path} as {_ATTACHED} (storage_version '{PUBLISHED_STORAGE}')")
        try:
            build = Build(con, folder, params)
            build.create()
            yield build
        finally:
            con.execute(f"detach {_ATTACHED}")
    finally:
        con.execute(f"set preserve_insertion_order = {before}")
        con.close()


def fingerprint_statement(target: str) -> str:
    """Rows of a table and a hash over all its values, in any order; reading it reads, and so checks, every block."""
    return f"select count(*), coalesce(bit_xor(hash(row_of)), 0)::varchar from {target} as row_of"


def view_statement(view: Table) -> str:
    return statement(f"publish/{view.name.replace('.', '/')}")


def definitions_sha256(views: Sequence[Table] = ANSWERS) -> str:
    """Hash of everything in the file that is not rows: tables, columns, comments, views, version of the code."""
    parts = [
        __version__,
        PUBLISHED_STORAGE,
        *map(repr, (*published_tables(), THIS_SNAPSHOT, *views)),
        *map(view_statement, views),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
