"""The table of touchpoints: which event, page, traffic, order, signal or rating belongs to which phase and touchpoint.

Lines of persona.yaml go first, then these; the first line that fits counts.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from persona_pipeline.settings import TouchpointRule
from persona_pipeline.warehouse import keep_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from persona_pipeline.settings import Phase, Settings
    from persona_pipeline.warehouse import Warehouse

PHASES = ("see", "think", "do", "care")
STEPS = ("session", "view", "cart", "checkout", "payment", "purchase")
"""The steps of the buying process; a session that reached one counts at all before it."""
UNPLACED: Phase = "care"
WEB = "site"
"""What surveys call the web shop as a whole; its sentiment stands in for steps on the site that nobody rates by themselves."""
_T = TouchpointRule
DEFAULTS: tuple[TouchpointRule, ...] = (
    # Where a visit comes from
    _T(touchpoint="ad", phase="see", channel="paid social", mediums=("paid_social", "paid-social", "paidsocial")),
    _T(
        touchpoint="ad",
        phase="see",
        channel="paid",
        mediums=("cpc", "ppc", "cpm", "paid*", "display", "banner", "sea", "retargeting"),
    ),
    _T(
        touchpoint="social media",
        phase="see",
        channel="social",
        mediums=("social*", "sm", "organic_social", "organic-social"),
    ),
    _T(
        touchpoint="newsletter",
        phase="see",
        phase_after_purchase="care",
        channel="email",
        mediums=("email", "e-mail", "newsletter", "mail"),
    ),
    _T(touchpoint="search engine", phase="see", channel="organic", mediums=("organic",)),
    _T(touchpoint="other site", phase="see", channel="referral", mediums=("referral", "affiliate*", "partner")),
    _T(touchpoint="direct visit", phase="see", channel="direct", mediums=("(none)", "direct", "(not set)")),
    _T(touchpoint="other traffic", phase="see", channel="other", mediums=("*",)),
    # What happens on the site
    _T(touchpoint="order", phase="do", step="purchase", events=("purchase",)),
    _T(
        touchpoint="failed payment",
        phase="do",
        step="payment",
        events=("payment_fail*", "payment_error", "payment_declined", "purchase_fail*"),
    ),
    _T(touchpoint="payment", phase="do", step="payment", events=("add_payment_info",)),
    _T(touchpoint="payment", phase="do", step="payment", pages=("/checkout/payment*", "/betalen*", "/payment*")),
    _T(
        touchpoint="checkout",
        phase="do",
        step="checkout",
        events=("begin_checkout", "add_shipping_info", "checkout_progress"),
    ),
    _T(touchpoint="cart", phase="do", step="cart", events=("add_to_cart", "view_cart", "remove_from_cart")),
    _T(touchpoint="return", phase="care", events=("refund", "return_*")),
    _T(touchpoint="return", phase="care", pages=("/return*", "*/returns*", "/retour*", "*/retour*", "/ruilen*")),
    _T(
        touchpoint="delivery",
        phase="care",
        pages=("/track*", "/delivery*", "/shipping*", "/bezorg*", "/verzend*", "/levering*"),
    ),
    _T(touchpoint="service", phase="care", events=("contact", "chat_*", "generate_lead")),
    _T(
        touchpoint="service",
        phase="care",
        pages=("/service*", "/customer-service*", "/klantenservice*", "/contact*", "/help*", "/faq*", "/support*"),
    ),
    _T(touchpoint="account", phase="care", events=("login", "sign_up")),
    _T(touchpoint="account", phase="care", pages=("/account*", "/mijn*", "/my-*", "/login*")),
    _T(touchpoint="reviews", phase="think", events=("view_review*", "review_*")),
    _T(touchpoint="reviews", phase="think", pages=("*/review*", "*/beoordeling*", "/ervaringen*")),
    _T(touchpoint="product page", phase="think", step="view", events=("view_item",)),
    _T(
        touchpoint="product page",
        phase="think",
        step="view",
        events=("page_view",),
        pages=("/p/*", "/product/*", "/products/*", "/artikel*"),
    ),
    _T(touchpoint="site search", phase="think", events=("view_search_results", "search")),
    _T(touchpoint="site search", phase="think", pages=("/search*", "/zoek*", "/catalogsearch*")),
    _T(touchpoint="category page", phase="think", events=("view_item_list", "select_item", "view_category")),
    _T(
        touchpoint="category page",
        phase="think",
        pages=("/c/*", "/category/*", "/categorie/*", "/collections/*", "/product-category/*"),
    ),
    _T(touchpoint="inspiration", phase="see", pages=("/blog*", "/inspirat*", "/magazine*", "/lookbook*")),
    _T(touchpoint="home page", phase="see", events=("page_view",), pages=("/", "/index*", "/home", "/nl", "/en")),
    _T(
        touchpoint="checkout",
        phase="do",
        step="checkout",
        events=("page_view",),
        pages=("/checkout", "/checkout/shipping*", "/afrekenen*"),
    ),
    _T(
        touchpoint="cart",
        phase="do",
        step="cart",
        events=("page_view",),
        pages=("/cart*", "/basket*", "/winkelwagen*", "/winkelmand*"),
    ),
    # Beside the site
    _T(touchpoint="store", phase="do", order_channels=("store", "pos", "winkel", "retail", "shop")),
    _T(touchpoint="marketplace", phase="do", order_channels=("marketplace*", "bol*", "amazon*", "zalando*", "ebay*")),
    _T(touchpoint="order", phase="do", order_channels=("*",)),
    _T(touchpoint="reviews", phase="think", signals=("review",)),
    _T(touchpoint="service", phase="care", signals=("note", "question")),
    _T(touchpoint="social media", phase="see", signals=("mention",)),
    # What surveys rate and texts are about
    _T(touchpoint="site", phase="think", ratings=("site", "website", "webshop", "web")),
    _T(touchpoint="product", phase="care", ratings=("product", "products", "quality")),
    _T(touchpoint="price", phase="think", ratings=("price", "prices", "prijs")),
    _T(touchpoint="stock", phase="think", ratings=("stock", "assortment", "range")),
    _T(touchpoint="delivery", phase="care", ratings=("delivery", "shipping", "levering", "bezorging")),
    _T(touchpoint="return", phase="care", ratings=("return", "returns", "retour")),
    _T(touchpoint="service", phase="care", ratings=("service", "customer service", "support", "klantenservice")),
    _T(touchpoint="store", phase="do", ratings=("store", "winkel")),
    _T(touchpoint="checkout", phase="do", ratings=("checkout", "ordering", "bestellen")),
    _T(touchpoint="payment", phase="do", ratings=("payment", "betaling")),
    _T(touchpoint="survey", phase="care"),
    _T(touchpoint="recommendation", phase="care"),
)


def rules(settings: Settings) -> tuple[TouchpointRule, ...]:
    """All lines in the order in which they are tried: those of persona.yaml, then the defaults."""
    return (*settings.journey.touchpoints, *DEFAULTS)


def phases(settings: Settings) -> dict[str, str]:
    """The phase of each touchpoint: persona.yaml's own line, else that of the survey question that rates it, else the default.

    What is rated or written about and stands in no line is care: people can only tell of what they had.
    """
    found = {rule.touchpoint: str(rule.phase) for rule in reversed(DEFAULTS)}
    names = renamed(settings)
    for source in settings.sources_of("survey"):
        for question in source.questions.values():
            if question.touchpoint:
                name = names.get(question.touchpoint.lower(), question.touchpoint)
                if question.phase and question.role == "satisfaction":
                    found[name] = question.phase
                found.setdefault(name, question.phase or UNPLACED)
    for name in settings.journey.topics:
        found.setdefault(name, UNPLACED)
    found.update({rule.touchpoint: str(rule.phase) for rule in reversed(settings.journey.touchpoints)})
    return found


def renamed(settings: Settings) -> dict[str, str]:
    """What surveys call a touchpoint, in small letters: the touchpoint."""
    return {name.lower(): rule.touchpoint for rule in reversed(rules(settings)) for name in rule.ratings}


def rules_sha256(settings: Settings) -> str:
    """Hash of the lines that decide what a session is made of; other lines than before mean that all days are read again."""
    lines = [rule.model_dump(mode="json") for rule in rules(settings)]
    return hashlib.sha256(json.dumps(lines, sort_keys=True).encode()).hexdigest()


def keep_rules(warehouse: Warehouse, settings: Settings) -> None:
    """Leave the table in temporary tables: journey_rules with a row per pattern, and journey_phases per touchpoint."""
    known = phases(settings)
    lines = [
        (place, rule.touchpoint, rule.channel, _depth(rule), *pattern)
        for place, rule in enumerate(rules(settings))
        for pattern in _patterns(rule)
    ]
    keep_rows(
        warehouse,
        "journey_rules",
        "place integer, touchpoint varchar, channel varchar, depth integer, kind varchar, one varchar, other varchar",
        lines,
    )
    later = {rule.touchpoint: rule.phase_after_purchase for rule in reversed(rules(settings))}
    keep_rows(
        warehouse,
        "journey_phases",
        "touchpoint varchar, phase varchar, later varchar",
        [(name, phase, later.get(name)) for name, phase in known.items()],
    )


def _depth(rule: TouchpointRule) -> int:
    return STEPS.index(rule.step) if rule.step else 0


def _patterns(rule: TouchpointRule) -> Iterable[tuple[str, str, str]]:
    """(kind, pattern, second pattern) of LIKE; % where nothing is asked."""
    if rule.events or rule.pages:
        yield from (
            ("event", _like(event), _like(page)) for event in rule.events or ("*",) for page in rule.pages or ("*",)
        )
    if rule.mediums or rule.traffic_sources:
        yield from (
            ("traffic", _like(medium), _like(source))
            for medium in rule.mediums or ("*",)
            for source in rule.traffic_sources or ("*",)
        )
    yield from (("order", _like(channel), "%") for channel in rule.order_channels)
    yield from (("signal", _like(kind), "%") for kind in rule.signals)


def _like(pattern: str) -> str:
    escaped = pattern.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return escaped.replace("*", "%")
