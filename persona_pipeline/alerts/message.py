"""An alert on its way out, and what a channel answers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from persona_pipeline.language import Code

    from .notice import Notice
    from .words import Spoken


@dataclass(frozen=True)
class Message:
    """A row of ops.alerts as channels get it.

    Attributes:
        language: that of title and body.
        spoken: what it says in other languages, as long as nobody has chosen one.
    """

    alert_id: str
    as_of: date
    rule: str
    subject: str
    severity: str
    title: str
    body: str
    evidence: Mapping[str, Any]
    resolved_as_of: date | None
    shop: str
    language: Code
    spoken: Spoken = field(default_factory=dict)

    def told_in(self, language: Code) -> Message:
        """The alert in a language; one of an earlier version, which has one text only, stays as it is."""
        words = self.spoken.get(language)
        if words is None:
            return replace(self, spoken={})
        return replace(self, title=words.title, body=words.body, language=language, spoken={})

    @property
    def standing(self) -> bool:
        """Whether its cause is not known to be gone."""
        return self.resolved_as_of is None

    def payload(self) -> dict[str, Any]:
        """The alert for JSON; text stays text, whatever stands in it."""
        return {
            "alert_id": self.alert_id,
            "as_of": self.as_of.isoformat(),
            "rule": self.rule,
            "subject": self.subject,
            "severity": self.severity,
            "title": self.title,
            "body": self.body,
            "evidence": dict(self.evidence),
            "resolved_as_of": self.resolved_as_of.isoformat() if self.resolved_as_of else None,
            "shop": self.shop,
            "language": self.language,
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Message:
        """What ``payload`` made, read again; fields that others added are left out."""
        over = payload["resolved_as_of"]
        fields = {name: payload[name] for name in cls.__dataclass_fields__ if name != "spoken"}
        fields["as_of"] = date.fromisoformat(payload["as_of"])
        fields["resolved_as_of"] = date.fromisoformat(over) if over else None
        return cls(**fields)


@dataclass(frozen=True)
class Answer:
    """How sending went.

    Attributes:
        tries: attempts that were made.
        error: why it did not arrive; None where it did.
        gone: the channel itself does not work now, so that trying the next message is of no use.
        retry_after_s: how long the receiver asks to be left alone.
        note: what people should know although it arrived.
    """

    tries: int
    error: str | None = None
    gone: bool = False
    retry_after_s: float | None = None
    note: str | None = None


class Channel(Protocol):
    """A way to tell people. It never raises for what goes wrong outside."""

    @property
    def name(self) -> str:
        """As the settings know it."""
        ...

    def send(self, notice: Notice) -> Answer: ...
