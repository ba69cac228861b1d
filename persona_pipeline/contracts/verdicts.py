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
        ("level", "VARCHAR", "quality, share, profile, kpi or feature (explanation only)"),
        _PERSONA_OR_ALL,
        (
            "measure",
            "VARCHAR",
            "as in marts.persona_kpis; centre for a profile; rows:<source>, refused_share:<source> or match_rate:<figure> for quality",
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
        ("effect", "DOUBLE", "mean difference over the last nights (drift.effect_nights), in effect_unit"),
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
            "people, sessions, orders or answers behind the night's value; published from publish.min_cell on, as are the figures over them",
        ),
        ("z", "DOUBLE", "standardised difference of this night, overdispersion and autocorrelation allowed for"),
        (
            "cusum",
            "DOUBLE",
            "evidence added up over nights, the larger of both directions; grows no further than 1.5 times the threshold",
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
                "met; ends after 7 clean nights below half the threshold) or blocked (the data cannot be trusted)"
            ),
        ),
        ("reference_nights", "INTEGER", "clean nights in the reference"),
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
TABLES = (DRIFT_SIGNALS, PERSONA_VERDICTS)
