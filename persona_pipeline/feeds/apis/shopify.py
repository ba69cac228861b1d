"""Orders of the Shopify Admin REST API, by the time of their last change; pages by the Link header."""

from persona_pipeline.feeds.errors import secret_of
from persona_pipeline.feeds.windows import Window
from persona_pipeline.settings.feeds import ShopifyFeed

from .plan import Plan

PAGE = 250


def plan(source: str, feed: ShopifyFeed, window: Window) -> Plan:
    """All orders that changed in the window, cancelled and refunded ones too."""
    from .pages import NextAddress

    return Plan(
        url=feed.url,
        path=f"/admin/api/{feed.api_version}/orders.json",
        params={
            "status": "any",
            "limit": PAGE,
            "updated_at_min": f"{window.begins:%Y-%m-%dT%H:%M:%SZ}",
            "updated_at_max": f"{window.ends:%Y-%m-%dT%H:%M:%SZ}",
        },
        variables=(feed.token_variable,),
        headers={"X-Shopify-Access-Token": secret_of(source, feed.token_variable)},
        paginator=NextAddress(lambda response: response.links.get("next", {}).get("url")),
        member="orders",
    )
