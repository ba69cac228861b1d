"""E-mail addresses in text: what counts as one, and the text without them. Statements say ``mask_addresses`` (warehouse/connect.py)."""

import re

ADDRESS = r"""[^\s,;:"'<>|@＠]+(?:@|＠|%40)[^\s,;:"'<>|@＠]+"""
"""Also as URLs and wide keyboards write them. Read alike by Python and by RE2, which DuckDB uses."""
MASK = "***@***"
_FOUND = re.compile(ADDRESS)


def without_addresses(text: str) -> str:
    """The text with ``***@***`` in place of each address."""
    return _FOUND.sub(MASK, text)


def has_address(text: str) -> bool:
    """Whether an address stands in the text."""
    return _FOUND.search(text) is not None
