"""Shopify: the order export of the admin (CSV) and the orders of its REST and GraphQL APIs (JSON).

A refund has no date in the CSV and counts on the day of its order; in the JSON it has one and counts on its own day.
"""

from persona_pipeline.sources.format import Format, Structure

_UNSOLD = "Orders that were cancelled, voided or expired count as a sale and as its refund, so that they add nothing."
_MONEY: Structure = {"shopMoney": {"amount": "VARCHAR", "currencyCode": "VARCHAR"}}
_PERSON: Structure = {"id": "VARCHAR", "email": "VARCHAR", "phone": "VARCHAR"}
_TEST = {"test_order": "orders of real customers; this one was made to test the shop"}

FORMATS = (
    Format(
        name="shopify_csv",
        kind="orders",
        meaning="Shopify order export, one row per line item, order fields on the first row of an order",
        signature=("name", "financial status", "lineitem name", "lineitem price", "created at"),
        required=(
            ("name",),
            ("created_at",),
            ("line_price",),
            ("line_quantity",),
            ("total",),
            ("email", "phone"),
            ("currency",),
        ),
        columns={
            "name": ("name",),
            "email": ("email",),
            "phone": ("phone", "billing phone"),
            "financial_status": ("financial status",),
            "created_at": ("created at",),
            "cancelled_at": ("cancelled at", "canceled at"),
            "currency": ("currency",),
            "subtotal": ("subtotal",),
            "total": ("total",),
            "refunded_amount": ("refunded amount",),
            "line_quantity": ("lineitem quantity",),
            "line_name": ("lineitem name",),
            "line_price": ("lineitem price",),
            "line_sku": ("lineitem sku",),
            "shipping_country": ("shipping country",),
            "billing_country": ("billing country",),
            "source_name": ("source",),
        },
        shape="shopify_csv",
        notes=(
            "The file has no date of refunds: a refund counts on the day of its order.",
            _UNSOLD,
            "Marketplaces make one customer per order: their orders count as sales and belong to nobody.",
        ),
    ),
    Format(
        name="shopify_json",
        kind="orders",
        meaning="orders of the Shopify REST Admin API",
        signature=("line_items", "total_price", "financial_status"),
        structure={
            "id": "VARCHAR",
            "name": "VARCHAR",
            "email": "VARCHAR",
            "phone": "VARCHAR",
            "created_at": "VARCHAR",
            "updated_at": "VARCHAR",
            "cancelled_at": "VARCHAR",
            "currency": "VARCHAR",
            "total_price": "VARCHAR",
            "financial_status": "VARCHAR",
            "source_name": "VARCHAR",
            "test": "VARCHAR",
            "customer": _PERSON,
            "shipping_address": {"country_code": "VARCHAR"},
            "billing_address": {"country_code": "VARCHAR"},
            "line_items": [
                {
                    "sku": "VARCHAR",
                    "product_id": "VARCHAR",
                    "name": "VARCHAR",
                    "title": "VARCHAR",
                    "quantity": "VARCHAR",
                    "price": "VARCHAR",
                    "total_discount": "VARCHAR",
                    "discount_allocations": [{"amount": "VARCHAR"}],
                }
            ],
            "refunds": [
                {
                    "created_at": "VARCHAR",
                    "refund_line_items": [{"subtotal": "VARCHAR", "total_tax": "VARCHAR"}],
                    "transactions": [{"amount": "VARCHAR", "kind": "VARCHAR", "status": "VARCHAR"}],
                }
            ],
        },
        required=(("id", "name"), ("created_at",), ("total_price",), ("line_items",)),
        shape="shopify_json",
        refusals=_TEST,
        notes=(_UNSOLD,),
    ),
    Format(
        name="shopify_graphql",
        kind="orders",
        meaning="orders of the Shopify GraphQL Admin API",
        signature=("lineitems", "totalpriceset", "createdat"),
        structure={
            "id": "VARCHAR",
            "name": "VARCHAR",
            "email": "VARCHAR",
            "phone": "VARCHAR",
            "createdAt": "VARCHAR",
            "updatedAt": "VARCHAR",
            "cancelledAt": "VARCHAR",
            "displayFinancialStatus": "VARCHAR",
            "sourceName": "VARCHAR",
            "test": "VARCHAR",
            "customer": _PERSON,
            "shippingAddress": {"countryCodeV2": "VARCHAR"},
            "billingAddress": {"countryCodeV2": "VARCHAR"},
            "totalPriceSet": _MONEY,
            "lineItems": {
                "nodes": [
                    {
                        "sku": "VARCHAR",
                        "name": "VARCHAR",
                        "quantity": "VARCHAR",
                        "originalUnitPriceSet": _MONEY,
                        "discountedTotalSet": _MONEY,
                    }
                ],
                "edges": [
                    {
                        "node": {
                            "sku": "VARCHAR",
                            "name": "VARCHAR",
                            "quantity": "VARCHAR",
                            "originalUnitPriceSet": _MONEY,
                            "discountedTotalSet": _MONEY,
                        }
                    }
                ],
            },
            "refunds": [{"createdAt": "VARCHAR", "totalRefundedSet": _MONEY}],
        },
        required=(("name", "id"), ("createdAt",), ("totalPriceSet",), ("lineItems",)),
        shape="shopify_graphql",
        refusals=_TEST,
        notes=(_UNSOLD,),
    ),
)
