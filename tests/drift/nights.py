"""Write a world's nights into a warehouse, as the stages before drift would have."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from persona_pipeline.warehouse import Warehouse

from .world import FIRST, PERSONAS

NAMES = ("Loyal regulars", "Bargain hunters", "Gift givers")


def write_kpis(warehouse: Warehouse, rows: pd.DataFrame) -> None:
    warehouse.con.register("new_kpis", rows)
    warehouse.con.execute(
        "insert into marts.persona_kpis by name select as_of::date as as_of, persona_id, measure, n::bigint as n, "
        "total, total_squares, total / nullif(n, 0) as value from new_kpis"
    )
    warehouse.con.unregister("new_kpis")


def write_volumes(warehouse: Warehouse, rows: pd.DataFrame) -> None:
    warehouse.con.register("new_volumes", rows)
    warehouse.con.execute("delete from ops.row_counts where source in (select source from new_volumes)")
    warehouse.con.execute(
        "insert into ops.row_counts by name select kind, source, business_day::date as business_day, "
        "rows_core as rows_raw, rows_core, 0 as rows_duplicate, 0 as rows_replaced from new_volumes"
    )
    warehouse.con.unregister("new_volumes")


def accept_version(warehouse: Warehouse, version: int = 1, accepted: date = FIRST) -> None:
    warehouse.con.execute(
        "insert into marts.persona_versions (version, status, fitted_as_of, accepted_as_of, reason, sha256, definition) "
        "values ($v, 'accepted', $d, $d, 'first', 'x', '{}')",
        {"v": version, "d": accepted},
    )
    for persona, name in zip(PERSONAS, NAMES, strict=True):
        warehouse.con.execute(
            "insert into marts.personas (version, persona_id, name, gist) values ($v, $p, $n, 'gist')",
            {"v": version, "p": persona, "n": name},
        )


def night(number: int) -> date:
    return FIRST + timedelta(days=number)
