"""The files that benchmarks/sources.py reads: each format in its real shape, filled by DuckDB."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

LAST_DAY = date(2026, 3, 31)
MOMENT = "timestamp '2026-03-01' + to_seconds((i * 37 % 2600000)::bigint)"
CSV = "create table bare as select * from read_csv('{path}', all_varchar = true)"
JSON = "create table bare as select * from read_json('{path}', maximum_object_size = 100000000)"
PARQUET = "create table bare as select * from read_parquet('{path}')"
QUESTIONS = "questions: {nps: {column: Q1, role: nps}, text: {column: Q2, role: open_text}}"


@dataclass(frozen=True)
class File:
    """One format's file: how it is written and named, how the bare reader reads it, how persona.yaml names it."""

    name: str
    kind: str
    suffix: str
    bare: str
    fill: Callable[[duckdb.DuckDBPyConnection, Path, int], None]
    settings: str = ""
    lines_per_record: int = 1
    as_of: date = LAST_DAY

    def write(self, folder: Path, rows: int) -> Path:
        path = folder / f"{self.name}.{self.suffix}"
        with duckdb.connect() as con:
            con.execute("set threads = 2")
            self.fill(con, path, rows)
        return path

    def rows(self, rows: int) -> int:
        """Records of the file: rows of a CSV or Parquet file, objects of a JSON file."""
        return rows

    def persona_yaml(self, file_name: str) -> str:
        extra = f", {self.settings}" if self.settings else ""
        return (
            "shop: {name: Bench, timezone: Europe/Amsterdam, currency: EUR}\n"
            f"sources:\n  - {{name: bench, kind: {self.kind}, path: inbox/{file_name}, final_newline: optional{extra}}}\n"
        )


def copied(select: str, options: str) -> Callable[[duckdb.DuckDBPyConnection, Path, int], None]:
    """Fill a file with what a SELECT over ``range(rows) as r(i)`` gives."""

    def fill(con: duckdb.DuckDBPyConnection, path: Path, rows: int) -> None:
        con.execute(f"copy ({select.format(rows=rows, moment=MOMENT)}) to '{path}' ({options})")

    return fill


def below(header: str, select: str) -> Callable[[duckdb.DuckDBPyConnection, Path, int], None]:
    """Fill a CSV file with a header of several lines and what a SELECT gives below it."""

    def fill(con: duckdb.DuckDBPyConnection, path: Path, rows: int) -> None:
        body = path.with_suffix(".body")
        con.execute(f"copy ({select.format(rows=rows, moment=MOMENT)}) to '{body}' (format csv, header false)")
        with path.open("wb") as file:
            file.write(header.encode())
            with body.open("rb") as rest:
                while piece := rest.read(1 << 24):
                    file.write(piece)
        body.unlink()

    return fill


_SHOPIFY_FIRST = (
    "Email", "Financial Status", "Paid at", "Fulfillment Status", "Accepts Marketing", "Currency", "Subtotal", "Shipping", "Taxes", "Total",
    "Discount Code", "Discount Amount", "Shipping Method", "Created at", "Billing Name", "Billing City", "Billing Zip", "Billing Country",
    "Shipping Country", "Refunded Amount", "Source", "Id", "Payment Method",
)  # fmt: skip
_SHOPIFY_VALUES = (
    "'c' || (i // 2 % 50000) || '@example.org'", "'paid'", "strftime({moment}, '%Y-%m-%d %H:%M:%S +0100')", "'fulfilled'", "'yes'", "'EUR'", "'30.00'",
    "'4.95'", "'0.00'", "'34.95'", "''", "'0.00'", "'Standard'", "strftime(timestamp '2026-03-01' + to_seconds((i // 2 * 37 % 2600000)::bigint), '%Y-%m-%d %H:%M:%S +0100')",
    "'A. Person'", "'Utrecht'", "'''3511'", "'NL'", "'NL'", "'0.00'", "'web'", "(5000000 + i // 2)::varchar", "'ideal'",
)  # fmt: skip
_SHOPIFY = (
    "select '#' || (1000 + i // 2) as \"Name\", "
    + ", ".join(
        f'case when i % 2 = 0 then {value} end as "{name}"'
        for name, value in zip(_SHOPIFY_FIRST, _SHOPIFY_VALUES, strict=True)
    )
    + ", '1' as \"Lineitem quantity\", 'Mug number ' || i % 500 as \"Lineitem name\", '15.00' as \"Lineitem price\", 'M' || i % 500 as \"Lineitem sku\", "
    "'true' as \"Lineitem taxable\", 'fulfilled' as \"Lineitem fulfillment status\", '0.00' as \"Lineitem discount\", 'Acme' as \"Vendor\", "
    + ", ".join(f"'' as \"{name}\"" for name in ("Notes", "Cancelled at", "Tags", "Tax 1 Name", "Tax 1 Value", "Phone"))
    + " from range({rows}) as r(i)"
)
_EVENT = (
    "select 'e' || i as event_id, strftime({moment}, '%Y-%m-%dT%H:%M:%SZ') as event_at, ['page_view', 'view_item', 'page_view', 'add_to_cart'][1 + i % 4] "
    "as event_name, 'v' || i // 12 as visitor_id, case when i % 3 = 0 then 'c' || i // 40 end as customer_id, 's' || i // 6 as session_id, "
    "'/products/' || i % 900 as page_path, 'google' as traffic_source, 'organic' as traffic_medium, 'mobile' as device from range({rows}) as r(i)"
)


def _ga4(number: str) -> str:
    params = ", ".join(
        f"{{'key': '{key}', 'value': {{'string_value': {text}, 'int_value': {whole}}}}}"
        for key, text, whole in (
            ("page_location", "'https://shop.example/products/' || i % 900", f"null::{number}"),
            ("ga_session_id", "null", f"(1700000000 + i // 6)::{number}"),
            ("source", "'google'", f"null::{number}"),
            ("medium", "'organic'", f"null::{number}"),
            ("engagement_time_msec", "null", f"(i % 9000)::{number}"),
        )
    )
    return (
        f"select strftime(timestamp '2026-03-01' + to_seconds((i * 37 % 2600000)::bigint), '%Y%m%d') as event_date, "
        f"epoch_us(timestamp '2026-03-01' + to_seconds((i * 37 % 2600000)::bigint))::{number} as event_timestamp, "
        "['page_view', 'view_item', 'add_to_cart', 'begin_checkout'][1 + i % 4] as event_name, "
        f"[{params}] as event_params, (i % 100000)::{number} as event_bundle_sequence_id, null::varchar as user_id, "
        "(i // 12) || '.' || (1600000000 + i // 12) as user_pseudo_id, {'category': 'mobile', 'language': 'nl'} as device, "
        "{'country': 'Netherlands', 'city': 'Utrecht'} as geo, "
        f"i::{number} as batch_page_id, (i % 7)::{number} as batch_ordering_id, (i % 7)::{number} as batch_event_index "
    )


def _ga4_copied(number: str, options: str) -> Callable[[duckdb.DuckDBPyConnection, Path, int], None]:
    def fill(con: duckdb.DuckDBPyConnection, path: Path, rows: int) -> None:
        con.execute(f"copy ({_ga4(number)} from range({rows}) as r(i)) to '{path}' ({options})")

    return fill


_WOO = (
    "select 1000 + i as id, (1000 + i)::varchar as number, 'completed' as status, 'EUR' as currency, strftime({moment}, '%Y-%m-%dT%H:%M:%S') as "
    "date_created, strftime({moment}, '%Y-%m-%dT%H:%M:%S') as date_created_gmt, '34.95' as total, i % 50000 as customer_id, "
    "{{'email': 'c' || i % 50000 || '@example.org', 'country': 'NL'}} as billing, [{{'name': 'Mug', 'product_id': i % 500, 'sku': 'M' || i % 500, "
    "'quantity': 2, 'price': 15, 'total': '30.00'}}] as line_items, [] as refunds from range({rows}) as r(i)"
)
_REST = (
    "select 1000 + i as id, '#' || (1000 + i) as name, 'c' || i % 50000 || '@example.org' as email, strftime({moment}, '%Y-%m-%dT%H:%M:%SZ') as created_at, "
    "strftime({moment}, '%Y-%m-%dT%H:%M:%SZ') as updated_at, null as cancelled_at, 'EUR' as currency, '34.95' as total_price, 'paid' as financial_status, "
    "'web' as source_name, false as test, {{'id': i % 50000}} as customer, [{{'sku': 'M' || i % 500, 'name': 'Mug', 'quantity': 2, 'price': '15.00', "
    "'total_discount': '0.00'}}] as line_items, [] as refunds from range({rows}) as r(i)"
)
_MATOMO = (
    'select 1 as "idSite", i as "idVisit", \'v\' || i // 3 as "visitorId", case when i % 4 = 0 then \'c\' || i % 50000 end as "userId", \'smartphone\' as '
    "\"deviceType\", 'Netherlands' as country, 'search' as \"referrerType\", 'Google' as \"referrerName\", [{{'type': 'action', 'timestamp': "
    "epoch({moment})::bigint, 'pageId': i * 2, 'url': 'https://shop.example/products/' || i % 900}}, {{'type': 'action', 'timestamp': "
    "epoch({moment})::bigint + 30, 'pageId': i * 2 + 1, 'url': 'https://shop.example/cart'}}] as \"actionDetails\" from range({rows}) as r(i)"
)
_RETAIL = (
    'select (500000 + i // 5)::varchar as "InvoiceNo", (20000 + i % 4000)::varchar as "StockCode", \'WHITE MUG \' || i % 4000 as "Description", 1 + i % 9 as '
    '"Quantity", strftime({moment}, \'%Y-%m-%d %H:%M:%S\') as "InvoiceDate", (1 + i % 20) / 2 as "UnitPrice", (12000 + i // 5 % 4000)::varchar || \'.0\' as '
    '"CustomerID", \'United Kingdom\' as "Country" from range({rows}) as r(i)'
)
_IDS = (
    "startDate",
    "endDate",
    "status",
    "finished",
    "recordedDate",
    "_recordId",
    "recipientEmail",
    "QID1",
    "QID2_TEXT",
)
_QUALTRICS_HEADER = (
    "StartDate,EndDate,Status,Finished,RecordedDate,ResponseId,RecipientEmail,Q1,Q2\n"
    'Start Date,End Date,Response Type,Finished,Recorded Date,Response ID,Recipient Email,"How likely, 0 to 10?",Why?\n'
    + ",".join(
        '"' + json.dumps({"ImportId": each, "timeZone": "Europe/Amsterdam"}).replace('"', '""') + '"' for each in _IDS
    )
    + "\n"
)
_QUALTRICS = (
    "select strftime({moment}, '%Y-%m-%d %H:%M:%S'), strftime({moment}, '%Y-%m-%d %H:%M:%S'), 'IP Address', 'True', strftime({moment}, '%Y-%m-%d %H:%M:%S'), "
    "'R_' || i, 'c' || i % 50000 || '@example.org', i % 11, 'Because, as I said, number ' || i % 1000 from range({rows}) as r(i)"
)
_TYPEFORM = (
    'select md5(i::varchar) as "#", i % 11 as "Q1", \'It is fine, thanks \' || i % 1000 as "Q2", \'c\' || i % 50000 as customer_id, \'completed\' as "Response '
    "Type\", strftime({moment}, '%Y-%m-%d %H:%M:%S') as \"Start Date (UTC)\", '' as \"Stage Date (UTC)\", strftime({moment}, '%Y-%m-%d %H:%M:%S') as \"Submit Date "
    '(UTC)", \'n\' || i as "Network ID", \'\' as "Tags" from range({rows}) as r(i)'
)

FILES = (
    File("shopify", "orders", "csv", CSV, copied(_SHOPIFY, "format csv, header")),
    File("shopify_json", "orders", "jsonl", JSON, copied(_REST, "format json")),
    File("woocommerce", "orders", "jsonl", JSON, copied(_WOO, "format json")),
    File("online_retail", "orders", "csv", CSV, copied(_RETAIL, "format csv, header"), "constants: {currency: EUR}"),
    File("events_csv", "web", "csv", CSV, copied(_EVENT, "format csv, header")),
    File("events_jsonl", "web", "jsonl", JSON, copied(_EVENT, "format json")),
    File("events_parquet", "web", "parquet", PARQUET, copied(_EVENT, "format parquet")),
    File("ga4", "web", "parquet", PARQUET, _ga4_copied("bigint", "format parquet")),
    File("ga4_jsonl", "web", "jsonl", JSON, _ga4_copied("varchar", "format json")),
    File("matomo", "web", "jsonl", JSON, copied(_MATOMO, "format json")),
    File("qualtrics", "survey", "csv", CSV, below(_QUALTRICS_HEADER, _QUALTRICS), QUESTIONS),
    File("typeform", "survey", "csv", CSV, copied(_TYPEFORM, "format csv, header"), QUESTIONS),
)


def write_large(folder: Path, size: int) -> tuple[File, Path]:
    """A CSV file of web events of about ``size`` bytes, and what it is."""
    wide = _EVENT.replace(" from range", ", repeat('x', 120) || i as note from range")
    file = File("large", "web", "csv", CSV, copied(wide, "format csv, header"))
    return file, file.write(folder, size // 240)
