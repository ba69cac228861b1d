"""How far survey answers can be believed: signs of carelessness, extremes, who answers, and estimates that weigh both."""

from .estimates import WRITES, refresh_honesty
from .quality import refresh_response_quality

__all__ = ["WRITES", "refresh_honesty", "refresh_response_quality"]
