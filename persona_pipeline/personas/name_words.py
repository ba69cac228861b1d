"""The words that persona names and gists are made of, by language. Order value is a word about orders, not about spending.

Somebody who orders big may spend less in all than somebody who orders often, so no name says who spends most.
"""

from dataclasses import dataclass

from persona_pipeline.language import Code


@dataclass(frozen=True)
class Words:
    """What high and low values are called in a name, and where the word stands."""

    high: str
    low: str
    place: int


WORDS: dict[Code, dict[str, Words]] = {
    "en": {
        "frequency": Words("frequent", "occasional", 0),
        "order_value": Words("big-order", "small-order", 1),
        "pieces_per_order": Words("large-basket", "small-basket", 1),
        "refund_share": Words("often-returning", "seldom-returning", 2),
        "active_sessions": Words("often-visiting", "seldom-visiting", 0),
        "pages_per_session": Words("browsing", "quick", 2),
        "mobile_share": Words("mobile", "desktop", 3),
        "paid_share": Words("ad-led", "unpaid-traffic", 2),
        "social_share": Words("social-media", "non-social", 2),
        "email_share": Words("newsletter", "non-newsletter", 2),
        "search_share": Words("searching", "non-searching", 2),
        "cart_share": Words("cart-filling", "looking", 2),
        "purchase_share": Words("decided", "hesitant", 2),
        "nps": Words("enthusiastic", "critical", 1),
        "satisfaction": Words("satisfied", "dissatisfied", 1),
        "category": Words("{value}", "", 4),
    },
    "nl": {
        "order_value": Words("met grote bestellingen", "met kleine bestellingen", 0),
        "pieces_per_order": Words("met volle mandjes", "met kleine mandjes", 0),
        "refund_share": Words("met veel retouren", "met weinig retouren", 1),
        "mobile_share": Words("op de telefoon", "op de computer", 2),
        "paid_share": Words("via advertenties", "buiten advertenties om", 3),
        "social_share": Words("via sociale media", "buiten sociale media om", 3),
        "email_share": Words("via de nieuwsbrief", "buiten de nieuwsbrief om", 3),
        "frequency": Words("die vaak bestellen", "die zelden bestellen", 4),
        "active_sessions": Words("die vaak langskomen", "die zelden langskomen", 4),
        "pages_per_session": Words("die veel bladeren", "die weinig bladeren", 5),
        "search_share": Words("die veel zoeken", "die weinig zoeken", 5),
        "cart_share": Words("die hun mandje vullen", "die vooral rondkijken", 5),
        "purchase_share": Words("die snel beslissen", "die lang twijfelen", 5),
        "nps": Words("die de winkel aanraden", "die kritisch zijn", 6),
        "satisfaction": Words("die tevreden zijn", "die ontevreden zijn", 6),
        "category": Words("die {value} kopen", "", 5),
    },
}
"""Before "shoppers" in English, after "Klanten" in Dutch, smallest place first. Of a category only the high word is said."""

GISTS: dict[Code, dict[str, str]] = {
    "en": {
        "share": "{value:.0%} of the people it was made from",
        "frequency": "{value:.1f} repeat orders per 30 days",
        "order_value": "{value:,.0f} {currency} per order",
        "pieces_per_order": "{value:.1f} pieces per order",
        "refund_share": "{value:.0%} of sales refunded",
        "active_sessions": "{value:.1f} repeat visits per 30 days",
        "pages_per_session": "{value:.1f} pages per visit",
        "mobile_share": "{value:.0%} of visits on mobile",
        "paid_share": "{value:.0%} of visits from ads",
        "social_share": "{value:.0%} of visits from social media",
        "email_share": "{value:.0%} of visits from e-mail",
        "search_share": "{value:.0%} of visits with a search",
        "cart_share": "{value:.0%} of visits with a filled cart",
        "purchase_share": "{value:.0%} of visits with a purchase",
        "nps": "recommends with {value:.1f} of 10",
        "satisfaction": "satisfied with {value:.1f} of 5",
        "category": "{value:.0%} of what they buy is {what}",
        "sales_channel": "{value:.0%} of orders through {what}",
        "traffic": "{value:.0%} of visits through {what}",
        "answer": "{value:.0%} answer {what} ({asked})",
        "crm": "{value:.0%} are {what} ({asked})",
    },
    "nl": {
        "share": "{value:.0%} van de mensen van wie hij gemaakt is",
        "frequency": "{value:.1f} herhaalbestellingen per 30 dagen",
        "order_value": "{value:,.0f} {currency} per bestelling",
        "pieces_per_order": "{value:.1f} stuks per bestelling",
        "refund_share": "{value:.0%} van de omzet teruggestuurd",
        "active_sessions": "{value:.1f} herhaalbezoeken per 30 dagen",
        "pages_per_session": "{value:.1f} pagina’s per bezoek",
        "mobile_share": "{value:.0%} van de bezoeken op de telefoon",
        "paid_share": "{value:.0%} van de bezoeken via advertenties",
        "social_share": "{value:.0%} van de bezoeken via sociale media",
        "email_share": "{value:.0%} van de bezoeken via e-mail",
        "search_share": "{value:.0%} van de bezoeken met een zoekopdracht",
        "cart_share": "{value:.0%} van de bezoeken met een gevuld mandje",
        "purchase_share": "{value:.0%} van de bezoeken met een aankoop",
        "nps": "beveelt aan met een {value:.1f} van 10",
        "satisfaction": "tevreden met een {value:.1f} van 5",
        "category": "{value:.0%} van wat ze kopen is {what}",
        "sales_channel": "{value:.0%} van de bestellingen via {what}",
        "traffic": "{value:.0%} van de bezoeken via {what}",
        "answer": "{value:.0%} antwoordt {what} ({asked})",
        "crm": "{value:.0%} is {what} ({asked})",
    },
}

TRAFFIC: dict[Code, dict[str, str]] = {
    "en": {
        "direct": "no other site (direct)",
        "(none)": "no other site (direct)",
        "organic": "search engines",
        "search": "search engines",
        "referral": "other websites",
        "affiliate": "partners",
    },
    "nl": {
        "direct": "geen andere site (rechtstreeks)",
        "(none)": "geen andere site (rechtstreeks)",
        "organic": "zoekmachines",
        "search": "zoekmachines",
        "referral": "andere websites",
        "affiliate": "partners",
    },
}
"""What people call a medium of web analytics; any other stays as the source writes it."""
SALES: dict[Code, dict[str, str]] = {
    "en": {
        "web": "the website",
        "app": "the app",
        "store": "the store",
        "pos": "the store",
        "phone": "the telephone",
        "marketplace": "a marketplace",
    },
    "nl": {
        "web": "de website",
        "app": "de app",
        "store": "de winkel",
        "pos": "de winkel",
        "phone": "de telefoon",
        "marketplace": "een marktplaats",
    },
}
"""What people call a sales channel; any other stays as the source writes it."""
