"""Suite -> Great Expectations -> verdict: row rules refuse rows, batch rules hold batches. Ingest acts upon it."""

from .results import RuleResult, results_of_night
from .suites import Rule, Severity, rules_of, suite_path
from .trial import Trial, try_rules
from .validate import BatchVerdict, validate_batches

__all__ = [
    "BatchVerdict",
    "Rule",
    "RuleResult",
    "Severity",
    "Trial",
    "results_of_night",
    "rules_of",
    "suite_path",
    "try_rules",
    "validate_batches",
]
