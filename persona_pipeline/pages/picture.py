"""What the overview shows: small tables for one night, in no language yet; reading.py fills them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from persona_pipeline.alerts.words import error_apart
from persona_pipeline.personas.name_in import name_in, name_within
from persona_pipeline.settings import NO_LABELS, Labels

from .told import NOTHING, Told

if TYPE_CHECKING:
    from persona_pipeline.alerts.words import Spoken
    from persona_pipeline.challenger import Found
    from persona_pipeline.language import Code

    from .scales import Scale


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

    Without ``told`` figures (``is_few``) it is about too few people, or others would follow from it: only what moved and its state are shown.
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
    is_few: bool = False

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
    """One profile figure with its interval and the people behind it; ``value`` and ``n`` are None where they are too few."""

    name: str
    source: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    n: int | None


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
    other_names: dict[Code, str] = field(default_factory=dict)
    """What people call it in a language of its own."""

    def value(self, name: str) -> float | None:
        found = self.figures.get(name)
        return found.value if found else None


@dataclass(frozen=True)
class Alert:
    """An alert that stands: title and body as they are in ``language``, ``spoken`` in all that it was put into words in.

    ``in_console`` is the body for readers who have forms in place of commands; empty where it is the same.
    """

    rule: str
    subject: str
    severity: str
    title: str
    body: str
    as_of: date
    language: Code
    spoken: Spoken
    in_console: str = ""

    def told_in(self, code: Code) -> Alert:
        """The alert in a language; one of an earlier version, which has one text only, stays as it is."""
        words = self.spoken.get(code)
        if words is None:
            return self
        other = "" if words.in_console == words.body else words.in_console
        return replace(self, title=words.title, body=words.body, language=code, in_console=other)

    def spanning(self, first: date | None, last: date | None) -> Alert:
        """An alert of the verdict, with the days of the page in its command: several alerts tell of one change, and two spans of it confuse."""
        if first is None or last is None or self.rule != "verdict_re_evaluate":
            return self
        return replace(self, body=_EVENT.sub(rf"\g<1>{first} {last}", self.body))

    def error_apart(self, text: str) -> tuple[str, str]:
        """One of its texts, and the words of an error at its end, which are English in every language."""
        return error_apart(text, self.language)


_EVENT = re.compile(r"(persona-pipeline drift event )\d{4}-\d\d-\d\d \d{4}-\d\d-\d\d")


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
    ``first_night`` is the first with members of the version: since when it is in use, wherever that is told.
    """

    as_of: date
    shown: date | None
    stopped: str | None
    stop_reason: str
    files: int
    order_days: int
    version: int | None
    first_night: date | None
    verdict: Verdict
    personas: tuple[Persona, ...]
    everyone: dict[str, Figure]
    signals: tuple[Signal, ...]
    alerts: tuple[Alert, ...]
    grid: dict[tuple[int, int], int | None]
    segments: tuple[Segment, ...]
    gates: tuple[str, ...] = ()
    orders_missing: bool = False
    scales: dict[str, Scale] = field(default_factory=dict)
    labels: Labels = NO_LABELS
    challenger: Found | None = None
    """Whether new personas would describe customers better; None where none were fitted lately."""

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

    @property
    def first_day(self) -> date | None:
        """The first of the estimated days of what counts tonight; None where nothing does, or no day is known."""
        counting = (signal for signal in self.moved if signal.level != "quality" and signal.counts)
        return min((signal.since for signal in counting if signal.since), default=None)

    def on_watch(self, persona_id: str, measure: str) -> bool:
        """Whether that signal has evidence of its own."""
        found = (signal for signal in self.signals if (signal.persona_id, signal.measure) == (persona_id, measure))
        return any(signal.stands in ("watch", "firing") for signal in found)

    def told_in(self, code: Code, labels: Labels = NO_LABELS) -> Picture:
        """The same with alerts in that language, and with the names of it: those that figures made, and those that people gave for it."""
        named = (
            replace(one, name=one.other_names.get(code) or name_in(one.name, code, labels)) for one in self.personas
        )
        alerts = tuple(alert.told_in(code).spanning(self.first_day, self.shown) for alert in self.alerts)
        return replace(self, personas=tuple(named), labels=labels, alerts=alerts)

    def names_with(self, verdict: str, code: Code) -> list[str]:
        """Names of the personas with that verdict, for the middle of a sentence."""
        return [name_within(one.name, code, self.labels) for one in self.personas if one.verdict.word == verdict]

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
