"""marts, continued: what the drift stage concludes, and the signals behind it."""

from .table import Table, columns

_AS_OF = ("as_of", "DATE", "business day whose end the row describes")
_PERSONA_OR_ALL = ("persona_id", "VARCHAR", "persona id, or 'all' for the whole shop")

DRIFT_SIGNALS = Table(
    "marts.drift_signals",
    "Measured differences between the night and the reference. In the published file a signal over too few people keeps its state and loses its figures.",
    "one row per night, level, persona and measure",
    ("as_of", "level", "persona_id", "measure"),
    columns(
        _AS_OF,
        (
            "level",
            "VARCHAR",
            (
                "quality, share, profile or kpi; feature, stock (all members), fit (far from every centre), migration (between RFM segments), "
                "buying and touchpoint (of the last seven days) and challenger only explain: no verdict rests on them"
            ),
        ),
        _PERSONA_OR_ALL,
        (
            "measure",
            "VARCHAR",
            (
                "as in marts.persona_kpis; centre for a profile; rows:<source>, refused_share:<source>, match_rate:<figure> or "
                "amounts:<source> for quality; stock_share (members of the persona among all), fits_none (members further from their "
                "centre than 99 % were on the version's first night), segment_changed (buyers in another RFM segment than a week before), "
                "cart_rate (members' visits with something in the basket), checkout_rate (of these, those that came to the checkout), several_orders (buyers "
                "with two orders or more) and satisfied:<touchpoint> (ratings of 4 or 5, or as high on another scale), each over seven days, "
                "and challenger_gain (of the last challenger before the night, as in marts.persona_challengers)"
            ),
        ),
        (
            "reference_value",
            "DOUBLE",
            (
                "value that the reference nights lead one to expect for this weekday: shares and rates 0 to 1, order_value in the shop's "
                "currency (geometric mean), nps -100 to 100, satisfaction 1 to 5, features and centre in standard units, rows as they are"
            ),
        ),
        ("night_value", "DOUBLE", "value of this night, as reference_value is"),
        (
            "effect",
            "DOUBLE",
            (
                "mean difference over the nights since the change began, 2 to drift.effect_nights, or over the last drift.effect_nights where nothing stands out, in effect_unit; of what only explains, features aside, "
                "that of this night, to a tenth of a point"
            ),
        ),
        (
            "effect_unit",
            "VARCHAR",
            "points (share difference x 100), percent (relative), sd (standard units) or nps (points of -100 to 100)",
        ),
        ("low", "DOUBLE", "lower end of the 95 % interval of the effect"),
        ("high", "DOUBLE", "upper end of the 95 % interval of the effect"),
        (
            "n",
            "BIGINT",
            (
                "people, sessions, orders or answers behind the night's value; published from publish.min_cell on, as are the figures over "
                "them; of stock, fit and migration rounded down to a multiple of publish.min_cell"
            ),
        ),
        (
            "z",
            "DOUBLE",
            (
                "standardised difference of this night from what reference, season and the night before lead one to expect, overdispersion allowed for; of stock, fit and migration against "
                "what the reference did from week to week"
            ),
        ),
        (
            "cusum",
            "DOUBLE",
            "evidence added up over nights, the larger of both directions and of both paces (docs/drift.md), in the scale of the threshold; grows no further than 1.5 times the threshold",
        ),
        (
            "threshold",
            "DOUBLE",
            "evidence that it needs to fire, if the effect is large enough, lasts, and is not that of the whole shop",
        ),
        ("direction", "VARCHAR", "up or down"),
        ("since", "DATE", "estimated first night of the change; NULL while there is none"),
        (
            "state",
            "VARCHAR",
            (
                "learning (no full reference yet), calm, watch (more than half the threshold), firing (threshold, effect and duration were "
                "met; ends after 7 clean nights below half the threshold) or blocked (the data cannot be trusted); what only explains is watch "
                "where it matters and stands out among all of the night (at most 5 % false ones on average)"
            ),
        ),
        ("reference_nights", "INTEGER", "clean nights in the reference"),
        (
            "contribution",
            "DOUBLE",
            (
                "part, 0 to 1, that the signal has in what stands out of its persona that night (watch or firing): of share, profile and kpi "
                "that of its evidence, cusum over threshold, in theirs together; of a feature that of its squared effect in that of the persona's features. "
                "Each adds up to 1; NULL for signals that do not stand out, and for quality, stock, fit, migration and challenger"
            ),
        ),
    ),
    published=True,
)
PERSONA_VERDICTS = Table(
    "marts.persona_verdicts",
    "Do the personas still hold? One verdict per persona and one overall.",
    "one row per night and persona",
    ("as_of", "persona_id"),
    columns(
        _AS_OF,
        _PERSONA_OR_ALL,
        ("version", "INTEGER", "persona version that is judged"),
        ("verdict", "VARCHAR", "keep, watch or re-evaluate; unknown while there is too little to say"),
        ("cause", "VARCHAR", "share, profile, kpi, global_kpi, quality or none"),
        ("since", "DATE", "night on which the present verdict began"),
        (
            "reason",
            "VARCHAR",
            "the verdict in one plain English sentence with figures; without them where they are about too few people",
        ),
        (
            "evidence",
            "JSON",
            (
                "the signals behind it, strongest first (at most five), and the features that moved; published without the figures of "
                "those that marts.drift_signals hides that night, or with fewer than publish.min_cell a night"
            ),
        ),
    ),
    published=True,
)
_VERSION = ("version", "INTEGER", "persona version that is judged")
DRIFT_BUDGET = Table(
    "marts.drift_budget",
    "How often the verdict would say re-evaluate for nothing, estimated on calm years drawn from the weeks of the version's own reference.",
    "one row per persona version and level",
    ("version", "level"),
    columns(
        _VERSION,
        (
            "level",
            "VARCHAR",
            "share, profile, kpi (of personas), global_kpi (of the whole shop), or all of them together",
        ),
        ("budget", "DOUBLE", "false re-evaluations a year that are allowed; for all the sum over the levels"),
        (
            "false_per_year",
            "DOUBLE",
            "false re-evaluations a year as estimated, those within 14 nights as one; while provisional never less than the budget of one level",
        ),
        ("low", "DOUBLE", "lower end of its exact 95 % Poisson interval, for the number of years drawn"),
        ("high", "DOUBLE", "upper end of the same; while provisional never less than false_per_year"),
        (
            "threshold_factor",
            "DOUBLE",
            "thresholds of the level are multiplied by this to keep to the budget; NULL for all",
        ),
        ("years", "INTEGER", "years that were drawn and judged"),
        ("reference_nights", "INTEGER", "clean nights in the reference"),
        ("weeks", "INTEGER", "weeks of the reference that years were drawn from"),
        ("last_night", "DATE", "last night of the reference"),
        ("provisional", "BOOLEAN", "fewer than 8 weeks: what those weeks did not have, the estimate does not know"),
        ("fingerprint", "VARCHAR", "of the nights and settings that the row follows from"),
    ),
    published=True,
    inside=("fingerprint",),
)
DRIFT_POWER = Table(
    "marts.drift_power",
    "The power card: the smallest lasting change that the verdict sees with 80 % probability at this shop's volume. Streams over fewer than publish.min_cell a night are left out.",
    "one row per persona version, persona, measure and number of nights",
    ("version", "persona_id", "measure", "nights"),
    columns(
        _VERSION,
        _PERSONA_OR_ALL,
        ("measure", "VARCHAR", "as in marts.persona_kpis; centre for a profile of which one feature moves"),
        ("nights", "INTEGER", "nights from the change on within which it is seen: 3, 5 or 10"),
        ("smallest_change", "DOUBLE", "in unit, two figures; of KPIs a fall; NULL where it is not within reach"),
        ("unit", "VARCHAR", "points, percent, sd or nps, as effect_unit in marts.drift_signals"),
    ),
    published=True,
)
PERSONA_STOCK = Table(
    "marts.persona_stock",
    "Counts over all members, night by night, for the signals that only explain. Exact counts, so not published; marts.drift_signals tells what they say.",
    "one row per night, persona and measure",
    ("as_of", "persona_id", "measure"),
    columns(
        _AS_OF,
        ("version", "INTEGER", "persona version that they are members by"),
        _PERSONA_OR_ALL,
        (
            "measure",
            "VARCHAR",
            "stock_share, fits_none, segment_changed, cart_rate, checkout_rate, several_orders or satisfied:<touchpoint>, as in marts.drift_signals; far_limit: the distance from which on a member counts as far",
        ),
        (
            "n",
            "BIGINT",
            "members; for segment_changed buyers with an RFM segment this night and a week before; visits, buyers or ratings of the last seven days",
        ),
        ("total", "DOUBLE", "those of n that are counted; of far_limit the distance, in standard units"),
    ),
    published=False,
)
TABLES = (DRIFT_SIGNALS, PERSONA_VERDICTS, DRIFT_BUDGET, DRIFT_POWER, PERSONA_STOCK)
