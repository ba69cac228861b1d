"""The customer journey: what personas do at which touchpoint, how it feels, where they are lost, and what to mend first."""

from .facts import FACTS, refresh_facts
from .stage import MARTS, refresh_journey
from .touchpoints import DEFAULTS, PHASES

__all__ = ["DEFAULTS", "FACTS", "MARTS", "PHASES", "refresh_facts", "refresh_journey"]
