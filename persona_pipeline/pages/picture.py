"""What the overview shows, read from the warehouse: small tables for one night, in no language yet."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from persona_pipeline.challenger import last_said
from persona_pipeline.language import LONGEST_NAME, clip
from persona_pipeline.personas.name_in import name_in

from .scales import Scale, scales_of
from .told import NOTHING, Told, told_of

if TYPE_CHECKING:
    from persona_pipeline.context import Context
    from persona_pipeline.language import Code

NIGHTS_SHOWN = 60
State = Literal["no_data", "no_personas", "learning", "keep", "watch", "re-evaluate", "distrusted", "unknown"]


@dataclass(frozen=True)
class Verdict:
    """keep, watch, re-evaluate or unknown; why; the night on which it began; and the evidence as drift wrote it."""

    word: str
    cause: str
    since: date | None
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Signal:
    """One measured difference; ``evidence`` is a multiple of what is needed to fire, ``told`` what its effect is made of.

    ``stands`` is its state, or where tonight's data cannot be trusted (blocked) that of the last night whose data could.
    """

    level: str
    persona_id: str
    measure: str
    effect: float | None
    unit: str
    low: float | None
    high: float | None
    n: int | None
    evidence: float
    direction: str
    since: date | None
    state: str
    reference_nights: int
    stands: str
    told: Told = NOTHING

    @property
    def moved(self) -> bool:
        """Worth showing: what stands; of data quality, what blocks a verdict. Features only explain."""
        return self.counts or (self.level not in ("quality", "feature") and self.stands == "watch")

    @property
    def is_held(self) -> bool:
        """Tonight's data cannot be trusted for it, so it is what it was on the night before."""
        return self.state == "blocked" and self.level != "quality"

    @property
    def counts(self) -> bool:
        """It is part of the verdict, or keeps one from being given."""
        return self.stands == ("blocked" if self.level == "quality" else "firing")


@dataclass(frozen=True)
class Figure:
    """One profile figure with its interval and the people behind it; ``value`` is None where they are too few."""

    name: str
    source: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Persona:
    """A persona of the version in use; ``number`` counts from 1 and gives its colour.

    ``shares`` are of all customers, ``active_shares`` of the day's active ones, by night; ``active`` is the latter over
    the last nights together, as the verdict tells it.
    """

    persona_id: str
    name: str
    number: int
    verdict: Verdict
    figures: dict[str, Figure]
    shares: dict[date, float]
    active_shares: dict[date, float] = field(default_factory=dict)
    active: Told = NOTHING

    def value(self, name: str) -> float | None:
        found = self.figures.get(name)
        return found.value if found else None


@dataclass(frozen=True)
class Alert:
    rule: str
    subject: str
    severity: str
    title: str
    body: str
    as_of: date


@dataclass(frozen=True)
class Segment:
    name: str
    customers: int | None
    customers_week_ago: int | None
    monetary: float | None


@dataclass(frozen=True)
class Picture:
    """Everything on the overview.

    ``as_of`` is the night that was run, ``shown`` the night whose figures are shown: the same, unless a gate or a
    failure stopped the night (``stopped`` is then ``stopped`` or ``failed``, ``gates`` and ``stop_reason`` say why).
    """

    as_of: date
    shown: date | None
    stopped: str | None
    stop_reason: str
    files: int
    order_days: int
    version: int | None
    accepted: date | None
    verdict: Verdict
    personas: tuple[Persona, ...]
    everyone: dict[str, Figure]
    signals: tuple[Signal, ...]
    alerts: tuple[Alert, ...]
    grid: dict[tuple[int, int], int | None]
    segments: tuple[Segment, ...]
    gates: tuple[str, ...] = ()
    scales: dict[str, Scale] = field(default_factory=dict)
    challenger: dict[Code, str] = field(default_factory=dict)
    """Whether new personas would describe customers better: one sentence by language; empty where none was fitted lately."""

    @property
    def state(self) -> State:
        if self.shown is None:
            return "no_data"
        if not self.personas:
            return "no_personas"
        if self.verdict.word == "unknown":
            if self.verdict.cause == "quality":
                return "distrusted"
            return "learning" if any(signal.state == "learning" for signal in self._judged) else "unknown"
        return "keep" if self.verdict.word == "keep" else ("watch" if self.verdict.word == "watch" else "re-evaluate")

    @property
    def moved(self) -> tuple[Signal, ...]:
        return tuple(signal for signal in self.signals if signal.moved)

    def on_watch(self, persona_id: str, measure: str) -> bool:
        """Whether that signal has evidence of its own."""
        found = (signal for signal in self.signals if (signal.persona_id, signal.measure) == (persona_id, measure))
        return any(signal.stands in ("watch", "firing") for signal in found)

    def told_in(self, code: Code) -> Picture:
        """The same with the names that figures made in that language; a name that people gave stays as it is."""
        return replace(self, personas=tuple(replace(one, name=name_in(one.name, code)) for one in self.personas))

    def names_with(self, verdict: str) -> list[str]:
        """Names of the personas with that verdict."""
        return [persona.name for persona in self.personas if persona.verdict.word == verdict]

    @property
    def event(self) -> str:
        """Name of the known event on the night, which is then left out of the comparison."""
        return str(self.verdict.evidence.get("event") or "")

    @property
    def reference_nights(self) -> int:
        """Clean nights that tonight is compared with."""
        said = self.verdict.evidence.get("reference", {}).get("nights")
        return int(said) if said is not None else max((signal.reference_nights for signal in self._judged), default=0)

    @property
    def _judged(self) -> list[Signal]:
        return [signal for signal in self.signals if signal.level != "quality"]

    @property
    def days(self) -> list[date]:
        """The nights of the history, oldest first."""
        if self.shown is None:
            return []
        first = min((min(persona.shares) for persona in self.personas if persona.shares), default=self.shown)
        return [first + timedelta(days=n) for n in range((self.shown - first).days + 1)]


def read_picture(ctx: Context) -> Picture:
    """The picture of ``ctx.as_of``, or of the last good night where that one was stopped."""
    run = ctx.warehouse.run
    status, reason = next(iter(run("pages/night", {"as_of": ctx.as_of})), (None, None))
    shown: date | None = run("pages/shown_night")[0][0]
    files, order_days = run("pages/data_so_far")[0]
    night = {"as_of": shown or ctx.as_of, "nights": NIGHTS_SHOWN, "min_cell": ctx.settings.publish.min_cell}
    version, accepted, definition = next(iter(run("pages/version", night)), (None, None, None))
    verdicts = {row[0]: Verdict(row[1], row[2], row[3], _evidence(row[4])) for row in run("pages/verdicts", night)}
    figures = _figures(run("pages/profiles", night))
    told = told_of(verdict.evidence for verdict in verdicts.values())
    histories = _by_night(run("pages/history", night)), _by_night(run("pages/active_history", night))
    return Picture(
        as_of=ctx.as_of,
        shown=shown,
        stopped=status if status in ("stopped", "failed") else None,
        stop_reason=reason or "",
        files=files,
        order_days=order_days,
        version=version,
        accepted=accepted,
        verdict=verdicts.get("all", _NOT_KNOWN),
        personas=_personas(run("pages/personas", night), histories, verdicts=verdicts, figures=figures, told=told),
        everyone=figures.get("all", {}),
        signals=tuple(_signal(row, told) for row in run("pages/signals", night)),
        alerts=tuple(Alert(*row) for row in run("pages/alerts", {"as_of": max(ctx.as_of, shown or ctx.as_of)})),
        grid={(r, fm): customers for r, fm, customers in run("pages/grid", night)},
        segments=tuple(Segment(*row) for row in run("pages/segments", night)),
        gates=tuple(row[0] for row in run("pages/gates", {"as_of": ctx.as_of})),
        scales=scales_of(definition),
        challenger=last_said(ctx.warehouse, shown or ctx.as_of),
    )


_NOT_KNOWN = Verdict("unknown", "none", None)
Rows = list[tuple[Any, ...]]
Shares = dict[str, dict[date, float]]
"""By persona and night."""


def _evidence(text: str | None) -> dict[str, Any]:
    found = json.loads(text or "{}")
    return found if isinstance(found, dict) else {}


def _figures(rows: Rows) -> dict[str, dict[str, Figure]]:
    found: dict[str, dict[str, Figure]] = {}
    for persona_id, *rest in rows:
        figure = Figure(*rest)
        found.setdefault(str(persona_id), {})[figure.name] = figure
    return found


def _by_night(rows: Rows) -> Shares:
    found: Shares = {}
    for day, persona_id, value in rows:
        if isinstance(day, date) and isinstance(value, float):
            found.setdefault(str(persona_id), {})[day] = value
    return found


def _personas(
    names: Rows,
    histories: tuple[Shares, Shares],
    *,
    verdicts: dict[str, Verdict],
    figures: dict[str, dict[str, Figure]],
    told: dict[tuple[str, str], Told],
) -> tuple[Persona, ...]:
    shares, active = histories
    return tuple(
        Persona(
            str(key),
            clip(name, LONGEST_NAME),
            number,
            verdicts.get(str(key), _NOT_KNOWN),
            figures.get(str(key), {}),
            shares.get(str(key), {}),
            active.get(str(key), {}),
            told.get((str(key), "active_share"), NOTHING),
        )
        for number, (key, name) in enumerate(names, start=1)
    )


def _signal(row: tuple[Any, ...], told: dict[tuple[str, str], Told]) -> Signal:
    level, persona_id, measure, effect, unit, low, high, n, cusum, threshold, direction, since, state, *rest = row
    nights, stands = rest
    evidence = cusum / threshold if cusum and threshold else 0.0
    moved = (level, persona_id, measure, effect, unit, low, high, n, evidence, direction, since, state)
    return Signal(*moved, nights or 0, stands, told.get((persona_id, measure), NOTHING))
