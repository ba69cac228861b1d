"""marts, continued: target groups, how many personas were chosen and why, and what the cap on their number costs."""

from .table import Table, columns

_VERSION = ("version", "INTEGER", "persona version")

TARGET_GROUPS = Table(
    "marts.target_groups",
    "The fine groups that personas are made of: how many people, what they spend, and in what they differ from everybody.",
    "one row per night and target group",
    ("as_of", "group_id"),
    columns(
        ("as_of", "DATE", "business day whose end the row describes"),
        _VERSION,
        ("group_id", "VARCHAR", "target group, G01, G02, ...; the ids hold within a version"),
        ("persona_id", "VARCHAR", "persona that it is joined into; everybody in the group is a member of that persona"),
        (
            "people",
            "BIGINT",
            "members; published where they are none or publish.min_cell, and no such figure would follow",
        ),
        (
            "buyers",
            "BIGINT",
            "of whom with an order in the window; published as people are, and not (nor is spend) where the other people are few",
        ),
        ("share", "DOUBLE", "of all members, 0 to 1"),
        ("share_low", "DOUBLE", "lower end of the 95 % interval"),
        ("share_high", "DOUBLE", "upper end of the 95 % interval"),
        ("revenue", "DECIMAL(18,2)", "sum of the buyers' monetary of marts.customer_features, in the shop's currency"),
        ("revenue_share", "DOUBLE", "of the revenue of all members"),
        ("spend", "DOUBLE", "mean monetary of a buyer in the window, in the shop's currency"),
        ("spend_low", "DOUBLE", "lower end of the 95 % interval; NULL for one buyer"),
        ("spend_high", "DOUBLE", "upper end of the 95 % interval"),
        ("segment", "VARCHAR", "the RFM segment that most of the scored people are in; of equals the first by name"),
        ("in_segment", "BIGINT", "people in that segment"),
        (
            "enough",
            "BOOLEAN",
            (
                "whether there are enough people to conclude anything: 97, from which on a share of the group is known to 10 points "
                "or better (95 %; n = 1.96^2 x 0.25 / 0.1^2, Cochran, Sampling Techniques, 1977)"
            ),
        ),
        (
            "differs",
            "VARCHAR",
            (
                "JSON list of the traits in which the group differs most from everybody, most first: trait, difference (standard "
                "units of the version), value and everybody (as people read them; rates per 30 days), as fitted"
            ),
        ),
    ),
    published=True,
    inside=("in_segment",),
)
PERSONA_CAP = Table(
    "marts.persona_cap",
    "What the limit on the number of personas costs, by version: how many would be right, who is described badly, and who would come next.",
    "one row per version",
    ("version",),
    columns(
        _VERSION,
        ("max_personas", "INTEGER", "the limit when the version was fitted (personas.max_personas)"),
        ("personas", "INTEGER", "personas of the version"),
        ("right_number", "INTEGER", "number that would have been chosen without the limit, 8 at most"),
        (
            "badly_people",
            "BIGINT",
            "people of the sample whom the version's personas describe badly; published from publish.min_cell on",
        ),
        ("badly_share", "DOUBLE", "of the sample, 0 to 1"),
        ("badly_revenue_share", "DOUBLE", "share of the sample's money in the window that is theirs"),
        ("next_people", "BIGINT", "people of the sample in the persona that would come next; NULL where none would"),
        ("next_share", "DOUBLE", "of the sample"),
        ("next_revenue_share", "DOUBLE", "share of the sample's money in the window that is theirs"),
        ("next_out_of", "VARCHAR", "persona that most of them are in now"),
        ("next_gist", "VARCHAR", "what would set it apart, in one line"),
    ),
    published=True,
)
TABLES = (TARGET_GROUPS, PERSONA_CAP)
