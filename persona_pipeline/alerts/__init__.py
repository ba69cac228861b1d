"""Tell people: rules that raise alerts, the outbox that keeps them until they arrive, channels that carry them."""

from .catalog import gate_said
from .channels import build_channels
from .deliver import deliver_alerts, deliver_night
from .queue import Outbox
from .stage import raise_failure, raise_gate, refresh_alerts
from .tell import answers, send_due
from .watch import put_watch_notices

__all__ = [
    "Outbox",
    "answers",
    "build_channels",
    "deliver_alerts",
    "deliver_night",
    "gate_said",
    "put_watch_notices",
    "raise_failure",
    "raise_gate",
    "refresh_alerts",
    "send_due",
]
