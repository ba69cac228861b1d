"""Accepted files as the reader leaves them, made of a few rows: the good row of each table, with what a test changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import duckdb

from persona_pipeline.contracts import RAW_OF, TABLES
from persona_pipeline.settings import Kind
from persona_pipeline.sources.fields import MAIN_MOMENT
from persona_pipeline.sources.model import ReadReport

NIGHT = date(2026, 3, 2)
NOON = datetime.combine(NIGHT, time(12))
GOOD: dict[Kind, dict[str, Any]] = {
    "orders": {
        "source": "shop",
        "business_day": NIGHT,
        "order_id": "A1",
        "ordered_at": NOON,
        "customer_id": "17850",
        "email": "jo@example.org",
        "product_id": "P1",
        "quantity": 2,
        "unit_price": 5,
        "amount": 10,
        "currency": "EUR",
        "country": "NL",
    },
    "web": {
        "source": "site",
        "business_day": NIGHT,
        "event_id": "e1",
        "event_at": NOON,
        "event_name": "purchase",
        "visitor_id": "v1",
        "customer_id": "17850",
        "quantity": 1,
        "revenue": 10,
    },
    "survey": {
        "source": "panel",
        "business_day": NIGHT,
        "survey_id": "s1",
        "response_id": "r1",
        "submitted_at": NOON,
        "customer_id": "17850",
        "email": "jo@example.org",
        "answers": '{"nps": "9", "delivery": "4"}',
    },
    "crm": {
        "source": "list",
        "business_day": NIGHT,
        "valid_from": NOON,
        "customer_id": "17850",
        "email": "jo@example.org",
        "birth_year": 1957,
        "region": "Utrecht",
        "marketing_consent": "yes",
    },
    "signals": {
        "source": "desk",
        "business_day": NIGHT,
        "signal_id": "n1",
        "signal_at": NOON,
        "signal_type": "note",
        "customer_id": "17850",
        "email": "jo@example.org",
        "text": "asks for a larger size",
    },
}


def write(con: duckdb.DuckDBPyConnection, kind: Kind, path: Path, select: str) -> None:
    """Write what a SELECT returns as an accepted file: all columns of the raw table, absent ones empty."""
    columns = TABLES[RAW_OF[kind]].columns
    empty = ", ".join(f"cast(null as {column.type}) as {column.name}" for column in columns)
    con.execute(
        f"copy (select * from (select {empty}) where false union all by name {select}) to '{path}' (format parquet)"
    )


def report_of(
    path: Path, load_id: str, *, rows: int, refused: int = 0, refused_file: Path | None = None, error: str | None = None
) -> ReadReport:
    return ReadReport(
        load_id=load_id,
        format="test",
        rows_in=rows + refused,
        rows_accepted=rows,
        rows_refused=refused,
        accepted=None if error else path,
        refused=refused_file,
        first_day=None,
        last_day=None,
        error=error,
        error_code="unreadable" if error else None,
    )


def batch(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    kind: Kind,
    rows: Sequence[dict[str, Any]],
    load_id: str = "load1",
    *,
    refused: int = 0,
) -> ReadReport:
    """An accepted file with the good row once per entry of ``rows``, changed as the entry says."""
    types = {column.name: column.type for column in TABLES[RAW_OF[kind]].columns}
    lines = []
    for number, changes in enumerate(rows, start=1):
        values = GOOD[kind] | {"load_id": load_id, "row_number": number} | changes
        lines.append(
            "select " + ", ".join(f"cast({_text(value)} as {types[name]}) as {name}" for name, value in values.items())
        )
    path = folder / f"{load_id}.parquet"
    write(con, kind, path, " union all by name ".join(lines) or "select 1 as row_number where false")
    return report_of(path, load_id, rows=len(rows), refused=refused)


def many(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    kind: Kind,
    rows: int,
    load_id: str = "load1",
    *,
    day: date = NIGHT,
    **changes: str,
) -> ReadReport:
    """An accepted file with the good row ``rows`` times on one day; ``changes`` are SQL expressions over ``n`` (1 to rows)."""
    at = MAIN_MOMENT[kind]
    values = {name: _text(value) for name, value in GOOD[kind].items()} | {
        "load_id": _text(load_id),
        "row_number": "n",
        "business_day": f"date '{day}'",
        at: f"timestamp '{day} 12:00:00'",
    }
    types = {column.name: column.type for column in TABLES[RAW_OF[kind]].columns}
    select = ", ".join(f"cast({value} as {types[name]}) as {name}" for name, value in (values | changes).items())
    path = folder / f"{load_id}.parquet"
    write(con, kind, path, f"select {select} from (select unnest(range(1, {rows} + 1)) as n)")
    return report_of(path, load_id, rows=rows)


def _text(value: Any) -> str:
    return "null" if value is None else f"'{str(value).replace(chr(39), chr(39) * 2)}'"
