"""Small facts straight into core, and a night of the journey over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from persona_pipeline.context import Context
from persona_pipeline.warehouse import Warehouse, quote, quote_table

DAY = date(2026, 3, 10)


def put(warehouse: Warehouse, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows into a table, all at once; columns that are not named stay empty."""
    if rows:
        names = list(dict.fromkeys(name for row in rows for name in row))
        marks = ", ".join(f"({', '.join('?' * len(names))})" for _ in rows)
        columns = ", ".join(quote(name) for name in names)
        values = [row.get(name) for row in rows for name in names]
        warehouse.con.execute(f"insert into {quote_table(table)} ({columns}) values {marks}", values)


def visit(
    person: str, session: str, names: str, *, day: date = DAY, medium: str = "organic", hour: int = 12
) -> list[dict[str, Any]]:
    """Events of a session, a minute apart: ``view_item`` or ``page_view:/retour``, parted by spaces."""
    start = datetime(day.year, day.month, day.day, hour)
    return [
        {
            "source": "site", "event_id": f"{session}-{n}", "business_day": day, "event_at": start + timedelta(minutes=n),
            "identity_key": person, "session_id": session, "event_name": name.partition(":")[0],
            "page_path": name.partition(":")[2] or None, "traffic_medium": medium,
        }
        for n, name in enumerate(names.split())
    ]  # fmt: skip


def sessions_of(warehouse: Warehouse) -> None:
    """core.sessions of what is in core.events, as conforming makes them; their days are to be read for the journey."""
    warehouse.con.execute("delete from core.sessions")
    warehouse.con.execute(
        """insert into core.sessions by name
        select source, session_id, business_day, min(event_at) as started_at, max(identity_key) as identity_key,
            max(traffic_medium) as traffic_medium, count(*)::integer as events,
            count(*) filter (where event_name = 'page_view')::integer as page_views,
            count(*) filter (where event_name = 'view_item')::integer as product_views,
            count(*) filter (where event_name = 'add_to_cart')::integer as cart_adds,
            count(*) filter (where event_name = 'begin_checkout')::integer as checkouts,
            count(*) filter (where event_name = 'purchase')::integer as purchases,
            count(search_term)::integer as searches
        from core.events group by source, session_id, business_day"""
    )
    warehouse.con.execute("delete from ops.pending_days where kind = 'journey'")
    warehouse.con.execute("insert into ops.pending_days select distinct 'journey', business_day from core.sessions")


def members_of(ctx: Context, personas: Mapping[str, str], **features: Any) -> None:
    """Members by persona, with a version in force; features are the same for all unless given by person."""
    warehouse = ctx.warehouse
    names = sorted(set(personas.values()))
    put(warehouse, "marts.personas", [{"version": 1, "persona_id": name, "name": name} for name in names])
    rows, kept = [], []
    for person, persona in personas.items():
        rows.append({"as_of": ctx.as_of, "customer_key": person, "persona_id": persona, "version": 1})
        own = {name: value.get(person) if isinstance(value, dict) else value for name, value in features.items()}
        kept.append(
            {"as_of": ctx.as_of, "customer_key": person, "in_orders": True, "in_web": True, "in_survey": True, **own}
        )
    put(warehouse, "marts.persona_members", rows)
    put(warehouse, "marts.customer_features", kept)


def response(
    person: str, number: str, answers: Sequence[Mapping[str, Any]], *, day: date = DAY, **more: Any
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A response and its answers."""
    head = {"source": "survey", "survey_id": "s", "response_id": number, "business_day": day}
    at = datetime(day.year, day.month, day.day)
    return {**head, "identity_key": person, "submitted_at": at, **more}, [
        {**head, "choice": 1, **answer} for answer in answers
    ]


def answered(warehouse: Warehouse, *responses: tuple[dict[str, Any], list[dict[str, Any]]]) -> None:
    """Put responses with their answers in."""
    put(warehouse, "core.responses", [head for head, _ in responses])
    put(warehouse, "core.answers", [answer for _, answers in responses for answer in answers])
