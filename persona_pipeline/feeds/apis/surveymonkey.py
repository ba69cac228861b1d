"""Responses of a SurveyMonkey survey, by the time of their last change; pages by links.next."""

from persona_pipeline.feeds.errors import secret_of
from persona_pipeline.feeds.windows import Window
from persona_pipeline.settings.feeds import SurveyMonkeyFeed

from .plan import Plan

PAGE = 100


def plan(source: str, feed: SurveyMonkeyFeed, window: Window) -> Plan:
    """All responses that changed in the window, with the texts of the answers beside their ids."""
    from .pages import NextAddress

    return Plan(
        url=feed.url,
        path=f"/v3/surveys/{feed.survey}/responses/bulk",
        params={
            "per_page": PAGE,
            "simple": "true",
            "sort_by": "date_modified",
            "sort_order": "ASC",
            "start_modified_at": f"{window.begins:%Y-%m-%dT%H:%M:%S}",
            "end_modified_at": f"{window.ends:%Y-%m-%dT%H:%M:%S}",
        },
        variables=(feed.token_variable,),
        headers={"Authorization": f"Bearer {secret_of(source, feed.token_variable)}"},
        paginator=NextAddress(lambda response: response.json().get("links", {}).get("next")),
        member="data",
    )
