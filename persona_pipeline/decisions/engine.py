"""Which database holds the decisions, and how a connection to it behaves: one writer at a time, readers never wait."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import DecisionsError, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

    from persona_pipeline.settings import Settings, Workspace

VARIABLE = "PERSONA_PIPELINE_DECISIONS__URL"
PATIENCE_S = 30
CONNECT_TIMEOUT_S = 15
_WRITERS_LOCK = 7_019_403_112  # of PostgreSQL's advisory locks; any number that is always the same


@dataclass(frozen=True)
class Place:
    """A database, what people may be shown of its address, and what they may not."""

    engine: Engine
    shown: str
    secrets: tuple[str, ...]

    @contextmanager
    def told(self) -> Iterator[None]:
        """Errors of the database become one of ours, without secrets."""
        from sqlalchemy.exc import SQLAlchemyError

        try:
            yield
        except SQLAlchemyError as error:
            raise DecisionsError(
                f"{self.shown}: the store of decisions could not be used: {said(error.__cause__ or error, *self.secrets)}. "
                "Mend: look whether it is there and up, and whether this user may write in it; nothing was written."
            ) from error

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """A connection, for one use of the store; nothing is kept open after it."""
        try:
            with self.told():
                con = self.engine.connect()
            with con:
                yield con
        finally:
            self.engine.dispose()

    @contextmanager
    def writing(self, con: Connection) -> Iterator[None]:
        """All or nothing, and nobody else writes meanwhile."""
        con.info["writes"] = True
        try:
            with self.told(), con.begin():
                writers_only(con)
                yield
        finally:
            con.info["writes"] = False

    @contextmanager
    def reading(self, con: Connection) -> Iterator[None]:
        """What is read in it belongs together. It waits for no writer."""
        with self.told(), con.begin():
            yield


def place_of(workspace: Workspace, settings: Settings) -> Place:
    """The PostgreSQL database of the settings, or ``decisions.sqlite`` in the workspace.

    Raises:
        DecisionsError: if the address is none, or the driver is not installed.
    """
    secret = settings.decisions.url
    return _sqlite(workspace) if secret is None else _postgresql(secret.get_secret_value())


def writers_only(con: Connection) -> None:
    """Wait until no other process writes; until the transaction ends nobody else does. SQLite began so already."""
    from sqlalchemy import text

    if con.dialect.name == "postgresql":
        con.execute(text("select pg_advisory_xact_lock(:number)"), {"number": _WRITERS_LOCK})


def _sqlite(workspace: Workspace) -> Place:
    from sqlalchemy import URL, create_engine, event
    from sqlalchemy.pool import NullPool

    path = workspace.decisions
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": PATIENCE_S}, hide_parameters=True)
    event.listen(engine, "connect", lambda raw, _record: _prepare(raw))
    event.listen(engine, "begin", _begin)
    return Place(engine, str(path), ())


def _prepare(raw: Any) -> None:
    """Transactions begin where we say so, and a write-ahead log lets readers read while one process writes.

    Python's own way begins a transaction at the first write, so that what was read before it may have changed; see "Serializable
    isolation" in SQLAlchemy's notes on SQLite. The switch to the log does not wait for others by itself.
    """
    import sqlite3

    raw.isolation_level = None
    raw.execute("pragma foreign_keys = on")
    raw.execute("pragma synchronous = full")
    deadline = time.monotonic() + PATIENCE_S
    while raw.execute("pragma journal_mode").fetchone() != ("wal",):
        try:
            raw.execute("pragma journal_mode = wal").fetchone()
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _begin(con: Connection) -> None:
    con.exec_driver_sql("begin immediate" if con.info.get("writes") else "begin")


def _postgresql(address: str) -> Place:
    from sqlalchemy import create_engine
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError
    from sqlalchemy.pool import NullPool

    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise DecisionsError(f"decisions.url ({VARIABLE}) is no database address; {_EXPECTED}.") from None
    if url.get_backend_name() != "postgresql":
        raise DecisionsError(f"decisions.url ({VARIABLE}) begins with {url.get_backend_name()}://; {_EXPECTED}.")
    try:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            poolclass=NullPool,
            connect_args={"connect_timeout": CONNECT_TIMEOUT_S},
            hide_parameters=True,
        )
    except ImportError as error:
        raise DecisionsError(
            "decisions.url: the library psycopg is not installed. Mend: pip install 'persona-pipeline[sql]'"
        ) from error
    return Place(engine, _shown(url), (address, url.password or "", *_words(url)))


_EXPECTED = "expected postgresql://USER:PASSWORD@HOST/DATABASE, or nothing for decisions.sqlite in the workspace"


def _shown(url: URL) -> str:
    """Host and database, and who asks; the rest of the address may hold secrets."""
    user = f"{url.username}@" if url.username else ""
    return f"postgresql://{user}{url.host or ''}{f':{url.port}' if url.port else ''}/{url.database or ''}"


def _words(url: URL) -> tuple[str, ...]:
    """What options of the address say: a password may stand among them."""
    return tuple(str(value) for name, value in url.query.items() if "password" in name.lower())
