"""Replace the facts of the pending days: each order, event and response once, last version wins, under pseudonyms.

A day's facts follow from raw alone, so running a day again gives the same rows, and the order in which files arrived
matters only where two versions carry no time of change.

What is new is computed into temporary tables before the transaction that writes it: only one thread reads a table that is not
committed yet.
"""

from dataclasses import replace
from datetime import date

from persona_pipeline.context import Context, StageReport
from persona_pipeline.faults import crash_point
from persona_pipeline.warehouse import Warehouse, statement

from .days import chunks, mark_journey, mark_rollup, set_days, set_sources
from .reused import Reused, check_of


def conform_orders(ctx: Context) -> StageReport:
    """Fill core.order_lines and core.orders for every order that touches a pending day.

    A file that mentions an order holds all of its lines: the latest version (``updated_at``, then order of arrival) of
    an order replaces the earlier ones whole, on whichever days they stood and also within one file. Where that takes away
    another customer's order of another day, a check says so.
    """
    warehouse = ctx.warehouse
    reused: list[Reused] = []
    set_sources(ctx)
    for days in chunks(warehouse, "orders"):
        set_days(warehouse, days)
        warehouse.run("core/touched_orders")
        warehouse.run("core/keys_of_orders")
        warehouse.run("core/lost_order_lines")
        warehouse.run("core/new_order_lines")
        if warehouse.query("select 1 from lost_order_lines limit 1"):
            reused += [(row[0], row[1], row[2], row[3]) for row in warehouse.run("core/reused_numbers")]
        with warehouse.transaction():
            warehouse.run("core/count_days_orders")
            warehouse.run("core/delete_order_lines")
            warehouse.run("core/delete_orders")
            warehouse.insert("core.order_lines", statement("core/order_lines"))
            warehouse.insert("core.orders", statement("core/orders"))
            _close(warehouse, "orders")
        _drop(warehouse, "touched_orders", "keys_of_orders", "lost_order_lines", "new_order_lines", "count_days")
        _say(ctx, "orders", days)
    return replace(_report(ctx, "core.order_lines", "core.orders"), checks=(check_of(reused),))


def conform_web(ctx: Context) -> StageReport:
    """Fill core.events and core.sessions for the pending days.

    An event belongs to the moment it happened, so a repeated event_id is looked for within its day only. A purchase with
    an order number counts once over all days, at its oldest moment; a later day on which it was noted again is redone when
    an older one arrives late. Events without a session are put into sessions by visitor after 30 minutes of silence; events
    without session and visitor (consent refused) are kept as events and belong to no session.
    """
    warehouse = ctx.warehouse
    set_sources(ctx)
    with warehouse.transaction():
        warehouse.run("core/pending_days_of_purchases", {"kind": "web"})
    for days in chunks(warehouse, "web"):
        set_days(warehouse, days)
        warehouse.run("core/counted_purchases")
        warehouse.run("core/lost_events")
        warehouse.run("core/keys_of_events")
        warehouse.run("core/new_events")
        warehouse.run("core/new_sessions_derived")
        with warehouse.transaction():
            warehouse.con.execute("create or replace temp table count_days as select business_day from days")
            warehouse.replace_days("core.events", "days")
            warehouse.replace_days("core.sessions", "days")
            _close(warehouse, "web")
        _drop(
            warehouse,
            "counted_purchases",
            "lost_events",
            "keys_of_events",
            "new_events",
            "derived_sessions",
            "count_days",
        )
        _say(ctx, "web", days)
    return _report(ctx, "core.events", "core.sessions")


def conform_survey(ctx: Context) -> StageReport:
    """Fill core.responses and core.answers for every response that touches a pending day."""
    warehouse = ctx.warehouse
    set_sources(ctx)
    _set_questions(ctx)
    for days in chunks(warehouse, "survey"):
        set_days(warehouse, days)
        warehouse.run("core/touched_responses")
        warehouse.run("core/keys_of_responses")
        warehouse.run("core/new_responses")
        warehouse.run("core/new_answers")
        with warehouse.transaction():
            warehouse.run("core/count_days_survey")
            warehouse.run("core/delete_responses")
            warehouse.run("core/delete_answers")
            warehouse.insert("core.responses", statement("core/responses"))
            warehouse.insert("core.answers", statement("core/answers"))
            _close(warehouse, "survey")
        _drop(warehouse, "touched_responses", "keys_of_responses", "new_responses", "new_answers", "count_days")
        _say(ctx, "survey", days)
    return _report(ctx, "core.responses", "core.answers")


def _set_questions(ctx: Context) -> None:
    warehouse = ctx.warehouse
    warehouse.con.execute(
        "create or replace temp table questions (source varchar, question_id varchar, role varchar, touchpoint varchar, "
        "phase varchar, scale_low double, scale_high double, separator varchar)"
    )
    for source in ctx.settings.sources_of("survey"):
        for question_id, question in source.questions.items():
            low, high = question.scale or (1.0, 5.0)
            row = [
                source.name,
                question_id,
                question.role,
                question.touchpoint,
                question.phase,
                low,
                high,
                question.between,
            ]
            warehouse.con.execute("insert into questions values (?, ?, ?, ?, ?, ?, ?, ?)", row)


def _close(warehouse: Warehouse, kind: str) -> None:
    """Count where the rows of the changed days went, hand the days on to the rollup, and take them off the list."""
    warehouse.run("core/delete_row_counts", {"kind": kind})
    warehouse.insert("ops.row_counts", statement(f"core/row_counts_{kind}"))
    mark_rollup(warehouse, "count_days")
    if kind != "orders":
        mark_journey(warehouse)
    warehouse.run("core/clear_pending", {"kind": kind})
    crash_point(f"conform.{kind}.before_commit")


def _drop(warehouse: Warehouse, *tables: str) -> None:
    for table in tables:
        warehouse.con.execute(f"drop table if exists {table}")


def _say(ctx: Context, kind: str, days: list[date]) -> None:
    span = f"{days[0]}" if len(days) == 1 else f"{days[0]} to {days[-1]}"
    ctx.progress(f"conformed {kind} of {span}")


def _report(ctx: Context, *tables: str) -> StageReport:
    return StageReport(rows={table: ctx.warehouse.count(table) for table in tables})
