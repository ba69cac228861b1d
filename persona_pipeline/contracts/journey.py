"""core and marts, continued: the customer journey per persona and phase."""

from .table import Table, columns

_AS_OF = ("as_of", "DATE", "business day whose end the row describes")
_PERSONA = ("persona_id", "VARCHAR", "persona id, or 'all' for all members")
_PHASE = ("phase", "VARCHAR", "see, think, do or care")
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
        ("text_md5", "VARCHAR", "hash of the text that was scored; a changed text is scored again"),
        ("lexicon", "VARCHAR", "first 12 digits of the hash of the lexicon that scored it"),
    ),
)
PERSONA_JOURNEY = Table(
    "marts.persona_journey",
    "The journey of each persona: what it does where, how much of it, and how it feels about it.",
    "one row per night, persona, phase, touchpoint and channel",
    ("as_of", "persona_id", "phase", "touchpoint", "channel"),
    columns(
        _AS_OF,
        _PERSONA,
        _PHASE,
        (
            "touchpoint",
            "VARCHAR",
            "contact moment, such as ad, site search, product page, checkout, delivery, return, newsletter; docs/journey.md lists them",
        ),
        (
            "channel",
            "VARCHAR",
            (
                "channel of the contact, such as email, social, paid, organic, direct, store; 'all' for all of them. Channels are told "
                "apart only where each has publish.min_cell people of every persona or nobody; small ones are together in 'other'"
            ),
        ),
        (
            "unit",
            "VARCHAR",
            "what volume counts: sessions, orders, answers or signals; NULL where nobody was seen there, but it is rated",
        ),
        (
            "volume",
            "BIGINT",
            "how many in the window; NULL where it is about fewer than publish.min_cell people, or such a figure would follow from it",
        ),
        (
            "people",
            "BIGINT",
            "members behind it; NULL where volume is, or where fewer than publish.min_cell of those seen in that kind of source were never there",
        ),
        (
            "share",
            "DOUBLE",
            "people / members of the persona seen in that kind of source (web, orders or survey); NULL where people is",
        ),
        (
            "sentiment",
            "DOUBLE",
            (
                "-1 (pain) to 1 (passion), the mean over people; a rating of 1 to 5 is (rating - 3) / 2, of the NPS promoters are 1 and "
                "detractors -1; NULL where fewer than publish.min_cell say anything. On the row of all channels only"
            ),
        ),
        ("sentiment_low", "DOUBLE", "lower end of its 95 % interval"),
        ("sentiment_high", "DOUBLE", "upper end of its 95 % interval"),
        ("sentiment_n", "BIGINT", "people behind the sentiment"),
        (
            "sentiment_source",
            "VARCHAR",
            "ratings (asked for), text (read from open text, where too few rated) or none",
        ),
        (
            "sentiment_change",
            "DOUBLE",
            "sentiment less that of the same members in the window before; NULL where either is unknown",
        ),
        ("change_low", "DOUBLE", "lower end of its 95 % interval"),
        ("change_high", "DOUBLE", "upper end of its 95 % interval"),
        (
            "feeling",
            "VARCHAR",
            (
                "passion or pain where the interval of the sentiment lies above or below feeling_level by itself and the difference is at "
                "least 0.1; even where it does not; NULL where there is no sentiment"
            ),
        ),
        (
            "feeling_level",
            "DOUBLE",
            "what a touchpoint is held against: the mean sentiment of all members over the touchpoints with the same sentiment_source",
        ),
    ),
    published=True,
    history=False,
)
PERSONA_NEEDS = Table(
    "marts.persona_needs",
    "What people of a persona ask and need in each phase: search terms, and survey answers. What fewer than publish.min_cell people said is not listed.",
    "one row per night, persona, phase, kind and wording",
    ("as_of", "persona_id", "phase", "kind", "wording"),
    columns(
        _AS_OF,
        _PERSONA,
        _PHASE,
        (
            "kind",
            "VARCHAR",
            (
                "site_search (searched for on the site), search_term and keyword (figures of search engines; of 'all' only), need, goal, "
                "pain, channel or decision_factor (survey answers)"
            ),
        ),
        ("wording", "VARCHAR", "the search term in small letters, or the answer as it was given"),
        (
            "people",
            "BIGINT",
            "members who said it; NULL for figures of search engines, which tell of nobody, and where it is about too few",
        ),
        (
            "volume",
            "BIGINT",
            "searches, answers, or what the search engine counts (clicks, else volume, else impressions)",
        ),
        ("share", "DOUBLE", "people / n"),
        ("low", "DOUBLE", "lower end of its 95 % interval"),
        ("high", "DOUBLE", "upper end of its 95 % interval"),
        ("n", "BIGINT", "members who searched at all, or answered the question"),
        ("lift", "DOUBLE", "share / share of all members; above 1 it is more theirs than others'"),
    ),
    published=True,
    history=False,
)
PERSONA_FUNNELS = Table(
    "marts.persona_funnels",
    "The buying process on the site, step by step: how many reach each step, and how many are lost before it. A session that reached a step counts at all before it.",
    "one row per night, persona and step",
    ("as_of", "persona_id", "step"),
    columns(
        _AS_OF,
        _PERSONA,
        ("step_number", "INTEGER", "0 to 5"),
        ("step", "VARCHAR", "session, view, cart, checkout, payment or purchase"),
        (
            "sessions",
            "BIGINT",
            "sessions of members in the window that reached it; NULL where fewer than publish.min_cell people are behind it or were lost before it, or such a figure would follow from it",
        ),
        (
            "people",
            "BIGINT",
            "members with such a session; NULL where sessions is, or where fewer than publish.min_cell never had one",
        ),
        ("kept_share", "DOUBLE", "sessions / sessions at the step before; NULL at the first step"),
        (
            "low",
            "DOUBLE",
            "lower end of its 95 % interval (Wilson, with the n that is left when sessions of one person are alike)",
        ),
        ("high", "DOUBLE", "upper end of its 95 % interval"),
        ("lost_sessions", "BIGINT", "sessions that ended at the step before"),
        ("lost_people", "BIGINT", "members who reached the step before and never this one"),
        ("of_all", "DOUBLE", "sessions / all sessions of the persona"),
    ),
    published=True,
)
PERSONA_PHASE_KPIS = Table(
    "marts.persona_phase_kpis",
    "KPIs of the journey against their targets. Where persona.yaml sets none, the level of all members stands in, and is said to.",
    "one row per night, persona and KPI",
    ("as_of", "persona_id", "kpi"),
    columns(
        _AS_OF,
        _PERSONA,
        _PHASE,
        (
            "kpi",
            "VARCHAR",
            (
                "reach (members who visited the site), bounce_share (sessions with one page); product_view_rate, cart_rate, conversion "
                "(sessions that got so far), checkout_completion (checkouts that end in a purchase), order_value (mean over buyers of "
                "their mean order), repeat_share (buyers with two orders or more), refund_share (refunded share of the sales, mean over "
                "buyers), nps, satisfaction"
            ),
        ),
        ("unit", "VARCHAR", "share (0 to 1), currency (of the shop), nps (-100 to 100) or points (1 to 5)"),
        ("better", "VARCHAR", "up or down: which way is better"),
        ("value", "DOUBLE", "the KPI over the window; NULL where too few people are behind it"),
        ("low", "DOUBLE", "lower end of its 95 % interval"),
        ("high", "DOUBLE", "upper end of its 95 % interval"),
        ("n", "BIGINT", "members behind it; NULL where value is"),
        ("target", "DOUBLE", "what it is held against"),
        (
            "target_from",
            "VARCHAR",
            "persona (target for this persona), shop (target for all) or level (the level of all members; no target is set)",
        ),
        (
            "state",
            "VARCHAR",
            "met or missed where the interval lies on one side of the target, open where it does not, unknown without a value",
        ),
    ),
    published=True,
)
PERSONA_MOMENTS = Table(
    "marts.persona_moments",
    "Which message at which moment: per phase the touchpoint and channel with most contacts, and what to say there, with its evidence.",
    "one row per night, persona and phase",
    ("as_of", "persona_id", "phase"),
    columns(
        _AS_OF,
        _PERSONA,
        _PHASE,
        (
            "touchpoint",
            "VARCHAR",
            "where the persona has most contacts in this phase; surveys, direct visits, home and category pages left out",
        ),
        ("channel", "VARCHAR", "channel through which most of them come there; NULL where channels are not told apart"),
        (
            "about",
            "VARCHAR",
            "the need, question or pain that the message answers, in the words of the survey or search",
        ),
        ("message_en", "VARCHAR", "the message, in English"),
        ("message_nl", "VARCHAR", "the message, in Dutch"),
        (
            "state",
            "VARCHAR",
            "supported (more theirs than all members', by the interval; of all members: said most), weak (said, but not more than by others) or assumption (nothing says so)",
        ),
        ("evidence", "VARCHAR", "JSON: what the message rests on, each with table, kind, wording, share, low, high, n"),
    ),
    published=True,
    history=False,
)
PERSONA_FIXES = Table(
    "marts.persona_fixes",
    "What to mend first: where people are lost or let down, what that is worth, and how badly it is felt.",
    "one row per night, persona and place to mend",
    ("as_of", "persona_id", "place"),
    columns(
        _AS_OF,
        _PERSONA,
        ("rank", "INTEGER", "1 is first to be mended, per persona"),
        (
            "place",
            "VARCHAR",
            "the step of the buying process that people do not reach, or touchpoint:<name> that lets them down",
        ),
        _PHASE,
        ("touchpoint", "VARCHAR", "where they are lost: the touchpoint of the step before, or the touchpoint"),
        (
            "measure",
            "VARCHAR",
            "kept_share (sessions that go on to the step) or sentiment (as in marts.persona_journey)",
        ),
        ("value", "DOUBLE", "the measure for the persona"),
        ("low", "DOUBLE", "lower end of its 95 % interval"),
        ("high", "DOUBLE", "upper end of its 95 % interval"),
        ("benchmark", "DOUBLE", "what it could be"),
        ("benchmark_from", "VARCHAR", "target (persona.yaml), or the id of the persona that does best"),
        (
            "people",
            "BIGINT",
            "members who get there in the window; where sentiment is read from texts those who wrote about it",
        ),
        (
            "people_lost",
            "DOUBLE",
            "people x distance to the benchmark (of a sentiment half of it: from hated to loved is a whole person): lost or let down more than need be",
        ),
        ("order_value", "DOUBLE", "mean order of the persona, in the shop's currency"),
        ("loss", "DOUBLE", "people_lost x order_value: one order each"),
        (
            "felt",
            "DOUBLE",
            "how badly it is felt, (1 - sentiment) / 2: 0 loved, 0.5 even or unknown, 1 hated",
        ),
        ("felt_from", "VARCHAR", "touchpoint whose sentiment it is; NULL where none is known"),
        ("score", "DOUBLE", "loss x felt; the rank follows it"),
        ("clear", "BOOLEAN", "true where the interval of the measure leaves the benchmark out"),
    ),
    published=True,
)
PERSONA_SEQUENCES = Table(
    "marts.persona_sequences",
    "Sequences that precede drop-off: how often people are lost after a sequence of steps, against those who got as far without it.",
    "one row per night, persona, reach and sequence",
    ("as_of", "persona_id", "reach", "sequence"),
    columns(
        _AS_OF,
        _PERSONA,
        (
            "reach",
            "VARCHAR",
            "session (two or three steps within a visit) or across (one or two moments of a person, over visits, orders, refunds and answers)",
        ),
        ("sequence", "VARCHAR", "the steps in order, parted by ' > '"),
        ("steps", "INTEGER", "number of steps"),
        (
            "compared_with",
            "VARCHAR",
            "those without it: sessions that got to the same step, or moments with the same last step (of single moments: of the same kind)",
        ),
        (
            "outcome",
            "VARCHAR",
            "no_purchase (the session ends without one) or silence (no order in the next journey.quiet_days days)",
        ),
        (
            "n",
            "BIGINT",
            "sessions or moments with the sequence; all figures are of the people that sequences are counted over",
        ),
        ("people", "BIGINT", "members behind them"),
        ("dropped", "BIGINT", "of n, those that end in the outcome"),
        ("share", "DOUBLE", "dropped / n"),
        ("n_without", "BIGINT", "sessions or moments without the sequence"),
        ("dropped_without", "BIGINT", "of these, those that end in the outcome"),
        ("share_without", "DOUBLE", "dropped_without / n_without"),
        (
            "lift",
            "DOUBLE",
            "share / share_without, both drawn to the middle by half a case; of all members, share_without is that of the mix of personas that have the sequence",
        ),
        ("lift_low", "DOUBLE", "lower end of its 95 % interval, people (not sessions) taken as independent"),
        ("lift_high", "DOUBLE", "upper end of its 95 % interval"),
        ("p_value", "DOUBLE", "two-sided, of a lift of 1"),
        ("q_value", "DOUBLE", "p_value adjusted over all sequences of the night (Benjamini and Hochberg, 1995)"),
        ("finding", "BOOLEAN", "the lift is above 1 and q_value at most journey.false_discovery_rate"),
        ("sampled_share", "DOUBLE", "part of the members over whom sequences are counted; 1 is all"),
    ),
    published=True,
    history=False,
)
TABLES: tuple[Table, ...] = (
    JOURNEY_RULES,
    JOURNEY_SESSIONS,
    JOURNEY_SEARCHES,
    TEXT_SENTIMENT,
    PERSONA_JOURNEY,
    PERSONA_NEEDS,
    PERSONA_FUNNELS,
    PERSONA_PHASE_KPIS,
    PERSONA_MOMENTS,
    PERSONA_FIXES,
    PERSONA_SEQUENCES,
)
