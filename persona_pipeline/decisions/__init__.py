"""What people decided: an append-only log and the persona versions, in SQLite or PostgreSQL. It cannot be computed again."""

from .errors import DecisionsError
from .model import AUTOMATIC, Decision, Version, effective
from .store import Decisions

__all__ = ["AUTOMATIC", "Decision", "Decisions", "DecisionsError", "Version", "effective"]
