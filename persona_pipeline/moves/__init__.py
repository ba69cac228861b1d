"""Who moved between personas from night to night, and what a change in their figures is made of."""

from .asked import Asked, InAndOut, Moves, NoSuchNight, moves_between
from .stage import refresh_moves

__all__ = ["Asked", "InAndOut", "Moves", "NoSuchNight", "moves_between", "refresh_moves"]
