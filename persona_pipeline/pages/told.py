"""What drift told of each signal over the nights of its effect, which stands in the evidence of the verdicts only.

The table of signals has a night's own values; a headline speaks of the mean over several, and so do these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True)
class Told:
    """``expected``: what was normal on those weekdays; ``recent``: what was; ``n``: mean a night; ``feature``: of a centre."""

    expected: float | None = None
    recent: float | None = None
    n: int | None = None
    feature: str | None = None


NOTHING = Told()


def told_of(evidences: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], Told]:
    """By persona and measure; what the evidence of an earlier version of this program lacks is None."""
    found: dict[tuple[str, str], Told] = {}
    for one in (one for shown in evidences for one in _signals(shown)):
        told = Told(one.get("expected"), one.get("recent"), one.get("n_per_night"), one.get("feature"))
        key = (str(one.get("persona_id")), str(one.get("measure")))
        if told != NOTHING or key not in found:
            found[key] = told
    return found


def _signals(shown: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for part in ("contributors", "quality", "signals"):
        yield from shown.get(part) or ()
