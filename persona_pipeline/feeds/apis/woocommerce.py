"""Orders of the WooCommerce REST API, by the time of their last change; numbered pages."""

from datetime import timedelta

from persona_pipeline.feeds.errors import secret_of
from persona_pipeline.feeds.windows import Window
from persona_pipeline.settings.feeds import WooCommerceFeed

from .plan import Plan

PAGE = 100


def plan(source: str, feed: WooCommerceFeed, window: Window) -> Plan:
    """All orders that changed in the window. ``modified_after`` leaves its own second out, hence the second before."""
    from .pages import NumberedPages

    return Plan(
        url=feed.url,
        path="/wp-json/wc/v3/orders",
        params={
            "per_page": PAGE,
            "orderby": "id",
            "order": "asc",
            "dates_are_gmt": "true",
            "modified_after": f"{window.begins - timedelta(seconds=1):%Y-%m-%dT%H:%M:%S}",
            "modified_before": f"{window.ends:%Y-%m-%dT%H:%M:%S}",
        },
        variables=(feed.key_variable, feed.secret_variable),
        basic=(secret_of(source, feed.key_variable), secret_of(source, feed.secret_variable)),
        paginator=NumberedPages("X-WP-TotalPages", "X-WP-Total"),
    )
