"""Do the personas still hold? Measures, reference, signals, the nightly verdict. Telling people is for alerts."""

from .findings import Finding, from_evidence
from .quality import AMOUNTS
from .quality import WEEKS as QUALITY_WEEKS
from .reason import reason
from .restate import refresh_restated
from .stage import refresh_verdict
from .streams import measure_of, smallest_move
from .verdict import Cause, Verdict
from .wording import Text, day, feature_name, number, sentence, who

__all__ = [
    "AMOUNTS",
    "QUALITY_WEEKS",
    "Cause",
    "Finding",
    "Text",
    "Verdict",
    "day",
    "feature_name",
    "from_evidence",
    "measure_of",
    "number",
    "reason",
    "refresh_restated",
    "refresh_verdict",
    "sentence",
    "smallest_move",
    "who",
]
