"""The message for the moment: in each phase what to say where most of a persona are met, with what it rests on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from persona_pipeline.language import LANGUAGES, Language, clip, language_of, marked
from persona_pipeline.settings import NO_LABELS, Labels, labels_of
from persona_pipeline.warehouse import replace_night_rows

from .touchpoints import PHASES
from .words import word

if TYPE_CHECKING:
    from persona_pipeline.context import Context

TABLE = "marts.persona_moments"
LONGEST_WORDING = 60
ASKED: dict[str, tuple[str, ...]] = {
    "see": ("goal", "need"),
    "think": ("need", "decision_factor", "pain", "site_search"),
    "do": ("pain", "decision_factor", "need"),
    "care": ("pain", "need", "goal"),
}
"""What is answered in a phase: the first kind of wording that says more of this persona than of all; else the most frequent."""
SENTENCES: dict[tuple[str, str], str] = {
    ("see", "goal"): marked("%(where)s: show how you help with “%(about)s”."),
    ("see", "need"): marked("%(where)s: open with “%(about)s”; that is what they look for."),
    ("think", "need"): marked("%(where)s: prove “%(about)s”, with facts and with what others say."),
    ("think", "decision_factor"): marked("%(where)s: help them choose by “%(about)s”."),
    ("think", "pain"): marked("%(where)s: take away the doubt about “%(about)s”."),
    ("think", "site_search"): marked("%(where)s: answer “%(about)s”; that is what they search for."),
    ("do", "pain"): marked("%(where)s: take away the doubt about “%(about)s”."),
    ("do", "decision_factor"): marked("%(where)s: repeat “%(about)s”; it counts when they choose."),
    ("do", "need"): marked("%(where)s: confirm “%(about)s”."),
    ("care", "pain"): marked("%(where)s: say first what you do about “%(about)s”."),
    ("care", "need"): marked("%(where)s: make good on “%(about)s”."),
    ("care", "goal"): marked("%(where)s: help them further with “%(about)s”."),
}
NOTHING: dict[str, str] = {
    "see": marked("%(where)s: say what the shop is for; nothing is known of what they look for."),
    "think": marked("%(where)s: answer the common questions; nothing is known of what they weigh."),
    "do": marked("%(where)s: keep it short and clear; nothing is known of what holds them back."),
    "care": marked("%(where)s: ask what they need; nothing is known of it."),
}


@dataclass(frozen=True)
class Wording:
    """A line of marts.persona_needs, and the share of all members to compare it with."""

    kind: str
    wording: str
    phase: str
    share: float
    low: float
    high: float
    n: int
    of_all: float | None

    @property
    def is_theirs(self) -> bool:
        """More this persona's than all members', by the interval."""
        return self.of_all is not None and self.low > self.of_all


def refresh_moments(ctx: Context) -> int:
    """Write marts.persona_moments for the night; needs marts.persona_journey and marts.persona_needs of the night."""
    warehouse, night = ctx.warehouse, {"as_of": ctx.as_of}
    needs: dict[str, list[Wording]] = {}
    for persona, *line in warehouse.run("journey/told_needs", night):
        needs.setdefault(persona, []).append(Wording(*line))
    places = {(persona, phase): rest for persona, phase, *rest in warehouse.run("journey/main_touchpoints", night)}
    rows = [
        _row(ctx, persona, phase, place, needs.get(persona, []))
        for (persona, phase), place in sorted(places.items(), key=lambda item: (item[0][0], PHASES.index(item[0][1])))
    ]
    return replace_night_rows(warehouse, TABLE, ctx.as_of, rows)


def _row(ctx: Context, persona: str, phase: str, place: list[Any], needs: list[Wording]) -> tuple[Any, ...]:
    touchpoint, volume, people, channel, channel_volume, channel_people = place
    found = choose(phase, needs, everybody=persona == "all")
    state = "assumption" if found is None else "supported" if found.is_theirs or persona == "all" else "weak"
    contacts = {"table": "marts.persona_journey", "phase": phase, "touchpoint": touchpoint}
    evidence: list[dict[str, Any]] = [{**contacts, "channel": "all", "volume": volume, "people": people}]
    if channel is not None:
        evidence.append({**contacts, "channel": channel, "volume": channel_volume, "people": channel_people})
    if found is not None:
        evidence.append(
            {
                "table": "marts.persona_needs",
                "kind": found.kind,
                "wording": found.wording,
                "phase": found.phase,
                "share": found.share,
                "low": found.low,
                "high": found.high,
                "n": found.n,
                "share_of_all": found.of_all,
            }
        )
    messages = [
        compose(language_of(code, "journey"), phase, touchpoint, found, labels_of(ctx.settings, code))
        for code in LANGUAGES
    ]
    about = found.wording if found else None
    return (
        ctx.as_of,
        persona,
        phase,
        touchpoint,
        channel,
        about,
        *messages,
        state,
        json.dumps(evidence, ensure_ascii=False),
    )


def choose(phase: str, needs: list[Wording], *, everybody: bool = False) -> Wording | None:
    """What the message of a phase answers; None where nothing was said. Pains count in the phase that they are about."""
    fitting = [each for each in needs if each.kind in ASKED[phase] and (each.kind != "pain" or each.phase == phase)]
    if not everybody:
        for kind in ASKED[phase]:
            theirs = [each for each in fitting if each.kind == kind and each.is_theirs]
            if theirs:
                return max(theirs, key=lambda each: (each.share / (each.of_all or 1), each.share, each.wording))
    for kind in ASKED[phase]:
        said = [each for each in fitting if each.kind == kind]
        if said:
            return max(said, key=lambda each: (each.share, each.wording))
    return None


def compose(language: Language, phase: str, touchpoint: str, about: Wording | None, labels: Labels = NO_LABELS) -> str:
    """The message in one language. What it answers stands in quotes: by its label, else as people said it."""
    where = word(language, touchpoint, labels)
    where = where[:1].upper() + where[1:]
    if about is None:
        return language.text(NOTHING[phase], where=where)
    wording = labels.answer_of_role(about.kind, about.wording) or about.wording
    return language.text(SENTENCES[phase, about.kind], where=where, about=clip(wording, LONGEST_WORDING))
