"""marts, continued: the customer journey per persona and phase; and all tables of that part."""

from . import journey_actions, journey_facts
from .table import Table, columns

_AS_OF = ("as_of", "DATE", "business day whose end the row describes")
_PERSONA = ("persona_id", "VARCHAR", "persona id, or 'all' for all members")
_PHASE = ("phase", "VARCHAR", "see, think, do or care")

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
                "apart only where each has publish.min_cell people of every persona or nobody (and of checkout and payment where each lost so many "
                "between two steps, or nobody); small ones are together in 'other'"
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
                "-1 (pain) to 1 (passion), the mean over people, careless responses weighing less; a rating of 1 to 5 is (rating - 3) / 2, of the NPS promoters are 1 and "
                "detractors -1; NULL where fewer than publish.min_cell say anything. On the row of all channels only"
            ),
        ),
        (
            "sentiment_low",
            "DOUBLE",
            "lower end of its 95 % interval, to whose spread one answer from anywhere on the scale is added",
        ),
        ("sentiment_high", "DOUBLE", "upper end of its 95 % interval"),
        ("sentiment_n", "BIGINT", "people behind the sentiment; NULL, never 0, where sentiment is"),
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
            (
                "what a touchpoint is held against: sum(sentiment x sentiment_n) / sum(sentiment_n) of all members over the touchpoints of the "
                "same source with publish.min_cell people or more. Of ratings these are the rows told under 'all', without recommendation, "
                "which is held against itself; of text also touchpoints whose ratings are told instead, so it follows from no other row"
            ),
        ),
    ),
    published=True,
    history=False,
)
PERSONA_NEEDS = Table(
    "marts.persona_needs",
    "What people of a persona ask and need in each phase: search terms, and survey answers. What fewer than publish.min_cell people said is not listed, nor is an answer that marts.persona_profiles or marts.survey_estimates withhold.",
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
            "members who said it; NULL for figures of search engines, which tell of nobody",
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
            (
                "sessions of members in the window that reached it; NULL where fewer than publish.min_cell people are behind it or were lost "
                "between it and the last step that is told or the purchase, or such a figure would follow from it"
            ),
        ),
        (
            "people",
            "BIGINT",
            "members with such a session; NULL where sessions is, or where fewer than publish.min_cell never had one",
        ),
        (
            "kept_share",
            "DOUBLE",
            "sessions / sessions at the step before; NULL at the first step, and here and below where either is",
        ),
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
TABLES: tuple[Table, ...] = (
    *journey_facts.TABLES,
    PERSONA_JOURNEY,
    PERSONA_NEEDS,
    PERSONA_FUNNELS,
    *journey_actions.TABLES,
)
