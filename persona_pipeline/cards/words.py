"""The words of a card in one language: figures in its form, what figures are called, and why a line has its state."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.journey.words import word
from persona_pipeline.language import Language, clip, language_of, marked, translate_any
from persona_pipeline.settings import NO_LABELS, Labels

from .safe import tidy

if TYPE_CHECKING:
    from persona_pipeline.language import Code

    from .evidence import Evidence

LONGEST_ANSWER = 120

PHRASES: dict[str, tuple[str, str]] = {
    "recency_days": (marked("ordered longer ago"), marked("ordered more recently")),
    "frequency": (marked("orders more often"), marked("orders less often")),
    "monetary": (marked("spends more in all"), marked("spends less in all")),
    "order_value": (marked("spends more per order"), marked("spends less per order")),
    "pieces_per_order": (marked("buys more pieces per order"), marked("buys fewer pieces per order")),
    "refund_share": (marked("sends back more of what it buys"), marked("sends back less of what it buys")),
    "active_sessions": (marked("visits more often"), marked("visits less often")),
    "pages_per_session": (marked("looks at more pages per visit"), marked("looks at fewer pages per visit")),
    "mobile_share": (marked("visits more often on a phone"), marked("visits less often on a phone")),
    "paid_share": (marked("comes more often through advertising"), marked("comes less often through advertising")),
    "social_share": (marked("comes more often through social media"), marked("comes less often through social media")),
    "email_share": (marked("comes more often through e-mail"), marked("comes less often through e-mail")),
    "search_share": (marked("searches on more visits"), marked("searches on fewer visits")),
    "cart_share": (marked("fills a basket on more visits"), marked("fills a basket on fewer visits")),
    "purchase_share": (marked("buys on more visits"), marked("buys on fewer visits")),
    "nps": (marked("recommends the shop more readily"), marked("recommends the shop less readily")),
    "satisfaction": (marked("is more satisfied"), marked("is less satisfied")),
}
"""figure: (what is said where it is higher than everybody else's, where it is lower)."""

FIGURES: dict[str, str] = {
    "members": marked("number of members"),
    "share": marked("share of the customers"),
    "revenue": marked("revenue"),
    "revenue_share": marked("share of the revenue"),
    "recency_days": marked("time since the last order"),
    "tenure_days": marked("time since the first order"),
    "frequency": marked("orders per buyer"),
    "monetary": marked("spent per buyer"),
    "order_value": marked("mean value of an order"),
    "pieces_per_order": marked("pieces per order"),
    "refund_share": marked("share of sales sent back"),
    "web_tenure_days": marked("time since the first visit"),
    "active_sessions": marked("visits per visitor"),
    "pages_per_session": marked("pages per visit"),
    "mobile_share": marked("visits on a phone"),
    "paid_share": marked("visits through advertising"),
    "social_share": marked("visits through social media"),
    "email_share": marked("visits through e-mail"),
    "search_share": marked("visits with a search"),
    "cart_share": marked("visits that fill a basket"),
    "purchase_share": marked("visits that end in a purchase"),
    "nps": marked("would recommend, 0 to 10"),
    "satisfaction": marked("satisfaction, 1 to 5"),
    "channel": marked("came this way at least once"),
    "category": marked("bought at least once"),
    "age_band": marked("age"),
    "household": marked("household"),
    "education": marked("education"),
    "gender": marked("gender"),
    "region": marked("region"),
    "income": marked("income"),
}

DEMOGRAPHICS = ("age_band", "household", "education", "gender", "region", "income")
"""Attributes, by the name that a question or a column of the customer list has."""

CHANNELS: dict[str, str] = {
    "email": marked("e-mail"),
    "paid_social": marked("advertising on social media"),
    "social": marked("social media"),
    "paid": marked("advertising"),
    "search": marked("search engines"),
    "referral": marked("other websites"),
    "direct": marked("direct visits"),
    "other": marked("other channels"),
}

SOURCES: dict[str, str] = {
    "orders": marked("orders"),
    "web": marked("website"),
    "survey": marked("survey"),
    "crm": marked("customer list"),
    "journey": marked("journey"),
    "all": marked("all sources"),
}

STATES: dict[str, str] = {
    "supported": marked("supported"),
    "weak": marked("weak"),
    "stale": marked("stale"),
    "contradicted": marked("contradicted"),
    "assumption": marked("assumption"),
    "empty": marked("nothing to say"),
}

NOTES: dict[str, str] = {
    "few_people": marked("about few people"),
    "wide_interval": marked("the interval is wide"),
    "close_second": marked("the next one is about as frequent"),
    "old": marked("nothing new for a long time"),
    "too_few_to_tell": marked("too few people to say anything"),
    "withheld": marked("figure left out so that others cannot be recognised"),
    "nobody_asked": marked("nobody was asked about this"),
    "nobody_wrote": marked("nobody has written it"),
    "not_known": marked("not known"),
    "not_clear": marked("the figures do not settle it"),
    "as_others": marked("no more than everyone else"),
    "like_others": marked("much the same for everyone else"),
    "turned": marked("the figures say otherwise"),
    "unbound": marked("not tied to a figure"),
    "no_such_figure": marked("tied to a figure or an answer that does not exist tonight"),
    "made_up": marked("made up until you change it"),
    "overruled": marked("made from a line that was changed by hand"),
    "told_there": marked("told in another place of the card"),
}

SAID: dict[str, str] = {
    "site_search": marked("searched for on the site"),
}
"""What the journey tells people say, by kind."""

WRITTEN_IN: dict[str, str] = {"en": marked("written in English"), "nl": marked("written in Dutch")}
"""What is said of words of people on a card in another language than theirs."""

SIZES: tuple[tuple[float, str], ...] = (
    (0.8, marked("a large difference")),
    (0.5, marked("a medium difference")),
    (0.0, marked("a small difference")),
)
PHASES: dict[str, str] = {
    "see": marked("See (not looking yet)"),
    "think": marked("Think (comparing)"),
    "do": marked("Do (buying)"),
    "care": marked("Care (afterwards)"),
}


@dataclass(frozen=True)
class Words:
    """A language with the forms of this shop. ``coarse``: rounded figures in sentences, for strategy; ``labels``: what the
    shop's own words are called in it.
    """

    language: Language
    currency: str
    window_days: int
    coarse: bool = False
    labels: Labels = NO_LABELS

    def text(self, message: str, **values: object) -> str:
        """The sentence in this language, with its ``%(name)s`` filled in."""
        return self.language.text(message, **values)

    def share(self, value: float | None) -> str:
        exact = self.language.percent(value, 0 if value is None or value >= 0.095 else 1)
        if value is None or not self.coarse:
            return exact
        return self._about(exact, self.language.percent(round(value, 2) if value < 0.125 else round(value * 20) / 20))

    def figure(self, value: float | None, unit: str) -> str:
        """A figure in its unit."""
        if unit == "share":
            return self.share(value)
        exact = self._amount(value, unit)
        if value is None or not self.coarse or unit in ("rating", "nps"):
            return exact
        return self._about(exact, self._amount(_two_signs(value), unit))

    def _amount(self, value: float | None, unit: str) -> str:
        if unit == "currency":
            whole = value is None or value >= 100 or value == round(value)
            return self.language.money(value, self.currency, 0 if whole else 2)
        if unit == "days":
            return self.text("%(number)s days", number=self.language.number(value))
        whole = unit == "customers" or (value is not None and abs(value) >= 20)
        return self.language.number(value, 0 if whole else 1)

    def _about(self, exact: str, rounded: str) -> str:
        return exact if exact == rounded else self.text("about %(figure)s", figure=rounded)

    def quoted(self, answer: str) -> str:
        """Somebody's words as they were written, as data."""
        return self.text("“%(answer)s”", answer=clip(tidy(answer), LONGEST_ANSWER))

    def answered(self, evidence: Evidence) -> str:
        """The answer, category or attribute that was counted: its label, or else as it was written."""
        if evidence.source == "orders":
            label = self.labels.category(evidence.answer)
        else:
            label = self.labels.answer(evidence.metric, evidence.answer)
        return self.quoted(label or evidence.answer)

    def touchpoint(self, name: str) -> str:
        """What a touchpoint is called, in quotes as what a survey calls it."""
        return self.quoted(word(language_of(self.language.code, "journey"), name, self.labels))

    def phrase(self, metric: str, *, higher: bool) -> str:
        high, low = PHRASES[metric]
        return self.text(high if higher else low)

    def label(self, evidence: Evidence) -> str:
        """What the evidence measures."""
        if evidence.source == "survey" and evidence.metric in DEMOGRAPHICS:
            return translate_any(self.language, FIGURES, evidence.metric)
        if evidence.source == "survey" and (evidence.answer or evidence.metric not in FIGURES):
            called = self.labels.question(evidence.metric) or evidence.metric
            return self.text("question “%(question)s”", question=clip(tidy(called), LONGEST_ANSWER))
        if evidence.source == "journey":
            return translate_any(self.language, SAID, evidence.metric)
        return translate_any(self.language, FIGURES, evidence.metric)

    def channel(self, answer: str) -> str:
        """A channel and the site that it leads from: social media (instagram)."""
        kind, _, site = answer.partition(":")
        name = self.labels.channel(kind) or translate_any(self.language, CHANNELS, kind)
        site = self.labels.channel(site) or site
        return f"{name} ({clip(tidy(site), LONGEST_ANSWER)})" if site else name

    def size(self, effect: float) -> str:
        return self.text(next(words for least, words in SIZES if abs(effect) >= least))


def _two_signs(value: float) -> float:
    """1,234 as 1,200 and 0.0567 as 0.057."""
    if value == 0:
        return value
    return round(value, 1 - math.floor(math.log10(abs(value))))


def words_of(code: Code, *, currency: str, window_days: int, purpose: str, labels: Labels = NO_LABELS) -> Words:
    """The words of the cards in a language."""
    return Words(language_of(code, "cards"), currency, window_days, coarse=purpose == "strategy", labels=labels)


def sentence(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
