"""What names in the tables are called on the pages: features, measures, segments, match rates, reasons, verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.language import MINUS, Language, marked, translate_any

if TYPE_CHECKING:
    from .scales import Scale

FEATURES: dict[str, str] = {
    "recency_days": marked("Days since the last order"),
    "tenure_days": marked("Days since the first order"),
    "frequency": marked("Orders"),
    "monetary": marked("Spent"),
    "order_value": marked("Value of an order, mean"),
    "pieces_per_order": marked("Pieces per order"),
    "refund_share": marked("Sent back, of sales"),
    "web_tenure_days": marked("Days since the first visit"),
    "active_sessions": marked("Visits"),
    "pages_per_session": marked("Pages per visit"),
    "mobile_share": marked("Visits on a phone"),
    "paid_share": marked("Visits through advertising"),
    "social_share": marked("Visits through social media"),
    "email_share": marked("Visits through e-mail"),
    "search_share": marked("Visits with a search"),
    "cart_share": marked("Visits that fill a basket"),
    "purchase_share": marked("Visits that end in a purchase"),
    "nps": marked("Would recommend, 0 to 10"),
    "satisfaction": marked("Satisfaction, 1 to 5"),
}

TRAITS: dict[str, str] = {**FEATURES, "order_value": marked("Value of a typical order")}
"""The same where personas are told apart by it: there an order counts by its logarithm, so that a few large ones do not outweigh the others."""

MEASURES: dict[str, tuple[str, str]] = {
    "active_share": (marked("a larger part of the active customers"), marked("a smaller part of the active customers")),
    "centre": (
        marked("different behaviour than when the personas were accepted"),
        marked("different behaviour than when the personas were accepted"),
    ),
    "conversion": (marked("more visits end in a purchase"), marked("fewer visits end in a purchase")),
    "repeat_rate": (
        marked("a larger part of the buyers had bought before"),
        marked("a smaller part of the buyers had bought before"),
    ),
    "order_value": (marked("a typical order is worth more"), marked("a typical order is worth less")),
    "nps": (marked("more willing to recommend the shop"), marked("less willing to recommend the shop")),
    "satisfaction": (marked("more satisfied"), marked("less satisfied")),
}
"""measure: (what a rise says, what a fall says), after the name of the persona or of the whole shop and a colon."""

HIGHER, LOWER = marked("higher on “%(figure)s”"), marked("lower on “%(figure)s”")
"""For a feature by name."""

QUALITY: dict[str, tuple[str, str]] = {
    "rows": (marked("far more rows than usual from %(what)s"), marked("far fewer rows than usual from %(what)s")),
    "refused_share": (
        marked("more rows refused than usual from %(what)s"),
        marked("fewer rows refused than usual from %(what)s"),
    ),
    "amounts": (
        marked("orders are worth far more than usual: amounts in cents?"),
        marked("orders are worth far less than usual: amounts in another currency?"),
    ),
    "match_rate": (marked("match rate jumped: %(what)s"), marked("match rate dropped: %(what)s")),
}

SEGMENTS: dict[str, str] = {
    "Champions": marked("Champions"),
    "Loyal": marked("Loyal"),
    "Potential loyalists": marked("Potential loyalists"),
    "New customers": marked("New customers"),
    "Promising": marked("Promising"),
    "Needs attention": marked("Needs attention"),
    "About to sleep": marked("About to sleep"),
    "At risk": marked("At risk"),
    "Cannot lose them": marked("Cannot lose them"),
    "Hibernating": marked("Hibernating"),
    "Lost": marked("Lost"),
}

MATCHES: dict[str, str] = {
    "orders_with_key": marked("Orders that belong to a known customer"),
    "buyers_seen_in_web": marked("Buyers who were also seen on the website"),
    "web_people_with_account": marked("Visitors who are known as a customer"),
    "events_without_consent": marked("Web events without consent (counted, and nobody’s)"),
    "respondents_with_key": marked("Survey answers that belong to a known customer"),
    "respondents_seen_in_orders": marked("Respondents who also bought"),
}

CHANGES: dict[str, str] = {
    "new": marked("new column"),
    "gone": marked("column gone"),
    "renamed": marked("column renamed?"),
    "kind": marked("other kind of values"),
    "reworded": marked("question reworded"),
}
KINDS: dict[str, str] = {
    "orders": marked("orders"),
    "web": marked("web"),
    "survey": marked("survey"),
    "crm": marked("customer attributes"),
    "signals": marked("signals"),
}

LOAD_STATES: dict[str, str] = {
    "accepted": marked("taken in"),
    "held": marked("held back"),
    "refused": marked("refused"),
    "superseded": marked("replaced by a newer version"),
}

SEVERITIES: dict[str, str] = {
    "critical": marked("critical"),
    "warning": marked("warning"),
    "info": marked("for information"),
}

VERDICTS: dict[str, str] = {
    "keep": marked("Keep"),
    "watch": marked("Watch"),
    "re-evaluate": marked("Re-evaluate"),
    "unknown": marked("Too early to say"),
}


def feature(language: Language, name: str) -> str:
    return translate_any(language, FEATURES, name)


def trait_name(language: Language, name: str) -> str:
    """What a trait is called, by which personas are told apart."""
    return translate_any(language, TRAITS, name)


def figure(language: Language, value: float | None, unit: str, currency: str) -> str:
    """A profile figure in its unit."""
    if unit == "share":
        return language.percent(value, 0 if value is None or value >= 0.095 else 1)
    if unit == "currency":
        return language.money(value, currency, 0 if value is None or abs(value) >= 100 else 2)
    return language.number(value, 0 if unit in ("days", "customers") or abs(value or 0) >= 1_000 else 1)


def difference(language: Language, value: float, unit: str, currency: str) -> str:
    """A difference of two profile figures, signed, in the unit of ``figure``; of shares in percentage points. 0 where nothing is left of it."""
    if unit == "currency":
        digits = 0 if abs(value) >= 100 else 2
        shown = language.money(abs(value), currency, digits)
    elif unit == "share":
        value, digits = value * 100, 1
        shown = language.text("%(value)s percentage points", value=language.number(abs(value), digits))
    else:
        digits = 0 if unit in ("days", "customers") or abs(value) >= 100 else 2
        shown = language.number(abs(value), digits)
    if not round(value, digits):
        return "0"
    return f"{'+' if value > 0 else MINUS}{shown}"


def effect(language: Language, value: float | None, unit: str) -> str:
    """A difference in its unit, signed. A relative one says so: it is never to be taken for percentage points."""
    if value is None:
        return "\N{EN DASH}"
    return _in_unit(language, language.signed(value, _digits(unit)), unit)


def amount(language: Language, value: float, unit: str) -> str:
    """The size of a difference, without a sign."""
    return _in_unit(language, language.number(value, _digits(unit)), unit)


def interval(language: Language, low: float, high: float, unit: str) -> str:
    """From where to where a difference very likely lies, in its unit."""
    digits = _digits(unit)
    low_text, high_text = language.signed(low, digits), language.signed(high, digits)
    return _in_unit(language, language.text("between %(low)s and %(high)s", low=low_text, high=high_text), unit)


def _digits(unit: str) -> int:
    return 2 if unit == "sd" else 1


def _in_unit(language: Language, amount: str, unit: str) -> str:
    return {
        "points": language.text("%(amount)s percentage points", amount=amount),
        "percent": language.text("%(amount)s%% relative to normal", amount=amount),
        "sd": language.text("%(amount)s standard units", amount=amount),
        "nps": language.text("%(amount)s NPS points", amount=amount),
    }[unit]


def level(language: Language, measure: str, value: float, currency: str) -> str:
    """What a measure stood at, before or after, in its own unit."""
    head = measure.partition(":")[0]
    if head in ("active_share", "repeat_rate", "refused_share", "match_rate"):
        return language.percent(value, 1)
    if head == "conversion":
        return language.percent(value, 2 if value < 0.1 else 1)
    if head in ("order_value", "amounts"):
        return language.money(value, currency, 2)
    if head in ("centre", "feature"):
        return language.signed(value, 2)
    return language.number(value, {"rows": 0, "nps": 0}.get(head, 2))


def trait(language: Language, scale: Scale, standard: float, currency: str) -> str:
    """A feature's mean in standard units as what people count in."""
    value = scale.natural(standard)
    if scale.name.endswith("_share"):
        return language.percent(value, 1)
    if scale.name == "order_value":
        return language.money(value, currency, 2)
    number = language.number(value, 2)
    return language.text("%(number)s per 30 days", number=number) if scale.rate else number


def source(language: Language, name: str, kind: str) -> str:
    """A source by its name; one that is called after its kind by the word for it."""
    return translate_any(language, KINDS, kind) if name == kind else translate_any(language, {}, name)


HELD: tuple[str, ...] = (
    marked("all nights"),
    marked("all nights; holds clock times, so two runs of one night differ here and nowhere else"),
    marked("everything up to the night"),
    marked("the last night only"),
)
"""What ``publish.dictionary.nights_held`` answers; here so that the catalogs know it."""

GLOSSARY: tuple[tuple[str, str], ...] = (
    (marked("Active"), marked("Visited the shop, bought or answered a survey that day.")),
    (
        marked("Evidence"),
        marked(
            "How sure it is that something changed: each night that stands out adds to it, calm nights take away. Once is what is needed; the verdict then counts it, if the change is large and lasting enough to matter."
        ),
    ),
    (
        marked("In use since"),
        marked(
            "The first night on which customers were members of these personas. What they were made from may begin earlier; nobody was a member then."
        ),
    ),
    (
        marked("Provisional"),
        marked("The comparison rests on fewer than %(firm)s nights, so false alarms are more frequent than later."),
    ),
    (
        marked("Re-evaluate"),
        marked(
            "Look again whether a persona still describes these customers, and decide to keep it or to make new ones. Nothing changes before somebody decides."
        ),
    ),
    (
        marked("Typical order"),
        marked(
            "The geometric mean of the orders: a few very large ones hardly move it, so it says best whether most orders changed. It is lower than the mean."
        ),
    ),
    (
        marked("RFM"),
        marked(
            "Recency, frequency, money: how recently somebody bought, how often and for how much, each in five steps. From them follow the segments."
        ),
    ),
)
"""The overview's words, explained on the dictionary page."""
