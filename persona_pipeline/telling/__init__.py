"""Which figures are about enough people to be told: one answer for alerts, the published file and the pages."""

from .evidence import FIGURES, Said, Teller, body_said, reason_said
from .told import keep_told, keep_told_figures, teller_for, teller_of

__all__ = [
    "FIGURES",
    "Said",
    "Teller",
    "body_said",
    "keep_told",
    "keep_told_figures",
    "reason_said",
    "teller_for",
    "teller_of",
]
