"""What happened while files were taken in, by outcome, and the stage's report of it: counts and gates in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from persona_pipeline.context import Check, StageReport
from persona_pipeline.contracts import QUARANTINE_OF, RAW_OF

from .currency import ForeignMoney

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from persona_pipeline.context import Context
    from persona_pipeline.settings import Kind

    from .landing import LandedFile
    from .ledger import Entry

_TOLD = 5
"""Failures of one kind that are told one by one: a folder of a hundred files with the same fault is one message."""


@dataclass
class Progress:
    """What has happened so far, by outcome; becomes the stage's report."""

    accepted: list[Entry] = field(default_factory=list)
    held: list[Entry] = field(default_factory=list)
    refused: list[Entry] = field(default_factory=list)
    twins: dict[str, list[LandedFile]] = field(default_factory=dict)
    waiting: list[tuple[str, date]] = field(default_factory=list)
    newest: set[str] = field(default_factory=set)
    unfinished: list[str] = field(default_factory=list)
    unusual: list[str] = field(default_factory=list)
    money: ForeignMoney = field(default_factory=ForeignMoney)
    known: int = 0
    changed: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def report_of(ctx: Context, kind: Kind, progress: Progress) -> StageReport:
    """What the stage did, with its gates, in words for whoever mends the files."""
    raw, quarantine = RAW_OF[kind], QUARANTINE_OF[kind]
    again = f"persona-pipeline refresh --as-of {ctx.as_of} --accept-batch"
    mend = f"Mend the file and put it in the inbox again, or let it pass with `{again}"
    checks = (
        _check("sources_are_there", raw, progress.problems),
        _check("files_are_readable", raw, [entry.reason or "" for entry in progress.refused]),
        _check(
            "batches_are_sound",
            raw,
            [
                f"{entry.landed.file.name} (load {entry.load_id}): {entry.reason}. {mend} {entry.load_id}`."
                for entry in progress.held
            ],
            first=progress.money.told(ctx),
        ),
        _check("columns_are_as_before", raw, progress.changed, blocking=False),
        _check("files_are_finished", raw, progress.unfinished, blocking=False),
        _check("batches_are_as_usual", raw, progress.unusual, blocking=False),
    )
    rows_in = sum(entry.report.rows_in for entry in progress.accepted)
    refused = sum(entry.report.rows_refused + entry.rows_refused for entry in progress.accepted)
    return StageReport(
        rows={raw: ctx.warehouse.count(raw), quarantine: ctx.warehouse.count(quarantine)},
        figures={
            "files_accepted": len(progress.accepted),
            "files_held": len(progress.held),
            "files_refused": len(progress.refused),
            "files_known": progress.known,
            "files_waiting": len(progress.waiting),
            "files_unfinished": len(progress.unfinished),
            "rows_in": rows_in,
            "rows_quarantined": refused,
            "refused": _refused(ctx, kind, progress),
        },
        checks=checks,
    )


def _refused(ctx: Context, kind: Kind, progress: Progress) -> dict[str, int]:
    """Rows of the accepted files that went to quarantine, by reason code: as `sources check` counts them."""
    loads = [entry.load_id for entry in progress.accepted]
    return dict(ctx.warehouse.run(f"ingest/refused_{kind}", {"loads": loads})) if loads else {}


def _check(name: str, table: str, failures: Sequence[str], *, blocking: bool = True, first: str = "") -> Check:
    """A check that fails where there are ``failures``; the first few are told, and how many more there are.

    ``first`` is what is to be said of all of them together.
    """
    more = len(failures) - _TOLD
    return Check(
        name=name,
        table=table,
        passed=not failures,
        blocking=blocking,
        reason="; ".join(
            (*([first] if first else []), *failures[:_TOLD], *([f"and {more} more like these"] if more > 0 else []))
        ),
        examples=tuple({"reason": failure} for failure in failures[:_TOLD]),
    )
