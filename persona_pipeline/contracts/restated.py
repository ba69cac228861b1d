"""marts, continued: what late and corrected rows changed about nights that were told."""

from .table import Table, columns

_AS_OF = ("as_of", "DATE", "night that took the late rows in")
_NIGHT = ("night", "DATE", "earlier night that it is about")
_PERSONA = ("persona_id", "VARCHAR", "persona id, 'all' for the whole shop, 'none' for who has no persona")

RESTATEMENTS = Table(
    "marts.restatements",
    "Nightly figures that late and corrected rows changed: as they were told, and as they are known since. marts.persona_kpis keeps what was told.",
    "one row per night that took rows in, earlier night, persona and measure",
    ("as_of", "night", "persona_id", "measure"),
    columns(
        _AS_OF,
        _NIGHT,
        _PERSONA,
        ("measure", "VARCHAR", "as in marts.persona_kpis"),
        ("n_told", "BIGINT", "what the figure was about when the night was told, as n in marts.persona_kpis"),
        ("total_told", "DOUBLE", "sum over these"),
        ("n", "BIGINT", "what the figure is about as it is known since"),
        ("total", "DOUBLE", "sum over these"),
        ("total_squares", "DOUBLE", "sum of squares over these"),
        (
            "value_told",
            "DOUBLE",
            "as value in marts.persona_kpis; NULL where it is, or its difference, about too few people",
        ),
        ("value_now", "DOUBLE", "as it is known since, likewise"),
        ("difference", "DOUBLE", "value_now less value_told, likewise"),
        ("told", "BOOLEAN", "figures and difference may be told: what was counted differs by publish.min_cell or more"),
        ("facts", "BIGINT", "number of the last change of facts that it knows of"),
    ),
    published=True,
    inside=("total_told", "total", "total_squares", "facts"),
)
RESTATED_VERDICTS = Table(
    "marts.restated_verdicts",
    "Verdicts of earlier nights that late and corrected rows changed, and alerts that are withdrawn or newly due. marts.persona_verdicts keeps what was told.",
    "one row per night that took rows in, earlier night and persona",
    ("as_of", "night", "persona_id"),
    columns(
        _AS_OF,
        _NIGHT,
        ("persona_id", "VARCHAR", "persona id, or 'all' for the whole shop"),
        ("version", "INTEGER", "persona version that is judged"),
        ("verdict_told", "VARCHAR", "as in marts.persona_verdicts"),
        ("cause_told", "VARCHAR", "as in marts.persona_verdicts"),
        ("verdict_now", "VARCHAR", "what the night would have told from the figures as they are known since"),
        ("cause_now", "VARCHAR", "its cause"),
        (
            "alert",
            "VARCHAR",
            "withdrawn (no night of the incident that was told says re-evaluate any more), due (an incident that no night told); NULL where neither",
        ),
        ("alert_since", "DATE", "first night of that incident"),
    ),
    published=True,
)
TABLES = (RESTATEMENTS, RESTATED_VERDICTS)
