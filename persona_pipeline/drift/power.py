"""The power card: what size of lasting change this shop sees at its own volume, and how soon."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from persona_pipeline.settings import DriftSettings

from .arrays import Flags, Floats
from .judge import Judgement
from .paces import CEILING, QUICK, STEADY, Pace
from .profile import Centre
from .special import normal_score
from .streams import ALL, CENTRE, Measure, Stream, measure_of, smallest_effect
from .windows import NPS_SCALE, SHORTEST

WITHIN = (3, 5, 10)
"""Nights after which the card says what was seen."""
PROBABILITY = 0.8
_PATHS = 300
_BEFORE = 14
"""Nights before the change, so that the evidence and the last nights' mean are as they usually are."""
_SIZES = np.geomspace(0.3, 12.0, 28)
"""Changes that are tried, in standard errors of a night."""
_MOST_PERCENT, _MOST_POINTS, _MOST_SD, _MOST_NPS = 90.0, 50.0, 3.0, 100.0
_FARTHEST = {"percent": _MOST_PERCENT, "points": _MOST_POINTS, "sd": _MOST_SD, "nps": _MOST_NPS}
"""Larger ones are no change of a shop but another shop; the card says that it is not within reach."""


Limits = tuple[tuple[Pace, float], ...]
"""Each pace with its threshold."""


@dataclass(frozen=True)
class Power:
    """The smallest lasting change that is seen within so many nights with 80 % probability; None: not within reach."""

    persona_id: str
    measure: str
    nights: int
    smallest_change: float | None
    unit: str


def power_card(judgement: Judgement, settings: DriftSettings, min_cell: int) -> list[Power]:
    """By stream that raises an alarm for a persona's share or centre or for a KPI of the whole shop, and by nights.

    A lasting change is planted into nights that vary as those of the reference do (dispersion, autocorrelation, what the
    reference leaves unknown of the mean) and judged by the rule itself: evidence, size and duration. KPIs of one persona
    are left out: whether they count depends on all others at once. A centre is moved in one feature, the middle one by
    its noise. Streams over fewer than ``min_cell`` people, orders or answers a night are left out.
    """
    card: list[Power] = []
    for own, measure, seen in _streams(judgement, settings, min_cell):
        for nights in WITHIN:
            size = seen.smallest(nights)
            reachable = size is not None and size <= _FARTHEST[measure.unit]
            card.append(Power(own.persona_id, own.measure, nights, _rounded(size) if reachable else None, measure.unit))
    return card


@dataclass(frozen=True)
class _Seen:
    """``share`` of the paths that had fired, by (size, night from the change on); sizes in natural units."""

    sizes: Floats
    share: Floats

    def smallest(self, nights: int) -> float | None:
        """Between two sizes the share is taken as linear."""
        caught = np.maximum.accumulate(self.share[:, nights - 1])
        if caught[-1] < PROBABILITY:
            return None
        return float(np.interp(PROBABILITY, caught + 1e-9 * np.arange(len(caught)), self.sizes))


@dataclass(frozen=True)
class _Noise:
    """A stream's nights in units of their standard error ``error`` (own scale), as the rule standardises them.

    ``fixed`` is the part of that variance that is the reference's own error and the same every night.
    """

    error: float
    fixed: float
    memory: float
    freedom: float

    def score(self, t: Floats) -> Floats:
        """``normal_score`` of many values, by a table."""
        grid = np.linspace(-30.0, 30.0, 3_001)
        table = normal_score(grid, np.asarray(self.freedom))
        found: Floats = np.interp(t, grid, table)
        return found

    def independent(self, score: Floats) -> Floats:
        """``reference.independent`` of nights without a gap; the first night is before the change and is dropped from it."""
        before = np.concatenate([score[..., :1], score[..., :-1]], axis=-1)
        found: Floats = (score - self.memory * before) / np.sqrt(1.0 - self.memory**2)
        return found

    def paths(self, nights: int) -> Floats:
        """By (path, night): autocorrelated noise and one offset per path; variance 1."""
        rng = np.random.default_rng(20_260_101)
        rho = self.memory
        white = rng.normal(size=(_PATHS, nights))
        offset = rng.normal(size=(_PATHS, 1))
        walk = np.empty_like(white)
        walk[:, 0] = white[:, 0]
        for night in range(1, nights):
            walk[:, night] = rho * walk[:, night - 1] + np.sqrt(1.0 - rho**2) * white[:, night]
        found: Floats = np.sqrt(1.0 - self.fixed) * walk + np.sqrt(self.fixed) * offset
        return found


def _streams(judgement: Judgement, settings: DriftSettings, min_cell: int) -> Iterator[tuple[Stream, Measure, _Seen]]:
    reference = judgement.reference
    a_night = np.where(reference.nights > 0, reference.n / np.maximum(reference.nights, 1), 0.0)
    for index, stream in enumerate(judgement.streams):
        measure = measure_of(stream.measure)
        if measure is None or measure.level == "feature":
            continue
        if stream.measure == CENTRE:
            centre = next(c for c in judgement.centres if c.persona_id == stream.persona_id)
            if a_night[centre.features].min() >= min_cell:
                yield stream, measure, _centre_seen(judgement, centre, _limits(judgement, index), settings)
        elif reference.ready[index] and (stream.persona_id == ALL or measure.level == "share"):
            people = a_night[index] * (reference.mean[index] if measure.level == "share" else 1.0)
            if people >= min_cell:
                yield stream, measure, _stream_seen(judgement, index, measure, settings)


def _stream_seen(judgement: Judgement, index: int, measure: Measure, settings: DriftSettings) -> _Seen:
    noise = _noise(judgement, index)
    side = -1.0 if measure.downward else 1.0
    y = noise.paths(_BEFORE + WITHIN[-1])
    moved = y[None, :, :] + _planted(_SIZES)[:, None, :]
    z = noise.independent(noise.score(moved))
    base = float(judgement.reference.mean[index])
    scale = float(np.sqrt(judgement.reference.variance[index]))
    natural = _Natural(measure, base, side, scale)
    least = natural.back(smallest_effect(measure, settings)) / noise.error
    fired = _fires(z, _limits(judgement, index), _matters(moved, least, settings.effect_nights))
    return _Seen(np.array([natural.show(size * noise.error) for size in _SIZES]), _caught(fired))


def _centre_seen(judgement: Judgement, centre: Centre, limits: Limits, settings: DriftSettings) -> _Seen:
    """The other features vary as they do; squares of standard normal values, worth ``freedom`` independent ones."""
    errors = [_noise(judgement, int(column)).error for column in centre.features]
    middle = int(centre.features[np.argsort(errors, kind="stable")[(len(errors) - 1) // 2]])
    rho = (centre.inflation - 1.0) / (centre.inflation + 1.0)
    noise = replace(_noise(judgement, middle), memory=rho)
    features, freedom = len(centre.features), max(centre.freedom, 1.0)
    y = noise.paths(_BEFORE + WITHIN[-1])
    moved = y[None, :, :] + _planted(_SIZES)[:, None, :]
    rng = np.random.default_rng(20_260_102)
    rest = rng.chisquare(max(freedom - 1.0, 1e-3), size=y.shape) * (features / freedom)
    own = noise.score(moved)
    shift = (np.clip(own, -6.0, 6.0) ** 2 + np.maximum(rest, 0.0)[None, :, :]) / features
    score = (np.cbrt(shift) - (1 - 2 / (9 * freedom))) / np.sqrt(2 / (9 * freedom))
    z = (score - centre.middle) / centre.spread / np.sqrt(centre.inflation)
    fired = _fires(z, limits, _matters(moved, settings.min_profile_sd / noise.error, settings.effect_nights))
    return _Seen(_SIZES * noise.error, _caught(fired))


def _noise(judgement: Judgement, column: int) -> _Noise:
    reference = judgement.reference
    n = max(float(reference.n[column]) / max(int(reference.nights[column]), 1), 1.0)
    night = float(reference.dispersion[column] * reference.variance[column]) / n
    doubt = float(reference.mean_variance[column] + reference.weekday_variance[:, column].mean())
    return _Noise(
        float(np.sqrt(night + doubt)),
        doubt / (night + doubt),
        float(reference.memory[column]),
        float(reference.freedom[column]),
    )


def _planted(sizes: Floats) -> Floats:
    """By (size, night): nothing before the change, all of it from then on."""
    return sizes[:, None] * (np.arange(_BEFORE + WITHIN[-1]) >= _BEFORE)


def _limits(judgement: Judgement, index: int) -> Limits:
    return (STEADY, float(judgement.threshold[index])), (QUICK, float(judgement.quick[index]))


def _matters(moved: Floats, least: float, longest: int) -> Flags:
    """By window: where the mean of the last nights is at least ``least``, also without the highest of them."""
    found = []
    for nights in range(SHORTEST, longest + 1):
        padded = np.concatenate([np.zeros((*moved.shape[:2], nights - 1)), moved], axis=2)
        last = np.lib.stride_tricks.sliding_window_view(padded, nights, axis=2)
        total, highest = last.sum(axis=-1), last.max(axis=-1)
        found.append(np.minimum(total / nights, (total - highest) / (nights - 1)) >= least)
    return np.stack(found)


def _fires(z: Floats, limits: Limits, matters: Flags) -> Flags:
    """By (size, path, night): fires on that night, which is a night of the change. Alarms before it do not count."""
    speaks = (z > STEADY.allowance).astype(np.int64)
    fired = np.zeros(z.shape, dtype=np.bool_)
    for pace, h in limits:
        evidence, since = np.zeros(z.shape[:2]), np.zeros(z.shape[:2], dtype=np.int64)
        for night in range(z.shape[2]):
            evidence = np.minimum(pace.add(evidence, z[:, :, night]), CEILING * h)
            since = np.where(evidence > 0, since + 1, 0)
            lasting = speaks[:, :, max(night - 2, 0) : night + 1].sum(axis=2) >= 2
            window = np.clip(since - SHORTEST, 0, len(matters) - 1)
            large = np.take_along_axis(matters[..., night], window[None], axis=0)[0]
            if night >= _BEFORE:
                fired[:, :, night] |= (evidence >= h) & lasting & large
    return fired


def _caught(fired: Flags) -> Floats:
    """Share of the paths that have fired by each night of the change, by (size, night)."""
    share: Floats = np.maximum.accumulate(fired[:, :, _BEFORE:], axis=2).mean(axis=1)
    return share


@dataclass(frozen=True)
class _Natural:
    """A change in a measure's own scale as people read it, and back; both positive."""

    measure: Measure
    base: float
    side: float
    scale: float

    def show(self, change: float) -> float:
        if self.measure.log:
            return float(100.0 * abs(np.expm1(self.side * change)))
        if self.measure.unit == "percent":
            return 100.0 * change / max(abs(self.base), 1e-9)
        return change * self._times

    def back(self, shown: float) -> float:
        if self.measure.log:
            return float(abs(np.log1p(self.side * min(shown, 99.0) / 100.0)))
        if self.measure.unit == "percent":
            return shown / 100.0 * max(abs(self.base), 1e-9)
        return shown / self._times

    @property
    def _times(self) -> float:
        if self.measure.unit == "sd":
            return 1.0 / max(self.scale, 1e-12)
        return {"points": 100.0, "nps": NPS_SCALE}[self.measure.unit]


def _rounded(size: float | None) -> float | None:
    """Two figures: the card is an estimate."""
    return None if size is None else float(f"{size:.2g}")
