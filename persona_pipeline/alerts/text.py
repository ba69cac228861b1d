"""Text from anywhere, made safe to show: as it was written, without what steers a reader or a machine."""

from __future__ import annotations

from persona_pipeline.basics.signs import SEEN

_SHOWN = {**SEEN, 0x09: 0x20, 0x0A: 0x0A}
"""Messages have lines, and a tabulator is a blank."""


def shown(text: str, longest: int) -> str:
    """Lines of text of at most ``longest`` characters: control characters become their pictures (U+2400 and on), marks that turn
    the direction of writing, halves of characters and other invisible ones become U+FFFD.
    """
    seen = text.replace("\r\n", "\n").translate(_SHOWN)
    return seen if len(seen) <= longest else seen[: longest - 1].rstrip() + "…"


def shown_line(text: str, longest: int) -> str:
    """The same on one line."""
    return shown(" ".join(text.split()), longest)
