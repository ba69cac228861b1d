"""Tell people: rules that raise alerts, the outbox that keeps them until they arrive, channels that carry them."""

from .catalog import gate_said
from .deliver import deliver_alerts
from .stage import raise_failure, raise_gate, refresh_alerts

__all__ = ["deliver_alerts", "gate_said", "raise_failure", "raise_gate", "refresh_alerts"]
