"""Add evidence up over nights: two one-sided CUSUMs per stream that fire at h and clear only after a calm week."""

from dataclasses import dataclass

import numpy as np

from .arrays import Counts, Flags, Floats
from .thresholds import ALLOWANCE, WINSOR

CALM_NIGHTS = 7
"""So many clean nights below half the threshold end an incident: one whole week, so that it does not flap."""
CEILING = 1.5
"""Evidence stops growing at so many thresholds, so that a change that is over is seen to be over within weeks."""
NEVER = -1


@dataclass(frozen=True)
class Signals:
    """What the CUSUMs are given, by (night, stream).

    Attributes:
        z: standardised differences; may be NaN where not ``live``.
        live: nights after the reference with a figure that can be trusted; all others leave the evidence as it is.
        may_rise, may_fall: where a rise or a fall is large enough, lasting and this stream's own to raise an alarm.
        threshold: h by stream.
        downward: streams whose rise is information only.
        whole: column of the same measure over all customers; NEVER where a stream cannot be its echo.
        differs: where personas moved differently, so that a persona's fall is more than the shop's.
    """

    z: Floats
    live: Flags
    may_rise: Flags
    may_fall: Flags
    threshold: Floats
    downward: Flags
    whole: Counts
    differs: Flags


@dataclass(frozen=True)
class Evidence:
    """The CUSUMs after every night, by (night, stream). ``began`` is a row number, NEVER while there is no change."""

    cusum: Floats
    direction: Counts
    began: Counts
    watching: Flags
    firing: Flags
    echo: Flags


def add_up(signals: Signals) -> Evidence:
    """Run all streams through all nights (Page 1954; winsorised as in Lucas and Crosier 1982).

    Each clean night adds min(|z|, 3) - 1 in its direction, never below 0. A stream fires when it reaches h and the
    move is large enough and lasting; it clears after CALM_NIGHTS clean nights below h / 2.
    """
    state = _State.fresh(signals.z.shape[1])
    z = np.clip(np.where(signals.live, signals.z, 0.0), -WINSOR, WINSOR)
    nights: list[tuple[Floats, Counts, Counts, Flags, Flags, Flags]] = []
    for night in range(len(z)):
        state.step(night, z[night], signals)
        nights.append(state.picture(signals))
    if not nights:
        empty = np.zeros(signals.z.shape)
        counts, flags = empty.astype(np.int64), empty.astype(np.bool_)
        return Evidence(empty, counts, counts, flags, flags, flags)
    cusum, direction, began, watching, firing, echo = (np.stack(part) for part in zip(*nights, strict=True))
    return Evidence(cusum, direction, began, watching, firing, echo)


@dataclass
class _State:
    """All streams between two nights."""

    up: Floats
    down: Floats
    up_began: Counts
    down_began: Counts
    firing: Flags
    fired: Counts
    fired_began: Counts
    calm: Counts
    echo: Flags

    @classmethod
    def fresh(cls, streams: int) -> "_State":
        def zeros() -> Counts:
            return np.zeros(streams, dtype=np.int64)

        def none() -> Flags:
            return np.zeros(streams, dtype=np.bool_)

        return cls(
            np.zeros(streams), np.zeros(streams), zeros() + NEVER, zeros() + NEVER, none(), zeros(), zeros() + NEVER,
            zeros(), none(),
        )  # fmt: skip

    def step(self, night: int, z: Floats, signals: Signals) -> None:
        live, h = signals.live[night], signals.threshold
        self.up, self.up_began = _page(night, live, self.up, z, self.up_began)
        self.down, self.down_began = _page(night, live, self.down, -z, self.down_began)
        self.up, self.down = np.minimum(self.up, CEILING * h), np.minimum(self.down, CEILING * h)
        of_the_shop = (signals.whole != NEVER) & (self.down[signals.whole] > h[signals.whole] / 2)
        self.echo = of_the_shop & ~signals.differs[night]
        falls = (self.down >= h) & signals.may_fall[night] & ~self.echo
        rises = (self.up >= h) & signals.may_rise[night] & ~signals.downward
        starts = live & ~self.firing & (falls | rises)
        self.fired = np.where(starts, np.where(falls, -1, 1), self.fired)
        self.fired_began = np.where(starts, np.where(falls, self.down_began, self.up_began), self.fired_began)
        quiet = np.where(self.fired > 0, self.up, self.down) < h / 2
        self.calm = np.where(live, np.where(quiet & ~starts, self.calm + 1, 0), self.calm)
        self.firing = (self.firing & (self.calm < CALM_NIGHTS)) | starts

    def picture(self, signals: Signals) -> tuple[Floats, Counts, Counts, Flags, Flags, Flags]:
        half = signals.threshold / 2
        falling = np.where(self.firing, self.fired < 0, self.down >= self.up)
        cusum = np.where(falling, self.down, self.up)
        began = np.where(self.firing, self.fired_began, np.where(falling, self.down_began, self.up_began))
        watching = ~self.firing & ((self.down > half) | ((self.up > half) & ~signals.downward))
        direction = np.where(falling, -1, 1)
        return cusum, direction, began, watching, self.firing.copy(), self.echo & watching


def _page(night: int, live: Flags, before: Floats, z: Floats, began: Counts) -> tuple[Floats, Counts]:
    after = np.where(live, np.maximum(before + z - ALLOWANCE, 0.0), before)
    began = np.where((before <= 0) & (after > 0), night, np.where(after > 0, began, NEVER))
    return after, began
