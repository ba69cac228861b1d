"""Find the suites in ``expectations/`` and read what people must know of each rule. Needs no Great Expectations."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

Severity = Literal["critical", "warning", "info"]
BATCH_SUITE = "ops.loads"
"""The suite over whole batches; every other suite is named after the table whose rows it guards."""


@dataclass(frozen=True)
class Rule:
    """One expectation of a suite, in words.

    ``text`` (and ``text_nl``, Dutch) says what holds when all is well, ``expected`` what would be accepted and how to
    mend it, ``why`` why the rule exists. ``column`` is the contract's column that it is about, ``measure`` the column
    of the frame that is looked at. ``found`` is a template over a batch's figures, for batch rules only. A critical row
    rule refuses rows, a critical batch rule holds batches, others are shown.
    """

    table: str
    name: str
    severity: Severity
    column: str
    reason_code: str
    text: str
    text_nl: str
    expected: str
    why: str
    measure: str
    found: str = ""

    @property
    def critical(self) -> bool:
        return self.severity == "critical"


@cache
def suite_path(table: str) -> Path:
    """The suite's file: packed in the wheel, or in ``expectations/`` of the checkout.

    Raises:
        FileNotFoundError: if it is in neither place.
    """
    packed = Path(str(files("persona_pipeline"))) / "_expectations"
    checkout = Path(__file__).resolve().parents[2] / "expectations"
    for folder in (packed, checkout):
        path = folder / f"{table}.json"
        if path.is_file():
            return path
    raise FileNotFoundError(
        f"no suite {table}.json in {packed} or {checkout}; without it nothing can be validated. "
        "Mend: install persona-pipeline again, or run it from a whole checkout."
    )


@cache
def suite_json(table: str) -> dict[str, Any]:
    """The suite as it stands in its file: Great Expectations' native JSON. Not to be changed by who asks."""
    loaded: dict[str, Any] = json.loads(suite_path(table).read_text(encoding="utf-8"))
    return loaded


@cache
def rules_of(table: str) -> tuple[Rule, ...]:
    """The rules of the table's suite, in its order: of several broken rules a row carries the first."""
    return tuple(_rule(table, expectation) for expectation in suite_json(table)["expectations"])


def _rule(table: str, expectation: dict[str, Any]) -> Rule:
    meta = expectation["meta"]
    return Rule(
        table=table,
        name=meta["rule"],
        severity=expectation["severity"],
        column=meta["column"],
        reason_code=meta["reason_code"],
        text=expectation["description"],
        text_nl=meta["text_nl"],
        expected=meta["expected"],
        why=meta["why"],
        measure=expectation["kwargs"]["column"],
        found=meta.get("found", ""),
    )
