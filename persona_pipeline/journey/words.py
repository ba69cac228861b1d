"""What phases, touchpoints and channels are called in the reader's language."""

from __future__ import annotations

from persona_pipeline.language import Language, marked, translate_any
from persona_pipeline.settings import NO_LABELS, Labels

PHASE_WORDS: dict[str, str] = {
    "see": marked("See"),
    "think": marked("Think"),
    "do": marked("Do"),
    "care": marked("Care"),
}
TOUCHPOINT_WORDS: dict[str, str] = {
    "ad": marked("ad"),
    "social media": marked("social media"),
    "newsletter": marked("newsletter"),
    "search engine": marked("search engine"),
    "other site": marked("other site"),
    "direct visit": marked("direct visit"),
    "other traffic": marked("other traffic"),
    "order": marked("order"),
    "failed payment": marked("failed payment"),
    "payment": marked("payment"),
    "checkout": marked("checkout"),
    "cart": marked("cart"),
    "return": marked("return"),
    "delivery": marked("delivery"),
    "service": marked("service"),
    "account": marked("account"),
    "reviews": marked("reviews"),
    "product page": marked("product page"),
    "site search": marked("site search"),
    "category page": marked("category page"),
    "inspiration": marked("inspiration page"),
    "home page": marked("home page"),
    "store": marked("store"),
    "marketplace": marked("marketplace"),
    "site": marked("site"),
    "product": marked("product"),
    "price": marked("price"),
    "stock": marked("range"),
    "survey": marked("survey"),
    "recommendation": marked("recommendation"),
}


def word(language: Language, name: str, labels: Labels = NO_LABELS) -> str:
    """A phase or touchpoint in the reader's language: by its label, else as known here, else as the shop named it."""
    return labels.touchpoint(name) or translate_any(language, {**PHASE_WORDS, **TOUCHPOINT_WORDS}, name)
