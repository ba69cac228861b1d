"""Alerts and notices without nights behind them."""

from __future__ import annotations

from datetime import date
from typing import Any

from persona_pipeline.alerts.message import Message
from persona_pipeline.alerts.notice import Item, Notice

from .verdicts import night, signal

N1, N4, N5 = night(1), night(4), night(5)
BODY = "P02 moved.\nWhat it may mean: much.\nWhat to do: look.\nHow sure: fairly."


def alert(alert_id: str, as_of: date = N1, *, rule: str = "verdict_re_evaluate", **other: Any) -> Message:
    fields: dict[str, Any] = {
        "subject": "P02", "severity": "warning", "title": f"My shop: {alert_id}", "body": BODY, "evidence": {},
        "resolved_as_of": None, "shop": "My shop", "language": "en", **other,
    }  # fmt: skip
    return Message(alert_id, as_of, rule, **fields)


def drift(alert_id: str, began: date, cause: str = "share", as_of: date = N5) -> Message:
    evidence = {"began": began.isoformat(), "subjects": ["P02"], "signals": {"P02": [signal(cause, "P02")]}}
    return alert(alert_id, as_of, evidence=evidence)


def late(source: str, last: date | None, as_of: date = N4) -> Message:
    return alert(
        f"late-{source}", as_of, rule="source_late", subject=source, evidence={"last_day": last and last.isoformat()}
    )


def notice(*items: Item | Message, **other: Any) -> Notice:
    fields: dict[str, Any] = {
        "key": "ntc_0123", "audience": "marketing", "channel": "chat", "shop": "My shop", "language": "en",
        "made_at": "2026-03-02T04:05:00+00:00", "owners": (), **other,
    }  # fmt: skip
    told = tuple(item if isinstance(item, Item) else Item(item, "new") for item in items)
    return Notice(items=told, **fields)
