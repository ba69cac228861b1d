"""What is known beside orders, visits and answers: customer attributes over time, and signals. Raw, refused and canonical."""

from .raw import EXTRA, ROW, quarantine
from .table import Table, columns

RAW_ATTRIBUTES = Table(
    "raw.attributes",
    "Customer attributes as they came.",
    "one row per accepted record of a crm file",
    ("load_id", "row_number"),
    columns(
        *ROW,
        ("valid_from", "TIMESTAMP", "moment from which the attributes hold, UTC"),
        ("customer_id", "VARCHAR", "account number in the shop"),
        ("email", "VARCHAR", "e-mail address as it came; personal data, never leaves this table"),
        ("birth_year", "INTEGER", "year of birth, as the file has it"),
        ("age_band", "VARCHAR", "age as a band (25-34), where the file gives that in place of a year"),
        ("gender", "VARCHAR", "as the source words it"),
        ("education", "VARCHAR", "as the source words it"),
        ("household", "VARCHAR", "marital status, composition or size of the household, as the source words it"),
        ("income", "VARCHAR", "income as the source states it: an amount or a band (35-49K)"),
        ("region", "VARCHAR", "region, province or state"),
        ("country", "VARCHAR", "country of the customer"),
        ("language", "VARCHAR", "language of the customer, ISO 639-1"),
        ("customer_since", "DATE", "day on which the customer became one"),
        (
            "marketing_consent",
            "VARCHAR",
            "yes or no where the word for it is a known one; otherwise the word as it came",
        ),
        EXTRA,
    ),
)
RAW_SIGNALS = Table(
    "raw.signals",
    "Signals from sales, service, search and the market as they came.",
    "one row per accepted record of a signals file, or per figure of a record that holds several",
    ("load_id", "row_number"),
    columns(
        *ROW,
        (
            "signal_id",
            "VARCHAR",
            "id of the signal; the md5 of the record, its figure left out, where the file has none",
        ),
        ("signal_at", "TIMESTAMP", "moment of the signal, UTC; for figures of a period its first moment"),
        ("signal_type", "VARCHAR", "note, review, mention, question, search_term, keyword, competitor or site_trend"),
        (
            "channel",
            "VARCHAR",
            "where it was said or measured: phone, store, google, ...; for site_trend the part of the figures: pages, sources, ...",
        ),
        ("language", "VARCHAR", "language of the text, ISO 639-1"),
        ("customer_id", "VARCHAR", "account number of the person it is about, where known"),
        ("email", "VARCHAR", "e-mail address as it came; personal data, never leaves this table"),
        ("subject", "VARCHAR", "what it is about: keyword, page, product or competitor"),
        ("text", "VARCHAR", "what was said, as it came; may hold personal data"),
        ("metric", "VARCHAR", "what value measures: clicks, impressions, ctr_percent, visitors, volume, ..."),
        ("value", "DECIMAL(18,4)", "the figure, in the unit of its metric"),
        ("rating", "DECIMAL(18,4)", "rating that goes with a review, on the source's own scale"),
        EXTRA,
    ),
)
QUARANTINE_ATTRIBUTES = quarantine(
    "quarantine.attributes",
    "raw.attributes",
    (
        (
            "refusing_customer_id",
            "VARCHAR",
            "account number of who refuses marketing in the record: that counts although the record does not; NULL otherwise",
        ),
        (
            "refusing_email_sha256",
            "VARCHAR",
            "SHA-256 of the e-mail address of who refuses marketing in the record, trimmed and in lower case: the address itself stays in landing",
        ),
    ),
)
QUARANTINE_SIGNALS = quarantine("quarantine.signals", "raw.signals")

_IDENTITY = ("identity_key", "VARCHAR", "pseudonym of the best identifier on the row (customer, then e-mail)")
_SOURCE = ("source", "VARCHAR", "name of the source")
_LOAD = (
    ("load_id", "VARCHAR", "the load that it came with"),
    ("row_number", "BIGINT", "its record in that file"),
)

CUSTOMER_ATTRIBUTES = Table(
    "core.customer_attributes",
    "What is known of a customer and when it held. Periods of a customer in a source neither overlap nor leave holes.",
    "one row per customer and period of a source",
    ("source", "identity_key", "valid_from"),
    columns(
        _SOURCE,
        _IDENTITY,
        ("valid_from", "DATE", "first business day on which it held"),
        ("valid_to", "DATE", "first business day on which it no longer held; NULL where it is in force"),
        ("birth_year", "INTEGER", "year of birth; NULL where it cannot be right: before 1900, or younger than 10"),
        ("age_band", "VARCHAR", "age as a band, where the source gives that"),
        ("gender", "VARCHAR", "as the source words it"),
        ("education", "VARCHAR", "as the source words it"),
        ("household", "VARCHAR", "marital status, composition or size of the household, as the source words it"),
        ("income", "VARCHAR", "income as the source states it: an amount or a band"),
        ("region", "VARCHAR", "region, province or state"),
        ("country", "VARCHAR", "country"),
        ("language", "VARCHAR", "language, ISO 639-1"),
        ("customer_since", "DATE", "day on which the customer became one"),
        ("marketing_consent", "VARCHAR", "yes or no; NULL where the source does not say so in a known word"),
        *_LOAD,
    ),
)
SIGNALS = Table(
    "core.signals",
    "Signals from sales, service, search and the market, each once.",
    "one row per signal",
    ("source", "signal_id"),
    columns(
        _SOURCE,
        ("signal_id", "VARCHAR", "id of the signal within its source"),
        ("business_day", "DATE", "day in the business time zone"),
        ("signal_at", "TIMESTAMP", "moment, UTC"),
        ("signal_type", "VARCHAR", "note, review, mention, question, search_term, keyword, competitor or site_trend"),
        ("channel", "VARCHAR", "where it was said or measured; for site_trend the part of the figures"),
        ("language", "VARCHAR", "language, ISO 639-1"),
        ("identity_key", "VARCHAR", "pseudonym of the person it is about; NULL where it is about nobody in particular"),
        ("subject", "VARCHAR", "what it is about: keyword, page, product or competitor; e-mail addresses masked"),
        ("text", "VARCHAR", "what was said; e-mail addresses masked"),
        ("metric", "VARCHAR", "what value measures"),
        ("value", "DECIMAL(18,4)", "the figure, in the unit of its metric"),
        ("rating", "DECIMAL(18,4)", "rating, on the source's own scale"),
        *_LOAD,
    ),
)
TABLES = (
    RAW_ATTRIBUTES,
    RAW_SIGNALS,
    QUARANTINE_ATTRIBUTES,
    QUARANTINE_SIGNALS,
    CUSTOMER_ATTRIBUTES,
    SIGNALS,
)
