"""WooCommerce: the order exports of its extensions (CSV), the orders of its REST API (JSON), and the Analytics download, which is refused."""

from persona_pipeline.sources.format import Format

ITEM_CELLS = 50
"""Cells `line_item_1`, ... that are read; what lies beyond them shows in the line that makes up the total."""
_ORDER = {
    "order_id": ("order_id",),
    "order_number": ("order_number", "order_number_formatted"),
    "order_date": ("order_date", "date"),
    "status": ("status", "order_status"),
    "order_total": ("order_total",),
    "order_currency": ("order_currency", "currency"),
    "customer_id": ("customer_id",),
    "customer_user": ("customer_user",),
    "email": ("billing_email", "customer_email"),
    "country": ("billing_country", "shipping_country"),
}
_NEEDED = (("order_id", "order_number"), ("order_date",), ("order_total",), ("status",))
_NOTES = (
    "Refunds have no date here: they count on the day of the order.",
    "Orders that were cancelled, failed or never paid count as a sale and as its refund, so that they add nothing.",
)

FORMATS = (
    Format(
        name="woocommerce_csv",
        kind="orders",
        meaning="WooCommerce order export, one row per order, items in numbered cells",
        signature=("order_id", "order_total", "order_currency|currency", "line_item_1"),
        required=_NEEDED,
        columns=_ORDER
        | {"refunded_total": ("refunded_total", "total_refunded", "order_refund_total")}
        | {f"line_item_{number}": () for number in range(1, ITEM_CELLS + 1)},
        shape="woocommerce_csv",
        notes=_NOTES,
    ),
    Format(
        name="woocommerce_lines",
        kind="orders",
        meaning="WooCommerce order export, one row per line item",
        signature=("order_id", "order_total", "item_name", "item_quantity", "item_total"),
        required=(*_NEEDED, ("item_total",)),
        columns=_ORDER | dict.fromkeys(("item_name", "item_sku", "item_quantity", "item_total"), ()),
        shape="woocommerce_lines",
        notes=_NOTES,
    ),
    Format(
        name="woocommerce_json",
        kind="orders",
        meaning="orders of the WooCommerce REST API",
        signature=("line_items", "billing", "date_created", "total"),
        structure={
            **dict.fromkeys(
                (
                    "id", "number", "status", "currency", "date_created", "date_created_gmt", "date_modified",
                    "date_modified_gmt", "total", "customer_id",
                ),
                "VARCHAR",
            ),
            "billing": {"email": "VARCHAR", "country": "VARCHAR"},
            "line_items": [dict.fromkeys(("product_id", "sku", "name", "quantity", "price", "total"), "VARCHAR")],
            "refunds": [{"total": "VARCHAR"}],
        },
        required=(("id",), ("date_created", "date_created_gmt"), ("total",), ("line_items",)),
        shape="woocommerce_json",
        notes=_NOTES,
    ),
    Format(
        name="woocommerce_analytics",
        kind="orders",
        meaning="the download of WooCommerce Analytics > Orders",
        signature=("order #", "customer type", "product(s)", "items sold", "net sales"),
        columns={},
        unusable="it names no customer number and no e-mail address, so nobody can be told from anybody else; export orders with an order "
        "export extension (columns order_id, order_date, customer_id, billing_email, order_total), or read the REST API "
        "(`feed: {type: woocommerce}`).",
    ),
)  # fmt: skip
