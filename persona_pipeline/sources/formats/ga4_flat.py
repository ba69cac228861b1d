"""GA4 events flattened to columns: purchases one row per item, as a BigQuery query over ``items`` gives them; and Fivetran's copy.

``ga_session_id`` counts sessions of one visitor, so a session is both together.
"""

from persona_pipeline.sources.format import Format

_EMPTY = ("(not set)", "<other>", "(other)")

FORMATS = (
    Format(
        name="ga4_flat",
        kind="web",
        meaning="GA4 purchase events, one row per item, times in microseconds since 1970 (UTC)",
        signature=("user_pseudo_id", "event_timestamp", "item_id", "item_revenue"),
        columns={
            "visitor_id": ("user_pseudo_id",),
            "customer_id": ("user_id",),
            "session_number": ("ga_session_id", "session_id"),
            "event_at": ("event_timestamp",),
            "event_name": (),
            "order_id": ("transaction_id",),
            "product_id": ("item_id",),
            "quantity": (),
            "revenue": ("item_revenue",),
            "country": (),
            "device": ("device_category",),
            "traffic_source": ("source",),
            "traffic_medium": ("medium",),
            "campaign": (),
        },
        shape="ga4_flat",
        required=(("visitor_id",), ("event_at",)),
        empty_texts=_EMPTY,
        timestamp_format="epoch_us",
        notes=("without transaction_id, visitor and moment together name a purchase, so that its items are one",),
    ),
    Format(
        name="ga4_fivetran",
        kind="web",
        meaning="GA4 events as Fivetran flattens them, one row per event, times in UTC",
        signature=("user_pseudo_id", "param_ga_session_id", "bundle_sequence_id", "name", "timestamp"),
        columns={
            "visitor_id": ("user_pseudo_id",),
            "customer_id": ("user_id",),
            "session_number": ("param_ga_session_id",),
            "at": ("timestamp",),
            "event_name": ("name",),
            "bundle": ("bundle_sequence_id",),
            "batch_event_index": (),
            "page_path": ("param_page_location",),
            "order_id": ("ecommerce_transaction_id",),
            "quantity": ("ecommerce_total_item_quantity",),
            "revenue": ("ecommerce_purchase_revenue",),
            "country": ("geo_country",),
            "device": ("device_category",),
            "param_source": (),
            "param_medium": (),
            "param_campaign": (),
            "collected_source": ("collected_traffic_source_manual_source",),
            "collected_medium": ("collected_traffic_source_manual_medium",),
            "collected_campaign": ("collected_traffic_source_manual_campaign_name",),
            "search_term": ("param_search_term",),
        },
        shape="ga4_fivetran",
        required=(("visitor_id",), ("at",), ("event_name",)),
        empty_texts=_EMPTY,
        notes=(
            "amounts in dollars are not taken; in a shop that counts in dollars set `columns: {revenue: ecommerce_purchase_revenue_in_usd}`",
            "traffic_source_* is the visitor's first touch and is not used",
        ),
    ),
)
