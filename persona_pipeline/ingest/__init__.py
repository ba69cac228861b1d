"""Find new files, keep an immutable copy of each, remember them by content hash, load each exactly once."""

from .discover import unclaimed
from .take_in import take_in

__all__ = ["take_in", "unclaimed"]
