"""What a message may quote of a file: names of columns, and nothing that somebody typed into a row.

A file without a header has a customer's row where the names belong, so a first record that looks like a row is never quoted. E-mail
addresses go wherever they stood (``refusal`` of sources/model.py).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from persona_pipeline.basics.addresses import has_address

if TYPE_CHECKING:
    from collections.abc import Sequence

_VALUE = re.compile(r"[+-]?[\d][\d\s.,:/+TZ-]*")
SHOWN = 12
_LONGEST = 60


def is_like_a_row(cells: Sequence[str]) -> bool:
    """Whether a first record holds values where names are expected: an address, a number or a date."""
    return any(has_address(cell) or _VALUE.fullmatch(cell.strip()) for cell in cells)


def quoted(headers: Sequence[str]) -> str:
    """The headers of a file as a message names them: at most ``SHOWN``, cut; of a row of values only how many there are."""
    if is_like_a_row(headers):
        return f"{len(headers)} cells of which some are values (is the line of names missing?)"
    text = ", ".join(repr(header[:_LONGEST]) for header in headers[:SHOWN])
    return text if len(headers) <= SHOWN else f"{text} and {len(headers) - SHOWN} more"
