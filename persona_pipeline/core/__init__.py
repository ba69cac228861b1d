"""From raw rows to canonical facts under pseudonyms: who is who, each order, event and response once, and the daily rollup."""

from .beside import conform_crm, conform_signals
from .conform import conform_orders, conform_survey, conform_web
from .identities import resolve_identities
from .match import refresh_match_rates
from .rollup import roll_up

__all__ = [
    "conform_crm",
    "conform_orders",
    "conform_signals",
    "conform_survey",
    "conform_web",
    "refresh_match_rates",
    "resolve_identities",
    "roll_up",
]
