"""Replace what is known beside orders, visits and answers: periods of customer attributes, and signals each once.

Neither enters the daily rollup: attributes describe people, and signals are mostly about nobody in particular.
"""

from collections.abc import Sequence
from datetime import date

from persona_pipeline.context import Context, StageReport
from persona_pipeline.faults import crash_point
from persona_pipeline.settings import Kind
from persona_pipeline.warehouse import Warehouse, statement

from .days import chunks, mark_journey, set_days, set_sources


def conform_crm(ctx: Context) -> StageReport:
    """Fill core.customer_attributes for every customer whom a pending day touches.

    The periods of a customer follow from all versions in raw, so a version that arrives late changes that customer's
    periods and nobody else's, and the order of arrival decides between two versions of one day only.
    """
    return _conform(ctx, "crm", "core.customer_attributes", "attribute_versions")


def conform_signals(ctx: Context) -> StageReport:
    """Fill core.signals for every signal that touches a pending day; the last version by order of arrival wins."""
    return _conform(ctx, "signals", "core.signals", "new_signals")


def _conform(ctx: Context, kind: Kind, table: str, versions: str) -> StageReport:
    warehouse, name = ctx.warehouse, table.partition(".")[2]
    set_sources(ctx)
    for days in chunks(warehouse, kind):
        set_days(warehouse, days)
        warehouse.run(f"core/{versions}")
        with warehouse.transaction():
            warehouse.run(f"core/count_days_{kind}")
            warehouse.run(f"core/delete_{name}")
            warehouse.insert(table, statement(f"core/{name}"))
            _close(warehouse, kind)
        for temporary in (versions, "count_days"):
            warehouse.con.execute(f"drop table if exists {temporary}")
        ctx.progress(f"conformed {kind} of {_span(days)}")
    return StageReport(rows={table: warehouse.count(table)})


def _close(warehouse: Warehouse, kind: Kind) -> None:
    """Count where the rows of the changed days went, and take the days off the list."""
    warehouse.run("core/delete_row_counts", {"kind": kind})
    warehouse.insert("ops.row_counts", statement(f"core/row_counts_{kind}"))
    if kind == "signals":
        mark_journey(warehouse)
    warehouse.run("core/clear_pending", {"kind": kind})
    crash_point(f"conform.{kind}.before_commit")


def _span(days: Sequence[date]) -> str:
    return f"{days[0]}" if len(days) == 1 else f"{days[0]} to {days[-1]}"
