"""Order exports of shop systems: recognised by content, every cent of the total on a line, nobody invented, nothing lost."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sources.conftest import Outcome, Read

SHOPIFY_HEADER = [
    "Name",
    "Email",
    "Financial Status",
    "Paid at",
    "Fulfillment Status",
    "Fulfilled at",
    "Accepts Marketing",
    "Currency",
    "Subtotal",
    "Shipping",
    "Taxes",
    "Total",
    "Discount Code",
    "Discount Amount",
    "Shipping Method",
    "Created at",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem price",
    "Lineitem compare at price",
    "Lineitem sku",
    "Lineitem requires shipping",
    "Lineitem taxable",
    "Lineitem fulfillment status",
    "Billing Name",
    "Billing Street",
    "Billing Address1",
    "Billing Address2",
    "Billing Company",
    "Billing City",
    "Billing Zip",
    "Billing Province",
    "Billing Country",
    "Billing Phone",
    "Shipping Name",
    "Shipping Street",
    "Shipping Address1",
    "Shipping Address2",
    "Shipping Company",
    "Shipping City",
    "Shipping Zip",
    "Shipping Province",
    "Shipping Country",
    "Shipping Phone",
    "Notes",
    "Note Attributes",
    "Cancelled at",
    "Payment Method",
    "Payment Reference",
    "Refunded Amount",
    "Vendor",
    "Outstanding Balance",
    "Employee",
    "Location",
    "Device ID",
    "Id",
    "Tags",
    "Risk Level",
    "Source",
    "Lineitem discount",
    "Tax 1 Name",
    "Tax 1 Value",
    "Tax 2 Name",
    "Tax 2 Value",
    "Tax 3 Name",
    "Tax 3 Value",
    "Tax 4 Name",
    "Tax 4 Value",
    "Tax 5 Name",
    "Tax 5 Value",
    "Phone",
    "Receipt Number",
    "Duties",
    "Billing Province Name",
    "Shipping Province Name",
    "Payment ID",
    "Payment Terms Name",
    "Next Payment Due At",
    "Payment References",
]


def shopify(*rows: dict[str, str], header: list[str] | None = None) -> str:
    """A Shopify export with these cells filled."""
    names = header or SHOPIFY_HEADER
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def order(name: str, total: str, **cells: str) -> dict[str, str]:
    known = {
        "Name": name,
        "Email": "a@example.org",
        "Financial Status": "paid",
        "Currency": "EUR",
        "Total": total,
        "Created at": "2025-10-07 09:50:26 +0200",
        "Source": "web",
        "Shipping Zip": "'75008",
        "Id": "5500",
    }
    return known | {key.replace("_", " "): value for key, value in cells.items()}


def item(quantity: str, price: str, name: str = "Mug", sku: str = "M1") -> dict[str, str]:
    return {"Lineitem quantity": quantity, "Lineitem price": price, "Lineitem name": name, "Lineitem sku": sku}


def sums(outcome: Outcome) -> dict[str, Decimal]:
    """Net amount by order."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for row in outcome.accepted:
        found[row["order_id"]] += Decimal(row["amount"])
    return dict(found)


def test_the_header_has_the_79_columns_of_the_export() -> None:
    assert len(SHOPIFY_HEADER) == 79


def test_a_shopify_order_adds_up_to_its_total(read: Read) -> None:
    outcome = read(
        shopify(
            order("#1001", "42.94", Subtotal="37.99") | item("2", "10.00"),
            {"Name": "#1001", "Email": "a@example.org"} | item("1", "19.99", "Plate", "P1"),
            order("#1002", "9.00", Subtotal="9.00", Email="b@example.org") | item("1", "9.00"),
        )
    )
    assert outcome.report.format == "shopify_csv"
    assert sums(outcome) == {"#1001": Decimal("42.94"), "#1002": Decimal("9.00")}
    first = [row for row in outcome.accepted if row["order_id"] == "#1001"]
    assert [row["product_name"] for row in first] == ["Mug", "Plate", "Shipping and taxes"]
    assert [Decimal(row["amount"]) for row in first] == [Decimal("19.00"), Decimal("18.99"), Decimal("4.95")]
    assert {row["email"] for row in first} == {"a@example.org"}
    assert str(first[0]["ordered_at"]) == "2025-10-07 07:50:26"
    assert json.loads(first[0]["extra"])["Shipping Zip"] == "'75008"


def test_order_fields_are_carried_down_also_where_the_name_is_blank(read: Read) -> None:
    outcome = read(
        shopify(order("#1", "30.00", Subtotal="30.00") | item("1", "10.00"), item("1", "10.00"), item("1", "10.00"))
    )
    assert sums(outcome) == {"#1": Decimal("30.00")}
    assert len(outcome.accepted) == 3, "three times the same thing in one order is three things"
    assert [row["line_number"] for row in outcome.accepted] == ["1", "2", "3"]


def test_refunds_cancellations_and_orders_never_paid_add_nothing_twice(read: Read) -> None:
    outcome = read(
        shopify(
            order("#1", "30.00", Subtotal="30.00", Refunded_Amount="10.00") | item("3", "10.00"),
            order("#2", "30.00", Subtotal="30.00", Refunded_Amount="30.00", Cancelled_at="2025-10-09 10:00:00 +0200")
            | item("3", "10.00"),
            order("#3", "30.00", Subtotal="30.00", Financial_Status="voided") | item("3", "10.00"),
            order("#4", "30.00", Subtotal="30.00", Financial_Status="refunded", Refunded_Amount="30.00")
            | item("3", "10.00"),
        )
    )
    assert sums(outcome) == {"#1": Decimal(20), "#2": Decimal(0), "#3": Decimal(0), "#4": Decimal(0)}
    cancelled = [row for row in outcome.accepted if row["product_name"] == "Cancelled"]
    assert [str(row["business_day"]) for row in cancelled] == ["2025-10-09"]


def test_a_phone_is_the_key_where_there_is_no_address_and_a_marketplace_is_nobody(read: Read) -> None:
    outcome = read(
        shopify(
            order("#1", "9.00", Email="", Phone="+31 6 1234-5678") | item("1", "9.00"),
            order("#2", "9.00", Email="x1@marketplace.amazon.de", Source="amazon") | item("1", "9.00"),
            order("#3", "9.00", Email="", Source="pos") | item("1", "9.00"),
        )
    )
    assert outcome.column("customer_id") == ["tel:+31612345678", None, None]
    assert outcome.column("email") == [None, None, None]
    assert outcome.column("channel") == ["web", "marketplace", "store"]


def test_spellings_of_shopifys_help_page(read: Read) -> None:
    spelled = {
        "Cancelled at": "Canceled at",
        "Lineitem sku": "Lineitem SKU",
        "Lineitem compare at price": "Lineitem compare-at price",
    }
    header = [spelled.get(name, name) for name in SHOPIFY_HEADER]
    row = {spelled.get(name, name): value for name, value in (order("#1", "9.00") | item("1", "9.00")).items()}
    outcome = read(shopify(row, header=header))
    assert (outcome.report.format, outcome.column("product_id")) == ("shopify_csv", ["M1"])


def test_amounts_that_are_none_are_refused_and_not_taken_for_nothing(read: Read) -> None:
    outcome = read(
        shopify(
            order("#1", "abc") | item("1", "9.00"),
            order("#2", "9.00") | item("1", "n.a."),
            order("#3", "9.00", Refunded_Amount="?") | item("1", "9.00"),
            order("#4", "9.00") | item("1", "9.00"),
        )
    )
    assert {row["order_id"] for row in outcome.accepted} >= {"#4"}
    refused = [(json.loads(row["record"])["order_id"], row["reason_code"], row["found"]) for row in outcome.refused]
    assert ("#1", "bad_number", "abc") in refused
    assert ("#2", "bad_number", "n.a.") in refused
    assert ("#3", "bad_number", "?") in refused


def test_a_shopify_file_without_a_needed_column_says_which(read: Read) -> None:
    header = [name for name in SHOPIFY_HEADER if name != "Total"]
    row = {name: value for name, value in (order("#1", "9.00") | item("1", "9.00")).items() if name != "Total"}
    report = read(shopify(row, header=header)).report
    assert report.error_code == "missing_column"
    assert report.error is not None
    assert "total" in report.error


@pytest.mark.slow
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.lists(st.tuples(st.integers(1, 5), st.integers(0, 9999)), min_size=1, max_size=4),
            st.integers(0, 100),
            st.integers(0, 1500),
            st.integers(0, 100),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_every_cent_of_a_shopify_order_stands_on_a_line(read: Read, orders: list[Any]) -> None:
    """Net of an order = Total - Refunded Amount, whatever discount, shipping and refund."""
    rows: list[dict[str, str]] = []
    expected: dict[str, Decimal] = {}
    for number, (items, discount_percent, shipping_cents, refund_percent) in enumerate(orders):
        gross = sum(quantity * cents for quantity, cents in items)
        subtotal = gross - gross * discount_percent // 100
        total = subtotal + shipping_cents
        refunded = total * refund_percent // 100
        name = f"#{number}"
        first = order(
            name, f"{total / 100:.2f}", Subtotal=f"{subtotal / 100:.2f}", Refunded_Amount=f"{refunded / 100:.2f}"
        )
        cells = [item(str(quantity), f"{cents / 100:.2f}") for quantity, cents in items]
        rows += [first | cells[0], *({"Name": name} | each for each in cells[1:])]
        expected[name] = Decimal(total - refunded) / 100
    outcome = read(shopify(*rows))
    assert not outcome.refused
    assert sums(outcome) == expected


REST: dict[str, Any] = {
    "id": 450789469,
    "name": "#1001",
    "email": "bob@example.org",
    "created_at": "2026-03-01T23:30:00+01:00",
    "updated_at": "2026-03-09T10:00:00+01:00",
    "cancelled_at": None,
    "currency": "EUR",
    "total_price": "30.50",
    "financial_status": "partially_refunded",
    "source_name": "web",
    "test": False,
    "customer": {"id": 207119551, "email": "bob@example.org"},
    "billing_address": {"country_code": "NL"},
    "line_items": [
        {"sku": "M1", "name": "Mug", "quantity": 2, "price": "10.00", "discount_allocations": [{"amount": "1.00"}]},
        {"sku": "P1", "name": "Plate", "quantity": 1, "price": "6.50", "discount_allocations": []},
    ],
    "refunds": [
        {
            "created_at": "2026-03-05T09:00:00+01:00",
            "refund_line_items": [],
            "transactions": [{"amount": "6.50", "kind": "refund", "status": "success"}],
        }
    ],
    "note": "kept",
}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(REST) + "\n",
        json.dumps([REST]),
        json.dumps({"orders": [REST]}),
        json.dumps({"orders": [REST]}, indent=2),
        json.dumps([REST], indent=1),
    ],
    ids=["lines", "array", "page", "pretty page", "pretty array"],
)
def test_shopify_rest_in_any_wrapping(read: Read, text: str) -> None:
    outcome = read(text, name="orders.json", zone="Europe/Amsterdam")
    assert outcome.report.format == "shopify_json"
    assert sums(outcome) == {"#1001": Decimal("24.00")}
    assert [(row["product_name"], Decimal(row["amount"]), str(row["business_day"])) for row in outcome.accepted] == [
        ("Mug", Decimal("19.00"), "2026-03-01"),
        ("Plate", Decimal("6.50"), "2026-03-01"),
        ("Shipping and taxes", Decimal("5.00"), "2026-03-01"),
        ("Refund", Decimal("-6.50"), "2026-03-05"),
    ]
    assert outcome.column("customer_id")[0] == "207119551"
    assert json.loads(outcome.accepted[0]["extra"]) == {"note": "kept"}


def test_shopify_rest_test_orders_and_unpaid_ones(read: Read) -> None:
    other = REST | {"name": "#2", "test": True}
    void = REST | {"name": "#3", "financial_status": "voided", "refunds": []}
    outcome = read(json.dumps([REST, other, void]), name="orders.json")
    assert {row["reason_code"] for row in outcome.refused} == {"test_order"}
    assert sums(outcome) == {"#1001": Decimal("24.00"), "#3": Decimal(0)}


def test_shopify_graphql(read: Read) -> None:
    def money(amount: str) -> dict[str, Any]:
        return {"shopMoney": {"amount": amount, "currencyCode": "EUR"}}

    line = {
        "sku": "M1",
        "name": "Mug",
        "quantity": 2,
        "originalUnitPriceSet": money("10.0"),
        "discountedTotalSet": money("19.0"),
    }
    node = {
        "id": "gid://shopify/Order/1",
        "name": "#1",
        "createdAt": "2026-03-01T10:00:00Z",
        "displayFinancialStatus": "PAID",
        "customer": {"id": "gid://shopify/Customer/7"},
        "totalPriceSet": money("24.0"),
        "lineItems": {"edges": [{"node": line}]},
        "refunds": [{"createdAt": "2026-03-02T10:00:00Z", "totalRefundedSet": money("4.0")}],
    }
    outcome = read(json.dumps({"data": {"orders": {"edges": [{"node": node}]}}}), name="orders.json")
    assert (outcome.report.format, sums(outcome)) == ("shopify_graphql", {"#1": Decimal(20)})
    assert outcome.column("customer_id") == ["7", "7", "7"]


WOO: dict[str, Any] = {
    "id": 727,
    "number": "727",
    "status": "processing",
    "currency": "EUR",
    "date_created": "2026-03-22T16:28:02",
    "date_created_gmt": "2026-03-22T15:28:02",
    "date_modified_gmt": "2026-03-22T15:30:00",
    "total": "29.35",
    "customer_id": 0,
    "billing": {"email": "john@example.org", "country": "NL"},
    "line_items": [
        {"name": "Woo Single", "product_id": 93, "quantity": 2, "total": "6.00", "sku": "", "price": 3},
        {"name": "Ship Idea", "product_id": 22, "quantity": 1, "total": "12.00", "sku": "Bar3", "price": 12},
    ],
    "refunds": [{"id": 1, "reason": "", "total": "-12.00"}],
}


def test_woocommerce_rest(read: Read) -> None:
    cancelled = WOO | {"id": 728, "number": "728", "status": "cancelled", "customer_id": 26}
    outcome = read(json.dumps([WOO, cancelled]), name="orders.json", zone="Europe/Amsterdam")
    assert outcome.report.format == "woocommerce_json"
    assert sums(outcome) == {"727": Decimal("17.35"), "728": Decimal(0)}
    assert str(outcome.accepted[0]["ordered_at"]) == "2026-03-22 15:28:02"
    assert {row["order_id"]: row["customer_id"] for row in outcome.accepted} == {"727": None, "728": "26"}
    assert outcome.column("product_id")[:2] == ["93", "Bar3"]


def test_woocommerce_one_row_per_order(read: Read) -> None:
    text = (
        "order_id,order_number,order_date,status,order_total,order_currency,customer_id,billing_email,line_item_1,line_item_2\n"
        "9,1009,03/22/2026 16:28:02,wc-completed,29.35,EUR,5,j@example.org,name:Mug|product_id:93|sku:|quantity:2|total:6.00,name:Hat|product_id:22|sku:B3|quantity:1|total:12.00\n"
        "10,1010,2026-03-23 10:00:00,failed,8.00,EUR,0,,name:Mug|product_id:93|sku:|quantity:1|total:8.00,\n"
    )
    outcome = read(text)
    assert outcome.report.format == "woocommerce_csv"
    assert sums(outcome) == {"1009": Decimal("29.35"), "1010": Decimal(0)}
    assert [row["product_id"] for row in outcome.accepted if row["order_id"] == "1009"] == ["93", "B3", None]
    assert str(outcome.accepted[0]["ordered_at"]) == "2026-03-22 16:28:02"


def test_woocommerce_one_row_per_line(read: Read) -> None:
    head = "order_id,order_date,status,order_total,order_currency,customer_id,billing_email,item_name,item_sku,item_quantity,item_total\n"
    text = head + "".join(
        f"9,2026-03-22 16:28:02,completed,29.35,EUR,5,j@example.org,{name},{name[:1]},1,{amount}\n"
        for name, amount in (("Mug", "6.00"), ("Hat", "12.00"))
    )
    outcome = read(text)
    assert (outcome.report.format, sums(outcome)) == ("woocommerce_lines", {"9": Decimal("29.35")})


def test_the_analytics_download_is_refused_with_what_to_export_instead(read: Read) -> None:
    header = "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales,Attribution\n"
    report = read(header + "2026-03-01,5,€5.00,completed,Ann,new,2× Mug,2,,5,direct\n").report
    assert report.error_code == "unusable_format"
    assert report.error is not None
    assert "customer_id" in report.error


def test_receipts_of_a_till(read: Read) -> None:
    text = (
        "bonnummer,filiaal,kassa,datum,omschrijving,aantal,prijs,korting,klantnummer\n"
        "17,Utrecht,2,2026-03-01 12:00,Mok,2,3.50,0.50,L-9\n"
        "17,Utrecht,1,2026-03-01 12:01,Bord,1,5.00,,\n"
    )
    outcome = read(text)
    assert outcome.report.format == "receipts"
    assert sums(outcome) == {"Utrecht/2/17": Decimal("6.50"), "Utrecht/1/17": Decimal("5.00")}
    assert outcome.column("channel") == ["store", "store"]


@pytest.mark.parametrize("word", ["cancelled", "CANCELED", " Geannuleerd ", "void", "wc-failed", "betaling mislukt"])
def test_a_cancelled_order_of_any_file_adds_nothing(read: Read, word: str) -> None:
    text = f"order_id,order_date,qty,price,status,refund_of\n1,2026-03-01,2,5,paid,\n2,2026-03-01,2,5,{word},\n3,2026-03-02,-1,5,{word},\n4,2026-03-02,1,-5,{word},1\n"
    outcome = read(text)
    assert [(row["quantity"], row["amount"]) for row in outcome.accepted] == [(2, 10), (0, 0), (-1, -5), (1, -5)]
    kept = read(text, values={"status": {word.strip(): "kept"}})
    assert kept.column("amount") == [10, 10, -5, -5]
    mapped = read(
        f"nr;dag;bedrag;st\n1;2026-03-01;4;{word}\n",
        format="csv",
        columns={"order_id": "nr", "ordered_at": "dag", "amount": "bedrag", "status": "st"},
    )
    assert mapped.column("amount") == [0]
    assert read(f"receipt_id,store,till,date,amount,status\n1,A,B,2026-03-01,4,{word}\n").column("amount") == [0]


def test_orders_of_which_only_the_total_is_known(read: Read) -> None:
    outcome = read("order_id,date,customer_id,total,status\nA1,2026-03-01,7,12.50,paid\n")
    assert (outcome.report.format, sums(outcome)) == ("order_totals", {"A1": Decimal("12.50")})
    lines = read("order_id,date,customer_id,sku,quantity,price,total\nA1,2026-03-01,7,M,2,5.00,12.50\n")
    assert (lines.report.format, sums(lines)) == ("generic", {"A1": Decimal("10.00")})


def test_online_retail_two_has_other_headers(read: Read) -> None:
    text = (
        "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"
        "489434,85048,LIGHTS,12,2009-12-01 07:45:00,6.95,13085.0,United Kingdom\n"
    )
    outcome = read(text, currency="GBP")
    assert (outcome.report.format, outcome.column("customer_id")) == ("online_retail", ["13085"])
    assert sums(outcome) == {"489434": Decimal("83.40")}


def test_an_array_that_breaks_off_is_refused_whole(read: Read) -> None:
    whole = json.dumps([REST, REST])
    for cut in (len(whole) - 1, len(whole) // 2, 1):
        report = read(whole[:cut], name="orders.json").report
        assert report.error_code == "bad_json", cut
    assert read(whole[:-1] + ",]", name="orders.json").report.error_code == "bad_json"


def test_the_mend_for_a_renamed_price_is_one_that_works(read: Read) -> None:
    text = "InvoiceNo,StockCode,InvoiceDate,Quantity,Stueckpreis\n1,85048,2010-12-01 08:26:00,6,2.55\n"
    report = read(text, currency="GBP", format="online_retail").report
    assert report.error is not None
    assert "columns: {unit_price: <its header>}" in report.error
    mended = read(text, currency="GBP", format="online_retail", columns={"unit_price": "Stueckpreis"})
    assert sums(mended) == {"1": Decimal("15.30")}


def test_a_file_of_thousands_of_columns_says_so(read: Read) -> None:
    header = ",".join(["order_id", "ordered_at", "amount", *(f"c{n}" for n in range(2_500))])
    report = read(f"{header}\n{'1,' * 2_502}1\n").report
    assert report.error_code == "too_many_columns"
    assert "2,503 columns" in str(report.error)
