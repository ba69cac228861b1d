"""marts: what people read. Tables with ``as_of`` hold one picture a night; the rest is kept by business day or version."""

from .table import Table, columns

_AS_OF = ("as_of", "DATE", "business day whose end the row describes")
_CUSTOMER = ("customer_key", "VARCHAR", "the person's pseudonym")
_PERSONA = ("persona_id", "VARCHAR", "persona id, P01, P02, ...; never changes")
_PERSONA_OR_ALL = ("persona_id", "VARCHAR", "persona id, or 'all' for the whole shop")

DAILY_FIGURES = Table(
    "marts.daily_figures",
    "The shop by day, guests included.",
    "one row per business day",
    ("business_day",),
    columns(
        ("business_day", "DATE", "day in the business time zone"),
        ("orders", "BIGINT", "sale orders"),
        ("guest_orders", "BIGINT", "of which without any key"),
        ("refund_orders", "BIGINT", "orders with a refund line"),
        ("sales_amount", "DECIMAL(18,2)", "in the shop's currency"),
        ("refund_amount", "DECIMAL(18,2)", "positive, in the shop's currency, on the day of the refund"),
        ("net_amount", "DECIMAL(18,2)", "sales - refunds"),
        ("customers", "BIGINT", "different identifiers with a sale order; published from publish.min_cell on"),
        ("sessions", "BIGINT", "web sessions"),
        ("purchase_sessions", "BIGINT", "of which with a purchase"),
        ("responses", "BIGINT", "survey responses; published from publish.min_cell on"),
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
    "How well the sources know each other's people, up to the night.",
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
    "One row per person who was active in the window: what they bought, how they visit, what they answered. NULL means not known, never zero.",
    "one row per night and person",
    ("as_of", "customer_key"),
    columns(
        _AS_OF,
        _CUSTOMER,
        ("in_orders", "BOOLEAN", "has an order in the window"),
        ("in_web", "BOOLEAN", "has a session in the window"),
        ("in_survey", "BOOLEAN", "has a response in the window"),
        ("recency_days", "INTEGER", "days between the last sale order and as_of; NULL without order"),
        ("tenure_days", "INTEGER", "days between the first sale order in the window and as_of"),
        ("frequency", "INTEGER", "sale orders in the window; NULL without order"),
        ("monetary", "DECIMAL(18,2)", "money in the window after the refund policy, in the shop's currency"),
        ("order_value", "DOUBLE", "sales_amount / orders, in the shop's currency"),
        ("pieces_per_order", "DOUBLE", "pieces / orders"),
        ("refund_share", "DOUBLE", "refund_amount / sales_amount, 0 to 1"),
        ("web_tenure_days", "INTEGER", "days between the first session in the window and as_of; NULL without session"),
        ("active_sessions", "INTEGER", "web sessions in the window; NULL without session"),
        ("pages_per_session", "DOUBLE", "page views / sessions"),
        ("mobile_share", "DOUBLE", "share of sessions on a mobile device, 0 to 1"),
        ("paid_share", "DOUBLE", "share of sessions through paid traffic"),
        ("social_share", "DOUBLE", "share of sessions through social"),
        ("email_share", "DOUBLE", "share of sessions through e-mail"),
        ("search_share", "DOUBLE", "share of sessions with a search term"),
        ("cart_share", "DOUBLE", "share of sessions with something added to the cart"),
        ("purchase_share", "DOUBLE", "share of sessions with a purchase"),
        ("nps", "DOUBLE", "mean answer, 0 to 10; NULL without answer"),
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
            "smallest value with this score (for recency_days: largest number of days); NULL where no customer gets the score",
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
        ("monetary", "DECIMAL(18,2)", "their money in the window, in the shop's currency (frozen cut points)"),
        ("median_recency_days", "DOUBLE", "median days since the last order"),
        ("mean_frequency", "DOUBLE", "mean orders in the window"),
    ),
    published=True,
)
PERSONA_VERSIONS = Table(
    "marts.persona_versions",
    "Accepted sets of persona definitions. A version is readable JSON: features, scaling, centres, names, data range, library versions.",
    "one row per version",
    ("version",),
    columns(
        ("version", "INTEGER", "1, 2, ..."),
        ("status", "VARCHAR", "accepted, or retired when a later version took over"),
        ("fitted_as_of", "DATE", "picture that it was fitted on"),
        ("accepted_as_of", "DATE", "first night that uses it"),
        ("reason", "VARCHAR", "why it was accepted"),
        ("sha256", "VARCHAR", "hash of the definition; a definition that does not match is refused"),
        ("definition", "VARCHAR", "the definition as JSON text"),
    ),
    published=True,
)
PERSONAS = Table(
    "marts.personas",
    "The personas of the accepted version, by id and name.",
    "one row per version and persona",
    ("version", "persona_id"),
    columns(
        ("version", "INTEGER", "persona version"),
        _PERSONA,
        ("name", "VARCHAR", "what people call it"),
        ("gist", "VARCHAR", "what sets it apart, in one line, from its centre"),
    ),
    published=True,
)
PERSONA_MEMBERS = Table(
    "marts.persona_members",
    "Which persona each person is assigned to.",
    "one row per night and person",
    ("as_of", "customer_key"),
    columns(
        _AS_OF,
        _CUSTOMER,
        _PERSONA,
        ("version", "INTEGER", "persona version"),
        ("distance", "DOUBLE", "root mean square distance to the centre over the known features, in standard units"),
        ("certainty", "DOUBLE", "1 - distance / distance to the next persona, 0 to 1"),
        ("known_share", "DOUBLE", "share of the features that are known of this person, by weight, 0 to 1"),
    ),
    published=True,
    history=False,
)
PERSONA_TRANSITIONS = Table(
    "marts.persona_transitions",
    "How many people moved between personas since the night before; the diagonal stayed.",
    "one row per night and pair",
    ("as_of", "from_persona", "to_persona"),
    columns(
        _AS_OF,
        ("from_persona", "VARCHAR", "persona the night before; 'new' for people who were not members"),
        ("to_persona", "VARCHAR", "persona tonight; 'gone' for people who are no longer members"),
        ("customers", "BIGINT", "people"),
        ("monetary", "DECIMAL(18,2)", "their money in the window (tonight's; the night before's for those gone)"),
    ),
    published=True,
)
PERSONA_PROFILES = Table(
    "marts.persona_profiles",
    "What the members of a persona are like: every figure with n, interval and source.",
    "one row per night, persona and figure",
    ("as_of", "persona_id", "figure"),
    columns(
        _AS_OF,
        (
            "persona_id",
            "VARCHAR",
            "persona id, or 'all' for all members (before the first version: everybody in marts.customer_features)",
        ),
        (
            "figure",
            "VARCHAR",
            "members, share, revenue, revenue_share, or the name of a feature, or answer:<question>:<answer>",
        ),
        ("source", "VARCHAR", "orders, web, survey or all: where the figure comes from"),
        ("unit", "VARCHAR", "customers, share, currency, days, orders, pieces, pages, points, sessions"),
        (
            "value",
            "DOUBLE",
            (
                "the figure: a mean, a share or a count; NULL where fewer than publish.min_cell people are behind it (of an "
                "answer: gave it, or did not), or where such a figure would follow from it"
            ),
        ),
        ("low", "DOUBLE", "lower end of the 95 % interval"),
        ("high", "DOUBLE", "upper end of the 95 % interval"),
        ("n", "BIGINT", "people behind the figure; in the published file NULL where value is"),
    ),
    published=True,
)
PERSONA_KPIS = Table(
    "marts.persona_kpis",
    "What happened on the business day itself, per persona, as sums from which means, shares and their variance follow.",
    "one row per night, persona and measure",
    ("as_of", "persona_id", "measure"),
    columns(
        _AS_OF,
        _PERSONA_OR_ALL,
        (
            "measure",
            "VARCHAR",
            "active_share, conversion, order_value (of ln), repeat_rate, nps, satisfaction, or feature:<name> (standard units, active people)",
        ),
        (
            "n",
            "BIGINT",
            "people, sessions, orders or answers counted; published, as are the sums, where nobody or publish.min_cell are behind it",
        ),
        ("total", "DOUBLE", "sum over them"),
        ("total_squares", "DOUBLE", "sum of squares over them"),
        ("value", "DOUBLE", "total / n; NULL where n is 0"),
    ),
    published=True,
)
TABLES = (
    DAILY_FIGURES,
    MATCH_RATES,
    CUSTOMER_FEATURES,
    RFM_CUT_POINTS,
    RFM_SEGMENTS,
    RFM_SUMMARY,
    PERSONA_VERSIONS,
    PERSONAS,
    PERSONA_MEMBERS,
    PERSONA_TRANSITIONS,
    PERSONA_PROFILES,
    PERSONA_KPIS,
)
