"""Write what the rules said to ops.validation_results."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from persona_pipeline.contracts import TABLES
from persona_pipeline.warehouse import statement

from .broken import shown_examples

if TYPE_CHECKING:
    from persona_pipeline.context import Context

    from .findings import Finding, Findings


MEASURED = ("volume_is_as_usual",)
"""Batch rules whose figures are kept beside the words, because alerts say them in the shop's language."""


def write_results(ctx: Context, findings: Findings) -> None:
    """Write a row per load and rule, in place of those that an earlier attempt left for the same loads."""
    shown = shown_examples(ctx.warehouse)
    rows: list[tuple[Any, ...]] = []
    example: dict[str, Any]
    for load, report in enumerate(findings.reports):
        rows.extend(
            _row(ctx, report.load_id, finding, shown.get((report.load_id, finding.rule.name), []))
            for finding in findings.of_rows(load)
        )
        for finding in findings.of_batch(load):
            rule = finding.rule
            example = {"found": findings.found(load, rule), "expected": findings.expected(load, rule)}
            example |= {"measured": findings.measured(load, rule)} if rule.name in MEASURED else {}
            rows.append(_row(ctx, report.load_id, finding, [] if finding.success else [example]))
    _replace(ctx, [report.load_id for report in findings.reports], rows)


def _row(ctx: Context, load_id: str, finding: Finding, examples: list[dict[str, Any]]) -> tuple[Any, ...]:
    """A row of ops.validation_results, in the contract's order of columns."""
    rule = finding.rule
    shown = [{"error": finding.error}] if finding.error else examples
    return (
        ctx.as_of,
        load_id,
        rule.table,
        rule.name,
        rule.reason_code,
        rule.column,
        rule.severity,
        finding.success,
        finding.rows_checked,
        finding.rows_failed,
        json.dumps(shown, ensure_ascii=False, default=str),
        rule.why,
    )


def _replace(ctx: Context, load_ids: list[str], rows: list[tuple[Any, ...]]) -> None:
    import pandas as pd

    con = ctx.warehouse.con
    frame = pd.DataFrame(rows, columns=list(TABLES["ops.validation_results"].column_names))
    frame["rows_failed"] = frame["rows_failed"].astype("Int64")
    with ctx.warehouse.transaction():
        con.execute("delete from ops.validation_results where list_contains($loads, load_id)", {"loads": load_ids})
        con.register("new_results", frame)
        try:
            con.execute(statement("quality/write_results"))
        finally:
            con.unregister("new_results")
