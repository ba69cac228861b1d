"""What the results of a trial say about a file: what was refused and why, which keys are there, what a person should look at."""

# ruff: noqa: S608 (names are ours; everything else is a quoted literal or a parameter)

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import duckdb

from persona_pipeline.warehouse import exact_path

from .cells import is_cancelled
from .file_check import EXAMPLES, Example
from .format import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from persona_pipeline.settings import Kind

    from .file_check import FileCheck
    from .model import ReadReport

_OF_MONEY = frozenset({"other_currency", "no_rate"})
_SHARING = ("orders", "web", "crm")


def refused_rows(report: ReadReport) -> tuple[dict[str, int], tuple[Example, ...]]:
    """Refused rows by reason code, the most frequent first, and one example of each reason and column, at most three."""
    if report.refused is None:
        return {}, ()
    with duckdb.connect() as con:
        path = {"path": str(report.refused)}
        counts = con.execute(
            "select reason_code, count(*) from read_parquet($path) group by all order by 2 desc, 1", path
        ).fetchall()
        rows = con.execute(
            "select row_number, line_number, reason_code, column_name, found, expected from read_parquet($path) "
            "qualify row_number() over (partition by reason_code, column_name order by row_number) <= 1 order by row_number limit $limit",
            {**path, "limit": EXAMPLES},
        ).fetchall()
    return {row[0]: int(row[1]) for row in counts}, tuple(Example(*row) for row in rows)


def only_currency(report: ReadReport) -> str | None:
    """The currency of all rows, where every one is refused for it."""
    if report.refused is None or report.rows_accepted:
        return None
    with duckdb.connect() as con:
        rows = con.execute(
            "select distinct reason_code, found from read_parquet($path) limit 2", {"path": str(report.refused)}
        ).fetchall()
    return rows[0][1] if len(rows) == 1 and rows[0][0] == "other_currency" else None


def currencies_refused(reports: Iterable[ReadReport]) -> Counter[str]:
    """Rows that were refused because their amount is in another currency than the shop's, by that currency."""
    counts: Counter[str] = Counter()
    paths = [exact_path(report.refused) for report in reports if report.refused is not None]
    if paths:
        with duckdb.connect() as con:
            sql = "select found, count(*) from read_parquet($paths) where reason_code = 'other_currency' group by found"
            counts.update(dict(con.execute(sql, {"paths": paths}).fetchall()))
    return counts


def currencies_taken(report: ReadReport) -> Counter[str]:
    """Rows that would be taken in, by the currency that their amount came in."""
    if report.accepted is None:
        return Counter()
    with duckdb.connect() as con:
        sql = "select coalesce(paid_currency, currency), count(*) from read_parquet($path) group by all"
        rows = con.execute(sql, {"path": exact_path(report.accepted)}).fetchall()
    return Counter({str(currency): int(count) for currency, count in rows})


def key_counts(kind: Kind, report: ReadReport) -> tuple[dict[str, int], int]:
    """How many accepted rows lack each key of a person, and how many lack all of them."""
    if report.accepted is None:
        return {}, 0
    counts = ", ".join(f"count(*) filter (where {name} is null)" for name in KEYS[kind])
    none = " and ".join(f"{name} is null" for name in KEYS[kind])
    with duckdb.connect() as con:
        row = con.execute(
            f"select {counts}, count(*) filter (where {none}) from read_parquet($path)", {"path": str(report.accepted)}
        ).fetchall()[0]
    return dict(zip(KEYS[kind], row[:-1], strict=True)), int(row[-1])


def findings_of(
    report: ReadReport, refused: dict[str, int], without_key: int, *, kind: Kind, known: bool, has_rates: bool
) -> list[str]:
    """What a person should look at. ``known`` says that a source of persona.yaml takes the file in."""
    found = []
    if report.details.strict:
        found.append("some lines break the rules of CSV or JSON; the file is read record by record, which is slower")
    if set(refused) & {"unterminated_last_line"}:
        found.append("the last line has no line end; if the export never writes one, set `final_newline: optional`")
    if "other_currency" in refused and has_rates:
        found.append(
            "amounts are in a currency that the table of `shop.rates` does not have; add it, or convert them first"
        )
    elif "other_currency" in refused:
        found.append(
            "amounts are in another currency than the shop's; set `shop.currency`, name a table in `shop.rates`, or convert them first"
        )
    if "no_rate" in refused:
        found.append("the table of `shop.rates` has no rate for some of these days; add them before the file comes in")
    set_aside = report.details.set_aside == report.rows_in
    if report.rows_in and not report.rows_accepted and not known and not set_aside and set(refused) - _OF_MONEY:
        found.append(
            f"not one of the {report.rows_in:,} rows would be taken in: this is probably no source of kind {kind}; "
            "do not paste the lines below before the refusals above are understood"
        )
    if kind == "orders" and (cancelled := _cancelled(report)):
        told = ", ".join(f"{status} ({rows:,} {'row' if rows == 1 else 'rows'})" for status, rows in cancelled)
        found.append(
            f"orders with these words in `status` count as cancelled or never paid and add nothing: {told}; a word that means a sale "
            "is given another name with `values: {status: {<the word>: sold}}`"
        )
    if report.rows_accepted and without_key == report.rows_accepted:
        found.append("no row has a key of a person: these rows count in totals and never in personas")
    return found


def _cancelled(report: ReadReport) -> list[tuple[str, int]]:
    """Words of ``status`` that make an order worth nothing, with their rows."""
    if report.accepted is None:
        return []
    with duckdb.connect() as con:
        sql = f"select status, count(*) from read_parquet($path) where {is_cancelled('status')} and amount = 0 group by all order by 2 desc, 1 limit 5"
        return con.execute(sql, {"path": exact_path(report.accepted)}).fetchall()


def sharing_of_numbers(proposals: Sequence[FileCheck], order_sources: Sequence[str]) -> str:
    """A line where customer numbers of several sources would be taken for the same people; empty where there are none.

    Args:
        proposals: what is proposed in one run.
        order_sources: sources of orders that persona.yaml has already, without an ``identity_space``.
    """
    numbered = [
        each.proposed
        for each in proposals
        if each.kind in _SHARING and each.rows_accepted > each.rows_lacking.get("customer_id", each.rows_accepted)
    ]
    sources = [*order_sources, *numbered] if numbered else []
    if len(sources) < 2:
        return ""
    return (
        f"sources {', '.join(sources)} share customer numbers: the same number is taken for the same person; where the numbers of one "
        "are another shop's, set `identity_space: <a name of its own>` for that source"
    )
