"""Read a generated shop back, without the pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

EVENT_COLUMNS = dict.fromkeys(
    (
        "event_id",
        "event_at",
        "event_name",
        "visitor_id",
        "customer_id",
        "session_id",
        "page_path",
        "traffic_source",
        "traffic_medium",
        "campaign",
        "device",
        "country",
        "search_term",
        "product_id",
        "order_id",
        "quantity",
        "revenue",
    ),
    "varchar",
)


class Shop:
    """The files of a generated shop as the views orders, events, responses, customers, dirt; text columns, `file` relative to the shop."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.con = duckdb.connect()
        self.con.execute("set timezone = 'UTC'")
        for view, kind in (("orders", "orders"), ("events", "web"), ("responses", "survey")):
            self._view(view, sorted(path for name in ("history", "nights") for path in out.glob(f"{name}/**/{kind}-*")))
        for name in ("customers", "dirt", "drifts"):
            self.con.execute(f"create view {name} as select * from read_parquet('{out}/truth/{name}.parquet')")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.con.execute(sql).fetchall()

    def one(self, sql: str) -> Any:
        return self.rows(sql)[0][0]

    def _view(self, view: str, paths: Sequence[Path]) -> None:
        listed = ", ".join(f"'{path}'" for path in paths)
        reader = {
            ".csv": f"read_csv([{listed}], header = true, all_varchar = true, union_by_name = true, filename = true)",
            ".jsonl": f"read_json([{listed}], format = 'newline_delimited', columns = {EVENT_COLUMNS}, filename = true)",
            ".parquet": f"read_parquet([{listed}], union_by_name = true, filename = true)",
        }[paths[0].suffix]
        self.con.execute(
            f"create table {view} as select * exclude (filename), substr(filename, {len(str(self.out)) + 2}) as file from {reader}"
        )


def contents(out: Path) -> dict[str, bytes]:
    """Every file's bytes by its relative path."""
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}
