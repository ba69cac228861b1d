"""What the rules said about a whole night, in plain words, for pages and Dagster."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from persona_pipeline.warehouse import statement

from .suites import Rule, Severity, rules_of
from .tally import EXAMPLES

if TYPE_CHECKING:
    from datetime import date

    import duckdb


@dataclass(frozen=True)
class RuleResult:
    """What one rule said about all batches of a night.

    ``text`` and ``text_nl`` say in plain words what should hold. ``examples`` holds at most 5 failing rows or batches:
    file_name, load_id, found, and for rows row_number.
    """

    table: str
    rule: str
    severity: Severity
    column: str
    reason_code: str
    text: str
    text_nl: str
    why: str
    success: bool
    batches: int
    batches_failed: int
    rows_checked: int
    rows_failed: int
    examples: tuple[dict[str, Any], ...]


def results_of_night(con: duckdb.DuckDBPyConnection, as_of: date) -> list[RuleResult]:
    """Every rule that was run on batches of the night, in the order of the suites; empty where nothing came in."""
    examples: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for table, rule, load_id, file_name, text in con.execute(
        statement("quality/failures_of_night"), {"as_of": as_of}
    ).fetchall():
        place = {"file_name": file_name, "load_id": load_id}
        examples.setdefault((table, rule), []).extend(place | example for example in json.loads(text or "[]"))
    rows = con.execute(statement("quality/results_of_night"), {"as_of": as_of}).fetchall()
    results = [_result(row, examples.get((row[0], row[1]), [])) for row in rows]
    return sorted(results, key=lambda result: (result.table, _position(result)))


def _result(row: tuple[Any, ...], examples: list[dict[str, Any]]) -> RuleResult:
    table, name, severity, column, reason_code, why, *counts = row
    rule = next((rule for rule in _suite_or_nothing(table) if rule.name == name), None)
    return RuleResult(
        table=table,
        rule=name,
        severity=severity,
        column=column,
        reason_code=reason_code,
        text=rule.text if rule else name,
        text_nl=rule.text_nl if rule else name,
        why=why,
        success=counts[1] == 0,
        batches=counts[0],
        batches_failed=counts[1],
        rows_checked=counts[2],
        rows_failed=counts[3],
        examples=tuple(examples[:EXAMPLES]),
    )


def _position(result: RuleResult) -> int:
    names = [rule.name for rule in _suite_or_nothing(result.table)]
    return names.index(result.rule) if result.rule in names else len(names)


def _suite_or_nothing(table: str) -> tuple[Rule, ...]:
    """The rules as they are now; an older night may have been validated by a suite that is no longer there."""
    try:
        return rules_of(table)
    except FileNotFoundError:
        return ()
