"""An audience as files: CSV that a spreadsheet may open, and Parquet as it is."""
# ruff: noqa: S608 (columns are those of the settings and are quoted; values are parameters)

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.warehouse import literal, quote

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import duckdb

_TEXTS = frozenset({"id", "change", "persona_id", "persona", "segment"})


def write_parquet(con: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], path: Path) -> None:
    """Write a temporary table in the order of its ids; every value as it is."""
    names = ", ".join(map(quote, columns))
    rows = f"select {names} from {quote(table)} order by {quote('id')}"
    con.execute(f"copy ({rows}) to {literal(str(path))} (format parquet, compression zstd)")


def write_csv(con: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], path: Path) -> None:
    """Write a temporary table in the order of its ids; texts in quotes, formulas neutralised (plain_cell), numbers as numbers."""
    cells = ", ".join(
        f"plain_cell({quote(name)}) as {quote(name)}" if name in _TEXTS else quote(name) for name in columns
    )
    rows = f"select {cells} from {quote(table)} order by {quote(table)}.{quote('id')}"
    texts = ", ".join(quote(name) for name in columns if name in _TEXTS)
    con.execute(f"copy ({rows}) to {literal(str(path))} (format csv, header true, force_quote ({texts}))")
