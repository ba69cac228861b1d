"""From a table of the contract to what Dagster shows of it: key, description, columns, kinds, group, owner."""

from collections.abc import Iterable

import dagster as dg

from persona_pipeline.contracts import TABLES, Table

DATA = "team:data"
MARKETING = "team:marketing"
READ_BY_MARKETING = ("persona", "drift", "published", "rfm_summary")
OUTPUTS = {
    "published.personas": "The analysts' DuckDB file and Parquet: built aside, verified, then switched in whole by pointer.",
    "published.pages": "What marketing ops looks at: pages/index.html, readable offline.",
    "published.audiences": "Lists of customers for campaign tools, under audiences/: only people who consent to marketing.",
}
"""What the night leaves behind that is no table of the warehouse."""


def asset_key(name: str) -> dg.AssetKey:
    """``schema.table`` as an asset key."""
    return dg.AssetKey(name.split("."))


def describe(name: str, deps: Iterable[str], kinds: set[str]) -> dg.AssetSpec:
    """The spec of the asset ``schema.table``; everything but its inputs and kinds follows from the contract."""
    table = TABLES.get(name)
    return dg.AssetSpec(
        key=asset_key(name),
        deps=[asset_key(dep) for dep in deps],
        description=OUTPUTS[name] if table is None else _description(table),
        group_name=name.partition(".")[0],
        kinds=kinds,
        owners=[MARKETING if any(word in name for word in READ_BY_MARKETING) else DATA],
        metadata={} if table is None else {"dagster/column_schema": _columns(table), "dagster/table_name": name},
    )


def _description(table: Table) -> str:
    key = ", ".join(f"`{column}`" for column in table.key)
    return f"{table.meaning}\n\nGrain: {table.grain}. Key: {key}."


def _columns(table: Table) -> dg.TableSchema:
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=column.name,
                type=column.type,
                description=column.meaning,
                constraints=dg.TableColumnConstraints(nullable=column.name not in table.key),
                tags={"key": ""} if column.name in table.key else None,
            )
            for column in table.columns
        ]
    )
