"""How a wrong option is refused."""

from __future__ import annotations


def in_range(name: str, found: float, lowest: float, highest: float) -> None:
    """Raise a ValueError that says what is allowed, unless ``found`` lies between the two, bounds included."""
    if not lowest <= found <= highest:
        raise ValueError(f"{name}: found {found}; expected {lowest:,} to {highest:,}")


def one_of(name: str, found: str, allowed: tuple[str, ...]) -> None:
    """Raise a ValueError that says what is allowed, unless ``found`` is one of it."""
    if found not in allowed:
        raise ValueError(f"{name}: found {found!r}; expected one of {', '.join(allowed)}")
