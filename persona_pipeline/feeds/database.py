"""A table or a SELECT of a database through SQLAlchemy: a read-only transaction, rows streamed in bounded pieces."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from . import rows
from .errors import FeedError, MissingExtra, said, secret_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.sql.elements import ColumnElement
    from sqlalchemy.sql.selectable import Select

    from persona_pipeline.settings.feeds import SqlFeed

    from .windows import Window

PIECE_ROWS = 20_000
CONNECT_TIMEOUT_S = 15
DRIVERS = {
    "postgresql": ("postgresql+psycopg", "psycopg", {"connect_timeout": CONNECT_TIMEOUT_S}),
    "mysql": ("mysql+pymysql", "pymysql", {"connect_timeout": CONNECT_TIMEOUT_S}),
    "mariadb": ("mariadb+pymysql", "pymysql", {"connect_timeout": CONNECT_TIMEOUT_S}),
    "sqlite": ("sqlite", "sqlite3", {}),
}
_MYSQL = ("set session transaction read only", "set time_zone = '+00:00'")
READ_ONLY = {"mysql": _MYSQL, "mariadb": _MYSQL, "sqlite": ("pragma query_only = on",)}
"""What makes a session read-only; PostgreSQL is told by its own option."""
MYSQL_TIMESTAMP = 7
_SILENT = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`", re.DOTALL)


def fill(source: str, feed: SqlFeed, root: Path, window: Window, path: Path) -> int:
    """Write the rows of the window to a Parquet file; returns their number.

    Raises:
        FeedError: if the database cannot be reached or refuses, or if a value has no exact place in Parquet.
    """
    with _connected(source, feed) as con:
        question = _question(source, feed, root)
        if feed.cursor_column is not None:
            question = _within(source, feed, con, question, window)
        return rows.write(source, _pieces(con, question), path)


def columns(source: str, feed: SqlFeed, root: Path) -> tuple[str, ...]:
    """Names of the columns that come; no row is read.

    Raises:
        FeedError: if the database cannot be reached or refuses.
    """
    with _connected(source, feed) as con:
        return tuple(con.execute(_question(source, feed, root).limit(0)).keys())


def select_of(source: str, path: Path) -> str:
    """The one SELECT of a file.

    Raises:
        FeedError: if the file is absent or holds something else.
    """
    try:
        text = path.read_text(encoding="utf-8").strip().removesuffix(";")
    except OSError as error:
        raise FeedError(
            f"source {source}: {path.name}: {said(error)}; expected a file with one SELECT. Mend: correct `feed.query`."
        ) from error
    bare = _SILENT.sub(" ", text).strip()
    first = bare.split(maxsplit=1)[0].lower() if bare else "nothing"
    if first not in ("select", "with") or ";" in bare:
        found = "more than one statement" if ";" in bare else f"{first!r} at its beginning"
        raise FeedError(f"source {source}: {path.name}: found {found}; expected one SELECT, and nothing that writes.")
    return text


@dataclass(frozen=True)
class Piece:
    """Some rows, with the names of their columns."""

    names: tuple[str, ...]
    rows: list[tuple[Any, ...]]


@contextmanager
def _connected(source: str, feed: SqlFeed) -> Iterator[Connection]:
    """A connection in a read-only transaction that is rolled back."""
    url = secret_of(source, feed.url_variable)
    try:
        from sqlalchemy.exc import SQLAlchemyError
    except ImportError as error:
        raise MissingExtra(source, "sql", "sqlalchemy") from error
    engine, secrets = _engine(source, feed, url)
    try:
        with engine.connect() as con:
            yield con
    except SQLAlchemyError as error:
        raise FeedError(
            f"source {source}: the database of {feed.url_variable} could not be read: {said(error.__cause__ or error, *secrets)}. "
            "Nothing of this pull was taken in. Mend: look whether it is up, and whether this user may read there."
        ) from error
    finally:
        engine.dispose()


def _engine(source: str, feed: SqlFeed, url: str) -> tuple[Engine, tuple[str, ...]]:
    from sqlalchemy import create_engine, event
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError
    from sqlalchemy.pool import NullPool

    expected = "expected postgresql://, mysql://, mariadb:// or sqlite:///"
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise FeedError(f"source {source}: {feed.url_variable} holds no database address; {expected}.") from None
    backend = parsed.get_backend_name()
    if backend not in DRIVERS:
        raise FeedError(f"source {source}: {feed.url_variable} begins with {backend}://; {expected}.")
    if backend == "sqlite":
        _refuse_absent(source, feed, parsed.database)
    name, library, arguments = DRIVERS[backend]
    try:
        engine = create_engine(
            parsed.set(drivername=name), poolclass=NullPool, connect_args=arguments, hide_parameters=True
        )
    except ImportError as error:
        raise MissingExtra(source, "sql", library) from error
    if backend == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    else:
        event.listen(engine, "connect", lambda raw, _record: _only_read(raw, READ_ONLY[backend]))
    return engine, (url, parsed.password or "")


def _refuse_absent(source: str, feed: SqlFeed, database: str | None) -> None:
    """SQLite would make an empty database of a file that is not there."""
    name = (database or "").removeprefix("file:").partition("?")[0]
    if not Path(name).is_file():
        raise FeedError(
            f"source {source}: {feed.url_variable} names {name or 'no file'}: no such file; expected sqlite:/// with the path of a "
            f"database that is there (four slashes before an absolute path). Mend: correct {feed.url_variable}."
        )


def _only_read(raw: Any, statements: tuple[str, ...]) -> None:
    cursor = raw.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()


def _question(source: str, feed: SqlFeed, root: Path) -> Select[Any]:
    """``select *`` over the table or the file's statement, under the alias ``q``."""
    from sqlalchemy import literal_column, select, table, text

    if feed.table is not None:
        schema, _, name = feed.table.rpartition(".")
        origin: Any = table(name, schema=schema or None).alias("q")
    else:
        plain = select_of(source, root / str(feed.query))
        origin = text(plain.replace(":", r"\:")).columns().subquery("q")
    return select(literal_column("q.*")).select_from(origin)


def _within(source: str, feed: SqlFeed, con: Connection, question: Select[Any], window: Window) -> Select[Any]:
    """The rows whose cursor lies in the window, compared in the cursor's own type."""
    from sqlalchemy import bindparam, column

    cursor: ColumnElement[Any] = column(str(feed.cursor_column))
    if con.execute(question.where(cursor.is_(None)).limit(1)).first() is not None:
        raise FeedError(
            f"source {source}: there are rows whose {feed.cursor_column} is empty; they would never be taken in. "
            f"Mend: use a query with coalesce({feed.cursor_column}, created_at) as {feed.cursor_column}."
        )
    found = con.execute(question.with_only_columns(cursor).where(cursor.is_not(None)).limit(1))
    moments, row = _mysql_moments(con, found), found.first()
    begins, ends = _bounds(source, feed, _in_utc(tuple(row), moments)[0] if row else None, window)
    return question.where(cursor >= bindparam("window_begins", begins), cursor < bindparam("window_ends", ends))


def _bounds(source: str, feed: SqlFeed, sample: Any, window: Window) -> tuple[Any, Any]:
    if sample is None or (isinstance(sample, datetime) and sample.tzinfo is not None):
        return window.begins, window.ends
    if isinstance(sample, datetime):
        zone = ZoneInfo(window.zone)
        return tuple(each.astimezone(zone).replace(tzinfo=None) for each in (window.begins, window.ends))  # type: ignore[return-value]
    if isinstance(sample, date):
        return window.first, window.last + timedelta(days=1)
    if isinstance(sample, str) and re.match(r"\d{4}-\d\d-\d\d", sample):
        return window.first.isoformat(), (window.last + timedelta(days=1)).isoformat()
    raise FeedError(
        f"source {source}: {feed.cursor_column} holds {type(sample).__name__}; expected a date or a time. "
        "Mend: name the column that says when a row changed last."
    )


def _pieces(con: Connection, question: Select[Any]) -> Iterator[Piece]:
    result = con.execution_options(stream_results=True, max_row_buffer=PIECE_ROWS).execute(question)
    names = tuple(result.keys())
    moments = _mysql_moments(con, result)
    for part in result.partitions(PIECE_ROWS):
        yield Piece(names, [_in_utc(tuple(row), moments) for row in part])


def _mysql_moments(con: Connection, result: Any) -> tuple[int, ...]:
    """Positions of MySQL's TIMESTAMP columns: moments that come without their zone, the session's."""
    if con.dialect.name not in ("mysql", "mariadb"):
        return ()
    return tuple(index for index, column in enumerate(result.cursor.description) if column[1] == MYSQL_TIMESTAMP)


def _in_utc(row: tuple[Any, ...], moments: tuple[int, ...]) -> tuple[Any, ...]:
    if not moments:
        return row
    return tuple(
        value.replace(tzinfo=UTC) if index in moments and value is not None else value
        for index, value in enumerate(row)
    )
