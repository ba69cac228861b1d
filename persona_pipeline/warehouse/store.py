"""The open warehouse: run statements by name, replace a night or a day, all or nothing."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import duckdb

from persona_pipeline.contracts import TABLES

from .connect import connect
from .lock import Busy, Fenced
from .names import quote, quote_table
from .schema import create_tables
from .sql import statement

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from persona_pipeline.settings import Settings, Workspace

Params = Mapping[str, Any]


class Warehouse:
    """One connection to warehouse.duckdb, and the few ways in which tables are written."""

    def __init__(self, con: duckdb.DuckDBPyConnection, run_id: str | None = None) -> None:
        self.con = con
        self.run_id = run_id
        self._depth = 0

    @classmethod
    @contextmanager
    def open(
        cls,
        workspace: Workspace,
        settings: Settings,
        *,
        read_only: bool = False,
        run_id: str | None = None,
        patience_s: float = 0.0,
    ) -> Iterator[Warehouse]:
        """Open the workspace's warehouse; creates file and tables unless ``read_only``.

        Whoever only looks (`status`, the end of a run) keeps no lock of ours and lets go within a moment: so long a writer waits.

        Raises:
            Busy: if another process has it open, after ``patience_s`` seconds.
            duckdb.IOException: if it is broken, or ``read_only`` and there is none.
        """
        con = _connected(workspace, settings, read_only=read_only, patience_s=patience_s)
        try:
            if not read_only:
                create_tables(con)
            yield cls(con, run_id)
        finally:
            con.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; a block inside a block joins the outer one. Refuses when a later run has taken over."""
        if self._depth:
            yield
            return
        self.con.execute("begin transaction")
        self._depth = 1
        try:
            self._guard()
            yield
            self.con.execute("commit")
        except BaseException:
            with suppress(duckdb.TransactionException):  # the engine may have rolled back already
                self.con.execute("rollback")
            raise
        finally:
            self._depth = 0

    def run(self, name: str, params: Params | None = None) -> list[tuple[Any, ...]]:
        """Run ``sql/<name>.sql`` and return its rows. Takes from ``params`` those that the statement names."""
        return self.query(statement(name), params)

    def query(self, sql: str, params: Params | None = None) -> list[tuple[Any, ...]]:
        """Run a statement with named parameters (``$as_of``) and return its rows."""
        return self.con.execute(sql, used(self.con, sql, params)).fetchall()

    def frame(self, name: str, params: Params | None = None) -> pd.DataFrame:
        """Run ``sql/<name>.sql`` into a data frame. For bounded results only: a sample, a page, nights by streams."""
        sql = statement(name)
        return self.con.execute(sql, used(self.con, sql, params)).df()

    def insert(self, table: str, sql: str, params: Params | None = None) -> int:
        """Insert what a SELECT returns, by column name; returns the number of rows."""
        text = f"insert into {quote_table(table)} by name {sql}"
        return _count(self.con.execute(text, used(self.con, text, params)))

    def replace_night(self, table: str, as_of: date, params: Params | None = None, *, name: str | None = None) -> int:
        """Replace the rows of one night by what ``sql/<layer>/<table>.sql`` selects; returns the number of rows."""
        sql = statement(name or table.replace(".", "/", 1))
        with self.transaction():
            self.con.execute(f"delete from {quote_table(table)} where as_of = $as_of", {"as_of": as_of})
            return self.insert(table, sql, {"as_of": as_of, **(params or {})})

    def replace_days(self, table: str, days: str, params: Params | None = None, *, name: str | None = None) -> int:
        """Replace the rows of the business days that the table ``days`` (one column ``business_day``) lists."""
        sql = statement(name or table.replace(".", "/", 1))
        with self.transaction():
            self.con.execute(
                f"delete from {quote_table(table)} where business_day in (select business_day from {quote(days)})"
            )
            return self.insert(table, sql, params)

    def replace_changed(self, table: str, sql: str, params: Params | None = None) -> None:
        """Make the table equal to what a SELECT returns by touching only the rows that differ.

        For tables that follow as a whole from others and change little from night to night. Rows are compared whole; the
        SELECT gives each row once.
        """
        columns = TABLES[table].columns
        typed = ", ".join(f"cast({quote(each.name)} as {each.type}) as {quote(each.name)}" for each in columns)
        same = " and ".join(f"old.{quote(each.name)} is not distinct from new.{quote(each.name)}" for each in columns)
        ours = quote_table(table)
        text = f"create or replace temp table new_rows as select {typed} from ({sql})"
        # Before the transaction, where the caller has none open: a table that is not committed is read by one thread.
        self.con.execute(text, used(self.con, text, params))
        with self.transaction():
            self.con.execute(
                f"delete from {ours} where rowid in (select old.rowid from {ours} as old anti join new_rows as new on {same})"
            )
            self.con.execute(
                f"insert into {ours} by name select new.* from new_rows as new anti join {ours} as old on {same}"
            )
            self.con.execute("drop table new_rows")

    def replace_frame(self, table: str, frame: pd.DataFrame, *, as_of: date) -> int:
        """Replace the rows of one night by a data frame with the contract's columns (any order)."""
        names = ", ".join(quote(name) for name in TABLES[table].column_names)
        with self.transaction():
            self.con.execute(f"delete from {quote_table(table)} where as_of = $as_of", {"as_of": as_of})
            self.con.register("new_rows", frame)
            try:
                return _count(
                    self.con.execute(f"insert into {quote_table(table)} by name select {names} from new_rows")
                )
            finally:
                self.con.unregister("new_rows")

    def count(self, table: str) -> int:
        """Number of rows."""
        return int(self.con.execute(f"select count(*) from {quote_table(table)}").fetchall()[0][0])

    def claim(self, run_id: str) -> None:
        """Make ``run_id`` the run that may write; every other run is fenced off from here on."""
        self.run_id = None
        with self.transaction():
            token = self.query("select coalesce(max(token), 0) + 1 from ops.fence")[0][0]
            self.con.execute("delete from ops.fence")
            self.con.execute("insert into ops.fence values ($run_id, $token)", {"run_id": run_id, "token": token})
        self.run_id = run_id

    def _guard(self) -> None:
        if self.run_id is None:
            return
        holders = [row[0] for row in self.query("select run_id from ops.fence")]
        if holders and self.run_id not in holders:
            raise Fenced(
                f"run {self.run_id} lost the workspace to run {holders[0]}; nothing of it was written. Mend: nothing to do."
            )


def used(con: duckdb.DuckDBPyConnection, sql: str, params: Params | None) -> dict[str, Any]:
    """Those of ``params`` that the statement names; DuckDB refuses others."""
    if not params:
        return {}
    names = con.extract_statements(sql)[0].named_parameters
    return {name: params[name] for name in names if name in params}


def _count(result: duckdb.DuckDBPyConnection) -> int:
    return int(result.fetchall()[0][0])


def _connected(
    workspace: Workspace, settings: Settings, *, read_only: bool, patience_s: float
) -> duckdb.DuckDBPyConnection:
    deadline = time.monotonic() + patience_s
    while True:
        try:
            return _connected_now(workspace, settings, read_only=read_only)
        except duckdb.IOException as error:
            if "lock" not in str(error):
                raise
            if time.monotonic() >= deadline:
                raise Busy(
                    f"{workspace.warehouse}: another program has the warehouse open. Mend: wait until it has ended, or close it: queries belong "
                    "to published/personas.duckdb, which any number may read."
                ) from error
            time.sleep(0.05)


def _connected_now(workspace: Workspace, settings: Settings, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    limits = settings.warehouse
    return connect(
        workspace.warehouse,
        read_only=read_only,
        memory_limit=limits.memory_limit,
        threads=limits.threads,
        spill=workspace.spill,
        spill_limit=limits.spill_limit,
        keep_order=read_only,
    )
