"""Orders and sessions laid into core by the night's own statements, from lines and events that know their person already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from persona_pipeline.warehouse import statement

if TYPE_CHECKING:
    from persona_pipeline.warehouse import Warehouse


def fill_orders(warehouse: Warehouse, lines: str, params: dict[str, Any] | None = None) -> None:
    """Fill core.order_lines and core.orders. ``lines`` selects columns of raw.orders and identity_key, one row a line."""
    _empty(warehouse, "new_order_lines", "raw.orders", "identity_key")
    warehouse.query(f"insert into new_order_lines by name {lines}", params)
    warehouse.insert("core.order_lines", statement("core/order_lines"))
    warehouse.insert("core.orders", statement("core/orders"))


def fill_sessions(warehouse: Warehouse, events: str, params: dict[str, Any] | None = None) -> None:
    """Fill core.sessions. ``events`` selects columns of raw.events and visitor_key, one row an event."""
    _empty(warehouse, "new_events", "raw.events", "account_key", "visitor_key")
    warehouse.query(f"insert into new_events by name {events}", params)
    warehouse.run("core/new_sessions_derived")
    warehouse.insert("core.sessions", statement("core/sessions"))


def _empty(warehouse: Warehouse, table: str, like: str, *keys: str) -> None:
    """A temporary table with the columns of a raw one, and some for keys."""
    more = ", ".join(f"null::varchar as {key}" for key in keys)
    warehouse.query(f"create or replace temp table {table} as select *, {more} from {like} limit 0")
