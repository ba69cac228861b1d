"""UCI Online Retail: invoice lines of a UK gift shop. Cancellations (``C...``) are negative lines dated on their own day."""

from persona_pipeline.sources.format import Format

FORMATS = (
    Format(
        name="online_retail",
        kind="orders",
        meaning="UCI Online Retail I and II invoice lines (amounts in GBP, times of the shop's clock in London)",
        signature=("invoiceno|invoice", "stockcode", "invoicedate", "unitprice|price"),
        columns={
            "order_id": ("invoiceno", "invoice"),
            "product_id": ("stockcode",),
            "product_name": ("description",),
            "quantity": ("quantity",),
            "ordered_at": ("invoicedate",),
            "unit_price": ("unitprice", "price"),
            "customer_id": ("customerid", "customer id"),
            "country": ("country",),
        },
        constants={"currency": "GBP"},
        timezone="Europe/London",
    ),
)
