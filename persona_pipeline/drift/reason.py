"""Why a verdict is what it is: the evidence as JSON, and the evidence as one sentence in English or Dutch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from persona_pipeline.language import Code
from persona_pipeline.settings import FIRM_NIGHTS

from .findings import Finding, as_evidence, from_evidence
from .streams import ALL, EXPLAINING, measure_of
from .verdict import Verdict
from .wording import Names, Text, day, number, sentence, who

_WATCHED = 0.5
"""Evidence, in thresholds, from which on a signal is watched."""
_MOST = 5
"""Of features, and of signals that are others' than the persona's own: the strongest."""


@dataclass(frozen=True)
class Background:
    """What holds for all verdicts of a night."""

    as_of: date
    reference_nights: int
    needed_nights: int
    first_night: date | None
    last_night: date | None
    event: str | None
    false_alarms_per_year: float
    version: int | None
    written: bool
    normal: date | None = None
    """First night of a reference that began anew by decision."""

    @property
    def full_tonight(self) -> bool:
        """The night is itself the last one of the reference, so it cannot be judged by it yet."""
        return self.reference_nights >= self.needed_nights and self.last_night == self.as_of


def evidence(verdict: Verdict, persona_id: str, found: Sequence[Finding], background: Background) -> dict[str, Any]:
    """The findings behind a verdict, strongest first, for marts.persona_verdicts.evidence."""
    own = [f for f in found if f.persona_id == persona_id and f.effect is not None]
    alerting = [f for f in own if f.level in ("share", "profile", "kpi")]
    if persona_id == ALL:
        told = [f for f in found if f.level in ("share", "profile", "kpi") and f.effect is not None]
        alerting = [f for f in told if f.state in ("firing", "watch") or _stood(f) or f.persona_id == ALL]
    ranked = sorted(alerting, key=lambda f: _rank(f, verdict))
    features = sorted((f for f in own if f.level == "feature"), key=_size)[:_MOST]
    faults = [f for f in found if f.level == "quality" and f.state == "blocked"]
    beside = [
        f
        for f in found
        if f.level in EXPLAINING.values()
        and f.state == "watch"
        and f.effect is not None
        and persona_id in (f.persona_id, ALL)
    ]
    explained = {"explanations": [as_evidence(f) for f in sorted(beside, key=_size)[:_MOST]]} if beside else {}
    normal = {"normal": background.normal.isoformat()} if background.normal else {}
    return (
        normal
        | explained
        | {
            "contributors": [as_evidence(f) for f in features],
            "event": background.event,
            "false_alarms_per_year": background.false_alarms_per_year,
            "provisional": background.reference_nights < FIRM_NIGHTS,
            "quality": [as_evidence(f) for f in faults],
            "reference": {
                "first": background.first_night.isoformat() if background.first_night else None,
                "full_tonight": background.full_tonight,
                "last": background.last_night.isoformat() if background.last_night else None,
                "needed": background.needed_nights,
                "nights": background.reference_nights,
            },
            "signals": [as_evidence(f) for i, f in enumerate(ranked) if i < _MOST or f.persona_id == persona_id],
            "version": background.version,
            "written": background.written,
        }
    )


def reason(
    verdict: Verdict, persona_id: str, shown: Mapping[str, Any], language: Code, names: Names | None = None
) -> str:
    """The verdict in one sentence, from the evidence that was kept with it.

    ``shown`` is as ``evidence`` gives it, or as it comes back from JSON.
    """
    text = _because(verdict, persona_id, shown, language, names)
    if shown["event"] and verdict.cause != "quality":
        text += _EVENT(language, name=str(shown["event"]))
    if shown.get("normal"):
        text += _NORMAL(language, night=day(date.fromisoformat(shown["normal"]), language))
    if verdict.word in ("keep", "watch", "re-evaluate") and shown["quality"]:
        text += _FROZEN(language, fault=sentence(from_evidence(shown["quality"][0]), language, names))
    if verdict.word != "unknown" and shown["provisional"]:
        text += _PROVISIONAL(
            language, nights=number(shown["reference"]["nights"], language, digits=0), firm=str(FIRM_NIGHTS)
        )
    return text


_NO_VERSION = Text(
    "No persona version has been accepted yet, so there is nothing to compare with.",
    "Er is nog geen versie van de persona’s geaccepteerd, dus er is niets om mee te vergelijken.",
)
_NO_FIGURES = Text(
    "No figures of {who} were written for this night, so nothing can be said.",
    "Voor deze nacht zijn geen cijfers van {who} vastgelegd, dus er valt niets te zeggen.",
)
_LEARNING = Text(
    "The reference has {nights} of {needed} clean nights; there is no verdict before it is full.",
    "De referentie heeft {nights} van de {needed} schone nachten; er is geen oordeel voordat die vol is.",
)
_FULL = Text(
    "The reference has its {needed} clean nights: it is full tonight; verdicts begin tomorrow.",
    "De referentie heeft haar {needed} schone nachten: zij is vannacht vol; vanaf morgen volgt een oordeel.",
)
_TOO_LITTLE = Text("There is too little to compare tonight with.", "Er is te weinig om deze nacht mee te vergelijken.")
_DISTRUST = Text(
    "The night’s data cannot be trusted: {fault}", "De gegevens van deze nacht zijn niet te vertrouwen: {fault}"
)
_DISTRUST_ALONE = Text("The night’s data cannot be trusted.", "De gegevens van deze nacht zijn niet te vertrouwen.")
_FROZEN = Text(
    " Part of tonight’s data was left out: {fault}", " Een deel van de gegevens van vannacht is weggelaten: {fault}"
)
_CALM = Text(
    "No lasting change stands out; the strongest sign of one: {moved}",
    "Er is geen blijvende verandering te zien; de sterkste aanwijzing: {moved}",
)
_QUIET = Text("No lasting change stands out.", "Er is geen blijvende verandering te zien.")
_RISE = Text(
    "No lasting change stands out, but for a rise, which is no reason to look at the personas again: {moved}",
    "Er is geen blijvende verandering te zien, behalve een stijging, en die is geen reden om de persona’s opnieuw te bekijken: {moved}",
)
_STILL = Text("Nothing moved.", "Niets bewoog.")
_MAYBE = Text("Not yet sure enough: {moved}", "Nog niet zeker genoeg: {moved}")
_SMALL = Text(
    "Sure enough, but too small or not lasting enough to matter: {moved}",
    "Zeker genoeg, maar te klein of niet blijvend genoeg om mee te tellen: {moved}",
)
_ALIKE = Text(
    "{moved} It concerns all personas about alike.", "{moved} Het geldt voor alle persona’s ongeveer even sterk."
)
_EVENT = Text(
    " The night is a known event ({name}) and was left out.",
    " De nacht is een bekende gebeurtenis ({name}) en is weggelaten.",
)
_NORMAL = Text(
    " The comparison began anew on {night}: how things were by then was accepted as the new normal.",
    " De vergelijking is op {night} opnieuw begonnen: hoe het toen was, is als het nieuwe normaal aanvaard.",
)
_PROVISIONAL = Text(
    " Provisional: the comparison rests on {nights} nights (drift.reference_nights); with {firm} the verdict would be firm.",
    " Voorlopig: de vergelijking rust op {nights} nachten (drift.reference_nights); met {firm} zou het oordeel definitief zijn.",
)


def _because(verdict: Verdict, persona_id: str, shown: Mapping[str, Any], language: Code, names: Names | None) -> str:
    if shown["version"] is None:
        return _NO_VERSION(language)
    if not shown["written"]:
        return _NO_FIGURES(language, who=who(persona_id, language, names))
    if verdict.cause == "quality":
        faults = [sentence(from_evidence(f), language, names) for f in shown["quality"]]
        return _DISTRUST(language, fault=faults[0]) if faults else _DISTRUST_ALONE(language)
    if verdict.word == "unknown":
        reference = shown["reference"]
        if reference["nights"] >= reference["needed"]:
            return (_FULL if reference.get("full_tonight") else _TOO_LITTLE)(language, needed=str(reference["needed"]))
        return _LEARNING(language, nights=str(reference["nights"]), needed=str(reference["needed"]))
    return _moved(verdict, shown, language, names) if shown["signals"] else _STILL(language)


def _moved(verdict: Verdict, shown: Mapping[str, Any], language: Code, names: Names | None) -> str:
    strongest = from_evidence(shown["signals"][0])
    moved = sentence(strongest, language, names)
    if verdict.word == "keep" and not strongest.weight:
        return _QUIET(language)
    if verdict.word == "keep":
        return (_RISE if _welcome(strongest) else _CALM)(language, moved=_inside(moved))
    if verdict.cause == "global_kpi":
        moved = _ALIKE(language, moved=moved)
    if verdict.word != "watch":
        return moved
    return (_SMALL if strongest.weight >= 1 else _MAYBE)(language, moved=_inside(moved))


def _welcome(finding: Finding) -> bool:
    """A rise of a figure of which only a fall can alarm, with the evidence with which a fall would be watched."""
    measure = measure_of(finding.measure)
    return measure is not None and measure.downward and finding.direction == "up" and finding.weight > _WATCHED


def _inside(text: str) -> str:
    """The sentence within another: a small first letter, unless it belongs to an id such as P02."""
    return text[0].lower() + text[1:] if text[1:2].islower() else text


def _rank(finding: Finding, verdict: Verdict) -> tuple[bool, bool, float, str, str]:
    """Signals that carry the verdict first, then by evidence."""
    cause = {"global_kpi": "kpi"}.get(verdict.cause, verdict.cause)
    wanted = {"re-evaluate": ("firing",), "watch": ("watch",)}.get(verdict.word, ())
    fits = finding.level == cause and (not wanted or finding.state in wanted or _stood(finding))
    elsewhere = verdict.cause == "global_kpi" and finding.persona_id != ALL
    return not fits, elsewhere, -finding.weight, finding.persona_id, finding.measure


def _stood(finding: Finding) -> bool:
    """Told on the last trusted night and frozen since: a night without data takes nothing back."""
    return finding.state == "blocked" and finding.since is not None


def _size(finding: Finding) -> tuple[float, str]:
    """Largest effect against its own interval first."""
    effect, low, high = finding.effect or 0.0, finding.low or 0.0, finding.high or 0.0
    return -abs(effect) / max(high - low, 1e-9), finding.measure
