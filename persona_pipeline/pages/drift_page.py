"""The drift page: the evidence of each figure over the nights, what moved tonight and what explains it, and what people answered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from persona_pipeline.drift.incidents import Incident as Run
from persona_pipeline.drift.incidents import Told, incidents_of
from persona_pipeline.drift.streams import ALL
from persona_pipeline.journey.words import word
from persona_pipeline.language import language_of, marked, translate_any
from persona_pipeline.settings import labels_of

from . import words
from .curves import Chart, Scale, paths
from .figures import nights_between
from .movements import TOO_FEW, began, goes_on, why_it_goes_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from persona_pipeline.language import Code, Language
    from persona_pipeline.settings import Settings

    from .figures import Figures
    from .picture import Picture
    from .published import Row
    from .surety import Surety

NAMES: dict[str, str] = {
    "active_share": marked("Share of the active customers"),
    "centre": marked("Behaviour"),
    "conversion": marked("Conversion"),
    "order_value": marked("Value of a typical order"),
    "repeat_rate": marked("Buyers who had bought before"),
    "nps": marked("NPS"),
    "satisfaction": marked("Satisfaction, 1 to 5"),
    "stock_share": marked("Share of all members"),
    "fits_none": marked("Members far from every persona"),
    "segment_changed": marked("Buyers who changed RFM segment in a week"),
    "cart_rate": marked("Visits with something in the basket, in a week"),
    "checkout_rate": marked("Baskets that came to the checkout, in a week"),
    "several_orders": marked("Buyers who ordered more than once in a week"),
    "challenger_gain": marked("How much better new personas would describe customers"),
}
STATES: dict[str, str] = {
    "firing": marked("counts"),
    "watch": marked("on watch"),
    "calm": marked("calm"),
    "learning": marked("learning"),
    "blocked": marked("not trusted tonight"),
}
STILL = marked("still counts")
CAUSES: dict[str, str] = {
    "share": marked("its share"),
    "profile": marked("its behaviour"),
    "kpi": marked("its figures"),
    "global_kpi": marked("the whole shop"),
}
CAUSES_OF_ALL: dict[str, str] = {
    **CAUSES,
    "share": marked("the share of a persona"),
    "profile": marked("the behaviour of a persona"),
    "kpi": marked("the figures of a persona"),
}
"""The same of the whole shop, which is to be re-evaluated because a persona is."""
ANSWERS: dict[str, str] = {"real": marked("a real change"), "false-alarm": marked("a false alarm")}
JUDGED, EXPLAINING = ("share", "profile", "kpi"), ("stock", "fit", "migration", "buying", "touchpoint", "challenger")
SCALE = Scale(0.0, 1.5)
"""Evidence as a multiple of what is needed; it is added up to 1.5 and no further."""


@dataclass(frozen=True)
class Evidence:
    """One figure of a persona: its evidence over the nights as a chart, and how it stands tonight, as text.

    ``part`` is how much of the evidence about the persona it is; ``note`` why it still counts, where its move is small by now;
    ``few`` that its figures are withheld.
    """

    name: str
    state: str
    state_said: str
    effect: str
    interval: str
    times: float | None
    part: str
    since: date | None
    chart: Chart | None
    note: str
    few: bool


@dataclass(frozen=True)
class Group:
    """The figures of a persona or of the whole shop; ``began`` says in a sentence when what stands began, and since when the verdict says so."""

    name: str
    number: int
    began: str
    found: list[Evidence]


@dataclass(frozen=True)
class Incident:
    """Nights on which something was to be re-evaluated, and what people answered."""

    who: str
    first: date
    last: date
    is_open: bool
    cause: str
    answer: str


@dataclass(frozen=True)
class Nights:
    """Nights that are left out of the comparison: those whose data could not be trusted, and events with their names."""

    distrusted: tuple[date, ...]
    events: tuple[tuple[date, str], ...]


def drift_values(
    code: Code, picture: Picture, figures: Figures, settings: Settings, surety: Surety | None
) -> dict[str, Any]:
    """What the template needs; ``surety`` is how often the verdict errs and what it can see."""
    language = language_of(code)
    signals = figures.rows.get("marts.drift_signals", [])
    verdicts = figures.rows.get("marts.persona_verdicts", [])
    days = nights_between(signals[0]["as_of"], picture.shown) if signals and picture.shown else []
    who = {one.persona_id: (one.name, one.number) for one in picture.personas}
    who |= {"all": (language.text("The whole shop"), 0)}
    groups: list[Group] = []
    for key, (name, number) in who.items():
        mine = [row for row in signals if row["persona_id"] == key]
        found = list(_evidence(language, mine, picture, days, levels=JUDGED, settings=settings))
        found.sort(key=lambda one: (-(one.times or 0.0), one.name))
        if found:
            groups.append(Group(name, number, _began(language, key, mine, picture), found))
    explained = [
        (name, each)
        for key, (name, _) in who.items()
        for each in _evidence(
            language,
            [row for row in signals if row["persona_id"] == key],
            picture,
            days,
            levels=EXPLAINING,
            settings=settings,
        )
    ]
    return {
        "groups": groups,
        "explained": explained,
        "effect_nights": settings.drift.effect_nights,
        "days": days,
        "left_out": _left_out(verdicts),
        "incidents": _incidents(language, verdicts, figures, {key: name for key, (name, _) in who.items()}),
        "surety": surety,
        "min_cell": settings.publish.min_cell,
    }


def _named(language: Language, measure: str, settings: Settings) -> str:
    """What a figure is called; that of a touchpoint with what the shop calls that."""
    head, _, touchpoint = measure.partition(":")
    if head != "satisfied":
        return translate_any(language, NAMES, measure)
    what = word(language_of(language.code, "journey"), touchpoint, labels_of(settings, language.code))
    return language.text("Good ratings of %(what)s, in a week", what=what)


def _evidence(
    language: Language,
    rows: Sequence[Row],
    picture: Picture,
    days: Sequence[date],
    *,
    levels: tuple[str, ...],
    settings: Settings,
) -> Iterator[Evidence]:
    by_measure: dict[str, dict[date, Row]] = {}
    for row in rows:
        if row["level"] in levels:
            by_measure.setdefault(row["measure"], {})[row["as_of"]] = row
    for measure, history in by_measure.items():
        tonight = history.get(picture.shown) if picture.shown else None
        if tonight is None:
            continue
        series = {night: _times(row) for night, row in history.items()}
        told = any(value is not None for value in series.values())
        known = tonight["low"] is not None and tonight["high"] is not None
        still = tonight["state"] == "firing" and goes_on(measure, tonight["effect"], settings)
        few = tonight["effect"] is None and tonight["state"] in ("watch", "firing", "calm")
        yield Evidence(
            name=_named(language, measure, settings),
            state=tonight["state"],
            state_said=language.text(STILL) if still else translate_any(language, STATES, tonight["state"]),
            effect=language.text(TOO_FEW) if few else words.effect(language, tonight["effect"], tonight["effect_unit"]),
            interval=words.interval(language, tonight["low"], tonight["high"], tonight["effect_unit"]) if known else "",
            times=_times(tonight),
            part="" if tonight["contribution"] is None else language.percent(tonight["contribution"]),
            since=tonight["since"] if tonight["state"] in ("watch", "firing") else None,
            chart=Chart(tuple(days), SCALE, {"line": paths(days, series, SCALE)}) if told and len(days) > 1 else None,
            note=why_it_goes_on(language, measure, tonight["effect_unit"], settings) if still else "",
            few=few,
        )


def _began(language: Language, persona_id: str, rows: Sequence[Row], picture: Picture) -> str:
    """The first of the estimated days of what stands tonight, beside the night on which the verdict turned."""
    subject = next((one for one in picture.personas if one.persona_id == persona_id), None)
    verdict = subject.verdict if subject else picture.verdict
    standing = {"re-evaluate": "firing", "watch": "watch"}.get(verdict.word)
    tonight = [row for row in rows if row["as_of"] == picture.shown and row["level"] in JUDGED]
    since = min((row["since"] for row in tonight if row["state"] == standing and row["since"]), default=None)
    said = began(language, since, verdict)
    return language.text("What stands here %(began)s.", began=said) if said else ""


def _times(row: Row) -> float | None:
    """Evidence as a multiple of what is needed; None where there is none or it may not be told."""
    return row["cusum"] / row["threshold"] if row["cusum"] is not None and row["threshold"] else None


def _left_out(verdicts: Sequence[Row]) -> Nights:
    distrusted, events = [], []
    for row in verdicts:
        if row["persona_id"] != "all":
            continue
        shown = json.loads(row["evidence"] or "{}")
        event = shown.get("event") if isinstance(shown, dict) else None
        if event:
            events.append((row["as_of"], str(event)))
        elif row["verdict"] == "unknown" and row["cause"] == "quality":
            distrusted.append(row["as_of"])
    return Nights(tuple(distrusted[::-1]), tuple(events[::-1]))


def _incidents(
    language: Language, verdicts: Sequence[Row], figures: Figures, names: Mapping[str, str]
) -> list[Incident]:
    told = [Told(row["as_of"], row["persona_id"], row["version"], row["verdict"], row["cause"]) for row in verdicts]
    return [
        Incident(
            who=names.get(one.persona_id, one.persona_id),
            first=one.first,
            last=one.last,
            is_open=one.is_open,
            cause=_cause(language, one, figures.rows.get("marts.drift_signals", [])),
            answer=translate_any(language, ANSWERS, said) if (said := figures.answers.get((one.persona_id, one.first))) else "",
        )
        for one in reversed(incidents_of(told))
    ]  # fmt: skip


def _cause(language: Language, run: Run, signals: Sequence[Row]) -> str:
    """Why, as the verdict says it; of the whole shop, to which a persona comes first, also those of its own figures that counted meanwhile."""
    if run.persona_id != ALL:
        return translate_any(language, CAUSES, run.cause)
    said = translate_any(language, CAUSES_OF_ALL, run.cause)
    own = {
        row["measure"]
        for row in signals
        if row["persona_id"] == ALL and row["state"] == "firing" and run.first <= row["as_of"] <= run.last
    }
    if not own:
        return said
    figures = language.listing([translate_any(language, NAMES, measure) for measure in sorted(own)])
    if run.cause == "global_kpi":
        return language.text("%(cause)s, namely %(figures)s", cause=said, figures=figures)
    return language.text("%(cause)s; of the whole shop: %(figures)s", cause=said, figures=figures)
