"""Alerts in the warehouse: raised, standing, over. An alert, its words and its line for the log are written in one transaction."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from persona_pipeline.context import Context

    from .words import Spoken, Words

Rule = Literal["verdict_re_evaluate", "quality_blocked", "rows_low", "source_late", "gate_stopped", "run_failed"]
Severity = Literal["info", "warning", "critical"]
LOG = "log"
_LONGEST_BODY = 8_000


@dataclass(frozen=True)
class Draft:
    """An alert that is about to be raised.

    ``identity`` tells incidents of the same rule and subject apart, mostly by the night that it began.
    """

    rule: Rule
    subject: str
    identity: tuple[str, ...]
    severity: Severity
    spoken: Spoken
    evidence: Mapping[str, Any] = field(default_factory=dict)

    @property
    def alert_id(self) -> str:
        """16 hex digits that a re-run of the night finds again."""
        text = "\x1f".join((self.rule, self.subject, *self.identity))
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


@dataclass(frozen=True)
class Standing:
    """An alert whose cause is not known to be gone."""

    alert_id: str
    subject: str
    evidence: Mapping[str, Any]


def put(ctx: Context, draft: Draft) -> None:
    """Write the alert, its words and its line for the log; an alert that is there already stays as it was told.

    ops.alerts has it in the shop's language, ops.alert_texts in all.
    """
    own = draft.spoken[ctx.settings.shop.language]
    params = {
        "alert_id": draft.alert_id,
        "as_of": ctx.as_of,
        "rule": draft.rule,
        "subject": _writable(draft.subject),
        "severity": draft.severity,
        "evidence": _writable(json.dumps(draft.evidence, sort_keys=True, default=str, ensure_ascii=False)),
    }
    with ctx.warehouse.transaction():
        ctx.warehouse.run("alerts/raise", {**params, "title": _line(own.title), "body": _text(own.body)})
        for language, words in draft.spoken.items():
            ctx.warehouse.run("alerts/say", {"alert_id": draft.alert_id, "language": language, **_said(words)})
        ctx.warehouse.run("alerts/outbox", {"alert_id": draft.alert_id, "channel": LOG})


def put_again(ctx: Context, draft: Draft) -> None:
    """Like put, for what may come back on the same night: an alert that was over stands again and is told again."""
    with ctx.warehouse.transaction():
        over = "select count(*) from ops.alerts where alert_id = $alert_id and resolved_as_of is not null"
        params = {"alert_id": draft.alert_id}
        if ctx.warehouse.query(over, params)[0][0]:
            own = draft.spoken[ctx.settings.shop.language]
            ctx.warehouse.run("alerts/stand_again", {**params, "title": _line(own.title), "body": _text(own.body)})
            ctx.warehouse.run("alerts/unsay", params)
            ctx.warehouse.run("alerts/deliver_again", params)
        put(ctx, draft)


def standing(ctx: Context, rule: Rule) -> list[Standing]:
    """Alerts of a rule that stand on the night."""
    rows = ctx.warehouse.run("alerts/standing", {"rule": rule, "as_of": ctx.as_of})
    return [Standing(alert_id, subject, json.loads(evidence or "{}")) for alert_id, subject, evidence in rows]


def resolve(ctx: Context, alert_id: str) -> None:
    """The cause is gone as of this night."""
    ctx.warehouse.run("alerts/resolve", {"alert_id": alert_id, "as_of": ctx.as_of})


def reopen(ctx: Context, rule: Rule) -> None:
    """Take back what an earlier run of this same night resolved; it is decided again."""
    ctx.warehouse.run("alerts/reopen", {"rule": rule, "as_of": ctx.as_of})


def _said(words: Words) -> dict[str, str]:
    return {"title": _line(words.title), "body": _text(words.body), "in_console": _text(words.in_console)}


def _line(text: str) -> str:
    return " ".join(_writable(text).split())


def _text(text: str) -> str:
    return _writable(text)[:_LONGEST_BODY]


def _writable(text: str) -> str:
    """Half characters, as file names that are no UTF-8 bring along, become question marks; DuckDB refuses them."""
    return text.encode("utf-8", "replace").decode("utf-8")
