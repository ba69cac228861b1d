"""The journey of a persona, as a map: what it does, asks and feels in each phase, where it drops off, and what to mend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from persona_pipeline.journey.words import word
from persona_pipeline.language import Language, clip, language_of, translate_any
from persona_pipeline.settings import NO_LABELS, Labels

from . import words
from .chart import WIDTH
from .curves import Scale
from .journey_words import KPI_STATES, KPIS, LEVEL_STATES, NEEDS, PHASES, STEPS

if TYPE_CHECKING:
    from persona_pipeline.language import Code

    from .figures import Figures

    Row = dict[str, Any]

_FEELING = Scale(-1.0, 1.0)
_MOST = 5


@dataclass(frozen=True)
class Touch:
    """Where they are met: ``share`` of the members seen in that kind of source, None where it is withheld."""

    name: str
    share: float | None
    people: int | None


@dataclass(frozen=True)
class Feel:
    """A point of the curve: from -1 (pain) to 1 (passion), its interval, and what all members feel at that kind of place."""

    number: int
    phase: str
    name: str
    value: float
    low: float | None
    high: float | None
    level: float | None
    n: int | None
    source: str
    feeling: str
    x: float
    y: float
    y_low: float
    y_high: float


@dataclass(frozen=True)
class Kpi:
    """A figure of a phase; ``beside`` is the target or, where none is set, what all customers stand at, and how that compares."""

    name: str
    value: str
    beside: str
    state: str


@dataclass(frozen=True)
class Need:
    """What is said, in words (by its label, else as they were written), by how many: weighed as on the card where answers are weighed.

    ``basis`` says so where the card says otherwise.
    """

    kind: str
    wording: str
    share: float | None
    basis: str


@dataclass(frozen=True)
class Phase:
    """One phase: places, what they say, the message of the moment, and its KPIs."""

    name: str
    title: str
    says: str
    touches: tuple[Touch, ...]
    needs: tuple[Need, ...]
    place: str
    message: str
    state: str
    kpis: tuple[Kpi, ...]
    width: int


@dataclass(frozen=True)
class Step:
    """A step of the buying process; ``kept`` of the step before it, ``kept_all`` the same of all members."""

    name: str
    of_all: float | None
    kept: float | None
    kept_all: float | None
    lost_people: int | None
    first: bool


@dataclass(frozen=True)
class Fix:
    place: str
    phase: str
    here: str
    could_be: str
    whose: str
    loss: float | None
    clear: bool


@dataclass(frozen=True)
class JourneyMap:
    phases: tuple[Phase, ...]
    feels: tuple[Feel, ...]
    curve: str
    level: str
    steps: tuple[Step, ...]
    fixes: tuple[Fix, ...]


def journey_map(
    code: Code, figures: Figures, persona_id: str, names: dict[str, str], currency: str, *, labels: Labels = NO_LABELS
) -> JourneyMap | None:
    """None where the night tells nothing of the persona's journey."""
    language, spoken = language_of(code), language_of(code, "journey")
    rows = figures.of("marts.persona_journey", persona_id)
    if not rows:
        return None
    source = _Source(language, spoken, figures, persona_id, currency, labels)
    feels = _feels(source, rows)
    fixes = sorted(figures.of("marts.persona_fixes", persona_id), key=lambda row: row["rank"])
    return JourneyMap(
        phases=tuple(_phase(source, phase, feels) for phase in PHASES),
        feels=feels,
        curve=_line([(feel.x, feel.y) for feel in feels]),
        level=_line([(feel.x, _FEELING.y(feel.level)) for feel in feels if feel.level is not None]),
        steps=_steps(language, figures, persona_id),
        fixes=tuple(_fix(source, row, names) for row in fixes[:_MOST]),
    )


def _feels(source: _Source, rows: list[Row]) -> tuple[Feel, ...]:
    order = list(PHASES)
    told = [row for row in rows if row["sentiment"] is not None and row["phase"] in order]
    told.sort(key=lambda row: (order.index(row["phase"]), -(row["people"] or 0), row["touchpoint"]))
    width = WIDTH / max(1, len(told))
    return tuple(
        Feel(
            number=number + 1,
            phase=row["phase"],
            name=source.place(row["touchpoint"]),
            value=row["sentiment"],
            low=row["sentiment_low"],
            high=row["sentiment_high"],
            level=row["feeling_level"],
            n=row["sentiment_n"],
            source=row["sentiment_source"],
            feeling=row["feeling"] or "even",
            x=width * (number + 0.5),
            y=_FEELING.y(row["sentiment"]),
            y_low=_FEELING.y(row["sentiment"] if row["sentiment_low"] is None else row["sentiment_low"]),
            y_high=_FEELING.y(row["sentiment"] if row["sentiment_high"] is None else row["sentiment_high"]),
        )
        for number, row in enumerate(told)
    )


def _line(points: list[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points) if len(points) > 1 else ""


@dataclass(frozen=True)
class _Source:
    """Whose journey is told, from which figures and in which words."""

    language: Language
    spoken: Language
    figures: Figures
    persona_id: str
    currency: str
    labels: Labels

    def place(self, touchpoint: str) -> str:
        """What a touchpoint is called."""
        return word(self.spoken, touchpoint, self.labels)

    def wording(self, kind: str, wording: str) -> str:
        """What people said, by its label or as they wrote it."""
        return clip(self.labels.answer_of_role(kind, wording) or wording)


def _phase(source: _Source, phase: str, feels: tuple[Feel, ...]) -> Phase:
    rows = [
        row
        for row in source.figures.of("marts.persona_journey", source.persona_id)
        if row["phase"] == phase and row["unit"]
    ]
    rows.sort(key=lambda row: (-(row["share"] or 0.0), row["touchpoint"]))
    needs = [
        row
        for row in source.figures.of("marts.persona_needs", source.persona_id)
        if row["phase"] == phase and row["share"]
    ]
    needs.sort(key=lambda row: (-(row["lift"] or 0.0) * row["share"], row["wording"]))
    moment = next(
        (row for row in source.figures.of("marts.persona_moments", source.persona_id) if row["phase"] == phase), None
    )
    kpis = [row for row in source.figures.of("marts.persona_phase_kpis", source.persona_id) if row["phase"] == phase]
    return Phase(
        name=phase,
        title=word(source.spoken, phase),
        says=source.language.text(PHASES[phase]),
        touches=tuple(Touch(source.place(row["touchpoint"]), row["share"], row["people"]) for row in rows[:_MOST]),
        needs=tuple(_need(source, row) for row in needs[:4]),
        place=source.place(moment["touchpoint"]) if moment else "",
        message=clip(moment[f"message_{source.language.code}"], 300) if moment else "",
        state=moment["state"] if moment else "",
        kpis=tuple(_kpi(source.language, row, source.currency) for row in kpis),
        width=sum(feel.phase == phase for feel in feels),
    )


def _need(source: _Source, row: Row) -> Need:
    """An answer has one figure wherever it is told. Where two questions of a role have it, none is known to be the card's."""
    kind = translate_any(source.language, NEEDS, row["kind"])
    asked = [
        each
        for each in source.figures.of("marts.survey_estimates", source.persona_id)
        if each["role"] == row["kind"] and each["answer"] == row["wording"]
    ]
    if len(asked) == 1 and asked[0]["weighted_value"] is not None:
        return Need(kind, source.wording(row["kind"], row["wording"]), asked[0]["weighted_value"], "")
    basis = source.language.text("unweighted") if asked else ""
    return Need(kind, source.wording(row["kind"], row["wording"]), row["share"], basis)


def _kpi(language: Language, row: Row, currency: str) -> Kpi:
    def said(value: float | None) -> str:
        if row["unit"] == "nps":
            return language.number(value)
        return words.figure(language, value, row["unit"], currency)

    name, state = translate_any(language, KPIS, row["kpi"]), row["state"] or ""
    return Kpi(name, said(row["value"]), _beside(language, said(row["target"]), state, row["target_from"]), state)


def _beside(language: Language, target: str, state: str, target_from: str | None) -> str:
    if state not in KPI_STATES:
        return ""
    if target_from == "level":
        return language.text(
            "all customers %(level)s: %(state)s", level=target, state=language.text(LEVEL_STATES[state])
        )
    return language.text("target %(target)s: %(state)s", target=target, state=language.text(KPI_STATES[state]))


def _steps(language: Language, figures: Figures, persona_id: str) -> tuple[Step, ...]:
    everybody = {row["step"]: row["kept_share"] for row in figures.of("marts.persona_funnels", "all")}
    rows = sorted(figures.of("marts.persona_funnels", persona_id), key=lambda row: row["step_number"])
    return tuple(
        Step(
            translate_any(language, STEPS, row["step"]),
            row["of_all"],
            row["kept_share"],
            everybody.get(row["step"]),
            row["lost_people"],
            row["step_number"] == 0,
        )
        for row in rows
    )


def _fix(source: _Source, row: Row, names: dict[str, str]) -> Fix:
    language = source.language
    kind, _, place = row["place"].partition(":")
    felt = row["measure"] == "sentiment"

    def said(value: float | None) -> str:
        return language.signed(value, 2) if felt and value is not None else language.percent(value)

    whose = row["benchmark_from"] or ""
    return Fix(
        place=source.place(place) if place else translate_any(language, STEPS, kind),
        phase=word(source.spoken, row["phase"]),
        here=said(row["value"]),
        could_be=said(row["benchmark"]),
        whose=language.text("the target") if whose == "target" else names.get(whose, whose),
        loss=row["loss"],
        clear=bool(row["clear"]),
    )
