"""Which figures are about enough people to be told: one answer for alerts, the published file and the pages."""

from .evidence import FIGURES, WITHHELD_WORDS, Teller, reason_said, words_told
from .told import keep_told, keep_told_figures, teller_for, teller_of

__all__ = [
    "FIGURES",
    "WITHHELD_WORDS",
    "Teller",
    "keep_told",
    "keep_told_figures",
    "reason_said",
    "teller_for",
    "teller_of",
    "words_told",
]
