"""An alert on its way out, and what a channel answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@dataclass(frozen=True)
class Message:
    """A row of ops.alerts as channels get it."""

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
        }


@dataclass(frozen=True)
class Answer:
    """How sending went.

    Attributes:
        tries: attempts that were made.
        error: why it did not arrive; None where it did.
        gone: the channel itself does not work tonight, so that trying the next message is of no use.
    """

    tries: int
    error: str | None = None
    gone: bool = False


class Channel(Protocol):
    """A way to tell people. It never raises for what goes wrong outside."""

    @property
    def name(self) -> str:
        """As ops.deliveries knows it."""
        ...

    def send(self, message: Message) -> Answer: ...
