"""Files that may still be written: they wait for the next look, and what is half there is not taken for a day's whole export.

Two signs, and no clock: a file that is another one after it was read than before, and a newest file of its source that ends in
the middle of a row. The second waits once: where the next look finds the very same file, it is how the export ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from persona_pipeline.sources import ReadReport
    from persona_pipeline.warehouse import Warehouse

    from .discover import InboxFile


def newest_of(files: Iterable[InboxFile]) -> frozenset[str]:
    """Names of the files of one source that were changed last: exports are written one after the other."""
    times = {file.name: file.modified_ns for file in files if file.remote is None}
    last = max(times.values(), default=0)
    return frozenset(name for name, time in times.items() if time == last)


def why_unfinished(warehouse: Warehouse, file: InboxFile, report: ReadReport, newest: frozenset[str]) -> str:
    """Why the file waits for the next look; empty where it does not. What lies behind a URL is fetched whole."""
    if file.remote is not None:
        return ""
    try:
        changed = file.has_changed()
    except FileNotFoundError:
        return "it was taken away while it was being read"
    if changed:
        return "it is still being written: it changed while it was being read"
    if not report.details.cut_off or file.name not in newest or _waited(warehouse, file):
        return ""
    return (
        f"it may still be being written: {report.details.cut_off}. If it is the same at the next look, it is taken in as it is; "
        "an export that never ends its last line is read at once with `final_newline: optional`"
    )


def leave(warehouse: Warehouse, file: InboxFile, load_id: str, as_of: date) -> None:
    """Remember how the file was when it was left waiting; what the rules said of its half is no finding of the night."""
    with warehouse.transaction():
        forget(warehouse, file)
        warehouse.run("ingest/forget_results", {"load_id": load_id})
        row = {"bytes": file.bytes, "modified_ns": file.modified_ns, "as_of": as_of}
        warehouse.run("ingest/leave_unfinished", {"source": file.source.name, "file_name": file.name, **row})


def forget(warehouse: Warehouse, file: InboxFile) -> None:
    """The file waits no longer."""
    warehouse.run("ingest/forget_unfinished", {"source": file.source.name, "file_name": file.name})


def _waited(warehouse: Warehouse, file: InboxFile) -> bool:
    """Whether an earlier look left this very file waiting."""
    rows = warehouse.run("ingest/unfinished", {"source": file.source.name, "file_name": file.name})
    return rows == [(file.bytes, file.modified_ns)]
