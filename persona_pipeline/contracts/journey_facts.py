"""What is kept of the journey day by day: sessions with their steps, search terms, the sentiment of texts."""

from .table import Table, columns

_DAY = ("business_day", "DATE", "day in the business time zone")
_SOURCE = ("source", "VARCHAR", "name of the source")

JOURNEY_RULES = Table(
    "ops.journey_rules",
    "By which tables of touchpoints and words the journey was last read; another one means reading again.",
    "one row per table",
    ("part",),
    columns(
        ("part", "VARCHAR", "touchpoints or lexicon"),
        ("sha256", "VARCHAR", "hash of the lines"),
    ),
)
JOURNEY_SESSIONS = Table(
    "core.journey_sessions",
    "Web sessions as a stretch of the journey: where they came from, how far they got, and what they passed.",
    "one row per session and business day",
    ("source", "session_id", "business_day"),
    columns(
        _SOURCE,
        ("session_id", "VARCHAR", "session"),
        _DAY,
        ("started_at", "TIMESTAMP", "first event, UTC"),
        (
            "identity_key",
            "VARCHAR",
            "pseudonym of the best identifier of the session; join core.identities for the person",
        ),
        ("entry", "VARCHAR", "touchpoint that the visit came from, such as ad or newsletter"),
        ("channel", "VARCHAR", "channel of the visit, such as paid, organic, email"),
        (
            "depth",
            "TINYINT",
            "furthest step of the buying process: 0 session, 1 product view, 2 cart, 3 checkout, 4 payment, 5 purchase",
        ),
        ("bounced", "BOOLEAN", "one page, no product, no search"),
        (
            "path",
            "VARCHAR",
            "touchpoints passed before a purchase, in order, parted by >; repeats in a row once, the last thirty",
        ),
    ),
)
JOURNEY_SEARCHES = Table(
    "core.journey_searches",
    "What was searched for on the site, by day; terms that may hold an address or a number are left out.",
    "one row per identifier, business day and term",
    ("identity_key", "business_day", "term"),
    columns(
        ("identity_key", "VARCHAR", "pseudonym of one identifier; join core.identities for the person"),
        _DAY,
        ("term", "VARCHAR", "search term in small letters, at most 80 signs"),
        ("searches", "INTEGER", "how often"),
    ),
)
TEXT_SENTIMENT = Table(
    "core.text_sentiment",
    "How open texts feel, scored once by the lexicon; no text is kept here.",
    "one row per text and touchpoint that it is about",
    ("origin", "source", "survey_id", "item_id", "question_id", "choice", "touchpoint"),
    columns(
        ("origin", "VARCHAR", "answer or signal"),
        _SOURCE,
        ("survey_id", "VARCHAR", "survey; empty for signals"),
        ("item_id", "VARCHAR", "response or signal"),
        ("question_id", "VARCHAR", "question; empty for signals"),
        ("choice", "INTEGER", "number of the choice; 0 for signals"),
        ("touchpoint", "VARCHAR", "what the text, or a clause of it, is about; empty for the text as a whole"),
        _DAY,
        ("language", "VARCHAR", "language that it was read in: nl or en; NULL where it is neither, and not scored"),
        (
            "language_from",
            "VARCHAR",
            "given (by the response or signal) or detected (by the words that languages share least)",
        ),
        (
            "sentiment",
            "DOUBLE",
            "-1 to 1; 0 where no word says anything; NULL where the language is not one of the two",
        ),
        (
            "text_md5",
            "VARCHAR",
            "hash of the language given and the text that was scored; where one changes, it is scored again",
        ),
        ("lexicon", "VARCHAR", "first 12 digits of the hash of the lexicon that scored it"),
    ),
)
TABLES: tuple[Table, ...] = (
    JOURNEY_RULES,
    JOURNEY_SESSIONS,
    JOURNEY_SEARCHES,
    TEXT_SENTIMENT,
)
