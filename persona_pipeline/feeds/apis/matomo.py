"""Visits of Matomo's Live.getLastVisitsDetails, by day of the site; steps of filter_limit. The token travels in the body."""

from typing import Any

from persona_pipeline.feeds.errors import secret_of
from persona_pipeline.feeds.windows import Window
from persona_pipeline.settings.feeds import MatomoFeed

from .plan import Plan

PAGE = 500


def plan(source: str, feed: MatomoFeed, window: Window) -> Plan:
    """All visits of the window's days; a visit that was still going on is asked for again by the next pull."""
    from .pages import OffsetPages

    return Plan(
        url=feed.url,
        path="/index.php",
        params={
            "module": "API",
            "method": "Live.getLastVisitsDetails",
            "idSite": feed.site,
            "period": "range",
            "date": f"{window.first},{window.last}",
            "format": "JSON",
            "filter_limit": PAGE,
            "filter_offset": 0,
            "filter_sort_order": "asc",
        },
        variables=(feed.token_variable,),
        body={"token_auth": secret_of(source, feed.token_variable)},
        paginator=OffsetPages("filter_offset", PAGE),
        refusal=_refusal,
    )


def _refusal(answer: Any) -> str:
    """Matomo says no with status 200."""
    if isinstance(answer, dict) and answer.get("result") == "error":
        return str(answer.get("message", "no reason given"))
    return ""
