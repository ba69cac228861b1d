"""OTTO's session data set (RecSys): JSON lines, one session per line with its events inside. There are no visitors in it."""

from persona_pipeline.sources.format import Format

FORMATS = (
    Format(
        name="otto_sessions",
        kind="web",
        meaning="OTTO sessions, one per line with clicks, carts and orders, times in milliseconds UTC",
        signature=("session", "events"),
        structure={"session": "VARCHAR", "events": [{"aid": "VARCHAR", "ts": "VARCHAR", "type": "VARCHAR"}]},
        required=(("session",), ("events",)),
        shape="otto_sessions",
        refusals={"no_events": "a session with at least one event"},
        timestamp_format="epoch_ms",
        notes=("sessions without visitors: they count in totals and never in personas",),
    ),
)
