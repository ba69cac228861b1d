"""What can be read of now: the warehouse, or what was published last while a night is running."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import duckdb

from persona_pipeline.drift.incidents import Incident, Told, incidents_of
from persona_pipeline.settings import ConfigError
from persona_pipeline.warehouse import Warehouse, connect, hold_lock, statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from persona_pipeline.settings import Settings, Workspace


@contextmanager
def reading(workspace: Workspace, note: Callable[[str], None] | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the warehouse, or to the last published file while a night is running.

    ``note`` is told which.

    Raises:
        ConfigError: if nothing was ever computed in the workspace.
    """
    published = workspace.published / "personas.duckdb"
    if workspace.warehouse.exists():
        try:
            con = connect(workspace.warehouse, read_only=True)
        except duckdb.IOException:
            if not published.exists():
                raise
            if note is not None:
                note("a night is running; showing what was published last")
            con = connect(published.resolve(), read_only=True)
    else:
        raise nothing_yet(workspace)
    try:
        yield con
    finally:
        con.close()


def rows_as_dicts(
    con: duckdb.DuckDBPyConnection, sql: str, params: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Rows of a statement with their column names."""
    result = con.execute(sql, params or {})
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def rows_if_any(workspace: Workspace, name: str, params: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Rows of ``sql/<name>.sql`` on what can be read of now; none where nothing can: no night yet, or the very first is running."""
    if not workspace.warehouse.exists():
        return []
    try:
        with reading(workspace) as con:
            return rows_as_dicts(con, statement(name), params)
    except duckdb.IOException:  # the very first night is running
        return []


def nothing_yet(workspace: Workspace) -> ConfigError:
    """What is said where no night has been computed."""
    return ConfigError(
        f"{workspace.root}: no night has been computed here yet. Mend: put files into the inbox and run "
        f"`persona-pipeline refresh -w {workspace.root}`."
    )


@contextmanager
def warehouse_at_rest(place: Workspace, settings: Settings) -> Iterator[Warehouse]:
    """The warehouse for reading, while no night runs.

    Raises:
        Busy: if one does, or another program has it open.
    """
    if not place.warehouse.exists():
        raise nothing_yet(place)
    with hold_lock(place.lock), Warehouse.open(place, settings, read_only=True) as warehouse:
        yield warehouse


def newest_night(place: Workspace) -> date | None:
    """The newest night that can be read of now; None where there is none. The store knows those that are running, too."""
    return next((row["as_of"] for row in rows_if_any(place, "cli/newest_night")), None)


def told_incidents(place: Workspace) -> list[Incident]:
    """Incidents as the nights told them."""
    return incidents_of(Told(**row) for row in rows_if_any(place, "cli/incidents"))


def oldest_night(place: Workspace) -> date | None:
    """The first night that has figures; None where there is none."""
    return next((row["oldest"] for row in rows_if_any(place, "cli/figures_since")), None)
