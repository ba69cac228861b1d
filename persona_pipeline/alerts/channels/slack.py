"""Slack, through an incoming webhook: Block Kit with rich text, whose text elements are shown as they are and never parsed."""

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

_HEADER, _BODY, _LINE, _LINES, _ALL = 150, 2_500, 200, 1_200, 6_000
"""Signs: Slack refuses headers above 150 and messages whose blocks hold more than about 13,000 together."""
_MARK = {"info": "\N{LARGE BLUE CIRCLE}", "warning": "\N{LARGE ORANGE CIRCLE}", "critical": "\N{LARGE RED CIRCLE}"}
_OVER = "\N{WHITE HEAVY CHECK MARK}"


@dataclass(frozen=True)
class Slack:
    """Posts to the address of one incoming webhook."""

    name: str
    address: Address
    patience: Patience = USUAL

    def send(self, notice: Notice) -> Answer:
        url = self.address.read()
        if isinstance(url, Answer):
            return url
        body = json.dumps(slack_message(notice)).encode()
        return post(url, body, {"content-type": "application/json"}, key=notice.key, patience=self.patience)


def slack_message(notice: Notice) -> dict[str, Any]:
    """The body of the request. ``text`` is what notifications and screen readers get; it is parsed, so it is escaped."""
    mark = _MARK[notice.severity] if notice.whole else _OVER
    title = shown_line(f"{mark} {notice.title}", _HEADER)
    return {
        "text": _escaped(title),
        "unfurl_links": False,
        "unfurl_media": False,
        "blocks": [{"type": "header", "text": {"type": "plain_text", "text": title, "emoji": False}}, *_blocks(notice)],
    }


def _blocks(notice: Notice) -> Iterator[dict[str, Any]]:
    if notice.addressed:
        yield _rich([_text(shown_line(notice.addressed, _LINE), bold=True)])
    left = _ALL
    for item in notice.whole:
        heading = shown_line(notice.headline(item), _LINE)
        body = shown(item.alert.body, min(_BODY, max(left, _LINE)))
        tail = "\n".join(shown_line(line, _LINE) for line in notice.tail(item))
        parts = [_text(heading, bold=True), _text(f"\n{body}\n"), _text(tail, italic=True)]
        if item.link:
            parts += [_text("\n"), {"type": "link", "url": item.link, "text": frame.OPEN(notice.language)}]
        left -= len(heading) + len(body) + len(tail)
        yield _rich(parts)
        yield {"type": "divider"}
    for part, lines in notice.lines():
        told = "".join(f"\n{'• '}{shown_line(line, _LINE)}" for line in lines)
        yield _rich([_text(notice.heading(part), bold=True), _text(shown(told, _LINES))])


def _rich(elements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def _text(text: str, **style: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "text", "text": text or " "}
    return {**found, "style": style} if style else found


def _escaped(text: str) -> str:
    """Slack's three control signs; without them nothing is a link, a mention or a command. Signs of emphasis lose their force."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\u200b{sign}\u200b" if sign in "*_~`" else sign for sign in plain)
