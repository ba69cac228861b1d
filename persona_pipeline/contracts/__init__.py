"""The tables of the warehouse: names, columns, types, meaning, keys. Everything that describes a table asks here."""

from . import (
    beside,
    cards,
    challenger,
    core,
    drift_decisions,
    groups,
    honesty,
    journey,
    ledger,
    marts,
    moves,
    ops,
    personas,
    published,
    raw,
    restated,
    verdicts,
)
from .table import LAYERS, Column, Table

TABLES: dict[str, Table] = {
    table.name: table
    for layer in (
        raw.TABLES,
        ops.TABLES,
        core.TABLES,
        beside.TABLES,
        marts.TABLES,
        personas.TABLES,
        groups.TABLES,
        ledger.TABLES,
        moves.TABLES,
        honesty.TABLES,
        journey.TABLES,
        cards.TABLES,
        verdicts.TABLES,
        drift_decisions.TABLES,
        challenger.TABLES,
        restated.TABLES,
    )
    for table in layer
}

PUBLISHED: tuple[Table, ...] = (
    *(published.INSTEAD.get(table.name, table.as_published()) for table in TABLES.values() if table.published),
    *published.BESIDES,
)
"""The tables that analysts get, as they get them, in the order of the contract."""

RAW_OF = {
    "orders": "raw.orders",
    "web": "raw.events",
    "survey": "raw.responses",
    "crm": "raw.attributes",
    "signals": "raw.signals",
}
QUARANTINE_OF = {kind: raw.replace("raw.", "quarantine.") for kind, raw in RAW_OF.items()}
"""The table that rows of a kind of source land in, and the one that its refused rows go to."""

__all__ = ["LAYERS", "PUBLISHED", "QUARANTINE_OF", "RAW_OF", "TABLES", "Column", "Table"]
