"""Roll the changed days up: what each identifier did, what the shop did, and who was ever seen."""

from persona_pipeline.context import Context, StageReport
from persona_pipeline.warehouse import statement

from .days import pending_days, set_days

DAYS_AT_ONCE = 31
"""Days that one statement aggregates, so that memory does not grow with the history."""


def roll_up(ctx: Context) -> StageReport:
    """Replace core.customer_day and marts.daily_figures for the days that conforming changed, then core.customers."""
    warehouse = ctx.warehouse
    pending = pending_days(warehouse, "rollup")
    for start in range(0, len(pending), DAYS_AT_ONCE):
        set_days(warehouse, pending[start : start + DAYS_AT_ONCE])
        with warehouse.transaction():
            warehouse.run("core/days_before")
            warehouse.replace_days("core.customer_day", "days")
            warehouse.replace_days("marts.daily_figures", "days")
            warehouse.run("core/touched_by_days")
            warehouse.run("core/clear_pending", {"kind": "rollup"})
    if pending or warehouse.run("core/customers_stale")[0][0]:
        warehouse.replace_changed("core.customers", statement("core/customers"))
    names = ("core.customer_day", "core.customers", "marts.daily_figures")
    return StageReport(rows={name: warehouse.count(name) for name in names}, figures={"days": len(pending)})
