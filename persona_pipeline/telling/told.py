"""What may be told: temporary tables that say which figures are about enough people, for the statements that publish."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from persona_pipeline.warehouse import statement
from persona_pipeline.warehouse.store import used

from .evidence import WITHHELD_WORDS, Teller, reason_said, words_told

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    import duckdb

Row = tuple[Any, ...]


def keep_told(con: duckdb.DuckDBPyConnection, params: dict[str, Any]) -> None:
    """Make kpi_units, hidden_counts, few_later, told_kpis, told_rates, told_signals, told_verdicts, told_alerts and told_alert_texts; the warehouse
    itself stays whole.
    """
    keep_told_figures(con, params)
    teller = teller_of(con, params)
    verdicts = [(*row[:-1], json.loads(row[-1])) for row in _rows(con, "verdicts", params)]
    _keep_said(con, "told_verdicts", [_verdict(teller, row) for row in verdicts])
    features = {row[:2]: row[-1]["contributors"] for row in verdicts if "contributors" in row[-1]}
    alerts = [(*row[:-1], json.loads(row[-1])) for row in _rows(con, "alerts", params)]
    withheld = {row[1] for row in alerts if not _words_told(teller, row, features)}
    _keep_said(con, "told_alerts", [_alert(teller, row, withheld, params["language"]) for row in alerts])
    words = [(alert_id, *each) for alert_id in sorted(withheld) for each in WITHHELD_WORDS.items()]
    _keep_frame(con, "told_alert_texts", "withheld_words", ("alert_id", "language", "body"), words)


def keep_told_figures(con: duckdb.DuckDBPyConnection, params: dict[str, Any]) -> None:
    """Make kpi_units, hidden_counts, few_later, told_kpis, told_rates and told_signals, which the statements about figures need."""
    for name in ("kpi_units", "hidden_counts", "few_later", "told_kpis", "told_rates", "told_signals"):
        _keep(con, name, params)


def teller_for(con: duckdb.DuckDBPyConnection, as_of: date, min_cell: int) -> Teller:
    """Says which figures of a night may be told; what it needs is worked out on a connection of its own and leaves nothing behind."""
    params = {"as_of": as_of, "min_cell": min_cell}
    own = con.cursor()
    try:
        keep_told_figures(own, params)
        return teller_of(own, params)
    finally:
        own.close()


def teller_of(con: duckdb.DuckDBPyConnection, params: dict[str, Any]) -> Teller:
    """Says which figures evidence may tell; needs what ``keep_told_figures`` made on this connection."""
    return Teller(frozenset(_rows(con, "told_evidence", params)), params["min_cell"])


def _verdict(teller: Teller, row: Row) -> Row | None:
    as_of, persona_id, verdict, reason, shown = row
    return _said(teller, (as_of, persona_id, reason, shown), reason_said(teller, as_of, verdict, reason, shown))


def _words_told(teller: Teller, row: Row, features: Mapping[Row, list[dict[str, Any]]]) -> bool:
    as_of, _, _, shown = row
    moved = [each for persona_id in shown.get("subjects", []) for each in features.get((as_of, persona_id), [])]
    return words_told(teller, as_of, shown, moved)


def _alert(teller: Teller, row: Row, withheld: Collection[str], language: str) -> Row | None:
    _, alert_id, body, _ = row
    return _said(teller, row, WITHHELD_WORDS[language] if alert_id in withheld else body)


def _said(teller: Teller, row: Row, said: str) -> Row | None:
    """The row as it is told; None where nothing has to be left out, which is nearly always."""
    as_of, subject, words, shown = row
    told = teller.told(as_of, shown)
    if told == shown and said == words:
        return None
    return as_of, subject, said, json.dumps(told, sort_keys=True, ensure_ascii=False)


def _keep_said(con: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Row | None]) -> None:
    changed = [row for row in rows if row is not None]
    _keep_frame(con, name, "said_anew", ("as_of", "subject", "words", "evidence"), changed)


def _keep_frame(
    con: duckdb.DuckDBPyConnection, name: str, frame: str, columns: Sequence[str], rows: Sequence[Row]
) -> None:
    import pandas as pd

    con.register(frame, pd.DataFrame(rows, columns=list(columns), dtype="object"))
    try:
        _keep(con, name, {})
    finally:
        con.unregister(frame)


def _keep(con: duckdb.DuckDBPyConnection, name: str, params: dict[str, Any]) -> None:
    text = f"create or replace temporary table {name} as {statement(f'publish/{name}')}"
    con.execute(text, used(con, text, params))


def _rows(con: duckdb.DuckDBPyConnection, name: str, params: dict[str, Any]) -> list[Row]:
    text = statement(f"publish/{name}")
    return con.execute(text, used(con, text, params)).fetchall()
