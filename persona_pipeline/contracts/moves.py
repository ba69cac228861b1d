"""marts, continued: who moved between personas, and what a change in figures is made of."""

from .table import Table, columns

_AS_OF = ("as_of", "DATE", "business day whose end the row describes")
_CUSTOMER = ("customer_key", "VARCHAR", "the person's pseudonym")
_CAUSE = (
    "stayed (same persona on both nights), people (they moved, came or went), version (a new version alone places them "
    "elsewhere; nobody moved), both, or merged (their key and another turned out in between to be one person's)"
)
_PART = "published, as is the part, where it is nobody or publish.min_cell people and no smaller figure follows from it"

PERSONA_NIGHTS = Table(
    "marts.persona_nights",
    "The nights that have members, and by which rules: what nights before them are compared by.",
    "one row per night with members",
    ("as_of",),
    columns(
        _AS_OF,
        ("version", "INTEGER", "persona version in force"),
        ("window_days", "INTEGER", "rfm.window_days of that night"),
        ("refunds", "VARCHAR", "rfm.refunds of that night: subtract or ignore"),
        ("fully_refunded_orders", "VARCHAR", "rfm.fully_refunded_orders of that night: count or leave_out"),
        ("members", "BIGINT", "members of all personas"),
    ),
)
PERSONA_SPELLS = Table(
    "marts.persona_spells",
    "Membership over time: every uninterrupted stay of a customer in a persona. Every night ever run is in it, also those whose marts.persona_members are no longer kept; a night that was never run interrupts nothing.",
    "one row per customer and stay",
    ("customer_key", "from_as_of"),
    columns(
        _CUSTOMER,
        ("from_as_of", "DATE", "first night of the stay"),
        ("to_as_of", "DATE", "last night of the stay; NULL while it lasts"),
        ("persona_id", "VARCHAR", "persona id, P01, P02, ...; never changes"),
        (
            "version",
            "INTEGER",
            "persona version in force on the first night; a new version that moves nobody ends no stay",
        ),
        (
            "began",
            "VARCHAR",
            (
                "new (was never a member), returned (was gone), moved (came from another persona), version (a new version places "
                "the night before's picture here, too: nobody moved) or merged (was a member under another key the night before)"
            ),
        ),
        (
            "ended",
            "VARCHAR",
            "moved (to another persona), gone (no longer a member), version (a new version placed them elsewhere or nowhere) or merged (the person goes on under another key); NULL while it lasts",
        ),
        (
            "certainty",
            "DOUBLE",
            "certainty on the last night of the stay, 0 to 1; NULL while it lasts: marts.persona_members has tonight's",
        ),
        (
            "monetary",
            "DECIMAL(18,2)",
            "money of the person in the window on the last night of the stay; NULL while it lasts, and where there was none",
        ),
    ),
    published=True,
)
PERSONA_TRANSITIONS = Table(
    "marts.persona_transitions",
    "How many people moved between personas since an earlier night, and their money. Every pair has a row, also where nobody moved. On the first night that has members everybody is 'new': leave it out of sums.",
    "one row per night, compared night, pair and cause",
    ("as_of", "compared", "from_persona", "to_persona", "cause"),
    columns(
        _AS_OF,
        (
            "compared",
            "VARCHAR",
            (
                "night (the last night before that has members), week (7 nights before), four_weeks (28 nights before) or version (the "
                "first night of the version in force); without rows where that night has no members"
            ),
        ),
        ("compared_as_of", "DATE", "the night compared with; NULL on the first night that has members"),
        ("from_persona", "VARCHAR", "persona on the night compared with; 'new' for people who were not members"),
        ("to_persona", "VARCHAR", "persona tonight; 'gone' for people who are no longer members"),
        ("cause", "VARCHAR", _CAUSE),
        (
            "customers",
            "BIGINT",
            "people; published, as are the other figures, where it is about nobody or publish.min_cell people and no smaller figure follows from it and the personas' members; NULL is withheld, and may be nobody",
        ),
        (
            "buyers",
            "BIGINT",
            "of which with an order in the window (of those gone: with money in it); NULL where the others are few",
        ),
        (
            "monetary",
            "DECIMAL(18,2)",
            "their money in the window tonight; of those gone on their last night as members",
        ),
        ("told", "BOOLEAN", "whether customers is published"),
        ("money_told", "BOOLEAN", "whether buyers and monetary are published"),
    ),
    published=True,
    inside=("told", "money_told"),
)
PERSONA_CHANGES = Table(
    "marts.persona_changes",
    "Why a figure of a persona changed since an earlier night: data + definition + mix + behaviour = change, to the last digit. A night that is run again when the members of the night compared with are no longer kept leaves these rows as they were told.",
    "one row per night, compared night, persona and figure",
    ("as_of", "compared", "persona_id", "figure"),
    columns(
        _AS_OF,
        (
            "compared",
            "VARCHAR",
            "night (the last night before that has members), week (7 nights before) or four_weeks (28)",
        ),
        ("compared_as_of", "DATE", "the night compared with"),
        ("persona_id", "VARCHAR", "persona id, or 'all' for all members"),
        (
            "figure",
            "VARCHAR",
            (
                "members, revenue, orders and sessions (totals of the window), repeat_share (of buyers, with two orders or more), or a "
                "mean as in marts.persona_profiles: frequency, monetary, order_value, refund_share, active_sessions, mobile_share, nps "
                "(the mean answer, 0 to 10), satisfaction"
            ),
        ),
        ("unit", "VARCHAR", "customers, currency (of the shop), orders, sessions, share (0 to 1) or points"),
        (
            "value_then",
            "DECIMAL(28,6)",
            "the figure as it was told on the night compared with; NULL where it would tell an n that is withheld",
        ),
        ("value", "DECIMAL(28,6)", "the figure tonight"),
        ("change", "DECIMAL(28,6)", "value - value_then; NULL, as are its parts, where either is"),
        (
            "data",
            "DECIMAL(28,6)",
            "late or corrected rows: the night compared with, computed again from what is known today, less what was told",
        ),
        (
            "definition",
            "DECIMAL(28,6)",
            "a new persona version, or other rules of the window (rfm in persona.yaml), applied to that night",
        ),
        (
            "mix",
            "DECIMAL(28,6)",
            "who is in it: people who came in, less people who left; of a mean, how far they lie from those who stayed",
        ),
        ("behaviour", "DECIMAL(28,6)", "what those who stayed do differently"),
        ("n_then", "BIGINT", "people behind value_then; published where value_then is"),
        ("n", "BIGINT", "people behind value; published where value is"),
        ("data_people", "BIGINT", "people whom late or corrected rows changed; " + _PART),
        ("definition_people", "BIGINT", "people whom the new definition changed"),
        (
            "mix_people",
            "BIGINT",
            "people who came in or left; of members NULL where either is fewer than publish.min_cell",
        ),
        ("behaviour_people", "BIGINT", "people who stayed and differ"),
        ("then_told", "BOOLEAN", "whether value_then is published: where marts.persona_profiles tells it"),
        ("value_told", "BOOLEAN", "whether value is published: where marts.persona_profiles tells it"),
        ("data_told", "BOOLEAN", "whether data is published"),
        ("definition_told", "BOOLEAN", "whether definition is published"),
        ("mix_told", "BOOLEAN", "whether mix is published"),
        ("behaviour_told", "BOOLEAN", "whether behaviour is published"),
    ),
    published=True,
    inside=("then_told", "value_told", "data_told", "definition_told", "mix_told", "behaviour_told"),
)

TABLES = (PERSONA_NIGHTS, PERSONA_SPELLS, PERSONA_TRANSITIONS, PERSONA_CHANGES)
