"""GA4 purchases flattened to one row per item, as a BigQuery query over ``items`` gives them.

Such a file has no order number: visitor and moment together name the purchase, so that its items are one purchase.
"""

from persona_pipeline.sources.format import Format

FORMATS = (
    Format(
        name="ga4_flat",
        kind="web",
        meaning="GA4 purchase events, one row per item, times in microseconds since 1970 (UTC)",
        signature=("user_pseudo_id", "event_timestamp", "item_id", "item_revenue"),
        columns={
            "visitor_id": ("user_pseudo_id",),
            "customer_id": ("user_id",),
            "session_id": ("ga_session_id",),
            "event_at": ("event_timestamp",),
            "event_name": ("event_name",),
            "order_id": ("transaction_id",),
            "product_id": ("item_id",),
            "quantity": ("quantity",),
            "revenue": ("item_revenue",),
            "country": ("country",),
            "device": ("device_category",),
            "traffic_source": ("source", "traffic_source"),
            "traffic_medium": ("medium",),
            "campaign": ("campaign",),
        },
        constants={"event_name": "purchase"},
        expressions={"order_id": "concat({user_pseudo_id}, '.', {event_timestamp})"},
        empty_texts=("(not set)", "<other>", "(other)"),
        timestamp_format="epoch_us",
    ),
)
