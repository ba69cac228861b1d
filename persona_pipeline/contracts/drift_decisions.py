"""marts, continued: what people decided about drift, as the nights so far were told."""

from .table import Table, columns

DRIFT_DECISIONS = Table(
    "marts.drift_decisions",
    "What people decided about drift: nights marked as an event, a new normal accepted, alerts answered. A copy of the store of decisions, for the nights so far.",
    "one row per decision",
    ("decided_at", "kind", "subject"),
    columns(
        ("decided_at", "TIMESTAMP", "when it was decided, in UTC"),
        ("kind", "VARCHAR", "drift.event, drift.withdraw (an event taken back), drift.normal or drift.answer"),
        (
            "subject",
            "VARCHAR",
            "event:<number>, reference:<persona or all>, or incident:<persona or all>:<first night>",
        ),
        ("effective_as_of", "DATE", "first night that goes by it"),
        ("payload", "JSON", "what was decided: the nights and name of an event, the answer to an alert"),
        ("author", "VARCHAR", "who decided"),
        ("reason", "VARCHAR", "why, in their words"),
    ),
)
TABLES = (DRIFT_DECISIONS,)
