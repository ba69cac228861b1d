"""Tell people: rules that raise alerts, the outbox that keeps them until they arrive, channels that carry them."""

from .catalog import gate_said
from .deliver import deliver_alerts, deliver_night
from .stage import raise_failure, raise_gate, refresh_alerts

__all__ = ["deliver_alerts", "deliver_night", "gate_said", "raise_failure", "raise_gate", "refresh_alerts"]
