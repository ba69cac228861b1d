"""What the persona wants, fears, buys and listens to, and what follows from that for those who speak to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .evidence import Evidence
from .portrait import apart
from .said import asked, beside_others, compared, first_of, named, nothing, rating
from .shape import Draft
from .words import PHASES, Words, sentence

if TYPE_CHECKING:
    from persona_pipeline.settings import CardSettings

    from .answers import Answer, Moment
    from .gather import Persona
    from .shape import Said

LOW_RATING, HIGH_RATING = 3.5, 4.0
"""Of 5. A touchpoint whose interval ends below the one is a challenge, whose interval begins above the other a selling point."""
_HARDER = {"refund_share": 1, "purchase_share": -1, "nps": -1}
"""On which side of everybody else's a figure is a challenge."""
BEFORE_BUYING = ("see", "think", "do")


def wants(persona: Persona, rules: CardSettings) -> list[Draft]:
    """Goals; wish, need, requirement and worry."""
    return [
        draft
        for field in ("goals", "wish", "need", "requirement", "worry")
        for draft in named(field, asked(persona, field, rules))
    ]


def hurdles(persona: Persona, rules: CardSettings) -> list[Draft]:
    """Challenges from behaviour and ratings; pains as they are named."""
    found = [Draft("challenges", rating(each), each.evidence) for each in _rated(persona, -1)]
    found += [Draft("challenges", compared(each), each) for each in _clear(persona, _HARDER)]
    if rules.questions.get("challenges"):
        found = [*named("challenges", asked(persona, "challenges", rules)), *found]
    return [*(found or [nothing("challenges", "not_clear")]), *named("pains", asked(persona, "pains", rules))]


def buying(persona: Persona) -> list[Draft]:
    """The categories that most of the buyers bought from."""
    found = persona.counted.get("category", [])
    return [Draft("buys", _bought(each), each) for each in found] or [nothing("buys", "not_known")]


def _bought(one: Evidence) -> Said:
    def said(words: Words) -> str:
        answer, share = words.answered(one), words.share(one.value)
        if one.value is None:
            return words.text("%(answer)s, one of the categories bought most", answer=answer)
        text = words.text("%(answer)s: bought by %(share)s of the buyers", answer=answer, share=share)
        return beside_others(words, text, one)

    return said


def reach(persona: Persona, rules: CardSettings) -> list[Draft]:
    """Channels from traffic, media from the survey."""
    found = persona.counted.get("channel", [])
    channels = [Draft("channels", _came(each), each) for each in found]
    return [*(channels or [nothing("channels", "not_known")]), *named("media", asked(persona, "media", rules))]


def _came(one: Evidence) -> Said:
    def said(words: Words) -> str:
        channel, share = sentence(words.channel(one.answer)), words.share(one.value)
        if one.value is None:
            return words.text("%(channel)s, one of the channels used most", channel=channel)
        text = words.text("%(channel)s: %(share)s came this way at least once", channel=channel, share=share)
        return beside_others(words, text, one)

    return said


def mind(persona: Persona, rules: CardSettings) -> list[Draft]:
    """What sways the decision, and what stands in its way."""
    objections = _objections(persona, rules)
    return [*named("decision_factors", asked(persona, "decision_factors", rules)), *named("objections", objections)]


def _objections(persona: Persona, rules: CardSettings) -> list[Answer]:
    """Answers to the questions named for it, or else pains of the time before buying."""
    if rules.questions.get("objections"):
        return asked(persona, "objections", rules)
    return [each for each in asked(persona, "pains", rules) if each.phase in BEFORE_BUYING]


def messages(persona: Persona, rules: CardSettings) -> list[Draft]:
    """Selling points, a message that follows from what decides and what hurts, and the way to them in each phase."""
    points = [Draft("selling_points", rating(each), each.evidence) for each in _rated(persona, 1)]
    points += [Draft("selling_points", compared(each), each) for each in _clear(persona, {"nps": 1})]
    decisive = asked(persona, "decision_factors", rules) or asked(persona, "need", rules)
    lead = first_of([each.evidence for each in decisive])
    pain = first_of([each.evidence for each in asked(persona, "pains", rules)])
    told = [Draft("message", _lead(lead), lead)] if lead else []
    told += [Draft("message", _relief(pain), pain)] if pain else []
    return [
        *(points or [nothing("selling_points", "not_clear" if _ratings(persona) else "nobody_asked")]),
        *(told or [nothing("message", "too_few_to_tell" if decisive else "nobody_asked")]),
        *(_moment(each) for each in persona.moments),
    ]


def _lead(one: Evidence) -> Said:
    return lambda words: _with_names(words, words.text("Lead with %(answer)s", answer=words.answered(one)), one)


def _relief(one: Evidence) -> Said:
    return lambda words: _with_names(
        words, words.text("Show what you do about %(answer)s", answer=words.answered(one)), one
    )


def _with_names(words: Words, what: str, one: Evidence) -> str:
    if one.value is None:
        return what
    return words.text("%(what)s: %(share)s name it", what=what, share=words.share(one.value))


def _moment(moment: Moment) -> Draft:
    """The journey's message for a phase; weak where it says no more of this persona than of everybody."""

    def said(words: Words) -> str:
        message = moment.message_nl if words.language.code == "nl" else moment.message_en
        return words.text("%(phase)s: %(what)s", phase=words.text(PHASES[moment.phase]), what=message)

    if moment.evidence is None:
        return Draft("moments", said, state="assumption", note="unbound")
    if moment.state == "supported":
        return Draft("moments", said, moment.evidence)
    return Draft("moments", said, moment.evidence, state="weak", note="as_others")


def canvas(persona: Persona, rules: CardSettings) -> list[Draft]:
    """Pains and gains from evidence; what relieves and creates them is for people to write."""
    pains = [each for each in named("canvas_pains", asked(persona, "pains", rules)) if each.evidence is not None]
    pains += [Draft("canvas_pains", rating(each), each.evidence) for each in _rated(persona, -1)]
    wanted = [*asked(persona, "need", rules), *asked(persona, "goals", rules)]
    gains = named("canvas_gains", sorted(wanted, key=lambda each: -each.evidence.rank))
    return [
        *(pains or [nothing("canvas_pains", "nobody_asked")]),
        nothing("relievers", "nobody_wrote"),
        *gains,
        nothing("creators", "nobody_wrote"),
    ]


def differences(persona: Persona) -> list[Draft]:
    """What sets the persona apart, and the real members that are closest to it."""
    found = [Draft("apart", compared(each), each) for each in apart(persona)]
    return [*(found or [nothing("apart", "not_clear")]), *_typical(persona)]


def _typical(persona: Persona) -> list[Draft]:
    drafts = []
    for one in persona.typical:
        evidence = Evidence("distance", one.customer_key, "all", "sd", one.distance)
        drafts.append(Draft("typical", _member(one.customer_key, one.certainty), evidence, state="supported"))
    return drafts or [nothing("typical", "too_few_to_tell")]


def _member(key: str, certainty: float) -> Said:
    return lambda words: words.text(
        "%(key)s, certainty %(certainty)s", key=key, certainty=words.language.percent(certainty)
    )


def _ratings(persona: Persona) -> list[Answer]:
    found = [each for each in persona.answers if each.evidence.unit == "rating" and each.evidence.value is not None]
    return sorted(found, key=lambda each: (each.evidence.value or 0.0, each.evidence.metric))


def _rated(persona: Persona, direction: int) -> list[Answer]:
    """Touchpoints that are rated low (-1) or high (1), by their own level or against everybody else; most telling first."""
    low = [e for e in _ratings(persona) if e.evidence.high is not None and e.evidence.high < LOW_RATING]
    high = [e for e in _ratings(persona) if e.evidence.low is not None and e.evidence.low > HIGH_RATING]
    other = low if direction > 0 else high
    own = high if direction > 0 else low
    found = [e for e in _ratings(persona) if e in own or (e.evidence.clearly(direction) and e not in other)]
    return found if direction < 0 else found[::-1]


def _clear(persona: Persona, directions: dict[str, int]) -> list[Evidence]:
    """The figures that lie on the given side of everybody else's beyond doubt."""
    found = ((persona.told(name), direction) for name, direction in directions.items())
    return [figure for figure, direction in found if figure is not None and figure.clearly(direction)]
