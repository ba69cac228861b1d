"""The rows that broke a rule, on their way to quarantine and to people: what stood there, masked where personal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from persona_pipeline.warehouse import Warehouse, quote, statement

from .tally import Tally, measures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

    from .pieces import Piece
    from .suites import Rule

PERSONAL = frozenset({"email", "customer_id", "visitor_id"})
"""Columns of which only the shape is shown: letters become x, digits 9."""
MEASURED = frozenset({"answers", "text"})
"""Columns of which only the measured figure is shown: the cell holds open answers."""


def create_tables(warehouse: Warehouse) -> None:
    """Create or empty the temp tables of a run: ``refused_rows`` is for ingest, the others are for here."""
    for name in ("refused_rows", "broken_rows", "broken_values"):
        warehouse.con.execute(statement(f"quality/create_{name}"))


def note_refused(
    warehouse: Warehouse, piece: Piece, first: npt.NDArray[np.int64], rules: Sequence[Rule], load_ids: Sequence[str]
) -> None:
    """Note the rows of a piece that a critical rule refuses; ``first`` holds the number of that rule, or -1."""
    import numpy as np

    for number in np.unique(first[first >= 0]).tolist():
        positions = np.flatnonzero(first == number)
        loads = [load_ids[load] for load in piece.loads[positions].tolist()]
        measured = measures(piece, rules[number], positions)
        _note(
            warehouse,
            {"load_id": loads, "row_number": piece.rows[positions], "measured": measured},
            rules[number],
            refuses=True,
        )


def note_examples(warehouse: Warehouse, tally: Tally, load_ids: Sequence[str]) -> None:
    """Note the rows that are shown as examples."""
    for number, rule in enumerate(tally.rules):
        shown = [
            (load_ids[load], row, measured)
            for (load, broken), rows in tally.examples.items()
            if broken == number
            for row, measured in rows.items()
        ]
        if shown:
            loads, rows, measured = zip(*shown, strict=True)
            _note(warehouse, {"load_id": loads, "row_number": rows, "measured": measured}, rule, refuses=False)


def look_up_values(warehouse: Warehouse, rules: Sequence[Rule], files: Mapping[str, str]) -> None:
    """Fill ``broken_values`` with what stood in each noted row, reading only the files and columns that have any.

    ``files`` holds the accepted file of each load.
    """
    for (column,) in warehouse.query("select distinct column_name from broken_rows order by column_name"):
        if column in MEASURED:
            warehouse.con.execute(statement("quality/measured_values"), {"column": column})
            continue
        loads = warehouse.query(
            "select distinct load_id from broken_rows where column_name = $column", {"column": column}
        )
        sql = statement("quality/found_values").replace("{column}", quote(column))
        params = {"column": column, "files": sorted(files[load] for (load,) in loads), "masked": column in PERSONAL}
        warehouse.con.execute(sql, params)
    for rule in rules:
        params = {"rule": rule.name, "reason_code": rule.reason_code, "column": rule.column, "expected": rule.expected}
        warehouse.con.execute(statement("quality/refused_rows"), params)


def shown_examples(warehouse: Warehouse) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The examples, by load and rule: row_number and found."""
    shown: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for load_id, rule, row_number, value in warehouse.run("quality/examples"):
        shown.setdefault((load_id, rule), []).append({"row_number": row_number, "found": value})
    return shown


def _note(warehouse: Warehouse, rows: Mapping[str, Any], rule: Rule, *, refuses: bool) -> None:
    import pandas as pd

    warehouse.con.register("noted_rows", pd.DataFrame(rows))
    try:
        params = {"rule": rule.name, "column": rule.column, "refuses": refuses}
        warehouse.con.execute(statement("quality/note_broken_rows"), params)
    finally:
        warehouse.con.unregister("noted_rows")
