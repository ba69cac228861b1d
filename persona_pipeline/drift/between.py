"""Did the personas move alike? If a figure falls for everybody, no persona is to blame."""

import numpy as np

from .arrays import Counts, Flags
from .history import History
from .special import chi_square_tail
from .streams import ALL, measure_of
from .windows import Effect

RAREST = 0.005
"""The test is made every night, so it asks for more than the usual 5 %."""
MATERIAL = 0.5
"""Personas differ when one is off the common move by at least this share of it."""


def differs(history: History, effect: Effect) -> Flags:
    """By (night, stream): the personas' moves in this stream's measure differ by more than chance, and materially.

    Cochran's Q over the personas' moves (relative ones for proportions, because a shop that loses 15 % of its
    conversion loses fewer points where conversion is low), chi-square with personas - 1 degrees of freedom.
    """
    found = np.zeros(effect.value.shape, dtype=np.bool_)
    for measure in {stream.measure for stream in history.streams}:
        columns = [i for i, s in enumerate(history.streams) if s.measure == measure]
        personas = [i for i in columns if history.streams[i].persona_id != ALL]
        known = measure_of(measure)
        if len(personas) > 1 and known:
            found[:, columns] = _differ(effect, np.array(personas), relative=known.proportion)[:, None]
    return found


def _differ(effect: Effect, personas: Counts, *, relative: bool) -> Flags:
    base = np.maximum(np.abs(effect.expected[:, personas]), 1e-9) if relative else np.ones((1, 1))
    usable = effect.n[:, personas] > 0
    move = np.where(usable, effect.difference[:, personas] / base, 0.0)
    weight = np.where(usable, (base / np.maximum(effect.error[:, personas], 1e-12)) ** 2, 0.0)
    common = (weight * move).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-12)
    off = np.where(usable, np.abs(move - common[:, None]), 0.0)
    q = (weight * off**2).sum(axis=1)
    tail = chi_square_tail(q, np.maximum(usable.sum(axis=1) - 1.0, 1.0))
    result: Flags = (tail < RAREST) & (off.max(axis=1) >= MATERIAL * np.abs(common))
    return result
