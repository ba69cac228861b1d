"""Tell people: rules that raise alerts, the outbox that keeps them until they arrive, channels that carry them."""

from .deliver import deliver_alerts
from .stage import raise_failure, raise_gate, refresh_alerts

__all__ = ["deliver_alerts", "raise_failure", "raise_gate", "refresh_alerts"]
