"""The words of people: from persona.yaml and from decisions, put in their place on the card and held against the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from persona_pipeline.decisions import Decisions
from persona_pipeline.settings import Binding, Texts
from persona_pipeline.settings.cards import why_no_line

from .evidence import Evidence, judge
from .shape import FIELDS, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from persona_pipeline.context import Context
    from persona_pipeline.decisions import Decision
    from persona_pipeline.settings import CardSettings, Overrule, Settings

    from .gather import Persona
    from .shape import Note, State

OVERRULE, TAKE_BACK = "card.overrule", "card.take_back"
"""Kinds of decision. The subject is the persona's id and the line, ``P01 goals.1``; the payload has ``text`` (by language),
``evidence`` (a binding or nothing) and ``effective_as_of`` (the first night that shows it)."""
NEXT_TO_NOTHING = 0.1
"""An effect whose interval stays below this in the direction that people claim is no such difference."""


@dataclass(frozen=True)
class Saying:
    """What people say in place of one line, or of a whole field: ``line`` is then the field alone."""

    persona_id: str
    line: str
    text_en: str
    text_nl: str
    author: str
    said_on: date
    reason: str | None
    binding: Binding | None

    @property
    def field(self) -> str:
        return self.line.partition(".")[0]

    @property
    def position(self) -> int:
        return int(self.line.partition(".")[2] or 1)

    @property
    def whole(self) -> bool:
        """Whether it stands for a whole field of numbered lines."""
        return "." not in self.line and not FIELDS[self.field].single


def sayings(ctx: Context) -> dict[str, list[Saying]]:
    """The words of people that hold on the night, by persona. A decision goes before persona.yaml; taken back, it does not."""
    with Decisions.open(ctx.workspace, ctx.settings) as store:
        decided = store.log(kinds=(OVERRULE, TAKE_BACK))
    found = {
        (persona_id, line): _written(persona_id, line, overrule)
        for persona_id, lines in ctx.settings.cards.overrule.items()
        for line, overrule in lines.items()
    }
    found |= _decided(decided, ctx.as_of, ctx.settings)
    by_persona: dict[str, list[Saying]] = {}
    for key in sorted(found):
        by_persona.setdefault(key[0], []).append(found[key])
    return by_persona


def _written(persona_id: str, line: str, overrule: Overrule) -> Saying:
    english, dutch = _both(overrule.text)
    return Saying(
        persona_id, line, english, dutch, overrule.author, overrule.said_on, overrule.reason, overrule.evidence
    )


def _both(text: Texts) -> tuple[str, str]:
    """The words in English and in Dutch; what is said in one language only stands in both."""
    return text.en or text.nl or "", text.nl or text.en or ""


def _decided(decided: Iterable[Decision], as_of: date, settings: Settings) -> dict[tuple[str, str], Saying]:
    """What decisions up to the night leave standing. Words in one language keep those said before in the other, and
    what they were bound to.
    """
    zone = ZoneInfo(settings.shop.timezone)
    texts: dict[tuple[str, str], dict[str, Any]] = {}
    bindings: dict[tuple[str, str], Binding] = {}
    found: dict[tuple[str, str], Saying] = {}
    for decision in sorted(decided, key=lambda each: each.id):
        persona_id, _, line = decision.subject.partition(" ")
        key, payload = (persona_id, line), decision.payload
        if why_no_line(line) or date.fromisoformat(str(payload["effective_as_of"])) > as_of:
            continue  # a field that an earlier version of this program had, or a night that is over
        if decision.kind == TAKE_BACK:
            texts.pop(key, None)
            bindings.pop(key, None)
            found.pop(key, None)
            continue
        texts[key] = {**texts.get(key, {}), **payload["text"]}
        english, dutch = _both(Texts.model_validate(texts[key]))
        if payload.get("evidence"):
            bindings[key] = Binding.model_validate(payload["evidence"])
        said_on = decision.at.astimezone(zone).date()
        found[key] = Saying(
            persona_id, line, english, dutch, decision.author, said_on, decision.reason or None, bindings.get(key)
        )
    return found


def put_in(
    lines: Sequence[Line], said: Iterable[Saying], persona: Persona, rules: CardSettings, as_of: date
) -> list[Line]:
    """The lines with the words of people in their places; what the data says there is kept beside them."""
    kept = {line.name: line for line in lines}
    for saying in said:
        evidence, state, note = _held_against(saying.binding, persona, rules, as_of)
        mine = [line for line in kept.values() if line.field == saying.field and line.author is None]
        gone = mine if saying.whole else [line for line in mine if line.position == saying.position]
        gone += [line for line in mine if line.state == "empty" and line not in gone]
        told = [line for line in gone if line.state != "empty" and line.note != "made_up"]
        line = Line(
            field=saying.field,
            position=saying.position,
            text_en=saying.text_en,
            text_nl=saying.text_nl,
            state=state,
            note=note,
            evidence=evidence,
            author=saying.author,
            said_on=saying.said_on,
            reason=saying.reason,
            instead_en=" ".join(each.text_en for each in told) or None,
            instead_nl=" ".join(each.text_nl for each in told) or None,
        )
        for each in gone:
            kept.pop(each.name, None)
        kept[line.name] = line
    order = list(FIELDS)
    return sorted(kept.values(), key=lambda line: (order.index(line.field), line.position))


def _held_against(
    binding: Binding | None, persona: Persona, rules: CardSettings, as_of: date
) -> tuple[Evidence | None, State, Note]:
    if binding is None:
        return None, "assumption", "unbound"
    evidence = find(binding, persona)
    if evidence is None:
        return None, "assumption", "no_such_figure"
    state, note = judge(evidence, rules, as_of)
    if state == "stale" or evidence.value is None:
        return evidence, state, note
    holds = _holds(binding, evidence)
    if holds is False:
        return evidence, "contradicted", "turned"
    if holds is None and state == "supported":
        return evidence, "weak", "not_clear"
    return evidence, state, note


def find(binding: Binding, persona: Persona) -> Evidence | None:
    """The evidence that a binding names; None where there is no such figure or answer tonight."""
    if binding.question is not None:
        wanted = (binding.answer or "").strip().casefold()
        answers = (each.evidence for each in persona.answers if each.evidence.metric == binding.question)
        return next((each for each in answers if each.answer.strip().casefold() == wanted), None)
    name = binding.figure or ""
    metric, _, answer = name.partition(":")
    counted = (each for each in persona.counted.get(metric, []) if each.answer.casefold() == answer.casefold())
    return persona.figures.get(name) or next(counted, None)


def _holds(binding: Binding, evidence: Evidence) -> bool | None:
    """Whether the evidence bears out everything that the binding claims: yes, no, or not settled (None).

    A bound is reached or missed when the whole 95 % interval lies on its side; a figure is above everybody else's when
    the interval of the effect is, and is not when that interval ends below ``NEXT_TO_NOTHING``.
    """
    low = evidence.low if evidence.low is not None else evidence.value
    high = evidence.high if evidence.high is not None else evidence.value
    verdicts: list[bool | None] = []
    if binding.at_least is not None:
        verdicts.append(_settled((low or 0.0) >= binding.at_least, (high or 0.0) < binding.at_least))
    if binding.at_most is not None:
        verdicts.append(_settled((high or 0.0) <= binding.at_most, (low or 0.0) > binding.at_most))
    if binding.is_ is not None:
        effect = evidence.effect
        if effect is None:
            verdicts.append(None)
        elif binding.is_ == "above_average":
            verdicts.append(_settled(effect.low > 0, effect.high < NEXT_TO_NOTHING))
        else:
            verdicts.append(_settled(effect.high < 0, effect.low > -NEXT_TO_NOTHING))
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _settled(yes: bool, no: bool) -> bool | None:
    """``no`` goes first: an effect between 0 and next to nothing is no difference."""
    if no:
        return False
    return True if yes else None
