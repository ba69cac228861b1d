"""From nightly figures to evidence: every night judged against the reference, from the history alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from persona_pipeline.settings import DriftSettings

from .arrays import Counts, Flags, Floats, any_of
from .between import differs
from .evidence import Evidence, Signals, add_up
from .history import History, touched_by
from .marks import Marks, special_nights
from .paces import NEVER
from .profile import Centre, centre_of
from .reference import Reference, fit, independent, standardise, with_season
from .streams import ALL, CENTRE, Group, Measure, Stream, group_of, measure_of
from .thresholds import KPI_SAFETY, SAFETY, quick_threshold, threshold
from .windows import SHORTEST, Effect, counted_nights, persists, windows


@dataclass(frozen=True)
class Judgement:
    """Everything that was computed, by (night, stream). ``streams`` are those of the history, then the centres.

    Attributes:
        blocked: made from data that could not be trusted that night.
        watched: the reference was full before that night.
        z: standardised differences, autocorrelation allowed for.
        effects: by window, the last 2, 3 .. nights.
        column: for every stream the column of the history that its figures are shown from; for a centre a feature that
            moved, by its own evidence where there is such a one.
    """

    history: History
    streams: tuple[Stream, ...]
    reference: Reference
    effects: tuple[Effect, ...]
    centres: tuple[Centre, ...]
    evidence: Evidence
    blocked: Flags
    watched: Flags
    z: Floats
    threshold: Floats
    quick: Floats
    column: Counts

    def level(self, stream: int) -> str:
        """Level of a stream."""
        return _measure(self.streams[stream]).level

    def effect_of(self, night: int, stream: int) -> tuple[Effect, int]:
        """The effects that a stream is told by on a night, and over how many nights they are."""
        nights = int(self.evidence.window[night, stream])
        return self.effects[nights - SHORTEST], nights

    def columns(self, persona_id: str, level: str) -> list[int]:
        """Streams of a persona at a level."""
        return [i for i, s in enumerate(self.streams) if s.persona_id == persona_id and self.level(i) == level]


@dataclass(frozen=True)
class Prepared:
    """What a judgement is made of before any threshold is applied: all of it is the same whatever the thresholds."""

    history: History
    streams: tuple[Stream, ...]
    clean: Flags
    reference: Reference
    effects: tuple[Effect, ...]
    centres: tuple[Centre, ...]
    signals: Signals
    parts: "_Parts"


def judge(
    history: History,
    distrusted: Sequence[frozenset[str]],
    settings: DriftSettings,
    marks: Marks | None = None,
    *,
    factors: Mapping[Group, float] | None = None,
) -> Judgement:
    """Judge all nights; ``distrusted`` has the kinds of source that cannot be trusted, by night of the history.

    ``marks`` are the nights that are left out and where references begin; without them the calendar of the settings.
    ``factors`` raise the thresholds of a group of streams above the formula's, where the shop's own history asks for it
    (``budget``); 1 where a group is not named.
    """
    return conclude(prepare(history, distrusted, settings, marks), settings, factors)


def prepare(
    history: History, distrusted: Sequence[frozenset[str]], settings: DriftSettings, marks: Marks | None = None
) -> Prepared:
    """Everything about all nights that comes before adding evidence up."""
    marks = marks or Marks(special_nights(history.nights, settings))
    blocked = touched_by(history.streams, list(distrusted))
    clean = history.known() & ~blocked & marks.used(history.nights, history.streams)
    reference = with_season(fit(history, clean, settings.reference_nights), history, clean)
    watched = counted_nights(clean) - clean >= settings.reference_nights
    live = clean & watched
    standard = standardise(history, reference)
    effects = windows(history, reference, clean, settings)
    found = [centre_of(p, history, reference, standard=standard, live=live) for p in history.personas]
    centres = tuple(centre for centre in found if centre)
    parts = _with_centres(
        history,
        centres,
        z=independent(history, standard, clean, reference.memory),
        live=live,
        blocked=blocked,
        watched=watched,
    )
    signals = _signals(history, parts, effects, clean=clean, centres=centres, settings=settings)
    return Prepared(history, parts.streams, clean, reference, effects, centres, signals, parts)


def conclude(prepared: Prepared, settings: DriftSettings, factors: Mapping[Group, float] | None = None) -> Judgement:
    """Add the evidence up, with thresholds raised by ``factors``."""
    parts = prepared.parts
    raised = np.array([(factors or {}).get(group_of(stream), 1.0) for stream in parts.streams], dtype=np.float64)
    signals = prepared.signals.raised(raised)
    added = add_up(signals)
    return Judgement(
        prepared.history, parts.streams, prepared.reference, prepared.effects, prepared.centres, added, parts.blocked,
        parts.watched, parts.z, signals.threshold, signals.quick,
        _columns(parts, prepared.centres, effects=prepared.effects, evidence=added, settings=settings),
    )  # fmt: skip


@dataclass(frozen=True)
class _Parts:
    streams: tuple[Stream, ...]
    z: Floats
    live: Flags
    blocked: Flags
    watched: Flags


def _with_centres(
    history: History, centres: Sequence[Centre], *, z: Floats, live: Flags, blocked: Flags, watched: Flags
) -> _Parts:
    """Streams of the history, with one more for every centre; a centre is blocked when its persona's share is."""
    shares = [history.index(centre.persona_id, "active_share") or 0 for centre in centres]
    started = [any_of(watched[:, centre.features]) for centre in centres]
    return _Parts(
        (*history.streams, *(Stream(centre.persona_id, CENTRE) for centre in centres)),
        _beside(z, [centre.z for centre in centres]),
        _beside(live, [c.live & ~blocked[:, share] for c, share in zip(centres, shares, strict=True)]).astype(np.bool_),
        _beside(blocked, [blocked[:, share] for share in shares]).astype(np.bool_),
        _beside(watched, started).astype(np.bool_),
    )


def _columns(
    parts: _Parts, centres: Sequence[Centre], *, effects: Sequence[Effect], evidence: Evidence, settings: DriftSettings
) -> Counts:
    """The column that each stream's figures are shown from."""
    width = len(parts.streams) - len(centres)
    told = [
        _told(
            centre,
            effects[int(evidence.window[-1, width + number]) - SHORTEST].value[-1, centre.features],
            evidence,
            least=settings.min_profile_sd if evidence.firing[-1, width + number] else 0.0,
        )
        for number, centre in enumerate(centres)
    ]
    return np.array([*range(width), *told], dtype=np.int64)


def _told(centre: Centre, moved: Floats, evidence: Evidence, *, least: float) -> int:
    """The feature to name for a centre: of those with evidence of their own the one that moved most, by ``least``.

    Where there is no such feature it is the one that moved most, which may be chance: several moved a little.
    """
    size = np.abs(np.nan_to_num(moved))
    seen = evidence.watching[-1, centre.features] | evidence.firing[-1, centre.features]
    fits = seen & (size >= least)
    return int(centre.features[(np.where(fits, size, -1.0) if fits.any() else size).argmax()])


def _signals(
    history: History,
    parts: _Parts,
    effects: Sequence[Effect],
    *,
    clean: Flags,
    centres: Sequence[Centre],
    settings: DriftSettings,
) -> Signals:
    above, below = persists(parts.z[:, : len(history.streams)], clean)
    lasting = [persists(c.z[:, None], c.live[:, None])[0][:, 0] for c in centres]
    none = [np.zeros(len(history.nights), dtype=np.bool_)] * len(centres)
    least, longest = settings.min_profile_sd, effects[-1]
    steady, quick = _thresholds(parts.streams, settings)
    return Signals(
        z=parts.z,
        live=parts.live & np.isfinite(parts.z),
        may_rise=_stacked(
            _beside(
                effect.matters_up & above,
                [_moved(c, effect, least) & lasts for c, lasts in zip(centres, lasting, strict=True)],
            )
            for effect in effects
        ),
        may_fall=_stacked(_beside(effect.matters_down & below, none) for effect in effects),
        stays_up=_beside(longest.half_up, [_moved(c, longest, least / 2) for c in centres]).astype(np.bool_),
        stays_down=_beside(longest.half_down, none).astype(np.bool_),
        threshold=steady,
        quick=quick,
        downward=np.array([_measure(s).downward for s in parts.streams], dtype=np.bool_),
        whole=np.array([_whole(s, history) for s in parts.streams], dtype=np.int64),
        differs=_stacked(_beside(differs(history, effect), none) for effect in effects),
    )


def _moved(centre: Centre, effect: Effect, least: float) -> Flags:
    """Where the feature that moved most has moved enough."""
    size = np.abs(np.where(centre.watched, np.nan_to_num(effect.value[:, centre.features]), 0.0))
    moved: Flags = size.max(axis=1) >= least
    return moved


def _stacked(by_window: Iterable[Floats]) -> Flags:
    found: Flags = np.stack(list(by_window)).astype(np.bool_)
    return found


def _thresholds(streams: Sequence[Stream], settings: DriftSettings) -> tuple[Floats, Floats]:
    """Thresholds of both paces by stream: a level's one-sided series share its budget. KPIs of the whole shop are a level."""
    groups = [group_of(s) for s in streams]
    sides = [1 if _measure(s).downward or s.measure == CENTRE else 2 for s in streams]
    shared = {group: sum(n for n, other in zip(sides, groups, strict=True) if other == group) for group in set(groups)}
    budget, nights = settings.false_alarms_per_year, settings.reference_nights
    steady, quick = (
        np.array([each(shared[group], budget, nights, _safety(group)) for group in groups], dtype=np.float64)
        for each in (threshold, quick_threshold)
    )
    return steady, quick


def _safety(group: Group) -> float:
    return KPI_SAFETY if group in ("kpi", "global_kpi") else SAFETY


def _whole(stream: Stream, history: History) -> int:
    """Column of the same KPI over all customers; NEVER for everything that is not a persona's KPI."""
    if stream.persona_id == ALL or _measure(stream).level != "kpi":
        return NEVER
    found = history.index(ALL, stream.measure)
    return NEVER if found is None else found


def _measure(stream: Stream) -> Measure:
    measure = measure_of(stream.measure)
    if measure is None:
        raise ValueError(f"{stream.measure!r} is not a measure that drift watches")
    return measure


def _beside(table: Floats | Flags, columns: Sequence[Floats | Flags]) -> Floats:
    """The table with more columns on its right."""
    joined: Floats = np.column_stack([table, *columns]) if len(columns) else np.asarray(table)
    return joined
