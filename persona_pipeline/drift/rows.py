"""Write the rows of one night into a table of the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from persona_pipeline.warehouse import Warehouse


def write_rows(warehouse: Warehouse, table: str, as_of: date, rows: Sequence[Mapping[str, Any]]) -> int:
    """Replace the night's rows. Types are stated, because a column of one night may be all empty."""
    import pandas as pd

    from persona_pipeline.contracts import TABLES

    kinds = {"DOUBLE": "Float64", "BIGINT": "Int64", "INTEGER": "Int64"}
    frame = pd.DataFrame(
        {
            column.name: pd.Series([row[column.name] for row in rows], dtype=kinds.get(column.type, "object"))
            for column in TABLES[table].columns
        }
    )
    return warehouse.replace_frame(table, frame, as_of=as_of)
