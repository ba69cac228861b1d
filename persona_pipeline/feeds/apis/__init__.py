"""One module an API: which question to ask for a window of days, and how its answer goes on to the next page."""

from typing import Any

from persona_pipeline.feeds.windows import Window
from persona_pipeline.settings.feeds import MatomoFeed, ShopifyFeed, SurveyMonkeyFeed, TypeformFeed, WooCommerceFeed

from . import matomo, shopify, surveymonkey, typeform, woocommerce
from .plan import Plan

PLANS: dict[type, Any] = {
    MatomoFeed: matomo.plan,
    ShopifyFeed: shopify.plan,
    SurveyMonkeyFeed: surveymonkey.plan,
    TypeformFeed: typeform.plan,
    WooCommerceFeed: woocommerce.plan,
}


def plan_of(source: str, feed: object, window: Window) -> Plan:
    """The question for the window.

    Raises:
        FeedError: if a credential is not in the environment.
    """
    plan: Plan = PLANS[type(feed)](source, feed, window)
    return plan


__all__ = ["PLANS", "Plan", "plan_of"]
