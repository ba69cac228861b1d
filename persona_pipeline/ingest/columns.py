"""Columns of a source over time: what is new, gone, renamed or of another kind than before, and questions that were reworded.

A file whose columns changed may still be read without a fault and mean something else; so the change is named, and the source's
policy (`schema_changes`: accept, warn, stop) says what becomes of the file.
"""

import difflib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from persona_pipeline.contracts import RAW_OF, TABLES
from persona_pipeline.sources import ReadReport
from persona_pipeline.sources.sampled import WIDENING
from persona_pipeline.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Mapping

ALIKE = 0.6
"""Similarity (difflib ratio) from which a column that is gone and one that is new are taken for one that was renamed."""


_TYPED = frozenset(
    column.name for raw in RAW_OF.values() for column in TABLES[raw].columns if column.type not in ("VARCHAR", "JSON")
)
"""Columns in which a value of another kind is refused row by row; nothing more needs to be said about it."""


@dataclass(frozen=True)
class Change:
    """One difference to the columns before: ``change`` is new, gone, renamed, kind or reworded."""

    change: str
    header: str
    before: str
    now: str

    def __str__(self) -> str:
        said = {
            "new": f"column {self.header!r} is new",
            "gone": f"column {self.header!r} is gone",
            "renamed": f"column {self.before!r} is gone and {self.now!r} is new: renamed?",
            "kind": f"column {self.header!r} held {self.before} values and now holds {self.now} values",
            "reworded": f"question {self.header!r} was {self.before!r} and now is {self.now!r}",
        }
        return said[self.change]


@dataclass(frozen=True)
class _Known:
    kind: str
    in_last_load: bool


def changes_of(warehouse: Warehouse, source: str, report: ReadReport) -> tuple[Change, ...]:
    """How the columns of a file differ from those that the source had before; nothing for the first file of a format.

    A file without rows tells nothing of columns: it was not looked at closely.

    Addresses are masked: somebody's first row may stand where a header belongs.
    """
    rows = warehouse.run("ingest/known_columns", {"source": source, "format": report.format, "load_id": report.load_id})
    known = {header: _Known(kind, bool(last)) for header, kind, last in rows}
    if not known or not report.rows_in:
        return ()
    found = _columns(report)
    new = [header for header in found if header not in known]
    gone = [header for header, each in known.items() if each.in_last_load and header not in found]
    if report.details.container == "jsonl":
        gone = []  # a member that no record of the day has is no change of the export
    renamed = _renamed(gone, new)
    typed = {header for column, header in report.details.columns.items() if column in _TYPED}
    changes = (
        *(Change("renamed", now, before, now) for before, now in renamed.items()),
        *(Change("new", header, "", "") for header in new if header not in renamed.values()),
        *(Change("gone", header, "", "") for header in gone if header not in renamed),
        *(
            Change("kind", header, known[header].kind, kind)
            for header, kind in found.items()
            if header in known
            and header not in typed
            and known[header].kind != "empty"
            and _wider(kind, known[header].kind)
        ),
        *_reworded(warehouse, source, report),
    )
    return tuple(_masked(warehouse, each) for each in changes)


def remember_columns(warehouse: Warehouse, source: str, report: ReadReport) -> None:
    """Note the columns of a load in ops.source_columns. Belongs in the load's transaction."""
    if not report.rows_in:
        return
    found = _columns(report)
    mapped = {header: column for column, header in report.details.columns.items()}
    params = {"source": source, "format": report.format}
    known = {
        row[0]: row[1:]
        for row in warehouse.query(
            "select header, column_name, values_kind, first_load_id, last_load_id from ops.source_columns "
            "where source = $source and format = $format",
            params,
        )
    }
    for header, kind in found.items():
        _, before, first, _ = known.get(header, (None, kind, report.load_id, None))
        widest = max(kind, before, key=WIDENING.index)
        known[header] = (mapped.get(header), widest, first, report.load_id)
    if not known:
        return
    columns, kinds, firsts, lasts = (list(each) for each in zip(*known.values(), strict=True))
    warehouse.query("delete from ops.source_columns where source = $source and format = $format", params)
    lists = {"headers": list(known), "columns": columns, "kinds": kinds, "firsts": firsts, "lasts": lasts}
    warehouse.run("ingest/remember_columns", params | lists)


def note_changes(warehouse: Warehouse, source: str, load_id: str, changes: tuple[Change, ...], as_of: date) -> None:
    """Write the changes of a load into ops.source_changes, in place of those of an earlier attempt."""
    with warehouse.transaction():
        warehouse.query("delete from ops.source_changes where load_id = $load_id", {"load_id": load_id})
        for each in changes:
            row = {"source": source, "load_id": load_id, "as_of": as_of, "change": each.change, "header": each.header}
            warehouse.run("ingest/source_change", row | {"before": each.before or None, "now": each.now or None})


def _masked(warehouse: Warehouse, change: Change) -> Change:
    sql = "select mask_addresses($header), mask_addresses($before), mask_addresses($now)"
    header, before, now = warehouse.query(sql, {"header": change.header, "before": change.before, "now": change.now})[0]
    return Change(change.change, header, before, now)


def _columns(report: ReadReport) -> dict[str, str]:
    """Header: kind of its values; nested records have no kinds, and all their members are ``text``."""
    details = report.details
    return dict(details.values) or dict.fromkeys((*details.columns.values(), *details.unmapped), "text")


def _renamed(gone: list[str], new: list[str]) -> dict[str, str]:
    """Each header that is gone with the most similar new one, each new one once."""
    pairs = sorted(
        (
            (difflib.SequenceMatcher(None, old.casefold(), header.casefold()).ratio(), old, header)
            for old in gone
            for header in new
        ),
        reverse=True,
    )
    found: dict[str, str] = {}
    for ratio, old, header in pairs:
        if ratio >= ALIKE and old not in found and header not in found.values():
            found[old] = header
    return found


def _reworded(warehouse: Warehouse, source: str, report: ReadReport) -> tuple[Change, ...]:
    texts: Mapping[str, str] = report.details.texts
    if not texts:
        return ()
    rows = warehouse.run("ingest/known_wordings", {"source": source, "load_id": report.load_id})
    known: dict[str, set[str]] = {}
    for header, text in rows:
        known.setdefault(header, set()).add(text)
    return tuple(
        Change("reworded", header, min(known[header]), text)
        for header, text in texts.items()
        if header in known and text not in known[header]
    )


def _wider(kind: str, known: str) -> bool:
    return WIDENING.index(kind) > WIDENING.index(known)
