"""The challenger in the shadow: would personas that are fitted anew describe customers better? It proposes nothing by itself."""

from .stage import refresh_challenger
from .told import Found, last_found, last_said
from .wording import sentence

__all__ = ["Found", "last_found", "last_said", "refresh_challenger", "sentence"]
