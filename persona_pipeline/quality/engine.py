"""The one place that runs Great Expectations: a frame and a suite in, broken positions out. Writes no file."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from .suites import suite_json

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

_POSITIONS = {
    "result_format": "COMPLETE",
    "partial_unexpected_count": 0,
    "include_unexpected_rows": False,
    "return_unexpected_index_query": False,
}
"""Every broken position and nothing else: with column names for the index, Great Expectations builds a dict per row (45
times slower), with the query a text as long as the batch."""


@dataclass(frozen=True)
class Outcome:
    """What one rule said about a frame: positions (from 0) of the rows that broke it, or why it could not say."""

    rule: str
    positions: npt.NDArray[np.int64] = field(compare=False)
    error: str = ""


def check(table: str, frame: pd.DataFrame) -> list[Outcome]:
    """Run the table's suite over every row of the frame; one outcome per rule, in the suite's order.

    Expects a RangeIndex and columns of int64, float64 or category: Great Expectations compares others value by value in
    Python (ten times slower on a bound). Whole suites are first asked for yes or no (50 ms for 250,000 rows and 8
    rules), and only broken rules once more for the rows.
    """
    import numpy as np

    batch = _batches().get_batch(batch_parameters={"dataframe": frame})
    outcomes: list[Outcome] = []
    nothing = np.empty(0, dtype=np.int64)
    for result in batch.validate(_suite(table), result_format="BOOLEAN_ONLY").results:
        expectation = result.expectation_config
        rule = str(expectation.meta["rule"])
        if (error := _error(result)) or result.success:
            outcomes.append(Outcome(rule, nothing, error))
            continue
        again = batch.validate(expectation.to_domain_obj(), result_format=_POSITIONS)
        positions = np.asarray(again.result.get("unexpected_index_list") or [], dtype=np.int64)
        error = _error(again) or ("" if len(positions) else "it failed without naming a row")
        outcomes.append(Outcome(rule, positions, error))
    return _in_order(table, outcomes)


def _in_order(table: str, outcomes: list[Outcome]) -> list[Outcome]:
    """Every rule exactly once. A rule that gave no result has not been kept."""
    import numpy as np

    by_rule = {outcome.rule: outcome for outcome in outcomes}
    names = [expectation["meta"]["rule"] for expectation in suite_json(table)["expectations"]]
    return [
        by_rule.get(name) or Outcome(name, np.empty(0, dtype=np.int64), "Great Expectations gave no result for it")
        for name in names
    ]


def _error(result: Any) -> str:
    """The message of an exception inside the check; empty if there was none. GX words it in two shapes."""
    info = result.exception_info or {}
    for part in (info, *(value for value in info.values() if isinstance(value, dict))):
        if part.get("raised_exception"):
            return str(part.get("exception_message") or "an exception without a message").strip()
    return ""


@cache
def _gx() -> Any:
    """Great Expectations, which takes seconds to import and reads its switches while it does."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations

    return great_expectations


@cache
def _batches() -> Any:
    """One context without files for the life of the process, and in it a place for data frames.

    Left to itself, an ephemeral context makes a folder for a docs site that nobody reads.
    """
    gx = _gx()
    from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults

    context = gx.get_context(
        project_config=DataContextConfig(store_backend_defaults=InMemoryStoreBackendDefaults()), mode="ephemeral"
    )
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("rows")
    return asset.add_batch_definition_whole_dataframe("whole")


@cache
def _suite(table: str) -> Any:
    return _gx().ExpectationSuite(**suite_json(table))
