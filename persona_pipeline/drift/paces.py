"""One-sided CUSUMs, both sides of all streams at once, at two paces: a steady one for small moves, a quick one for large ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .arrays import Counts, Flags, Floats

NEVER = -1
CEILING = 1.5
"""Evidence stops growing at so many thresholds, so that a change that is over is seen to be over within weeks."""
UP, DOWN = 0, 1


@dataclass(frozen=True)
class Pace:
    """How a CUSUM adds up.

    Attributes:
        allowance: k, what a night must stand out by, in standard errors, before it counts as evidence. Half the move
            that the CUSUM is quickest for (Page 1954).
        winsor: a night counts for at most so many standard errors (Lucas and Crosier 1982), so that one alone adds
            ``winsor - allowance``, which is less than any threshold, and cannot fire.
    """

    allowance: float
    winsor: float

    def add(self, before: Floats, z: Floats) -> Floats:
        """Evidence after a night with such differences in its direction, never below 0."""
        after: Floats = np.maximum(before + np.clip(z, -self.winsor, self.winsor) - self.allowance, 0.0)
        return after


STEADY = Pace(1.0, 3.0)
QUICK = Pace(2.0, 4.0)


@dataclass(frozen=True)
class Sums:
    """The CUSUMs of one pace between two nights, by (side, stream): UP and DOWN.

    Attributes:
        evidence: what has been added up.
        began: row of the night from which on it has been above 0; NEVER where it is 0.
        nights: clean nights since then.
    """

    evidence: Floats
    began: Counts
    nights: Counts

    @classmethod
    def fresh(cls, streams: int) -> Sums:
        """Nothing yet."""
        none = np.zeros((2, streams), dtype=np.int64)
        return cls(np.zeros((2, streams)), none + NEVER, none)

    def after(self, night: int, live: Flags, z: Floats, pace: Pace, threshold: Floats) -> Sums:
        """One night more; streams that are not ``live`` stay as they are."""
        before = self.evidence
        grown = np.minimum(pace.add(before, np.stack([z, -z])), CEILING * threshold)
        evidence = np.where(live, grown, before)
        runs = evidence > 0
        return Sums(
            evidence,
            np.where(runs, np.where(before > 0, self.began, night), NEVER),
            np.where(runs, self.nights + live, 0),
        )
