"""Validate the batches of one kind: row rules, then batch rules, then the verdict that ingest acts upon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.faults import crash_point

from .broken import create_tables
from .figures import figures_of
from .findings import Findings, check_batches
from .pieces import open_reader
from .record import write_results
from .rows import check_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from persona_pipeline.context import Context
    from persona_pipeline.settings import Kind
    from persona_pipeline.sources import ReadReport

    from .suites import Severity


@dataclass(frozen=True)
class BatchVerdict:
    """Whether a batch may enter raw, why not (or why all the same), and how many of its rows the row rules refused.

    ``warnings`` are the batch rules that it broke and that hold nothing, in words.
    """

    load_id: str
    held: bool
    reason: str
    rows_refused: int
    warnings: tuple[str, ...] = ()


def validate_batches(
    ctx: Context, kind: Kind, reports: Sequence[ReadReport], file_names: Mapping[str, str] | None = None
) -> list[BatchVerdict]:
    """Run the suites over what was read; one verdict per report, in their order.

    Leaves the refused rows in the temp table ``refused_rows`` (load_id, row_number, reason_code, column_name, found,
    expected; one row per refused record: the first critical rule that it broke) and replaces the loads' rows in
    ops.validation_results. A batch is held when a critical batch rule is broken and nobody has accepted it
    (``ctx.accepted_batches``), and always when a check crashed.

    Args:
        ctx: the night.
        kind: kind of all the reports.
        reports: what was read; any number of files.
        file_names: load id: name of its file as ops.files knows it. With it, the rows of the file's earlier revision do
            not count as rows that the day already has.

    Raises:
        FileNotFoundError: if a suite is not installed.
        duckdb.Error: if an accepted file cannot be read any more; nothing is written then.
    """
    create_tables(ctx.warehouse)
    if not reports:
        return []
    with open_reader(ctx, kind, reports, dict(file_names or {})) as reader:
        tally = check_rows(reader, reports)
        crash_point("validate.mid")
        figures = figures_of(reader, reports, tally)
    findings = Findings(reports, tally, figures, check_batches(figures))
    write_results(ctx, findings)
    crash_point("validate.after")
    return [_verdict(ctx, findings, load) for load in range(len(reports))]


def _verdict(ctx: Context, findings: Findings, load: int) -> BatchVerdict:
    load_id, refused = findings.reports[load].load_id, findings.tally.refused[load]
    crashed, broken = _crashed(findings, load), _broken(findings, load)
    if crashed:
        return BatchVerdict(load_id, True, "; ".join(crashed + broken), refused)
    if broken and load_id in ctx.accepted_batches:
        warnings = tuple(_broken(findings, load, "warning"))
        return BatchVerdict(load_id, False, "let through by a person although " + "; ".join(broken), refused, warnings)
    return BatchVerdict(load_id, bool(broken), "; ".join(broken), refused, tuple(_broken(findings, load, "warning")))


def _broken(findings: Findings, load: int, severity: Severity = "critical") -> list[str]:
    """The batch rules of a severity that the load broke, in words."""
    return [
        f"{findings.found(load, finding.rule)}; expected {findings.expected(load, finding.rule)}"
        for finding in findings.of_batch(load)
        if finding.rule.severity == severity and finding.rows_failed
    ]


def _crashed(findings: Findings, load: int) -> list[str]:
    """The checks that gave no answer, in words; each error once."""
    errors: dict[str, str] = {}
    for finding in findings.of_rows(load) + findings.of_batch(load):
        if finding.error:
            errors.setdefault(finding.error, finding.rule.name)
    return [
        f"rule {rule} could not be checked, which is not the same as passed: {error}" for error, rule in errors.items()
    ]
