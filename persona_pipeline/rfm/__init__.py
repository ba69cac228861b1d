"""RFM: recency, frequency and monetary value of every buyer, scored 1 to 5, and the named segments made from them."""

from .grid import GRID, SEGMENTS, fm_score, segment_of
from .stage import refresh_segments

__all__ = ["GRID", "SEGMENTS", "fm_score", "refresh_segments", "segment_of"]
