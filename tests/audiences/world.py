"""A night with sixty people of two personas, and what they said about marketing. Rows go straight into the tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from persona_pipeline.warehouse import Warehouse

NIGHT = date(2026, 3, 1)
_FILL = (
    "insert into marts.customer_features by name select $d as as_of, 'k' || lpad(n::varchar, 2, '0') as customer_key from range(60) r(n)",
    "insert into marts.personas by name select 1 as version, 'P0' || n as persona_id, 'Persona ' || n as name from range(1, 3) r(n)",
    """insert into marts.persona_members by name
    select as_of, customer_key, case when customer_key < 'k40' then 'P01' else 'P02' end as persona_id, 1 as version, 0.5 as distance,
           substr(customer_key, 2)::int / 100.0 as certainty, 1.0 as known_share
    from marts.customer_features""",
    """insert into marts.rfm_segments by name
    select as_of, customer_key, 'Champions' as segment, 1 as recency_days, 2 as frequency, 30.5 as monetary, 5 as r_score, 5 as f_score, 5 as m_score
    from marts.customer_features where customer_key < 'k50'""",
    "insert into core.identities by name select customer_key as identity_key, 'customer' as namespace, customer_key from marts.customer_features",
    """insert into raw.identifiers by name
    select 'customer' as namespace, 'C' || substr(customer_key, 2) as value, customer_key as identity_key from marts.customer_features
    where customer_key < 'k39'""",
    """insert into raw.identifiers by name select 'email' as namespace, 'who@example.org' as value, 'mail' as identity_key""",
    "insert into core.identities values ('mail', 'email', 'k00')",
)


def fill(warehouse: Warehouse) -> None:
    """Everybody but k30 to k39 consents."""
    for sql in _FILL:
        warehouse.query(sql, {"d": NIGHT})
    for number in range(60):
        if not 30 <= number < 40:
            say(warehouse, number, "yes")


def say(
    warehouse: Warehouse, number: int, word: str | None, *, since: date = date(2026, 1, 1), source: str = "crm"
) -> None:
    """What a customer said about marketing, from a day on."""
    params: dict[str, Any] = {"k": f"k{number:02d}", "w": word, "since": since, "source": source}
    warehouse.query(
        "update core.customer_attributes set valid_to = $since where identity_key = $k and source = $source and valid_to is null",
        params,
    )
    warehouse.query(
        "insert into core.customer_attributes by name select $source as source, $k as identity_key, $since::date as valid_from, $w as marketing_consent",
        params,
    )
