"""Findings as sentences, in English and Dutch. Alerts and pages say it in these words too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.language import LANGUAGES, MINUS, with_marks

from .streams import ALL

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.language import Code

    from .findings import Finding

Names = Mapping[str, str]
"""Persona id -> the name that people know it by."""


@dataclass(frozen=True)
class Text:
    """One message in every language, with holes for what differs from case to case: a field for each code of ``LANGUAGES``."""

    en: str
    nl: str

    def __call__(self, language: Code, /, **values: str) -> str:
        """The message in a language, its holes filled.

        Raises:
            ValueError: if there is no such language; another one in its place would be read as if it were right.
        """
        if language not in LANGUAGES:
            raise ValueError(f"found the language {language!r}; expected {' or '.join(LANGUAGES)}")
        return str(getattr(self, language)).format(**values)


SUBJECTS = {
    "active_share": Text("{who}’s share of active customers", "Het aandeel van {who} in de actieve klanten"),
    "conversion": Text("The conversion of {who}", "De conversie van {who}"),
    "order_value": Text("The typical order value of {who}", "De gebruikelijke orderwaarde van {who}"),
    "repeat_rate": Text(
        "The part of {who}’s buyers who had bought before", "Het deel van de kopers van {who} dat al eerder kocht"
    ),
    "nps": Text("The NPS of {who}", "De NPS van {who}"),
    "satisfaction": Text("The satisfaction of {who}", "De tevredenheid van {who}"),
    "stock_share": Text("The part of all customers who are {who}", "Het deel van alle klanten dat bij {who} hoort"),
    "fits_none": Text(
        "The part of the customers of {who} who are far from every persona",
        "Het deel van de klanten van {who} dat ver van elke persona af ligt",
    ),
    "segment_changed": Text(
        "The part of the buyers of {who} who are in another RFM segment than a week before",
        "Het deel van de kopers van {who} dat in een ander RFM-segment zit dan een week eerder",
    ),
    "cart_rate": Text(
        "The part of {who}’s visits with something in the basket",
        "Het deel van de bezoeken van {who} met iets in het mandje",
    ),
    "checkout_rate": Text(
        "The part of {who}’s visits with a basket that came to the checkout",
        "Het deel van de bezoeken van {who} met een mandje dat tot de kassa kwam",
    ),
    "several_orders": Text(
        "The part of {who}’s buyers who ordered more than once in a week",
        "Het deel van de kopers van {who} dat in een week meer dan eens bestelde",
    ),
    "satisfied": Text(
        "The part of {who}’s ratings of {what} that are good",
        "Het deel van de oordelen van {who} over {what} dat goed is",
    ),
    "feature": Text("{feature} among the active customers of {who}", "{feature} bij de actieve klanten van {who}"),
    "rows": Text("The rows of {who}", "Het aantal rijen van {who}"),
    "amounts": Text(
        "The typical value of the night’s orders", "De gebruikelijke waarde van de bestellingen van deze nacht"
    ),
    "refused_share": Text("The share of refused rows of {who}", "Het aandeel geweigerde rijen van {who}"),
    "match_rate": Text("The match rate {who}", "De koppelgraad {who}"),
}
_NAMED_SHARE = Text("The share of {who} in active customers", "Het aandeel van {who} in de actieve klanten")
_ROSE, _FELL = Text("rose", "steeg"), Text("fell", "daalde")
_MOVED = Text(
    "{subject} {verb} from {before} to {after} ({effect}; very likely between {low} and {high})",
    "{subject} {verb} van {before} naar {after} ({effect}; zeer waarschijnlijk tussen {low} en {high})",
)
_STAYED = Text(
    "{subject} stayed at {after} ({effect}; very likely between {low} and {high})",
    "{subject} bleef op {after} ({effect}; zeer waarschijnlijk tussen {low} en {high})",
)
"""Where both ends print alike, the move is smaller than what is printed."""
_SINCE = Text(" since about {since}", " sinds ongeveer {since}")
_N = Text("; on average {n} {what} a night.", "; gemiddeld {n} {what} per nacht.")
_FEW = Text("; fewer than 10 {what} a night.", "; minder dan 10 {what} per nacht.")
_OF = Text("; of about {n} {what}.", "; van ongeveer {n} {what}.")
_GAIN = Text(
    "New personas would describe customers {effect}% better (very likely between {low} and {high})",
    "Nieuwe persona’s zouden klanten {effect}\N{NO-BREAK SPACE}% beter beschrijven (zeer waarschijnlijk tussen {low} en {high})",
)
_COUNTED = {
    "segment_changed": Text("buyers", "kopers"),
    "cart_rate": Text("visits", "bezoeken"),
    "checkout_rate": Text("visits", "bezoeken"),
    "several_orders": Text("buyers", "kopers"),
    "satisfied": Text("ratings", "oordelen"),
    "conversion": Text("visits", "bezoeken"),
    "order_value": Text("orders", "bestellingen"),
    "repeat_rate": Text("buyers", "kopers"),
    "nps": Text("answers", "antwoorden"),
    "satisfaction": Text("answers", "antwoorden"),
}
_PEOPLE = Text("customers", "klanten")
"""What n counts: active customers, unless the measure is of something else."""
_WHOLE = Text("the whole shop", "de hele winkel")
_UNIT = {
    "points": Text("{value} percentage points", "{value} procentpunt"),
    "percent": Text("{value}% relative to normal", "{value}\N{NO-BREAK SPACE}% ten opzichte van normaal"),
    "sd": Text("{value} standard units", "{value} standaardeenheden"),
    "nps": Text("{value} NPS points", "{value} NPS-punten"),
}
"""A relative change says so, never to be taken for percentage points."""
_SHARES = (
    *("stock_share", "fits_none", "segment_changed"),
    *("cart_rate", "checkout_rate", "several_orders", "satisfied"),
)
_PERCENT = Text("{value}%", "{value}\N{NO-BREAK SPACE}%")
FEATURES = {
    "recency_days": Text("days since the last order", "dagen sinds de laatste bestelling"),
    "tenure_days": Text("days as a customer", "dagen klant"),
    "frequency": Text("how often they order", "hoe vaak zij bestellen"),
    "monetary": Text("what they spend", "wat zij uitgeven"),
    "order_value": Text("order value", "orderwaarde"),
    "pieces_per_order": Text("pieces per order", "stuks per bestelling"),
    "refund_share": Text("share refunded", "aandeel terugbetaald"),
    "active_sessions": Text("how often they visit", "hoe vaak zij langskomen"),
    "pages_per_session": Text("pages per visit", "pagina’s per bezoek"),
    "mobile_share": Text("share of visits on a phone", "aandeel bezoek op de telefoon"),
    "paid_share": Text("share of visits from advertisements", "aandeel bezoek via advertenties"),
    "social_share": Text("share of visits from social media", "aandeel bezoek via sociale media"),
    "email_share": Text("share of visits from e-mail", "aandeel bezoek via e-mail"),
    "search_share": Text("share of visits with a search", "aandeel bezoek met een zoekopdracht"),
    "cart_share": Text("share of visits with something in the basket", "aandeel bezoek met iets in het mandje"),
    "purchase_share": Text("share of visits with a purchase", "aandeel bezoek met een aankoop"),
    "nps": Text("willingness to recommend", "bereidheid om aan te bevelen"),
    "satisfaction": Text("satisfaction", "tevredenheid"),
}
_SMALLEST_N = 10


def sentence(finding: Finding, language: Code, names: Names | None = None) -> str:
    """What moved, from what to what, by how much with its interval, since when, over how many: one sentence.

    Raises:
        ValueError: if the finding has no effect yet.
    """
    if finding.effect is None or finding.low is None or finding.high is None:
        raise ValueError(f"{finding.persona_id} {finding.measure} has no effect to speak of")
    effect = number(finding.effect, language, digits=_digits(finding), sign=True)
    since = _SINCE(language, since=day(finding.since, language)) if finding.since and finding.level != "quality" else ""
    if finding.measure == "challenger_gain":
        ends = (number(value, language, digits=1) for value in (finding.effect, finding.low, finding.high))
        text = _GAIN(language, **dict(zip(("effect", "low", "high"), ends, strict=True)))
        return text + since + _OF(language, n=number(finding.n_per_night, language, digits=0), what=_PEOPLE(language))
    before, after = _level(finding, finding.expected, language), _level(finding, finding.recent, language)
    moved = (_STAYED if before == after else _MOVED)(
        language,
        subject=_subject(finding, language, names or {}),
        verb=(_ROSE if finding.effect > 0 else _FELL)(language),
        before=before,
        after=after,
        effect=_UNIT[finding.effect_unit](language, value=effect),
        low=number(finding.low, language, digits=_digits(finding)),
        high=number(finding.high, language, digits=_digits(finding)),
    )
    few = finding.n_per_night < _SMALLEST_N and finding.level != "quality"
    head = finding.measure.partition(":")[0]
    what = _COUNTED.get(head, _PEOPLE)(language)
    if head in _SHARES:
        return moved + since + _OF(language, n=number(finding.n_per_night, language, digits=0), what=what)
    n = _FEW(language, what=what) if few else _N(language, n=number(finding.n_per_night, language, digits=0), what=what)
    return moved + since + ("." if finding.level == "quality" else n)


def who(persona_id: str, language: Code, names: Names | None = None) -> str:
    """A persona by id and name, or the whole shop."""
    if persona_id == ALL:
        return _WHOLE(language)
    name = (names or {}).get(persona_id)
    return f"{persona_id} ({name})" if name else persona_id


def feature_name(feature: str, language: Code) -> str:
    """A feature in words."""
    return FEATURES[feature](language) if feature in FEATURES else feature.replace("_", " ")


def number(value: float, language: Code, *, digits: int, sign: bool = False) -> str:
    """A number as the language and the pages write it: 1,234.5 or 1.234,5."""
    text = f"{value:{'+' if sign else ''},.{digits}f}"
    text = text.removeprefix("-") if float(text.replace(",", "")) == 0 and text.startswith("-") else text
    text = text.replace("-", MINUS)
    return with_marks(text, language)


def day(moment: date, language: Code) -> str:
    """A date as the pages write it: 2 March 2026, or 2 maart 2026."""
    from babel.dates import format_date

    return str(format_date(moment, "d MMMM y", locale=language))


def _subject(finding: Finding, language: Code, names: Names) -> str:
    head, _, tail = finding.measure.partition(":")
    if finding.level == "quality":
        return SUBJECTS[head](language, who=tail.replace("_", " "))
    feature = finding.feature or (tail if head == "feature" else "")
    persona = who(finding.persona_id, language, names)
    if feature:
        text = SUBJECTS["feature"](language, feature=feature_name(feature, language), who=persona)
        return text[0].upper() + text[1:]
    if head == "satisfied":
        return SUBJECTS[head](language, who=persona, what=f"“{tail}”")
    if head == "active_share" and persona != finding.persona_id:
        return _NAMED_SHARE(language, who=persona)
    return SUBJECTS[head](language, who=persona)


def _level(finding: Finding, value: float | None, language: Code) -> str:
    """A value before or after, in its own unit."""
    head = finding.measure.partition(":")[0]
    if value is None:
        return "?"
    if head in ("active_share", "conversion", "repeat_rate", "refused_share", "match_rate", *_SHARES):
        few = head == "conversion" and value < 0.1
        return _PERCENT(language, value=number(100 * value, language, digits=2 if few else 1))
    if finding.feature or head == "feature":
        return number(value, language, digits=2, sign=True)
    return number(value, language, digits={"rows": 0, "nps": 0}.get(head, 2))


def _digits(finding: Finding) -> int:
    return 2 if finding.effect_unit == "sd" else 1
