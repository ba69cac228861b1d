"""The ledger: which content was loaded as what. One load enters raw, or leaves it, in one transaction with its row here."""

from dataclasses import dataclass
from typing import Any

from persona_pipeline import __version__
from persona_pipeline.context import Context
from persona_pipeline.contracts import QUARANTINE_OF, RAW_OF
from persona_pipeline.faults import crash_point
from persona_pipeline.settings import Kind
from persona_pipeline.sources import ReadReport
from persona_pipeline.warehouse import Warehouse, exact_path, look_at, quote_table, statement

from .columns import remember_columns
from .landing import LandedFile
from .questions import remember_questions


@dataclass(frozen=True)
class Entry:
    """A row of ops.loads that is about to be written."""

    landed: LandedFile
    report: ReadReport
    status: str
    reason: str | None = None
    rows_refused: int = 0

    @property
    def load_id(self) -> str:
        return self.landed.load_id


def seen_files(warehouse: Warehouse, source: str) -> dict[str, tuple[int, int]]:
    """File name: (bytes, modified_ns), for files whose content is in raw."""
    rows = warehouse.run("ingest/seen_files", {"source": source})
    return {name: (int(size), int(modified)) for name, size, modified in rows}


def is_loaded(warehouse: Warehouse, load_id: str) -> bool:
    """Whether this content is in raw now."""
    sql = "select count(*) from ops.loads where load_id = $load_id and status = 'accepted'"
    return bool(warehouse.query(sql, {"load_id": load_id})[0][0])


def loses_days(warehouse: Warehouse, landed: LandedFile, report: ReadReport) -> str:
    """Why this next version of a file looks like another file under the same name; empty where it does not.

    A rolling export (today's orders, always called orders.csv) shares no day with the version before it, which would
    leave raw without a word.
    """
    before = _version_before(warehouse, landed)
    if not before or report.first_day is None or report.last_day is None:
        return ""
    first_day, last_day, rows = before[0]
    if report.first_day <= last_day and report.last_day >= first_day:
        return ""
    return (
        f"its days ({report.first_day} to {report.last_day}) share none with those of the version before "
        f"({first_day} to {last_day}), whose {rows:,} rows it would replace; expected a corrected version of the same days, "
        "or a new file under a name of its own, such as orders-2026-03-01.csv"
    )


def loses_rows(warehouse: Warehouse, landed: LandedFile, report: ReadReport) -> str:
    """Why this next version of a file, without a row, is held: those of the version before would leave raw without a word."""
    before = _version_before(warehouse, landed)
    if report.rows_in or not before or not before[0][2]:
        return ""
    first_day, last_day, rows = before[0]
    return (
        f"it holds no row, and would take away the {rows:,} rows of the version before it ({first_day} to {last_day}); expected a "
        "corrected version of the same days, or a new file under a name of its own, such as orders-2026-03-01.csv"
    )


def _version_before(warehouse: Warehouse, landed: LandedFile) -> list[tuple[Any, ...]]:
    """First day, last day and rows of what the file's name held until now, where nothing else holds it."""
    params = {"source": landed.file.source.name, "file_name": landed.file.name, "load_id": landed.load_id}
    return warehouse.run("ingest/version_before", params)


def remember_file(warehouse: Warehouse, landed: LandedFile) -> None:
    """Note that the file name now has this content; an earlier content that no other name has leaves raw."""
    file = landed.file
    params = {
        "source": file.source.name,
        "file_name": file.name,
        "bytes": file.bytes,
        "modified_ns": file.modified_ns,
        "load_id": landed.load_id,
    }
    with warehouse.transaction():
        earlier = warehouse.query(
            "select load_id from ops.files where source = $source and file_name = $file_name and load_id <> $load_id",
            params,
        )
        warehouse.query("delete from ops.files where source = $source and file_name = $file_name", params)
        warehouse.run("ingest/remember_file", params)
        for (load_id,) in earlier:
            if not warehouse.query("select 1 from ops.files where load_id = $load_id limit 1", {"load_id": load_id}):
                _withdraw(warehouse, file.source.kind, load_id)


def accept(ctx: Context, entry: Entry) -> None:
    """Put the rows of a load into raw and quarantine and the load into the ledger, all or nothing.

    Expects the temp table ``refused_rows`` that validation left. Running it again for the same load changes nothing.
    """
    warehouse, kind = ctx.warehouse, entry.landed.file.source.kind
    crash_point("load.begin")
    with warehouse.transaction():
        _delete_rows(warehouse, kind, entry.load_id)
        crash_point("load.after_delete")
        params = {
            "load_id": entry.load_id,
            "accepted": exact_path(entry.report.accepted or ""),
            "refused": exact_path(entry.report.refused or ""),
            "file_name": entry.landed.file.name,
            "source": entry.landed.file.source.name,
        }
        raw, quarantine = RAW_OF[kind], QUARANTINE_OF[kind]
        if entry.report.accepted is not None:
            warehouse.insert(raw, statement("ingest/accepted_rows"), params)
            warehouse.insert(quarantine, statement("ingest/rows_refused_by_rules"), params)
            if kind == "crm":
                warehouse.run("ingest/note_refusing", params)
        if entry.report.refused is not None:
            warehouse.insert(quarantine, statement("ingest/rows_refused_by_reader"), params)
        _mark_days(warehouse, kind, entry.load_id)
        remember_questions(warehouse, entry.landed.file.source.name, entry.report)
        remember_columns(warehouse, entry.landed.file.source.name, entry.report)
        crash_point("load.after_insert")
        write(ctx, entry)
        remember_file(warehouse, entry.landed)
        crash_point("load.before_commit")
    crash_point("load.after_commit")


def write(ctx: Context, entry: Entry) -> None:
    """Write the ledger row of a load; a later attempt with the same content replaces it."""
    file, report = entry.landed.file, entry.report
    warehouse = ctx.warehouse
    accepted = report.rows_accepted - entry.rows_refused if entry.status == "accepted" else 0
    params = {
        "load_id": entry.load_id,
        "source": file.source.name,
        "kind": file.source.kind,
        "format": report.format,
        "file_name": file.name,
        "sha256": entry.landed.sha256,
        "bytes": file.bytes,
        "status": entry.status,
        "reason": entry.reason,
        "rows_in": report.rows_in,
        "rows_accepted": accepted,
        "rows_quarantined": report.rows_in - accepted if entry.status == "accepted" else 0,
        "first_day": report.first_day,
        "last_day": report.last_day,
        "code_version": __version__,
        "as_of": ctx.as_of,
    }
    with warehouse.transaction():
        warehouse.query("delete from ops.loads where load_id = $load_id", params)
        warehouse.insert("ops.loads", statement("ingest/load"), params)


def _withdraw(warehouse: Warehouse, kind: Kind, load_id: str) -> None:
    """Take an earlier revision out of raw; the ledger keeps its row."""
    _delete_rows(warehouse, kind, load_id)
    warehouse.query("update ops.loads set status = 'superseded' where load_id = $load_id", {"load_id": load_id})


def _delete_rows(warehouse: Warehouse, kind: Kind, load_id: str) -> None:
    _mark_days(warehouse, kind, load_id)
    for table in (RAW_OF[kind], QUARANTINE_OF[kind]):
        warehouse.query(f"delete from {quote_table(table)} where load_id = $load_id", {"load_id": load_id})


def _mark_days(warehouse: Warehouse, kind: Kind, load_id: str) -> None:
    look_at(warehouse, kind)
    warehouse.run("ingest/pending_days", {"load_id": load_id, "kind": kind})
