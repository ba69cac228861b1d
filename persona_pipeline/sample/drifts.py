"""What can be planted: the kinds of drift, their sizes, and how one is written on the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast, get_args

from .cast import NAMES
from .limits import in_range, one_of

if TYPE_CHECKING:
    from persona_pipeline.settings import Kind

DriftKind = Literal[
    "persona_grows",
    "persona_shrinks",
    "persona_splits",
    "persona_appears",
    "behaviour_changes",
    "conversion_falls",
    "nps_falls",
    "source_late",
    "source_doubles",
    "source_breaks",
]
KINDS: tuple[Kind, ...] = ("orders", "web", "survey")
EVERYBODY = "all"
FOR_EVERYBODY: tuple[DriftKind, ...] = ("behaviour_changes", "conversion_falls", "nps_falls", "persona_appears")
"""Kinds of drift that need no persona of their own."""
SOURCE_DRIFTS: tuple[DriftKind, ...] = ("source_late", "source_doubles", "source_breaks")
SIZES: dict[DriftKind, float] = {
    "persona_grows": 0.1,
    "persona_shrinks": 0.1,
    "persona_splits": 0.5,
    "persona_appears": 0.1,
    "behaviour_changes": 0.6,
    "conversion_falls": 0.2,
    "nps_falls": 2.0,
    "source_late": 2,
    "source_doubles": 1,
    "source_breaks": 1,
}
"""Sizes that can be seen: what ``parse_drift`` takes where none is given."""


@dataclass(frozen=True)
class Drift:
    """One planted change, from the night ``start_night`` on (the first night is 1).

    ``persona`` names who changes: a persona of the shop, or ``all`` for the last three of these rows. ``source`` names
    the source of a ``source_*`` drift. What ``size`` means:

    | kind | size |
    |---|---|
    | persona_grows, persona_shrinks | share of all customers that it gains or loses, 0.1 is ten points |
    | persona_appears | share of all customers that the new persona takes, from everybody alike |
    | persona_splits | share of its members that go their own way |
    | behaviour_changes | how far its members go to another way of visiting and buying, 0 to 1 |
    | conversion_falls | relative fall of the chance that a visit ends in an order: 0.15 is 15 percent |
    | nps_falls | points off its mean answer of 0 to 10; answers come up to six days after an order |
    | source_late | nights that nothing comes; all of it comes on the night after |
    | source_doubles | nights on which its file comes twice, the second time under another name |
    | source_breaks | nights on which one of its columns has another name |
    """

    kind: DriftKind
    persona: str = EVERYBODY
    start_night: int = 1
    size: float = 0.1
    source: Kind = "orders"


def parse_drift(text: str) -> Drift:
    """A drift from ``KIND[:WHO[:NIGHT[:SIZE]]]``; WHO is a persona by name or number (from 1), or a source.

    >>> parse_drift("persona_grows:bargain:30:0.12")
    Drift(kind='persona_grows', persona='bargain', start_night=30, size=0.12, source='orders')

    Raises:
        ValueError: if a part is not what it should be.
    """
    parts = text.split(":")
    if len(parts) > 4:
        raise ValueError(f"drift {text!r}: found {len(parts)} parts; expected KIND[:WHO[:NIGHT[:SIZE]]]")
    found, who, night, size = [*parts, "", "", ""][:4]
    one_of("drift kind", found, get_args(DriftKind))
    kind = cast("DriftKind", found)
    try:
        start_night, amount = int(night or 1), float(size or SIZES[kind])
    except ValueError as error:
        raise ValueError(
            f"drift {text!r}: expected a whole NIGHT and a number for SIZE, e.g. {kind}::30:0.1"
        ) from error
    if kind in SOURCE_DRIFTS:
        one_of(f"{kind}: source", who or KINDS[0], KINDS)
        return Drift(kind, start_night=start_night, size=amount, source=cast("Kind", who or KINDS[0]))
    return Drift(kind, _persona(kind, who), start_night, amount)


def _persona(kind: DriftKind, who: str) -> str:
    if who.isdigit():
        in_range(f"{kind}: number of the persona", int(who), 1, len(NAMES))
        return NAMES[int(who) - 1]
    return who or (EVERYBODY if kind in FOR_EVERYBODY else NAMES[0])
