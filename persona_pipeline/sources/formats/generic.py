"""Files with our own column names, or with names that are in common use for them. The last resort of ``auto``."""

from persona_pipeline.contracts import RAW_OF, TABLES
from persona_pipeline.settings import Kind
from persona_pipeline.sources.format import Format

_ALIASES: dict[str, tuple[str, ...]] = {
    "order_id": (
        "order id",
        "order number",
        "order_number",
        "orderid",
        "order no",
        "order_no",
        "invoice",
        "invoice_id",
        "invoiceno",
        "transaction_id",
        "basket_id",
        "receipt_id",
    ),
    "line_number": ("line number", "line", "line_no", "linenumber"),
    "ordered_at": (
        "order date",
        "order_date",
        "orderdate",
        "created at",
        "created_at",
        "date",
        "timestamp",
        "transaction_timestamp",
        "invoicedate",
        "invoice_date",
    ),
    "updated_at": ("updated at", "last_modified", "modified_at", "date_modified"),
    "customer_id": (
        "customer id",
        "customerid",
        "customer",
        "customer number",
        "customer_number",
        "user_id",
        "client_id",
        "account_id",
        "household_id",
    ),
    "email": ("e-mail", "email address", "e-mail address", "customer_email", "customer email", "emailaddress"),
    "product_id": (
        "product id",
        "productid",
        "sku",
        "stockcode",
        "item_id",
        "article",
        "article_number",
        "lineitem sku",
    ),
    "product_name": ("product name", "product", "description", "item_name", "title", "lineitem name"),
    "category": ("product_category", "product category", "item_category", "department"),
    "quantity": ("qty", "pieces", "units", "lineitem quantity"),
    "unit_price": ("unit price", "unitprice", "price", "item_price", "lineitem price"),
    "discount_amount": ("line_discount", "discount amount", "lineitem discount"),
    "amount": ("line_amount", "line amount", "line_total", "line total", "sales_value"),
    "currency": ("currency_code", "currency code"),
    "country": ("country_code", "shipping_country", "shipping country", "billing_country", "geo_country"),
    "channel": ("sales_channel", "sales channel", "source_name"),
    "status": ("order_status", "order status", "financial status", "financial_status"),
    "refund_of": ("refunded_order_id", "original_order_id", "parent_id"),
    "event_id": ("event id", "eventid", "hit_id"),
    "event_at": (
        "event_time",
        "event_timestamp",
        "timestamp",
        "time",
        "derived_tstamp",
        "collector_tstamp",
        "occurred_at",
        "date",
    ),
    "event_name": ("event", "event name", "event_type", "type"),
    "visitor_id": (
        "visitor id",
        "visitorid",
        "user_pseudo_id",
        "client_id",
        "cookie_id",
        "device_id",
        "anonymous_id",
        "domain_userid",
    ),
    "session_id": ("session id", "sessionid", "session", "ga_session_id", "domain_sessionid", "visit_id"),
    "page_path": ("page path", "page", "page_urlpath", "path", "page_location", "page_url", "url"),
    "traffic_source": ("source", "utm_source", "mkt_source"),
    "traffic_medium": ("medium", "utm_medium", "mkt_medium"),
    "campaign": ("utm_campaign", "mkt_campaign", "campaign_name"),
    "device": ("device_category", "device category", "device_type"),
    "search_term": ("search term", "search_query", "query", "keyword", "utm_term"),
    "revenue": ("value", "event_value", "purchase_revenue", "item_revenue"),
    "survey_id": ("survey id", "surveyid", "survey"),
    "response_id": (
        "response id",
        "responseid",
        "respondent id",
        "respondent_id",
        "respondentid",
        "survey responseid",
        "#",
    ),
    "submitted_at": (
        "submitted at",
        "submit date (utc)",
        "recordeddate",
        "recorded_date",
        "timestamp",
        "end date",
        "enddate",
        "completed_at",
        "date",
    ),
    "started_at": ("started at", "start date (utc)", "startdate", "start date", "start_date", "landed_at"),
    "duration_s": ("duration (in seconds)", "duration (s)", "duration_seconds", "seconds_taken"),
    "valid_from": (
        "valid from",
        "as_of",
        "as of",
        "effective_from",
        "changed_at",
        "updated_at",
        "last_modified",
        "modified_at",
    ),
    "birth_year": ("birth year", "year_birth", "year_of_birth", "yearofbirth", "yob", "geboortejaar"),
    "age_band": ("age band", "age_group", "age group", "age_range", "age", "leeftijdsgroep", "leeftijd"),
    "gender": ("sex", "geslacht"),
    "education": ("education_level", "education level", "opleiding"),
    "household": (
        "marital_status",
        "marital status",
        "household_comp",
        "household_composition",
        "household_size",
        "household size",
        "huishouden",
        "burgerlijke staat",
    ),
    "income": ("household_income", "yearly_income", "annual_income", "inkomen"),
    "region": ("province", "state", "provincie", "regio"),
    "customer_since": (
        "customer since",
        "dt_customer",
        "registered_at",
        "registration_date",
        "member_since",
        "klant sinds",
    ),
    "marketing_consent": (
        "accepts marketing",
        "accepts_marketing",
        "email_consent",
        "marketing_opt_in",
        "opt_in",
        "newsletter",
        "subscribed",
        "nieuwsbrief",
    ),
    "signal_id": ("signal id", "note_id", "review_id", "ticket_id", "mention_id", "question_id", "case_id"),
    "signal_at": ("signal at", "created at", "created_at", "date", "timestamp", "time", "published_at", "datum"),
    "signal_type": ("signal type", "type", "soort"),
    "subject": ("topic", "keyword", "query", "page", "product", "product_name", "competitor", "onderwerp"),
    "text": ("body", "note", "comment", "review", "message", "content", "question", "tekst", "notitie", "opmerking"),
    "metric": ("measure", "figure"),
    "value": ("amount", "count", "waarde"),
    "rating": ("stars", "score", "cijfer"),
    "language": ("userlanguage", "user_language", "lang", "locale"),
}
_OURS = ("source", "load_id", "row_number", "business_day", "answers", "extra")
_NOT_HERE: dict[Kind, dict[str, tuple[str, ...]]] = {
    "orders": {"customer_id": ("client_id",)},
    "web": {
        "customer_id": ("client_id", "customer"),
        "order_id": ("basket_id", "receipt_id"),
        "country": ("shipping_country", "billing_country"),
    },
    "survey": {"customer_id": ("client_id", "account_id")},
    "crm": {"country": ("shipping_country", "billing_country")},
    "signals": {"channel": ("source_name",)},
}
"""Names that mean something else in files of a kind: client_id is a visitor in web analytics."""

_ONLY_HERE: dict[Kind, dict[str, tuple[str, ...]]] = {
    "crm": {"customer_id": ("id", "klantnummer"), "country": ("land",), "language": ("taal",)},
    "signals": {"channel": ("platform", "kanaal"), "customer_id": ("klantnummer",), "language": ("taal",)},
}
"""Names that mean this in files of a kind alone: id is a customer in a list of customers."""


# An order's total is not among the names of ``amount``: repeated on every line it would count the order several times.


def _generic(kind: Kind, meaning: str) -> Format:
    names = [name for name in TABLES[RAW_OF[kind]].column_names if name not in _OURS]
    banned, more = _NOT_HERE[kind], _ONLY_HERE.get(kind, {})
    columns = {
        name: tuple(
            alias for alias in (*_ALIASES.get(name, ()), *more.get(name, ())) if alias not in banned.get(name, ())
        )
        for name in names
    }
    return Format("generic", kind, meaning, columns)


FORMATS = (
    _generic("orders", "order lines under our own column names or common ones, one row per line"),
    _generic("web", "web events under our own column names or common ones, one row per event"),
    _generic("survey", "survey responses under our own column names or common ones, one row per response"),
    _generic("crm", "customer attributes under our own column names or common ones, one row per customer"),
    _generic(
        "signals", "notes, reviews, mentions, questions or figures under our own column names, one row per signal"
    ),
)
