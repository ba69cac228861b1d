"""UCI e-shop clothing clickstream: ``;`` separated clicks by session and day. It has no clock times and no visitors."""

from persona_pipeline.sources.format import Format

FORMATS = (
    Format(
        name="eshop_clickstream",
        kind="web",
        meaning="UCI e-shop clothing clickstream, one row per click, days without clock times",
        signature=("year", "month", "day", "session id", "page 2 (clothing model)"),
        columns={"session_id": ("session id",), "product_id": ("page 2 (clothing model)",), "country": ("country",)},
        constants={"event_name": "view_item"},
        expressions={"event_at": "concat({year}, '-', lpad({month}, 2, '0'), '-', lpad({day}, 2, '0'))"},
        notes=("sessions without visitors: they count in totals and never in personas",),
    ),
)
