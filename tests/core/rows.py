"""Small builders of raw rows, as ingest would have left them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from persona_pipeline.contracts import RAW_OF
from persona_pipeline.warehouse import Warehouse, quote, quote_table


def load(
    warehouse: Warehouse, kind: str, load_id: str, sequence: int, rows: list[Mapping[str, Any]], *, source: str = "shop"
) -> None:
    """Put rows into raw as one load, and its days on the list of pending days."""
    table = RAW_OF[kind]
    con = warehouse.con
    con.execute(
        "insert into ops.loads by name select ? as load_id, ? as source, ? as kind, ? as sequence, 'accepted' as status",
        [load_id, source, kind, sequence],
    )
    for number, row in enumerate(rows, start=1):
        values = {"source": source, "load_id": load_id, "row_number": number, **row}
        names = ", ".join(quote(name) for name in values)
        marks = ", ".join("?" for _ in values)
        con.execute(f"insert into {quote_table(table)} ({names}) values ({marks})", list(values.values()))
        mark(warehouse, kind, values["business_day"])


def unload(warehouse: Warehouse, kind: str, load_id: str) -> None:
    """Take a load out of raw again, as a later revision of its file does."""
    table = quote_table(RAW_OF[kind])
    for (day,) in warehouse.con.execute(
        f"select distinct business_day from {table} where load_id = ?", [load_id]
    ).fetchall():
        mark(warehouse, kind, day)
    warehouse.con.execute(f"delete from {table} where load_id = ?", [load_id])


def mark(warehouse: Warehouse, kind: str, day: date) -> None:
    con = warehouse.con
    con.execute("delete from ops.pending_days where kind = ? and business_day = ?", [kind, day])
    con.execute("insert into ops.pending_days values (?, ?)", [kind, day])


def line(order_id: str, day: date, **more: Any) -> dict[str, Any]:
    """One order line of 2 x 5.00 unless told otherwise; its amount as reading computes it."""
    at = datetime(day.year, day.month, day.day, 12)
    return {
        "amount": more.get("quantity", 2) * more.get("unit_price", 5),
        "order_id": order_id,
        "business_day": day,
        "ordered_at": at,
        "quantity": 2,
        "unit_price": 5,
        "product_id": "p",
        **more,
    }


def event(event_id: str, at: datetime, name: str = "page_view", **more: Any) -> dict[str, Any]:
    return {"event_id": event_id, "business_day": at.date(), "event_at": at, "event_name": name, **more}
