"""marts: what people read. Tables with ``as_of`` hold one picture a night; the rest is kept by business day or version."""

from .table import Table, columns

_AS_OF = ("as_of", "DATE", "business day whose end the row describes")
_CUSTOMER = ("customer_key", "VARCHAR", "the person's pseudonym")

DAILY_FIGURES = Table(
    "marts.daily_figures",
    "The shop by day, guests included.",
    "one row per business day",
    ("business_day",),
    columns(
        ("business_day", "DATE", "day in the business time zone"),
        ("orders", "BIGINT", "sale orders"),
        ("guest_orders", "BIGINT", "of which without any key"),
        (
            "refund_orders",
            "BIGINT",
            "orders with a refund line; published, as are refund_amount and net_amount, where they are none or publish.min_cell",
        ),
        ("sales_amount", "DECIMAL(18,2)", "in the shop's currency"),
        ("refund_amount", "DECIMAL(18,2)", "positive, in the shop's currency, on the day of the refund"),
        (
            "net_amount",
            "DECIMAL(18,2)",
            (
                "sales - refunds of everybody; over the window it is more than marts.customer_features.monetary by what guests "
                "bought, who are nobody there (and less by the refunds, where rfm.refunds does not subtract them)"
            ),
        ),
        ("customers", "BIGINT", "different identifiers with a sale order; published from publish.min_cell on"),
        ("sessions", "BIGINT", "web sessions"),
        ("purchase_sessions", "BIGINT", "of which with a purchase"),
        (
            "responses",
            "BIGINT",
            "survey responses; published from publish.min_cell on, and where those without an NPS or a satisfaction are none or as many",
        ),
        (
            "promoters",
            "BIGINT",
            "NPS answers of 9 or 10; published where promoters, detractors and the others are none or publish.min_cell",
        ),
        ("detractors", "BIGINT", "NPS answers of 0 to 6; published as promoters are"),
        ("nps_answers", "BIGINT", "answers to the NPS question; published from publish.min_cell on"),
    ),
    published=True,
)
MATCH_RATES = Table(
    "marts.match_rates",
    "How well the sources know each other's people, over the window (rfm.window_days) that ends with the night.",
    "one row per night and figure",
    ("as_of", "figure"),
    columns(
        _AS_OF,
        (
            "figure",
            "VARCHAR",
            (
                "orders_with_key, buyers_seen_in_web, web_people_with_account, events_without_consent (neither visitor, "
                "customer nor session), respondents_with_key, respondents_seen_in_orders"
            ),
        ),
        ("numerator", "BIGINT", "how many match"),
        ("denominator", "BIGINT", "out of how many"),
        ("rate", "DOUBLE", "numerator / denominator; NULL where the denominator is 0"),
    ),
    published=True,
)
CUSTOMER_FEATURES = Table(
    "marts.customer_features",
    "One row per person with anything in the window: what they bought, how they visit, what they answered. NULL means not known, never zero. Without any in_* flag: people with nothing left in the window but a refund.",
    "one row per night and person",
    ("as_of", "customer_key"),
    columns(
        _AS_OF,
        _CUSTOMER,
        ("in_orders", "BOOLEAN", "has an order in the window that counts (rfm.fully_refunded_orders)"),
        ("in_web", "BOOLEAN", "has a session in the window"),
        ("in_survey", "BOOLEAN", "has a response in the window"),
        ("recency_days", "INTEGER", "days between the last sale order and as_of; NULL without order"),
        ("tenure_days", "INTEGER", "days between the first sale order in the window and as_of"),
        ("frequency", "INTEGER", "sale orders in the window; NULL without order"),
        (
            "monetary",
            "DECIMAL(18,2)",
            (
                "money of the person in the window after the refund policy, in the shop's currency; refunds of earlier orders count; "
                "guests have no row here"
            ),
        ),
        ("order_value", "DOUBLE", "sales_amount / orders, in the shop's currency"),
        ("pieces_per_order", "DOUBLE", "pieces / orders"),
        ("refund_share", "DOUBLE", "refund_amount / sales_amount, 0 to 1"),
        ("web_tenure_days", "INTEGER", "days between the first session in the window and as_of; NULL without session"),
        ("active_sessions", "INTEGER", "web sessions in the window; NULL without session"),
        ("pages_per_session", "DOUBLE", "page views / sessions"),
        ("mobile_share", "DOUBLE", "share of sessions on a mobile device, 0 to 1"),
        (
            "paid_share",
            "DOUBLE",
            "share of sessions through paid traffic; sessions from paid social media count here and in social_share, so the shares may overlap",
        ),
        (
            "social_share",
            "DOUBLE",
            "share of sessions through social media, paid or not; paid ones count in paid_share too",
        ),
        ("email_share", "DOUBLE", "share of sessions through e-mail"),
        ("search_share", "DOUBLE", "share of sessions with a search term"),
        ("cart_share", "DOUBLE", "share of sessions with something added to the cart"),
        ("purchase_share", "DOUBLE", "share of sessions with a purchase"),
        ("nps", "DOUBLE", "mean answer to the NPS question, 0 to 10: not an NPS; NULL without answer"),
        ("satisfaction", "DOUBLE", "mean rating, 1 to 5; NULL without rating"),
    ),
    published=True,
    history=False,
)
RFM_CUT_POINTS = Table(
    "marts.rfm_cut_points",
    "Where one score ends and the next begins, tonight's and the frozen ones.",
    "one row per night, basis, metric and score",
    ("as_of", "basis", "metric", "score"),
    columns(
        _AS_OF,
        ("basis", "VARCHAR", "frozen (of the accepted persona version) or tonight (of this night's customers)"),
        ("metric", "VARCHAR", "recency_days, frequency or monetary"),
        ("score", "INTEGER", "1 to 5, 5 is best"),
        (
            "lower_bound",
            "DOUBLE",
            (
                "smallest value with this score among the customers of the basis (for recency_days: largest number of days); who is beyond the bound of "
                "score 1 has score 1; NULL where no customer gets the score"
            ),
        ),
    ),
    published=True,
)
RFM_SEGMENTS = Table(
    "marts.rfm_segments",
    "Recency, frequency and monetary value with scores and segment. Equal inputs have equal scores.",
    "one row per night and buyer in the window",
    ("as_of", "customer_key"),
    columns(
        _AS_OF,
        _CUSTOMER,
        ("recency_days", "INTEGER", "days between the last sale order and as_of"),
        ("frequency", "INTEGER", "sale orders in the window"),
        ("monetary", "DECIMAL(18,2)", "money in the window after the refund policy, in the shop's currency"),
        ("r_score", "INTEGER", "1 to 5 by the frozen cut points, 5 is most recent"),
        ("f_score", "INTEGER", "1 to 5 by the frozen cut points"),
        ("m_score", "INTEGER", "1 to 5 by the frozen cut points"),
        ("fm_score", "INTEGER", "rounded mean of f_score and m_score, halves up"),
        ("segment", "VARCHAR", "name of the cell of the 5 x 5 grid (R x FM), by the frozen cut points"),
        ("r_score_tonight", "INTEGER", "1 to 5 by tonight's cut points"),
        ("f_score_tonight", "INTEGER", "1 to 5 by tonight's cut points"),
        ("m_score_tonight", "INTEGER", "1 to 5 by tonight's cut points"),
        ("segment_tonight", "VARCHAR", "segment by tonight's cut points"),
    ),
    published=True,
    history=False,
)
RFM_SUMMARY = Table(
    "marts.rfm_summary",
    "Size and money of every segment, night by night.",
    "one row per night and segment",
    ("as_of", "segment"),
    columns(
        _AS_OF,
        ("segment", "VARCHAR", "name of the segment; every segment of the grid has a row, also when empty"),
        (
            "customers",
            "BIGINT",
            "people in it by the frozen cut points; published where they are none or publish.min_cell, and no such figure would follow",
        ),
        ("customers_tonight", "BIGINT", "people in it by tonight's cut points"),
        (
            "monetary",
            "DECIMAL(18,2)",
            (
                "their money in the window, in the shop's currency (frozen cut points); over all segments it is the personas' revenue "
                "less that of members without an order that counts, who are in no segment"
            ),
        ),
        ("median_recency_days", "DOUBLE", "median days since the last order"),
        ("mean_frequency", "DOUBLE", "mean orders in the window"),
    ),
    published=True,
)
TABLES = (DAILY_FIGURES, MATCH_RATES, CUSTOMER_FEATURES, RFM_CUT_POINTS, RFM_SEGMENTS, RFM_SUMMARY)
