"""Receipts of a till, and orders of which only the total is known: for shops whose export fits no particular system."""

from persona_pipeline.sources.format import Format

_WHEN = (
    "order_date",
    "order date",
    "orderdate",
    "created_at",
    "created at",
    "date",
    "datetime",
    "timestamp",
    "datum",
    "besteldatum",
)
_WHO = ("customer id", "customer_id", "customerid", "customer_number", "klantnummer", "loyalty_id", "card_number")
_MAIL = ("e-mail", "email address", "customer_email", "e-mailadres")
_LINES = (
    "quantity", "qty", "sku", "product_id", "product", "product_name", "price", "unit_price", "unitprice", "stockcode", "line_total", "item_total",
    "lineitem price", "line_item_1", "line_items", "description",
)  # fmt: skip

FORMATS = (
    Format(
        name="receipts",
        kind="orders",
        meaning="receipts of a till (POS), one row per line, with store and till",
        signature=(
            "receipt_number|receipt_id|receipt|bonnummer",
            "store|store_id|shop|filiaal",
            "till|till_id|register|kassa",
        ),
        required=(("receipt",), ("sold_at",), ("amount", "unit_price")),
        columns={
            "receipt": ("receipt_number", "receipt_id", "bonnummer"),
            "store": ("store_id", "shop", "filiaal"),
            "till": ("till_id", "register", "kassa"),
            "line": ("line_number", "line_no", "regel"),
            "sold_at": ("sold at", *_WHEN),
            "customer_id": _WHO,
            "email": _MAIL,
            "product_id": ("sku", "article", "article_number", "artikelnummer"),
            "product_name": ("product", "description", "omschrijving"),
            "category": ("department", "categorie"),
            "quantity": ("qty", "pieces", "aantal"),
            "unit_price": ("price", "prijs"),
            "discount_amount": ("discount", "korting"),
            "amount": ("line_total", "line_amount", "bedrag"),
            "currency": ("valuta",),
            "country": ("land",),
            "status": (),
        },
        shape="pos",
    ),
    Format(
        name="order_totals",
        kind="orders",
        meaning="orders, one row per order with its total and no lines",
        signature=("total|order_total|total_price|grand_total|total_amount|order total|totaal",),
        absent=_LINES,
        columns={
            "order_id": ("order id", "order number", "order_number", "orderid", "ordernummer", "name", "id"),
            "ordered_at": _WHEN,
            "updated_at": ("updated at", "date_modified"),
            "customer_id": _WHO,
            "email": _MAIL,
            "amount": ("total", "order_total", "total_price", "grand_total", "total_amount", "order total", "totaal"),
            "currency": ("currency_code", "valuta"),
            "country": ("country_code", "shipping_country", "shipping_address_country_code", "billing_country", "land"),
            "channel": ("sales_channel", "source_name"),
            "status": ("order_status", "financial_status"),
        },
    ),
)
