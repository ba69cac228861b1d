"""The fictional person: gist, name, home town, face, demographics, and a story of sentences that each have evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.language import marked

from .evidence import MEDIUM
from .said import asked, beside_others, difference, first_of, leading, nothing, with_share
from .shape import Draft
from .words import DEMOGRAPHICS, PHRASES, Words, sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from persona_pipeline.settings import Settings

    from .evidence import Evidence
    from .gather import Persona
    from .shape import Said

NAMES = ("Robin", "Sam", "Kim", "Alex", "Jamie", "Charlie", "Noa", "Jip", "Bo", "Sascha", "Dominique", "Renée")
"""First names that say nothing about anybody's sex, in turn by the number of the persona."""
TOWNS: dict[str, tuple[str, ...]] = {
    "Europe/Amsterdam": ("Amersfoort", "Apeldoorn", "Zwolle", "Breda", "Deventer", "Alkmaar", "Ede", "Venlo"),
    "Europe/Brussels": ("Mechelen", "Hasselt", "Aalst", "Kortrijk", "Leuven", "Turnhout"),
    "Europe/London": ("Reading", "Preston", "Swindon", "Derby", "Luton", "Exeter"),
}
"""Towns of a middling size, by the time zone of the shop."""
_NO_TOWN = marked("A medium-sized town")


def name_of(persona_id: str) -> str:
    """The first name that a persona has until people give it another: always the same."""
    return NAMES[_number(persona_id) % len(NAMES)]


def portrait(persona: Persona, settings: Settings) -> list[Draft]:
    """Gist, name, home town, face and demographics."""
    town = TOWNS.get(settings.shop.timezone, ())
    own = town[_number(persona.persona_id) % len(town)] if town else ""
    return [
        *_gist(persona),
        Draft("name", lambda _: name_of(persona.persona_id), state="assumption", note="made_up"),
        Draft("place", lambda words: own or words.text(_NO_TOWN), state="assumption", note="made_up"),
        Draft("face", lambda words: words.text("A neutral drawing"), state="assumption", note="made_up"),
        *(_most_frequent(persona, field, settings) for field in DEMOGRAPHICS),
    ]


def apart(persona: Persona) -> list[Evidence]:
    """Everything in which the persona differs clearly from everybody else, largest first."""
    found = [figure for name, figure in persona.figures.items() if name in PHRASES]
    found += persona.counted.get("category", [])
    found += [each.evidence for each in persona.answers if each.role not in ("demographic", "satisfaction", "nps")]
    clear = [each for each in found if each.effect is not None and each.effect.clear and each.value is not None]
    return sorted(clear, key=lambda each: (-abs(each.effect.size if each.effect else 0.0), each.metric, each.answer))


def _number(persona_id: str) -> int:
    return int(persona_id[1:]) - 1


def _gist(persona: Persona) -> list[Draft]:
    share, revenue = persona.told("share"), persona.told("revenue_share")
    if share is None:
        return [nothing("gist", "too_few_to_tell")]
    traits = _one_a_source([each for each in apart(persona) if each.metric in PHRASES])

    def said(words: Words) -> str:
        size = words.text("%(share)s of the customers", share=words.share(share.value))
        if revenue is not None:
            worth = words.share(revenue.value)
            size = words.text("%(size)s, %(worth)s of the revenue", size=size, worth=worth)
        if not traits:
            return words.text("%(size)s; differs little from everyone else", size=size)
        told = [_against(words, each) for each in traits]
        return words.text("%(size)s; %(traits)s", size=size, traits=words.language.listing(told))

    return [Draft("gist", said, share)]


def _one_a_source(found: list[Evidence]) -> list[Evidence]:
    """The most telling of each source, if it tells much: two ways to visit say less than a visit and an order."""
    first: dict[str, Evidence] = {}
    for each in found:
        if not first or (each.effect is not None and abs(each.effect.size) >= MEDIUM):
            first.setdefault(each.source, each)
    return list(first.values())


def _against(words: Words, each: Evidence) -> str:
    value, others = words.figure(each.value, each.unit), words.figure(each.others_value, each.unit)
    phrase = difference(words, each)
    return words.text("%(phrase)s (%(value)s versus %(others)s)", phrase=phrase, value=value, others=others)


def _most_frequent(persona: Persona, field: str, settings: Settings) -> Draft:
    """The attribute that most members have, from the customer list or the survey, whichever knows more people."""
    listed = persona.counted.get(field, [])
    questions = settings.cards.questions.get(field, (field,))  # type: ignore[call-overload]
    of_survey = [each.evidence for each in persona.answers if each.evidence.metric in questions]
    surveyed = sorted(
        (each for each in of_survey if each.rank > 0 and each.unit == "share"),
        key=lambda each: (-each.rank, each.answer),
    )
    found = max((listed, surveyed), key=lambda each: (each[0].n or 0) if each else -1)
    if first_of(found) is None:
        return nothing(field, "too_few_to_tell" if of_survey else "not_known")
    return leading(field, _most_often(found), found)


def _most_often(found: list[Evidence]) -> Said:
    top = found[0]

    def said(words: Words) -> str:
        one = words.answered(top)
        if leading("", said, found).note != "close_second":
            return with_share(words, words.text("Most often %(answer)s", answer=one), top)
        second = found[1]
        pair = words.text("%(one)s and %(other)s about as often", one=one, other=words.answered(second))
        if second.value is None:
            return pair
        shares = words.share(top.value), words.share(second.value)
        return words.text("%(pair)s: %(share)s and %(second)s", pair=pair, share=shares[0], second=shares[1])

    return said


def story(persona: Persona, names: dict[str, str], settings: Settings) -> list[Draft]:
    """The story, a sentence a line. ``names``: what the person is called, by language code.

    For strategy it leaves out how often, on what and by which way they come.
    """
    rules, all_of_it = settings.cards, settings.purpose == "tactics"
    figures: list[tuple[bool, Callable[[Words, Evidence], str], Evidence | None]] = [
        (True, _stands_for(persona, names), persona.told("share")),
        (all_of_it, _orders, persona.told("frequency")),
        (True, _worth, persona.told("order_value")),
        (all_of_it, _phone, persona.told("mobile_share")),
    ]
    most: list[tuple[bool, Callable[[Words, Evidence], str], list[Evidence]]] = [
        (True, _buys, persona.counted.get("category", [])),
        (all_of_it, _comes, persona.counted.get("channel", [])),
        (True, _decides, [each.evidence for each in asked(persona, "decision_factors", rules)]),
        (True, _bothered, [each.evidence for each in asked(persona, "pains", rules)]),
    ]
    told = [Draft("story", _sentence(said, one), one) for wanted, said, one in figures if wanted and one is not None]
    told += [
        leading("story", _sentence(said, found[0]), found)
        for wanted, said, found in most
        if wanted and first_of(found) is not None
    ]
    nps = persona.told("nps") if all_of_it else None
    return told if nps is None else [*told, Draft("story", _sentence(_recommends, nps), nps)]


def _sentence(said: Callable[[Words, Evidence], str], evidence: Evidence) -> Said:
    return lambda words: sentence(said(words, evidence)) + "."


def _stands_for(persona: Persona, names: dict[str, str]) -> Callable[[Words, Evidence], str]:
    revenue = persona.told("revenue_share")

    def said(words: Words, share: Evidence) -> str:
        name = names[words.language.code]
        text = words.text("%(name)s stands for %(share)s of the customers", name=name, share=words.share(share.value))
        if revenue is None:
            return text
        return words.text(
            "%(text)s, who bring in %(worth)s of the revenue", text=text, worth=words.share(revenue.value)
        )

    return said


def _orders(words: Words, one: Evidence) -> str:
    value, days = words.figure(one.value, one.unit), words.language.number(words.window_days)
    text = words.text("On average a buyer orders %(value)s times in %(days)s days", value=value, days=days)
    return beside_others(words, text, one)


def _worth(words: Words, one: Evidence) -> str:
    text = words.text("The average order is %(value)s", value=words.figure(one.value, one.unit))
    return beside_others(words, text, one)


def _phone(words: Words, one: Evidence) -> str:
    text = words.text("%(share)s of their visits are on a phone", share=words.share(one.value))
    return beside_others(words, text, one)


def _recommends(words: Words, one: Evidence) -> str:
    text = words.text(
        "Asked whether they would recommend the shop, they give it %(value)s out of 10",
        value=words.figure(one.value, one.unit),
    )
    return beside_others(words, text, one)


def _buys(words: Words, one: Evidence) -> str:
    answer = words.answered(one)
    text = words.text("The category that most of them buy from is %(answer)s", answer=answer)
    return beside_others(words, with_share(words, text, one), one)


def _comes(words: Words, one: Evidence) -> str:
    channel = words.channel(one.answer)
    text = words.text("The channel that brings in most of them is %(channel)s", channel=channel)
    return beside_others(words, with_share(words, text, one), one)


def _decides(words: Words, one: Evidence) -> str:
    text = words.text("Asked what decides their choice, they most often say %(answer)s", answer=words.answered(one))
    return beside_others(words, with_share(words, text, one), one)


def _bothered(words: Words, one: Evidence) -> str:
    text = words.text("Their most common complaint is %(answer)s", answer=words.answered(one))
    return beside_others(words, with_share(words, text, one), one)
