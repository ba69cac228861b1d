"""raw and quarantine: rows as they came, under the names that every kind of source is mapped to. Personal data ends here."""

from .table import Table, columns

ROW = (
    ("source", "VARCHAR", "name of the source in persona.yaml"),
    ("load_id", "VARCHAR", "the load that brought the row (see ops.loads); follows from source and file content"),
    ("row_number", "BIGINT", "number of the record in its file, the first data record is 1"),
    ("business_day", "DATE", "day the row belongs to, in the business time zone"),
)
EXTRA = ("extra", "JSON", "columns of the file that no mapping names, as one JSON object of texts")

RAW_ORDERS = Table(
    "raw.orders",
    "Order lines as they came.",
    "one row per accepted record of an orders file",
    ("load_id", "row_number"),
    columns(
        *ROW,
        ("order_id", "VARCHAR", "order, invoice or receipt number"),
        ("line_number", "VARCHAR", "line within the order, where the file has one"),
        ("ordered_at", "TIMESTAMP", "moment of the order, or of the refund on a refund line, UTC"),
        ("updated_at", "TIMESTAMP", "moment of the last change of the order, UTC, where the file has one"),
        ("customer_id", "VARCHAR", "account number in the shop; empty for guests"),
        ("email", "VARCHAR", "e-mail address as it came; personal data, never leaves this table"),
        ("product_id", "VARCHAR", "product or article number"),
        ("product_name", "VARCHAR", "product name"),
        ("category", "VARCHAR", "product category"),
        ("quantity", "DECIMAL(18,3)", "pieces; negative on refund lines"),
        ("unit_price", "DECIMAL(18,4)", "price of one piece, in the shop's currency"),
        ("discount_amount", "DECIMAL(18,4)", "discount on the line, positive, in the shop's currency"),
        (
            "amount",
            "DECIMAL(18,4)",
            "line amount as the file states it; quantity x unit_price - discount where it does not",
        ),
        ("currency", "VARCHAR", "ISO 4217 code"),
        ("paid_currency", "VARCHAR", "currency in which the amounts came, ISO 4217"),
        (
            "rate",
            "DECIMAL(18,8)",
            "what one unit of it was worth; the amounts above are converted with it; 1 where none was",
        ),
        ("country", "VARCHAR", "country of the order"),
        ("channel", "VARCHAR", "sales channel: web, app, store, marketplace"),
        ("status", "VARCHAR", "status of the order as the shop words it"),
        ("refund_of", "VARCHAR", "order that this one refunds, where the file says so"),
        EXTRA,
    ),
)
RAW_EVENTS = Table(
    "raw.events",
    "Web analytics events as they came.",
    "one row per accepted record of a web file",
    ("load_id", "row_number"),
    columns(
        *ROW,
        ("event_id", "VARCHAR", "id of the event; the md5 of the record where the file has none"),
        ("event_at", "TIMESTAMP", "moment of the event, UTC"),
        (
            "event_name",
            "VARCHAR",
            "what happened, in GA4's words: page_view, view_item, add_to_cart, begin_checkout, purchase, ...",
        ),
        ("visitor_id", "VARCHAR", "cookie or device id"),
        ("customer_id", "VARCHAR", "account number, when the visitor was signed in"),
        ("session_id", "VARCHAR", "session, where the file has one"),
        ("page_path", "VARCHAR", "path of the page"),
        ("traffic_source", "VARCHAR", "where the visit came from: google, newsletter, (direct), ..."),
        ("traffic_medium", "VARCHAR", "how: organic, cpc, email, social, referral, (none)"),
        ("campaign", "VARCHAR", "campaign name"),
        ("device", "VARCHAR", "mobile, desktop or tablet"),
        ("country", "VARCHAR", "country of the visitor"),
        ("search_term", "VARCHAR", "what was searched for, on the site or on the way to it"),
        ("product_id", "VARCHAR", "product that the event is about"),
        ("order_id", "VARCHAR", "order number on a purchase"),
        ("quantity", "DECIMAL(18,3)", "pieces"),
        ("revenue", "DECIMAL(18,4)", "value of a purchase, in the shop's currency"),
        EXTRA,
    ),
)
RAW_RESPONSES = Table(
    "raw.responses",
    "Survey responses as they came.",
    "one row per accepted record of a survey file",
    ("load_id", "row_number"),
    columns(
        *ROW,
        ("survey_id", "VARCHAR", "survey; the source's name where the file has none"),
        ("response_id", "VARCHAR", "id of the response; the md5 of the record where the file has none"),
        ("submitted_at", "TIMESTAMP", "moment the response was sent, UTC"),
        (
            "started_at",
            "TIMESTAMP",
            "moment the respondent began, UTC; NULL where the file has none or it cannot be read",
        ),
        (
            "duration_s",
            "DECIMAL(18,3)",
            "seconds that answering took, as the file states them; NULL where it has none or they cannot be read",
        ),
        ("updated_at", "TIMESTAMP", "moment of the last edit, UTC, where the file has one"),
        ("customer_id", "VARCHAR", "account number of the respondent, where the survey carries it"),
        ("email", "VARCHAR", "e-mail address as it came; personal data, never leaves this table"),
        ("language", "VARCHAR", "language of the response, ISO 639-1"),
        ("answers", "JSON", "object of question id to answer text, for the questions that the mapping names"),
        EXTRA,
    ),
)
RAW_IDENTIFIERS = Table(
    "raw.identifiers",
    "Every customer number, e-mail address and visitor id ever seen, with its pseudonym. Personal data.",
    "one row per namespace and value",
    ("namespace", "value"),
    columns(
        (
            "namespace",
            "VARCHAR",
            "customer, email or visitor; prefixed with the source's identity_space where it has one",
        ),
        ("value", "VARCHAR", "the identifier itself, normalised; personal data"),
        ("identity_key", "VARCHAR", "its pseudonym: HMAC-SHA256 under the key from the environment, 32 hex digits"),
    ),
)


def quarantine(name: str, raw: str, more: tuple[tuple[str, str, str], ...] = ()) -> Table:
    """The table of what was refused on its way to ``raw``; ``more`` are columns of this kind alone."""
    return Table(
        name,
        f"Records that were refused on their way to {raw}, and why. Nothing that arrives is lost.",
        "one row per refused record",
        ("load_id", "row_number", "reason_code"),
        columns(
            ("source", "VARCHAR", "name of the source in persona.yaml"),
            ("load_id", "VARCHAR", "the load that brought the record"),
            ("file_name", "VARCHAR", "name of the file, relative to its source folder"),
            ("row_number", "BIGINT", "number of the record in its file, the first data record is 1"),
            (
                "line_number",
                "BIGINT",
                "line of the file on which the record starts, the header is line 1; NULL outside text files",
            ),
            (
                "reason_code",
                "VARCHAR",
                "why, as a code: wrong_field_count, bad_timestamp, bad_number, missing_value, ...",
            ),
            ("column_name", "VARCHAR", "column that broke the rule"),
            ("found", "VARCHAR", "what stood there, cut to 200 characters; masked for personal columns"),
            ("expected", "VARCHAR", "what would have been accepted, and how to mend it"),
            ("record", "VARCHAR", "the record as text, e-mail addresses masked; the original is in landing"),
            ("stage", "VARCHAR", "read (could not be understood) or validate (broke a rule of the suite)"),
            *more,
        ),
    )


QUARANTINE_ORDERS = quarantine("quarantine.orders", "raw.orders")
QUARANTINE_EVENTS = quarantine("quarantine.events", "raw.events")
QUARANTINE_RESPONSES = quarantine("quarantine.responses", "raw.responses")

TABLES = (
    RAW_ORDERS,
    RAW_EVENTS,
    RAW_RESPONSES,
    RAW_IDENTIFIERS,
    QUARANTINE_ORDERS,
    QUARANTINE_EVENTS,
    QUARANTINE_RESPONSES,
)
