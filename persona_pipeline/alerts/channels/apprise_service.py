"""Everything that Apprise reaches, as plain text; an extra, because few need it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.alerts.message import Answer
from persona_pipeline.alerts.text import shown, shown_line
from persona_pipeline.settings import secret

from .mail import plain_text

if TYPE_CHECKING:
    from persona_pipeline.alerts.notice import Notice

INSTALL = "pip install 'persona-pipeline[apprise]'"
"""What brings the package; it is an extra."""
_TITLE, _BODY = 200, 8_000
_TYPES = {"info": "info", "warning": "warning", "critical": "failure"}


@dataclass(frozen=True)
class Apprise:
    """Hands messages to Apprise, which says no more than whether it worked."""

    name: str
    variable: str

    def send(self, notice: Notice) -> Answer:
        url = secret(self.variable)
        if url is None:
            return Answer(0, f"{self.variable} is not set; expected an Apprise address in the environment", gone=True)
        try:
            import apprise
        except ImportError:
            return Answer(0, f"Apprise is not installed. Mend: {INSTALL}", gone=True)
        service = apprise.Apprise()
        if not service.add(url):
            return Answer(0, f"{self.variable} is no address that Apprise knows", gone=True)
        kind = _TYPES[notice.severity] if notice.whole else "success"
        sent = service.notify(
            title=shown_line(notice.title, _TITLE),
            body=shown(plain_text(notice), _BODY),
            notify_type=kind,
            body_format=apprise.NotifyFormat.TEXT,
        )
        return Answer(1) if sent else Answer(1, "the service did not take it, Apprise says no more", gone=True)
