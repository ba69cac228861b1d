"""The analysts' DuckDB file and Parquet: built beside, verified, then switched in whole. Nothing is computed here."""

from .dictionary import dictionary_markdown
from .pointer import Snapshot, current_snapshot, snapshots
from .shape import ANSWERS, published_tables
from .stage import publish_snapshot

__all__ = [
    "ANSWERS",
    "Snapshot",
    "current_snapshot",
    "dictionary_markdown",
    "publish_snapshot",
    "published_tables",
    "snapshots",
]
