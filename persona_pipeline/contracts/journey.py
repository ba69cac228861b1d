"""marts, continued: the customer journey per persona and phase."""

from .table import Table, columns

PERSONA_JOURNEY = Table(
    "marts.persona_journey",
    "The journey of each persona: what it does where, how much of it, and how it feels about it.",
    "one row per night, persona, phase, touchpoint and channel",
    ("as_of", "persona_id", "phase", "touchpoint", "channel"),
    columns(
        ("as_of", "DATE", "business day whose end the row describes"),
        ("persona_id", "VARCHAR", "persona id, or 'all' for all members"),
        ("phase", "VARCHAR", "see, think, do or care"),
        (
            "touchpoint",
            "VARCHAR",
            "contact moment, such as ad, search, product page, checkout, delivery, return, newsletter",
        ),
        (
            "channel",
            "VARCHAR",
            "channel of the contact, such as email, social, paid, organic, direct, store; 'all' for all of them",
        ),
        ("unit", "VARCHAR", "what volume counts: sessions, orders, answers or signals"),
        ("volume", "BIGINT", "how many in the window; NULL where it is about fewer than publish.min_cell people"),
        ("people", "BIGINT", "members behind it"),
        ("share", "DOUBLE", "people / members of the persona that could be there (seen in that source)"),
        ("sentiment", "DOUBLE", "-1 (pain) to 1 (passion); NULL where too few say anything"),
        ("sentiment_low", "DOUBLE", "lower end of its 95 % interval"),
        ("sentiment_high", "DOUBLE", "upper end of its 95 % interval"),
        ("sentiment_n", "BIGINT", "people behind the sentiment"),
        ("sentiment_source", "VARCHAR", "ratings, text or none"),
    ),
    published=True,
    history=False,
)
TABLES: tuple[Table, ...] = (PERSONA_JOURNEY,)
