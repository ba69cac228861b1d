"""The features by name: where each comes from and in what it is counted. The SQL computes them; nothing here does."""

from dataclasses import dataclass
from typing import Literal

Source = Literal["orders", "web", "survey"]


@dataclass(frozen=True)
class Feature:
    """A column of marts.customer_features that is a figure: its source and the unit that people read it in."""

    name: str
    source: Source
    unit: str


FEATURES: tuple[Feature, ...] = (
    Feature("recency_days", "orders", "days"),
    Feature("tenure_days", "orders", "days"),
    Feature("frequency", "orders", "orders"),
    Feature("monetary", "orders", "currency"),
    Feature("order_value", "orders", "currency"),
    Feature("pieces_per_order", "orders", "pieces"),
    Feature("refund_share", "orders", "share"),
    Feature("web_tenure_days", "web", "days"),
    Feature("active_sessions", "web", "sessions"),
    Feature("pages_per_session", "web", "pages"),
    Feature("mobile_share", "web", "share"),
    Feature("paid_share", "web", "share"),
    Feature("social_share", "web", "share"),
    Feature("email_share", "web", "share"),
    Feature("search_share", "web", "share"),
    Feature("cart_share", "web", "share"),
    Feature("purchase_share", "web", "share"),
    Feature("nps", "survey", "points"),
    Feature("satisfaction", "survey", "points"),
)
SOURCE_OF: dict[str, Source] = {feature.name: feature.source for feature in FEATURES}
"""The kind of source that each feature is made from."""
