"""Responses of a Typeform form, by the time they were submitted; newest first, paged by the token of the last one."""

from persona_pipeline.feeds.errors import secret_of
from persona_pipeline.feeds.windows import Window
from persona_pipeline.settings.feeds import TypeformFeed

from .plan import Plan

PAGE = 1000


def plan(source: str, feed: TypeformFeed, window: Window) -> Plan:
    """All completed responses of the window. Typeform may be half an hour late; looking back covers that."""
    from .pages import BeforeToken

    return Plan(
        url=feed.url,
        path=f"/forms/{feed.form}/responses",
        params={
            "page_size": PAGE,
            "since": f"{window.begins:%Y-%m-%dT%H:%M:%S}",
            "until": f"{window.ends:%Y-%m-%dT%H:%M:%S}",
        },
        variables=(feed.token_variable,),
        headers={"Authorization": f"Bearer {secret_of(source, feed.token_variable)}"},
        paginator=BeforeToken(PAGE),
        member="items",
    )
