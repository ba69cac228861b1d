"""Names and gists: what sets a persona apart, in words, from its centre and those of the others. Nothing is made up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .traits import TRAIT_BY_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TELLING = 0.25  # standard units from the mean of the personas; less is not worth a word


@dataclass(frozen=True)
class _Words:
    """What high and low values are called in a name, where the word stands, and how the gist says the figure."""

    high: str
    low: str
    place: int
    gist: str


_WORDS: dict[str, _Words] = {
    "frequency": _Words("frequent", "occasional", 0, "{value:.1f} repeat orders per 30 days"),
    "order_value": _Words("high-spending", "small-spending", 1, "{value:,.0f} {currency} per order"),
    "pieces_per_order": _Words("large-basket", "small-basket", 1, "{value:.1f} pieces per order"),
    "refund_share": _Words("often-returning", "seldom-returning", 2, "{value:.0%} of sales refunded"),
    "active_sessions": _Words("often-visiting", "seldom-visiting", 0, "{value:.1f} repeat visits per 30 days"),
    "pages_per_session": _Words("browsing", "quick", 2, "{value:.1f} pages per visit"),
    "mobile_share": _Words("mobile", "desktop", 3, "{value:.0%} of visits on mobile"),
    "paid_share": _Words("ad-led", "unpaid-traffic", 2, "{value:.0%} of visits from ads"),
    "social_share": _Words("social-media", "non-social", 2, "{value:.0%} of visits from social media"),
    "email_share": _Words("newsletter", "non-newsletter", 2, "{value:.0%} of visits from e-mail"),
    "search_share": _Words("searching", "non-searching", 2, "{value:.0%} of visits with a search"),
    "cart_share": _Words("cart-filling", "looking", 2, "{value:.0%} of visits with a filled cart"),
    "purchase_share": _Words("decided", "hesitant", 2, "{value:.0%} of visits with a purchase"),
    "nps": _Words("enthusiastic", "critical", 1, "recommends with {value:.1f} of 10"),
    "satisfaction": _Words("satisfied", "dissatisfied", 1, "satisfied with {value:.1f} of 5"),
}


@dataclass(frozen=True)
class Portrait:
    """Name and gist of one persona."""

    name: str
    gist: str


def portraits(
    centres: Sequence[Mapping[str, float]],
    natural: Sequence[Mapping[str, float]],
    shares: Sequence[float],
    *,
    currency: str,
) -> list[Portrait]:
    """Name and gist for each persona, names all different.

    Args:
        centres: trait -> standard units, one mapping a persona.
        natural: trait -> the value as people read it.
        shares: of the people, 0 to 1.
        currency: of the amounts, as the gist writes it.
    """
    ranked = [_telling(centres, persona) for persona in range(len(centres))]
    return [
        Portrait(name, _gist([trait for trait, _ in telling], figures, share, currency))
        for name, telling, figures, share in zip(_names(ranked), ranked, natural, shares, strict=True)
    ]


def _telling(centres: Sequence[Mapping[str, float]], persona: int) -> list[tuple[str, float]]:
    """(trait, difference from the other personas' mean), most telling first."""
    others = [centre for number, centre in enumerate(centres) if number != persona]
    differences = [
        (trait, round(value - sum(other[trait] for other in others) / len(others), 6))
        for trait, value in centres[persona].items()
    ]
    return sorted((d for d in differences if abs(d[1]) >= TELLING), key=lambda d: (-abs(d[1]), d[0]))


def _names(ranked: Sequence[list[tuple[str, float]]]) -> list[str]:
    taken: list[str] = []
    for telling in ranked:
        tries = [_name(_one_a_block(telling, words)) for words in (2, 3, 4)]
        name = next((n for n in tries if n not in taken), tries[0])
        number = 2
        while name in taken:
            name, number = f"{tries[0]} ({number})", number + 1
        taken.append(name)
    return taken


def _one_a_block(telling: list[tuple[str, float]], most: int) -> list[tuple[str, float]]:
    """The most telling traits, from different sources first: two words on the cart say less than cart and device."""
    first: dict[str, tuple[str, float]] = {}
    for trait, difference in telling:
        first.setdefault(TRAIT_BY_NAME[trait].block, (trait, difference))
    leading = sorted(first.values(), key=lambda d: -abs(d[1]))
    return (leading + [d for d in telling if d not in leading])[:most]


def _name(telling: list[tuple[str, float]]) -> str:
    if not telling:
        return "Typical shoppers"
    placed = sorted(telling, key=lambda d: (_WORDS[d[0]].place, d[0]))
    words = [_WORDS[trait].high if difference > 0 else _WORDS[trait].low for trait, difference in placed]
    return " ".join([*words, "shoppers"]).capitalize()


def _gist(telling: list[str], natural: Mapping[str, float], share: float, currency: str) -> str:
    figures = [_WORDS[trait].gist.format(value=natural[trait], currency=currency) for trait in telling[:4]]
    return "; ".join([f"{share:.0%} of the people", *figures])
