"""Microsoft Teams, through a workflow that waits for a webhook: an Adaptive Card whose text runs are shown as they are.

A TextBlock reads Markdown and would make links of what people typed; the runs of a RichTextBlock read none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from persona_pipeline.alerts import frame
from persona_pipeline.alerts.message import Answer
from persona_pipeline.alerts.text import shown, shown_line

from .http import USUAL, Address, Patience, post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from persona_pipeline.alerts.notice import Notice

LARGEST_BYTES = 26_000
"""Teams refuses messages above 28 KB."""
_LINE = 300
_COLOUR = {"info": "accent", "warning": "warning", "critical": "attention"}


@dataclass(frozen=True)
class Teams:
    """Posts to the address of one workflow."""

    name: str
    address: Address
    patience: Patience = USUAL

    def send(self, notice: Notice) -> Answer:
        url = self.address.read()
        if isinstance(url, Answer):
            return url
        body = json.dumps(teams_message(notice), ensure_ascii=False).encode()
        return post(
            url, body, {"content-type": "application/json; charset=utf-8"}, key=notice.key, patience=self.patience
        )


def teams_message(notice: Notice) -> dict[str, Any]:
    """The body of the request; texts are cut until it fits."""
    longest = 2_500
    while True:
        message = _message(notice, longest)
        if longest <= 100 or len(json.dumps(message, ensure_ascii=False).encode()) <= LARGEST_BYTES:
            return message
        longest //= 2


def _message(notice: Notice, longest: int) -> dict[str, Any]:
    links = list(dict.fromkeys(item.link for item in notice.items if item.link))
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": shown_line(notice.title, _LINE),
        "msteams": {"width": "Full"},
        "body": list(_body(notice, longest)),
        "actions": [{"type": "Action.OpenUrl", "title": frame.OPEN(notice.language), "url": links[0]}] if links else [],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _body(notice: Notice, longest: int) -> Iterator[dict[str, Any]]:
    colour = _COLOUR[notice.severity] if notice.whole else "good"
    yield _rich(_run(shown_line(notice.title, _LINE), weight="bolder", size="large", color=colour))
    if notice.addressed:
        yield _rich(_run(shown_line(notice.addressed, _LINE), weight="bolder"))
    for item in notice.whole:
        yield _rich(_run(shown_line(notice.headline(item), _LINE), weight="bolder"), separator=True)
        for line in shown(item.alert.body, longest).splitlines():
            yield _rich(_run(line))
        for line in notice.tail(item):
            yield _rich(_run(shown_line(line, _LINE), isSubtle=True))
    for part, lines in notice.lines():
        yield _rich(_run(notice.heading(part), weight="bolder"), separator=True)
        for line in lines:
            yield _rich(_run(f"• {shown_line(line, min(_LINE, longest))}"))


def _rich(run: dict[str, Any], *, separator: bool = False) -> dict[str, Any]:
    block: dict[str, Any] = {"type": "RichTextBlock", "inlines": [run]}
    return {**block, "separator": True} if separator else block


def _run(text: str, **style: Any) -> dict[str, Any]:
    """Text that is shown as it is; two braces, which begin a date function in a card, are set apart."""
    return {"type": "TextRun", "text": text.replace("{{", "{\u200b{") or " ", **style}
