"""Formats are recognised by content; adding one is one module; every one only fills columns that exist."""

from __future__ import annotations

import sqlglot
from sqlglot import exp

from persona_pipeline.contracts import RAW_OF, TABLES
from persona_pipeline.sources import all_formats, formats_of
from persona_pipeline.sources.format import KEYS, REQUIRED
from persona_pipeline.sources.recognise import recognise, unique_headers
from persona_pipeline.warehouse import statement
from tests.sources.conftest import Read, source_of


def _given_by(shape: str) -> list[str]:
    """The columns that a shape's statement gives."""
    tree = sqlglot.parse_one(statement(f"sources/{shape}"), read="duckdb")
    assert isinstance(tree, exp.Query)
    return tree.named_selects


def test_formats_name_columns_of_the_contract() -> None:
    for each in all_formats():
        columns = set(TABLES[RAW_OF[each.kind]].column_names)
        own = (
            set(each.columns)
            if not each.shape
            else set(_given_by(each.shape)) - {"row_number", "line_number", "order_line", "refusal", "extra"}
        )
        assert own | set(each.constants) | set(each.values) | set(each.expressions) <= columns, each.name
        assert all(header == header.casefold() for headers in each.columns.values() for header in headers), each.name


def test_required_and_key_columns_exist() -> None:
    for kind in REQUIRED:
        columns = set(TABLES[RAW_OF[kind]].column_names)
        assert set(KEYS[kind]) | {name for group in REQUIRED[kind] for name in group} <= columns


def test_no_header_means_two_things() -> None:
    """But for names that several columns may go by in turn: the first column that is not yet found takes it."""
    for each in all_formats():
        own = list(each.columns)
        for column, headers in each.columns.items():
            assert not set(headers) & (set(own) - {column}), (each.name, column)


def test_the_particular_comes_before_the_generic() -> None:
    assert [each.name for each in formats_of("orders")][-1] == "generic"
    headers = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]
    assert recognise(headers, source_of()).format.name == "online_retail"
    assert recognise(headers, source_of(format="generic")).format.name == "generic"
    assert recognise(["order_id", "ordered_at", "amount"], source_of()).format.name == "generic"


def test_a_mapping_takes_only_what_it_names() -> None:
    layout = recognise(
        ["order_id", "When", "amount", "E-mail"], source_of(format="csv", columns={"ordered_at": "when"})
    )
    assert layout.missing == ()
    assert "email" not in layout.columns
    assert recognise(["order_id", "date", "amount", "E-mail"], source_of()).columns == {
        "order_id": 0,
        "ordered_at": 1,
        "amount": 2,
        "email": 3,
    }


def test_headers_are_made_unique() -> None:
    assert unique_headers([" A ", "a", "", "A", "a_2"]) == ("A", "a_2", "column_3", "A_3", "a_2_2")


def test_online_retail(read: Read) -> None:
    text = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\nC536379,D,Discount,-1,2010-12-01 09:41:00,27.50,14527.0,United Kingdom\n"
    row = read(text, currency="GBP", zone="Europe/London").accepted[0]
    assert (row["order_id"], row["customer_id"], row["currency"], float(row["amount"])) == (
        "C536379",
        "14527",
        "GBP",
        -27.5,
    )
    assert [code for _, code in read(text, currency="EUR").reasons] == ["other_currency"]


def test_a_currency_in_the_file_that_contradicts_the_formats_own(read: Read) -> None:
    header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country,Currency\n"
    row = "536379,D,Mug,1,2010-12-01 09:41:00,27.50,14527,United Kingdom,"
    outcome = read(header + f"{row}GBP\n{row}gbp\n{row}\n{row}EUR\n", currency="GBP", zone="Europe/London")
    assert outcome.column("currency") == ["GBP"] * 3
    refused = outcome.refused[0]
    assert (refused["line_number"], refused["reason_code"], refused["column_name"], refused["found"]) == (
        5,
        "currency_contradicts",
        "currency",
        "EUR",
    )
    assert "GBP, in which every file of format online_retail is" in refused["expected"]
    assert outcome.report.details.columns["currency"] == "Currency"


def test_a_currency_that_contradicts_is_refused_also_where_it_is_the_shops(read: Read) -> None:
    text = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,Valuta\n536379,D,1,2010-12-01 09:41:00,27.50,EUR\n"
    assert [code for _, code in read(text, currency="EUR").reasons] == ["currency_contradicts"]
    mapped = {
        "order_id": "InvoiceNo", "ordered_at": "InvoiceDate", "quantity": "Quantity", "unit_price": "UnitPrice", "currency": "Valuta"
    }  # fmt: skip
    assert read(text, currency="EUR", format="csv", columns=mapped).column("currency") == ["EUR"]


def test_ga4_flat(read: Read) -> None:
    text = "user_pseudo_id,item_id,item_name,quantity,item_revenue,event_timestamp,country\n2697787.2422183099,(not set),x,,,1605937059520352,<Other>\n"
    row = read(text, kind="web").accepted[0]
    assert (row["visitor_id"], row["event_name"], row["product_id"], row["country"]) == (
        "2697787.2422183099",
        "purchase",
        None,
        None,
    )
    assert row["order_id"] == "2697787.2422183099.1605937059520352"
    assert row["event_at"].isoformat() == "2020-11-21T05:37:39.520352"
