"""Columns of what is told to people: alerts, their words in each language, and deliveries."""

from .table import Table, columns

ALERTS = Table(
    "ops.alerts",
    "Messages about a verdict that turned, a gate that failed or a source that is late.",
    "one row per alert",
    ("alert_id",),
    columns(
        (
            "alert_id",
            "VARCHAR",
            "16 hex digits; follows from rule, subject and the night it began, so that a re-run is the same alert",
        ),
        ("as_of", "DATE", "night on which it was raised"),
        ("rule", "VARCHAR", "verdict_re_evaluate, quality_blocked, rows_low, gate_stopped, source_late, run_failed"),
        (
            "subject",
            "VARCHAR",
            "whatever the rule is about: persona ids with commas, or 'all' as soon as the overall verdict turned too (the personas then stand in evidence.subjects); source; table and gate; stage",
        ),
        ("severity", "VARCHAR", "info, warning or critical"),
        ("title", "VARCHAR", "one line, in the shop's language; ops.alert_texts has it in the others"),
        ("body", "VARCHAR", "what moved, how sure, since when, what to do next, in the shop's language"),
        (
            "evidence",
            "JSON",
            "the signals or rules behind it; published, as is the body, without figures that marts.drift_signals hides that night",
        ),
        ("resolved_as_of", "DATE", "night on which its cause was gone; NULL while it stands"),
    ),
    published=True,
)
ALERT_TEXTS = Table(
    "ops.alert_texts",
    "What an alert says in each language that the pages have. Alerts of earlier versions have none; ops.alerts has their text.",
    "one row per alert and language",
    ("alert_id", "language"),
    columns(
        ("alert_id", "VARCHAR", "alert"),
        ("language", "VARCHAR", "en or nl"),
        ("title", "VARCHAR", "one line"),
        (
            "body",
            "VARCHAR",
            "what moved, how sure, since when, what to do next, with the commands that do it; published as ops.alerts is",
        ),
        ("in_console", "VARCHAR", "the same for readers of the console, who have forms in place of commands"),
    ),
    published=True,
)
DELIVERIES = Table(
    "ops.deliveries",
    "Which alert was written to the log. A row exists before, so a crash between write and mark repeats the same alert_id. Channels are served from outbox.sqlite.",
    "one row per alert and channel",
    ("alert_id", "channel"),
    columns(
        ("alert_id", "VARCHAR", "alert"),
        ("channel", "VARCHAR", "log; webhook in rows of earlier versions"),
        ("status", "VARCHAR", "waiting, delivered or failed"),
        ("attempts", "INTEGER", "tries so far"),
        ("last_error", "VARCHAR", "what the last failed try said"),
    ),
)
