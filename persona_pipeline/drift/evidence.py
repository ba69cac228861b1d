"""Add evidence up over nights: CUSUMs per stream that fire at their threshold and clear only after a calm week."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from .paces import DOWN, NEVER, QUICK, STEADY, UP, Sums

if TYPE_CHECKING:
    import numpy.typing as npt

    from .arrays import Counts, Flags, Floats

_Kind = TypeVar("_Kind", np.float64, np.int64)
CALM_NIGHTS = 7
"""So many clean nights below half the threshold end an incident: one whole week, so that it does not flap."""


@dataclass(frozen=True)
class Signals:
    """What the CUSUMs are given, by (night, stream), or by (window, night, stream) for windows of the last 2, 3 .. nights.

    Attributes:
        z: standardised differences; may be NaN where not ``live``.
        live: nights after the reference with a figure that can be trusted; all others leave the evidence as it is.
        may_rise, may_fall: by window, where a rise or a fall is large enough and lasting.
        stays_up, stays_down: where half of a move that matters is still there: an incident does not end.
        threshold, quick: thresholds of the two paces, by stream.
        downward: streams whose rise is information only.
        whole: column of the same measure over all customers; NEVER where a stream cannot be its echo.
        differs: by window, where personas moved differently, so that a persona's fall is more than the shop's.
    """

    z: Floats
    live: Flags
    may_rise: Flags
    may_fall: Flags
    stays_up: Flags
    stays_down: Flags
    threshold: Floats
    quick: Floats
    downward: Flags
    whole: Counts
    differs: Flags

    def raised(self, factor: Floats) -> Signals:
        """The same with thresholds so many times as high, by stream."""
        return replace(self, threshold=self.threshold * factor, quick=self.quick * factor)


@dataclass(frozen=True)
class Evidence:
    """The CUSUMs after every night, by (night, stream).

    Attributes:
        cusum: the steady pace's evidence; where the quick one is nearer to its own threshold, that part of the steady
            one's threshold. At the threshold it is enough.
        direction: 1 up, -1 down.
        began: row of the night on which the change began; NEVER while there is none.
        window: nights, 2 or more, that an effect is told of: those since it began, for all others the longest window.
    """

    cusum: Floats
    direction: Counts
    began: Counts
    window: Counts
    watching: Flags
    firing: Flags
    echo: Flags


def add_up(signals: Signals) -> Evidence:
    """Run all streams through all nights (Page 1954), each at two paces (several CUSUMs at once: Sparks 2000).

    A stream fires when either CUSUM reaches its threshold, and the move since it began is large enough, lasting and not
    the whole shop's; it clears after CALM_NIGHTS clean nights below half the thresholds, once less than half of a move that
    matters is left. When the whole shop fires and personas differ, those that have half the evidence fire with it: theirs is the cause.
    """
    shape = signals.z.shape
    state = _State.fresh(shape[1])
    z = np.where(signals.live, signals.z, 0.0)
    nights = [state.step(night, z[night], signals) for night in range(shape[0])]
    if not nights:
        counts, flags = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.bool_)
        return Evidence(np.zeros(shape), counts, counts, counts, flags, flags, flags)
    return Evidence(*(np.stack(part) for part in zip(*nights, strict=True)))


@dataclass
class _State:
    """All streams between two nights."""

    steady: Sums
    quick: Sums
    firing: Flags
    side: Counts
    began: Counts
    calm: Counts

    @classmethod
    def fresh(cls, streams: int) -> _State:
        none = np.zeros(streams, dtype=np.int64)
        return cls(
            Sums.fresh(streams), Sums.fresh(streams), np.zeros(streams, dtype=np.bool_), none, none + NEVER, none.copy()
        )

    def step(
        self, night: int, z: Floats, signals: Signals
    ) -> tuple[Floats, Counts, Counts, Counts, Flags, Flags, Flags]:
        live = signals.live[night]
        self.steady = self.steady.after(night, live, z, STEADY, signals.threshold)
        self.quick = self.quick.after(night, live, z, QUICK, signals.quick)
        echo, carried = self._shop(night, signals)
        falls = (self._enough(night, signals, DOWN) | carried) & ~echo
        rises = self._enough(night, signals, UP) & ~signals.downward
        starts = live & ~self.firing & (falls | rises)
        self.side = np.where(starts, np.where(falls, DOWN, UP), self.side)
        self.began = np.where(starts, self._of_side(self.steady.began), self.began)
        self._clear(night, live, starts, signals)
        return self._picture(signals, echo)

    def _enough(self, night: int, signals: Signals, side: int) -> Flags:
        """Streams with enough evidence for a move on this side that is large enough since it began."""
        large = signals.may_rise if side == UP else signals.may_fall
        found = np.zeros(large.shape[-1], dtype=np.bool_)
        for sums, threshold in ((self.steady, signals.threshold), (self.quick, signals.quick)):
            found |= (sums.evidence[side] >= threshold) & _since(large, night, sums.nights[side])
        return found

    def _shop(self, night: int, signals: Signals) -> tuple[Flags, Flags]:
        """Which falls are the whole shop's, and which are the reason for the whole shop's."""
        down, half = self.steady.evidence[DOWN], signals.threshold / 2
        of_shop = (signals.whole != NEVER) & (down[signals.whole] > half[signals.whole])
        nights = self.steady.nights[DOWN]
        differs = _since(signals.differs, night, np.minimum(nights, nights[signals.whole]))
        shop_falls = self._enough(night, signals, DOWN)[signals.whole] | (
            self.firing[signals.whole] & (self.side[signals.whole] == DOWN)
        )
        fell = _since(signals.may_fall, night, self.steady.nights[DOWN])
        return of_shop & ~differs, of_shop & differs & shop_falls & (down > half) & fell

    def _clear(self, night: int, live: Flags, starts: Flags, signals: Signals) -> None:
        part = np.maximum(self.steady.evidence / signals.threshold, self.quick.evidence / signals.quick)
        quiet = self._of_side(part) < 0.5
        stays = np.where(self.side == UP, signals.stays_up[night], signals.stays_down[night])
        self.calm = np.where(live, np.where(quiet & ~starts, self.calm + 1, 0), self.calm)
        self.firing = (self.firing & ((self.calm < CALM_NIGHTS) | stays)) | starts

    def _picture(self, signals: Signals, echo: Flags) -> tuple[Floats, Counts, Counts, Counts, Flags, Flags, Flags]:
        steady, half = self.steady.evidence, signals.threshold / 2
        falling = np.where(self.firing, self.side == DOWN, steady[DOWN] >= steady[UP])
        both = np.maximum(steady, self.quick.evidence / signals.quick * signals.threshold)
        watching = ~self.firing & ((steady[DOWN] > half) | ((steady[UP] > half) & ~signals.downward))
        began = np.where(self.firing, self.began, _by(falling, self.steady.began))
        since = np.where(self.firing | watching, _by(falling, self.steady.nights), 0)
        longest = len(signals.may_rise) + 1
        window = np.where(since > 0, np.clip(since, 2, longest), longest)
        return (
            _by(falling, both), np.where(falling, -1, 1), began, window, watching, self.firing.copy(), echo & watching
        )  # fmt: skip

    def _of_side(self, both: npt.NDArray[_Kind]) -> npt.NDArray[_Kind]:
        return _by(self.side == DOWN, both)


def _by(falling: Flags, both: npt.NDArray[_Kind]) -> npt.NDArray[_Kind]:
    found: npt.NDArray[_Kind] = np.where(falling, both[DOWN], both[UP])
    return found


def _since(by_window: Flags, night: int, nights: Counts) -> Flags:
    """What the window says that is as long as so many nights: at least 2, at most the longest there is."""
    place = np.clip(nights - 2, 0, len(by_window) - 1)
    found: Flags = by_window[place, night, np.arange(len(nights))]
    return found
