"""The traits: what says who somebody is, and how each is measured. Recency is a state, so it is not here.

Most traits are features, the same in every shop. The others are choices: shares of what somebody bought, came by or
answered, whose values are the shop's own words. A choice is named by its question and its value, category:shoes.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from persona_pipeline.features import SOURCE_OF

Block = Literal["orders", "web", "survey", "crm"]
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


def _feature(name: str, transform: Transform, half_at: float, unit: str) -> Trait:
    return Trait(name, SOURCE_OF[name], transform, half_at, unit)


TRAITS: tuple[Trait, ...] = (
    _feature("frequency", "rate", 30, "repeat orders per 30 days"),
    _feature("order_value", "log", 1, "currency per order"),
    _feature("pieces_per_order", "log", 1, "pieces per order"),
    _feature("refund_share", "plain", 3, "share of sales"),
    _feature("active_sessions", "rate", 30, "repeat visits per 30 days"),
    _feature("pages_per_session", "log", 2, "pages per visit"),
    _feature("mobile_share", "plain", 2, "share of visits"),
    _feature("paid_share", "plain", 3, "share of visits"),
    _feature("social_share", "plain", 3, "share of visits"),
    _feature("email_share", "plain", 3, "share of visits"),
    _feature("search_share", "plain", 3, "share of visits"),
    _feature("cart_share", "plain", 3, "share of visits"),
    _feature("purchase_share", "plain", 3, "share of visits"),
    _feature("nps", "plain", 0, "answer, 0 to 10"),
    _feature("satisfaction", "plain", 0, "rating, 1 to 5"),
)
TRAIT_NAMES: tuple[str, ...] = tuple(trait.name for trait in TRAITS)
TRAIT_BY_NAME: dict[str, Trait] = {trait.name: trait for trait in TRAITS}

QUESTIONS: tuple[Trait, ...] = (
    Trait("category", "orders", "plain", 3, "share of order lines"),
    Trait("sales_channel", "orders", "plain", 2, "share of orders"),
    Trait("traffic", "web", "plain", 3, "share of visits"),
    Trait("answer", "survey", "plain", 0, "share of people"),
    Trait("crm", "crm", "plain", 0, "share of people"),
)
"""What is asked of the facts by choice: traits by the first part of their name. After "answer" and "crm" comes the
question of the survey or the attribute, then the value."""
_QUESTION_BY_NAME = {trait.name: trait for trait in QUESTIONS}

COUNTS_FOR: dict[Block, float] = {"orders": 1.0, "web": 1.0, "survey": 1.0, "crm": 1.0}
"""How much one independent thing that is known from a source counts. On generated shops with known personas equal counts found
the truth best; a share for each source, whatever it knows, did worse (benchmarks/personas)."""

DAYS_PER_RATE = 30


@cache
def trait_of(name: str) -> Trait:
    """The trait of a name, feature or choice.

    Raises:
        KeyError: if there is no such feature and no such question.
    """
    if name in TRAIT_BY_NAME:
        return TRAIT_BY_NAME[name]
    question, value = question_and_value(name)
    kind = _QUESTION_BY_NAME[question.partition(":")[0]]
    if not value or (kind.block in ("survey", "crm")) != (":" in question):
        raise KeyError(name)
    return Trait(name, kind.block, kind.transform, kind.half_at, kind.unit)


def question_and_value(name: str) -> tuple[str, str]:
    """("category", "shoes") of category:shoes, ("answer:need", "low price") of answer:need:low price; ("", "") of a feature."""
    if name in TRAIT_BY_NAME:
        return "", ""
    kind, _, rest = name.partition(":")
    if kind in ("answer", "crm"):
        asked, _, value = rest.partition(":")
        return f"{kind}:{asked}", value
    return kind, rest


def natural(transform: Transform, value: float) -> float:
    """A trait's value as people read it: the inverse of its transform; rates per 30 days."""
    import math

    if transform == "rate":
        return DAYS_PER_RATE * max(value, 0.0) ** 2
    return math.expm1(value) if transform == "log" else value


def transformed(transform: Transform, value: float) -> float:
    """A value as people read it on the scale on which personas are told apart: undoes ``natural``."""
    import math

    if transform == "rate":
        return math.sqrt(max(value, 0.0) / DAYS_PER_RATE)
    return math.log1p(max(value, 0.0)) if transform == "log" else value


def things(names: list[str]) -> dict[str, float]:
    """How many independent things each of the named traits says: a feature one, n choices of a question n - 1 together."""
    asked = {name: question_and_value(name)[0] or name for name in names}
    many = {question: sum(each == question for each in asked.values()) for question in set(asked.values())}
    return {
        name: COUNTS_FOR[trait_of(name).block] * (1.0 if many[asked[name]] == 1 else 1.0 - 1.0 / many[asked[name]])
        for name in names
    }


def shared_weights(names: list[str]) -> dict[str, float]:
    """Weight of each of the named traits: its things, as a share of all; they add up to 1."""
    said = things(names)
    total = sum(said.values())
    return {name: round(value / total, 9) for name, value in said.items()}
