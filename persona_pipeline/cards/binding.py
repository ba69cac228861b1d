"""Words of people held against the evidence that they are bound to: borne out, contradicted, or not settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .evidence import Evidence, judge

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.settings import Binding, CardSettings

    from .gather import Persona
    from .shape import Note, State

NEXT_TO_NOTHING = 0.1
"""An effect whose interval stays below this in the direction that people claim is no such difference."""


def held_against(
    binding: Binding | None, persona: Persona, rules: CardSettings, as_of: date
) -> tuple[Evidence | None, State, Note]:
    """The evidence that words are bound to, the state that they have by it, and why."""
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
