"""What stands in the columns of a survey that nothing maps yet: values and how often, from the rows that a trial accepted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE_ROWS = 2_000
_VALUES = """
with cells as (
    select unnest(map_entries(cast(extra as map(varchar, varchar)))) as cell
    from (select extra from read_parquet($path) where extra is not null order by row_number limit $rows)
)
select cell.key, trim(cell.value), count(*) from cells where trim(cell.value) <> '' group by all
"""


def column_values(accepted: Path | None) -> dict[str, Counter[str]]:
    """Header: its values (trimmed, not empty) with their counts, over the first rows of the file."""
    found: dict[str, Counter[str]] = {}
    if accepted is None:
        return found
    with duckdb.connect() as con:
        for header, value, count in con.execute(_VALUES, {"path": str(accepted), "rows": SAMPLE_ROWS}).fetchall():
            found.setdefault(header, Counter())[value] = count
    return found
