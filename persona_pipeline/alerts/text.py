"""Text from anywhere, made safe to show: as it was written, without what steers a reader or a machine."""

from __future__ import annotations

_UNSEEN = (*range(0x80, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029)
_SHOWN = {
    **{code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)},
    0x09: 0x20,
    0x7F: 0x2421,
    **dict.fromkeys((*_UNSEEN, *range(0xD800, 0xE000), 0xFEFF), 0xFFFD),
}


def shown(text: str, longest: int) -> str:
    """Lines of text of at most ``longest`` characters: control characters become their pictures (U+2400 and on), marks that turn
    the direction of writing, halves of characters and other invisible ones become U+FFFD.
    """
    seen = text.replace("\r\n", "\n").translate(_SHOWN)
    return seen if len(seen) <= longest else seen[: longest - 1].rstrip() + "…"


def shown_line(text: str, longest: int) -> str:
    """The same on one line."""
    return shown(" ".join(text.split()), longest)
