"""Sentences that several fields share: an answer and who gives it, a figure beside everybody else's, and nothing at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.language import marked

from .shape import Draft
from .words import PHRASES, Words, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from persona_pipeline.settings import CardSettings

    from .answers import Answer
    from .evidence import Evidence
    from .gather import Persona
    from .shape import Note, Said

LEAST_SHARE = 0.1
"""An answer that fewer give is not worth a line."""

ROLES: dict[str, str] = {
    "wish": "goal",
    "need": "need",
    "requirement": "decision_factor",
    "worry": "pain",
    "goals": "goal",
    "pains": "pain",
    "media": "channel",
    "decision_factors": "decision_factor",
}
"""Which role of a question fills a field, where cards.questions does not say so. Wish, need, requirement and worry are
the four of the method: what they would like, what they need, what must be right before they buy, what worries them."""

NOTHING: dict[str, str] = {
    "nobody_asked": marked("Nobody was asked about this."),
    "too_few_to_tell": marked("Too few answers to say anything."),
    "nobody_wrote": marked("Nobody has written this yet."),
    "not_known": marked("Not known."),
    "not_clear": marked("Nothing clearly stands out."),
}


def nothing(field: str, note: Note) -> Draft:
    """A line that says why there is nothing to say."""
    return Draft(field, lambda words: words.text(NOTHING[note]), state="empty", note=note)


def asked(persona: Persona, field: str, rules: CardSettings) -> list[Answer]:
    """Every answer to the questions that fill the field, most frequent first, also those whose figure cannot be told.

    A question that cards.questions gives to one field fills no other by its role.
    """
    mine = rules.questions.get(field)  # type: ignore[call-overload]
    if mine:
        found = [each for each in persona.answers if each.evidence.metric in mine]
    else:
        given = {question for questions in rules.questions.values() for question in questions}
        role = ROLES.get(field)
        found = [each for each in persona.answers if each.role == role and each.evidence.metric not in given]
    shares = [each for each in found if each.evidence.unit == "share"]
    return sorted(shares, key=lambda each: (-each.evidence.rank, each.evidence.metric, each.evidence.answer))


def named(field: str, answers: Sequence[Answer]) -> list[Draft]:
    """A line an answer: what is named, and by how many. Without answers a line that says so."""
    if not answers:
        return [nothing(field, "nobody_asked")]
    told = [each.evidence for each in answers if each.evidence.rank >= LEAST_SHARE]
    return [Draft(field, _named(each), each) for each in told] or [nothing(field, "too_few_to_tell")]


def _named(evidence: Evidence) -> Said:
    def said(words: Words) -> str:
        answer = words.answered(evidence)
        if evidence.value is None:
            return words.text("%(answer)s, one of the answers given most", answer=answer)
        return words.text("%(answer)s, named by %(share)s", answer=answer, share=words.share(evidence.value))

    return said


def first_of(found: Sequence[Evidence]) -> Evidence | None:
    """The most frequent, if it is worth a word."""
    return found[0] if found and found[0].rank >= LEAST_SHARE else None


def leading(field: str, said: Said, found: Sequence[Evidence]) -> Draft:
    """A line that says that the first is the most frequent: weak where the next one may be as frequent."""
    top = found[0]
    if len(found) > 1 and top.low is not None and found[1].rank >= top.low:
        return Draft(field, said, top, state="weak", note="close_second")
    return Draft(field, said, top)


def with_share(words: Words, what: str, evidence: Evidence) -> str:
    """What is said of the most frequent, with its share where that may be told."""
    if evidence.value is None:
        return what
    return words.text("%(what)s: %(share)s", what=what, share=words.share(evidence.value))


def beside_others(words: Words, what: str, evidence: Evidence) -> str:
    """What is said, with everybody else's figure where there is one."""
    if evidence.others_value is None:
        return what
    others = words.figure(evidence.others_value, evidence.unit)
    return words.text("%(what)s (everyone else: %(others)s)", what=what, others=others)


def compared(evidence: Evidence) -> Said:
    """A figure that lies clearly above or below everybody else's, in a phrase with both."""

    def said(words: Words) -> str:
        value, others = (words.figure(each, evidence.unit) for each in (evidence.value, evidence.others_value))
        phrase = sentence(difference(words, evidence))
        return words.text(
            "%(phrase)s: %(value)s (everyone else: %(others)s)", phrase=phrase, value=value, others=others
        )

    return said


def difference(words: Words, evidence: Evidence) -> str:
    """In which way the evidence differs from everybody else's."""
    if evidence.metric in PHRASES:
        return words.phrase(evidence.metric, higher=evidence.higher)
    answer = words.answered(evidence)
    if evidence.metric == "category" and evidence.source == "orders":
        more, less = marked("buys %(answer)s more often"), marked("buys %(answer)s less often")
    else:
        more, less = marked("names %(answer)s more often"), marked("names %(answer)s less often")
    return words.text(more if evidence.higher else less, answer=answer)


def rating(answer: Answer) -> Said:
    """How a touchpoint is rated."""

    def said(words: Words) -> str:
        value = words.figure(answer.evidence.value, "rating")
        question = words.labels.question(answer.evidence.metric) or answer.evidence.metric
        touchpoint = words.touchpoint(answer.touchpoint) if answer.touchpoint else words.quoted(question)
        rated = words.text("Rates %(touchpoint)s %(value)s out of 5", touchpoint=touchpoint, value=value)
        return beside_others(words, rated, answer.evidence)

    return said
