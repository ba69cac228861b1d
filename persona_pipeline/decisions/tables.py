"""The tables of the store. Rows are added, never changed or deleted: the database itself refuses both."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    func,
    inspect,
    select,
)
from sqlalchemy.types import TypeDecorator

from .errors import DecisionsError

SCHEMA_VERSION = 1


class Moment(TypeDecorator[datetime]):
    """A moment in UTC: timestamptz in PostgreSQL, a text without its zone in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value and dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


METADATA = MetaData()
STORE = Table("persona_store", METADATA, Column("schema_version", Integer, primary_key=True))
DECISIONS = Table(
    "persona_decisions",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False, index=True),
    Column("subject", Text, nullable=False, index=True),
    Column("payload", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)
VERSIONS = Table(
    "persona_versions",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("definition", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("fitted_as_of", Date, nullable=False),
    Column("proposal", ForeignKey(DECISIONS.c.id), nullable=False),
)
NIGHTS = Table("persona_nights", METADATA, Column("as_of", Date, primary_key=True))
"""Nights that have looked up their version: a decision that comes later is for later nights."""

_REFUSE = "decisions are never changed or deleted: record another one"
_FENCES = {
    "sqlite": tuple(
        f"create trigger if not exists {{table}}_no_{verb} before {verb} on {{table}} begin select raise(abort, '{_REFUSE}'); end"
        for verb in ("update", "delete")
    ),
    "postgresql": (
        (
            "create or replace function persona_refuse() returns trigger language plpgsql as "
            f"$$ begin raise exception '{_REFUSE}'; end $$"
        ),
        (
            "create trigger {table}_as_it_is before update or delete or truncate on {table} "
            "for each statement execute function persona_refuse()"
        ),
    ),
}
"""Statements by which the database itself refuses to change or delete a row of a table."""


def is_there(con: Connection, where: str) -> bool:
    """Whether the tables are there, as this version of persona-pipeline writes them.

    Raises:
        DecisionsError: if they were written by a later version.
    """
    if not inspect(con).has_table(STORE.name):
        return False
    found = con.scalar(select(func.max(STORE.c.schema_version)))
    if found is not None and found > SCHEMA_VERSION:
        raise DecisionsError(
            f"{where}: the store of decisions has schema version {found}, this persona-pipeline knows {SCHEMA_VERSION}. "
            "Mend: install the newer persona-pipeline that wrote it."
        )
    return bool(found == SCHEMA_VERSION)


def create(con: Connection, where: str) -> None:
    """Create what is missing, in a transaction that nobody else writes in; what is there stays."""
    if not is_there(con, where):
        there = set(inspect(con).get_table_names())
        METADATA.create_all(con, checkfirst=True)
        for table in (DECISIONS, VERSIONS, NIGHTS):
            for statement in _FENCES[con.dialect.name] if table.name not in there else ():
                con.exec_driver_sql(statement.format(table=table.name))
        con.execute(STORE.insert().values(schema_version=SCHEMA_VERSION))
