"""Signs that are not seen, and steer whoever reads a text: a person, a terminal, a browser, a spreadsheet.

Every place that shows text from outside builds its table from these, and says where and why it differs.
"""

from collections.abc import Iterable

CONTROL = range(0x20)
"""Control characters, the tabulator and the line end among them."""
DELETE = 0x7F
C1 = range(0x80, 0xA0)
"""The second set of control characters, which terminals obey too."""
TURNING = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Marks that turn the direction of writing: a name with one would turn what follows it."""
BREAKING = (0x2028, 0x2029)
"""Line and paragraph separators, which some readers take for the end of a line."""
BYTE_ORDER = 0xFEFF
HALVES = range(0xD800, 0xE000)
"""Halves of characters: bytes of a file name that were no text. They can be in Python's texts and in no file of UTF-8."""
WIDTHLESS = (0x200B, 0x2060, BYTE_ORDER)
"""Signs without any width: two words that look alike differ by one."""

_PICTURES = {**{code: 0x2400 + code for code in CONTROL}, DELETE: 0x2421}
_REPLACED = dict.fromkeys((*C1, *TURNING, *BREAKING, BYTE_ORDER, *HALVES), 0xFFFD)
SEEN = {**_PICTURES, **_REPLACED}
"""For ``str.translate``: control characters become their pictures (U+2400 and on), all others of these become U+FFFD."""
EXCEPT_ASCII = tuple(_REPLACED)
"""What ``SEEN`` replaces beyond ASCII."""


def class_of(codes: Iterable[int]) -> str:
    """The signs as they stand between the brackets of a regular expression."""
    return "".join(f"\\u{code:04x}" for code in codes)
