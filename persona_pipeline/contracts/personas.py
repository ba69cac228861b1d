"""marts, continued: the personas, who belongs to them, and what they are like."""

from .table import Table, columns

_AS_OF = ("as_of", "DATE", "business day whose end the row describes")
_CUSTOMER = ("customer_key", "VARCHAR", "the person's pseudonym")
_PERSONA = ("persona_id", "VARCHAR", "persona id, P01, P02, ...; never changes")

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
        ("author", "VARCHAR", "who accepted it; persona-pipeline for the first version, which nobody has to accept"),
        ("decided_at", "TIMESTAMP", "when it was accepted, UTC"),
        ("retired_as_of", "DATE", "first night that uses the version after it; NULL while it is in force"),
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
        ("name", "VARCHAR", "what people call it; in both languages, unless name_en or name_nl says otherwise"),
        (
            "gist",
            "VARCHAR",
            "what sets it apart, in one line, from its centre; figures in it are those of the night it was fitted on",
        ),
        (
            "name_since",
            "DATE",
            "first night with a name that a person gave; NULL where the name was made from the figures",
        ),
        ("name_author", "VARCHAR", "who gave the name; NULL where it was made from the figures"),
        ("name_reason", "VARCHAR", "why, in their words; NULL where it was made from the figures"),
        ("name_en", "VARCHAR", "what people call it in English, where they gave it another name there; else NULL"),
        ("name_nl", "VARCHAR", "what people call it in Dutch, where they gave it another name there; else NULL"),
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
        (
            "certainty",
            "DOUBLE",
            "1 - distance / distance to the next persona, 0 to 1; what is not known counts as one standard unit from both",
        ),
        ("known_share", "DOUBLE", "share of the features that are known of this person, by weight, 0 to 1"),
    ),
    published=True,
    history=False,
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
            (
                "members (people active in the window, visitors without orders too), share (of all members), revenue (sum of the buyers' monetary of "
                "marts.customer_features; buyers are members with an order in the window, and figures of orders are about them), "
                "revenue_share, or the name of a feature as there (nps is the mean answer, 0 to 10; "
                "order_value the mean over people of their mean order), or answer:<question>:<answer>"
            ),
        ),
        ("source", "VARCHAR", "orders, web, survey or all: where the figure comes from"),
        (
            "unit",
            "VARCHAR",
            "customers, share (0 to 1), currency (of the shop), days, orders, pieces, pages, points (nps 0 to 10, satisfaction 1 to 5), sessions",
        ),
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
        (
            "n",
            "BIGINT",
            (
                "people behind the figure; in the published file NULL where value is, and where fewer than publish.min_cell of the "
                "members (or buyers, or visitors) are not among them, or would follow. Then the mean of monetary is NULL, too"
            ),
        ),
    ),
    published=True,
)
PERSONA_KPIS = Table(
    "marts.persona_kpis",
    "What happened on the business day itself, per persona, as sums from which means, shares and their variance follow. As known on that night: what comes in later changes nothing here until the night is run again.",
    "one row per night, persona and measure",
    ("as_of", "persona_id", "measure"),
    columns(
        _AS_OF,
        (
            "persona_id",
            "VARCHAR",
            "persona id; 'all' for the whole shop; of orders and revenue also 'none' for people without persona, guests included",
        ),
        (
            "measure",
            "VARCHAR",
            (
                "active_share (the persona's members among all people active that day, who ordered, visited or answered; of 'all' the "
                "members among them), conversion (sessions with a purchase), order_value (mean of ln over orders with a positive net "
                "of that day's lines), repeat_rate (buyers of that day who had ordered on an earlier day of the window, "
                "rfm.window_days), nps (promoters 1, detractors -1, others 0), satisfaction (1 to 5), orders and revenue (sale orders "
                "of that day and their sales_amount, refunds not taken off, by buyer; total is the sum, over the personas and 'none' "
                "that of 'all'), or feature:<name> (members active that day, standard units). Drift watches all but orders and revenue"
            ),
        ),
        (
            "n",
            "BIGINT",
            "people, sessions, orders or answers counted; of orders and revenue the buyers, each guest order one. Published, as are the sums, where nobody or publish.min_cell are behind it, and (of 'all') as many or none came in later: marts.daily_figures knows those, too",
        ),
        ("total", "DOUBLE", "sum over them"),
        (
            "total_squares",
            "DOUBLE",
            "sum of squares over them; of orders NULL where few bought more than once that day, of nps where few are promoters, detractors or between them",
        ),
        ("value", "DOUBLE", "total / n, in the published unit; of orders and revenue per buyer; NULL where n is 0"),
    ),
    published=True,
)
TABLES = (
    PERSONA_VERSIONS,
    PERSONAS,
    PERSONA_MEMBERS,
    PERSONA_PROFILES,
    PERSONA_KPIS,
)
