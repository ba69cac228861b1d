"""The night's own look at the decisions about drift: copied into the warehouse, and written back where the store lost them."""

from __future__ import annotations

import json
from datetime import UTC, date
from typing import TYPE_CHECKING, Any

from persona_pipeline.contracts import TABLES
from persona_pipeline.decisions import Decision, Decisions, effective
from persona_pipeline.warehouse import quote, quote_table

from .decisions import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from persona_pipeline.context import Context
    from persona_pipeline.warehouse import Warehouse

TABLE = "marts.drift_decisions"


def decisions_of_night(ctx: Context) -> list[Decision]:
    """Decisions about drift that the night goes by. Those taken while it runs are for later nights.

    Raises:
        DecisionsError: if the store cannot be used.
    """
    with Decisions.open(ctx.workspace, ctx.settings) as store:
        _bring_back(ctx, store)
        _copy(ctx, store)
    return copied(ctx.warehouse, ctx.as_of)


def copied(warehouse: Warehouse, as_of: date) -> list[Decision]:
    """What the warehouse was told of the decisions that hold on a night, in the order in which they were taken."""
    return [
        Decision(number, kind, subject, json.loads(payload), author, reason, at.replace(tzinfo=UTC))
        for number, (at, kind, subject, _, payload, author, reason) in enumerate(
            warehouse.run("drift/decisions", {"as_of": as_of}), start=1
        )
    ]


def _copy(ctx: Context, store: Decisions) -> None:
    """Make the copy say what was decided for the nights so far. A night that is run again takes nothing back."""
    newest: date = max(ctx.as_of, ctx.warehouse.run("drift/newest")[0][0] or ctx.as_of)
    wanted = [_row(d) for d in store.log(KINDS) if effective(d) <= newest]
    held = ctx.warehouse.run("drift/decisions", {"as_of": date.max})
    if sorted(held, key=repr) == sorted(wanted, key=repr):
        return
    names = TABLES[TABLE].column_names
    columns, places = ", ".join(quote(name) for name in names), ", ".join("?" for _ in names)
    with ctx.warehouse.transaction():
        ctx.warehouse.con.execute(f"delete from {quote_table(TABLE)}")  # noqa: S608 - the contract's own names
        if wanted:
            sql = f"insert into {quote_table(TABLE)} ({columns}) values ({places})"  # noqa: S608 - as above
            ctx.warehouse.con.executemany(sql, wanted)


def _row(decision: Decision) -> tuple[Any, ...]:
    at, since = decision.at.replace(tzinfo=None), effective(decision)
    payload = json.dumps(decision.payload, sort_keys=True, ensure_ascii=False)
    return at, decision.kind, decision.subject, since, payload, decision.author, decision.reason


def _bring_back(ctx: Context, store: Decisions) -> None:
    """Write into the store what the warehouse knows and the store does not: after a loss."""
    known = {(d.at, d.kind, d.subject) for d in store.log(KINDS)}
    lost: Sequence[Decision] = [d for d in copied(ctx.warehouse, date.max) if (d.at, d.kind, d.subject) not in known]
    if not lost:
        return
    with store.transaction():
        for d in lost:
            store.record(d.kind, d.subject, d.payload, author=d.author, reason=d.reason, at=d.at)
    ctx.progress(
        f"{store.where} did not have {len(lost)} decisions about drift that this warehouse uses; written there again"
    )
