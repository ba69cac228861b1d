"""The data dictionary: every published table and column in words, from the contract."""

from persona_pipeline.contracts import Table

from .shape import ANSWERS, CLOCK_TABLES, THIS_SNAPSHOT, published_tables

_INTRODUCTION = """# Data dictionary

What is in `published/personas.duckdb` and `published/parquet/`. The same texts are in the file itself, as comments on
tables, views and columns. Generated from `persona_pipeline/contracts/`; do not edit.

- Open it read-only: `duckdb -readonly published/personas.duckdb`. It is never locked and never changes under you: a
  client that has it open keeps its version; opening it again shows the newest.
- The queries in `docs/queries` name no database: after `attach '..' as shop (read_only)` say `use shop` first.
- `published/parquet/` has the tables; the views of `answers` are in the DuckDB file only.
- `published/cards/` has the persona cards as JSON and as Markdown in both languages; `card.schema.json` describes the JSON.
- Several Parquet files of one and the same version: resolve `published/current` once and read below it.
- `as_of` is the business day whose end a row describes. `answers.this_snapshot` says which night the file is of.
- Customers appear under pseudonyms only. Aggregated figures about fewer people than `publish.min_cell` are NULL, and so
  are the next smallest figures from which such a one would follow, and the same figures in evidence, reasons and alerts.
  Counts of nobody are 0, not NULL.
- `publish.min_cell` does not cover the tables with rows of one person each ({of_persons}): whoever
  counts those rows sees groups of any size. Give the file to people who may see them, and keep the rule in what you pass on.
- Orders, sessions, rows and files are counted for the shop, not for people; these counts are never left out.
- NULL in a feature means not known, never zero.
"""


def dictionary_markdown() -> str:
    """The data dictionary as Markdown; the same text for the same contract."""
    tables = (*published_tables(), *ANSWERS)
    of_persons = ", ".join(f"`{table.name}`" for table in tables if "customer_key" in table.column_names)
    parts = [_INTRODUCTION.format(of_persons=of_persons), "## Questions answered (views)\n"]
    parts += [_section(table) for table in (*ANSWERS, THIS_SNAPSHOT)]
    parts.append("## Tables\n")
    parts += [_section(table) for table in published_tables()]
    return "\n".join(parts)


def nights_held(table: Table) -> str:
    """Which nights the published copy of a table holds, in words."""
    if table.name in CLOCK_TABLES:
        return "all nights; holds clock times, so two runs of one night differ here and nowhere else"
    if not table.history:
        return "the last night only"
    return "all nights" if "as_of" in table.column_names else "everything up to the night"


def _section(table: Table) -> str:
    lines = [
        f"### `{table.name}`",
        "",
        table.meaning,
        "",
        f"- Grain: {table.grain}; key: {', '.join(f'`{name}`' for name in table.key)}",
    ]
    if table.layer != "answers":
        lines.append(f"- Holds: {nights_held(table)}")
    lines += ["", "| column | type | meaning |", "|---|---|---|"]
    lines += [
        f"| `{column.name}` | {column.type} | {column.meaning.replace('|', chr(92) + '|')} |"
        for column in table.columns
    ]
    return "\n".join([*lines, ""])
