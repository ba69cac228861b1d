"""How nights stand, in words that are true also where a run was killed: what the books say, held against what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from persona_pipeline.publish import current_snapshot
from persona_pipeline.warehouse import Busy, hold_lock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import duckdb

    from persona_pipeline.settings import Workspace

INTERRUPTED = "interrupted"
NOT_PUBLISHED = "not published"


def is_running(workspace: Workspace) -> bool:
    """Whether a run holds the workspace now. A lock is freed when its holder dies, so a killed run holds none."""
    try:
        with hold_lock(workspace.lock):
            return False
    except Busy:
        return True
    except OSError:  # the folder may only be read by this user, who then cannot have started anything either
        return False


def shown_night(workspace: Workspace) -> date | None:
    """The night that the published file and the pages show; None before the first."""
    snapshot = current_snapshot(workspace)
    return snapshot.manifest.night if snapshot else None


def as_they_stand(nights: Sequence[dict[str, Any]], workspace: Workspace) -> list[dict[str, Any]]:
    """Rows of the warehouse's ops.nights, with a status that holds while nothing runs.

    A night is marked as published just before its file is built, so that the file says so, and gets the file's name after. One
    without that name whose run is gone was killed between the two; one that is running without a run was killed earlier.
    """
    if is_running(workspace):
        return [dict(night) for night in nights]
    snapshot = current_snapshot(workspace)
    recorded = {night["snapshot"] for night in nights}
    unrecorded = snapshot if snapshot is not None and snapshot.name not in recorded else None
    return [_as_it_stands(night, unrecorded.name if unrecorded else None) for night in nights]


def _as_it_stands(night: dict[str, Any], unrecorded: str | None) -> dict[str, Any]:
    again = f"run it again: persona-pipeline refresh --as-of {night['as_of']}"
    if night["status"] == "running":
        reason = (
            f"its run ended without a word (killed, or the machine stopped) before the night was published; {again}"
        )
        return {**night, "status": INTERRUPTED, "reason": reason}
    if night["status"] != "published" or night["snapshot"] is not None:
        return dict(night)
    if unrecorded is not None:  # killed between the switch and the book
        return {**night, "snapshot": unrecorded}
    reason = f"it was computed, and its run ended without a word while it was being published; {again}"
    return {**night, "status": NOT_PUBLISHED, "reason": reason}


def is_warehouse(con: duckdb.DuckDBPyConnection, workspace: Workspace) -> bool:
    """Whether the connection reads the warehouse itself, and not a published copy, which knows no name of its own."""
    paths = [row[0] for row in con.execute("select path from duckdb_databases() where not internal").fetchall()]
    return str(workspace.warehouse) in paths
