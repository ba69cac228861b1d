"""The GA4 export to BigQuery, handed over as JSON lines or Parquet: one nested record per event.

Members are text here whatever BigQuery calls them: JSON writes INT64 as strings, and a number that cannot be read is to be
refused by name, not lost on the way.
"""

from persona_pipeline.sources.format import Format, Structure

_VALUE: Structure = {
    "string_value": "VARCHAR",
    "int_value": "VARCHAR",
    "float_value": "VARCHAR",
    "double_value": "VARCHAR",
}
_CAMPAIGN: Structure = {"campaign_name": "VARCHAR", "source": "VARCHAR", "medium": "VARCHAR"}

FORMATS = (
    Format(
        name="ga4_export",
        kind="web",
        meaning="GA4 BigQuery export, one nested record per event (JSON lines or Parquet), times in microseconds UTC",
        signature=("event_date", "event_timestamp", "event_name", "user_pseudo_id", "event_params"),
        columns={},
        structure={
            "event_date": "VARCHAR",
            "event_timestamp": "VARCHAR",
            "event_name": "VARCHAR",
            "event_params": [{"key": "VARCHAR", "value": _VALUE}],
            "event_bundle_sequence_id": "VARCHAR",
            "user_id": "VARCHAR",
            "user_pseudo_id": "VARCHAR",
            "device": {"category": "VARCHAR"},
            "geo": {"country": "VARCHAR"},
            "collected_traffic_source": {
                "manual_source": "VARCHAR",
                "manual_medium": "VARCHAR",
                "manual_campaign_name": "VARCHAR",
            },
            "session_traffic_source_last_click": {
                "manual_campaign": _CAMPAIGN,
                "cross_channel_campaign": _CAMPAIGN,
            },
            "ecommerce": {"transaction_id": "VARCHAR", "purchase_revenue": "VARCHAR", "refund_value": "VARCHAR"},
            "items": [{"item_id": "VARCHAR", "quantity": "VARCHAR"}],
            "batch_event_index": "VARCHAR",
            "batch_page_id": "VARCHAR",
            "batch_ordering_id": "VARCHAR",
        },
        keeps_unknown=False,
        required=(("event_timestamp",), ("event_name",), ("user_pseudo_id",), ("event_params",)),
        shape="ga4_export",
        timestamp_format="epoch_us",
        empty_texts=("(not set)", "<other>", "(other)", "(data deleted)", "(data not available)"),
        notes=(
            "a session is user_pseudo_id and ga_session_id together; events without user_pseudo_id (consent refused) belong to no session",
            "a day lies in the shop's time zone; event_date, the property's own day, is not used",
            "source, medium and campaign are those of the session; traffic_source, the visitor's first touch, is not used",
            "members that are not used are not kept, not even in `extra`; the file itself stays in landing",
            "daily tables are complete after 72 hours: export a day again under its name, or the later rows under another",
        ),
    ),
)
