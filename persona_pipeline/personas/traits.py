"""The traits: which features say who somebody is, and how each is measured. Recency is a state, so it is not here."""

from dataclasses import dataclass
from typing import Literal

Block = Literal["orders", "web", "survey"]
Transform = Literal["rate", "log", "plain"]


@dataclass(frozen=True)
class Trait:
    """A feature that places people among the personas.

    transform: rate is the square root of events per day after the first (Poisson counts then spread alike at all
        levels), log is ln(1 + x) for skewed figures, plain is the figure itself.
    half_at: evidence at which the trait weighs half: days since the first event for rates, orders for figures per
        order, sessions for shares of sessions; 0 where one answer is an answer.
    unit: what the natural value is counted in.
    """

    name: str
    block: Block
    transform: Transform
    half_at: float
    unit: str


TRAITS: tuple[Trait, ...] = (
    Trait("frequency", "orders", "rate", 30, "repeat orders per 30 days"),
    Trait("order_value", "orders", "log", 1, "currency per order"),
    Trait("pieces_per_order", "orders", "log", 1, "pieces per order"),
    Trait("refund_share", "orders", "plain", 3, "share of sales"),
    Trait("active_sessions", "web", "rate", 30, "repeat visits per 30 days"),
    Trait("pages_per_session", "web", "log", 2, "pages per visit"),
    Trait("mobile_share", "web", "plain", 2, "share of visits"),
    Trait("paid_share", "web", "plain", 3, "share of visits"),
    Trait("social_share", "web", "plain", 3, "share of visits"),
    Trait("email_share", "web", "plain", 3, "share of visits"),
    Trait("search_share", "web", "plain", 3, "share of visits"),
    Trait("cart_share", "web", "plain", 3, "share of visits"),
    Trait("purchase_share", "web", "plain", 3, "share of visits"),
    Trait("nps", "survey", "plain", 0, "answer, 0 to 10"),
    Trait("satisfaction", "survey", "plain", 0, "rating, 1 to 5"),
)
TRAIT_NAMES: tuple[str, ...] = tuple(trait.name for trait in TRAITS)
TRAIT_BY_NAME: dict[str, Trait] = {trait.name: trait for trait in TRAITS}

BLOCK_WEIGHTS: dict[Block, float] = {"orders": 0.4, "web": 0.4, "survey": 0.2}
"""How much each source weighs where all are known; a block's weight is shared by its traits, so that a source does not
win by having more columns. Answers weigh less: there are fewer, and they are not always true."""

DAYS_PER_RATE = 30


def natural(transform: Transform, value: float) -> float:
    """A trait's value as people read it: the inverse of its transform; rates per 30 days."""
    import math

    if transform == "rate":
        return DAYS_PER_RATE * max(value, 0.0) ** 2
    return math.expm1(value) if transform == "log" else value


def shared_weights(names: list[str]) -> dict[str, float]:
    """Weight of each of the named traits; they add up to 1."""
    blocks = [TRAIT_BY_NAME[name].block for name in names]
    total = sum(BLOCK_WEIGHTS[block] for block in set(blocks))
    return {
        name: round(BLOCK_WEIGHTS[block] / total / blocks.count(block), 6)
        for name, block in zip(names, blocks, strict=True)
    }
