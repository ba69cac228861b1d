"""The log channel: one line of JSON per alert, in ASCII, so that no text can forge a second line."""

import json
import logging

from .message import Message
from .outbox import LOG

LOGGER = logging.getLogger("persona_pipeline.alerts")
_LEVELS = {"info": logging.INFO, "warning": logging.WARNING, "critical": logging.CRITICAL}


class LogChannel:
    """Writes to the logger ``persona_pipeline.alerts``; a record's ``alert`` is the message, for handlers that tell people."""

    name = LOG

    def send(self, message: Message) -> None:
        line = json.dumps({"event": "alert", **message.payload()}, sort_keys=True, ensure_ascii=True)
        LOGGER.log(_LEVELS.get(message.severity, logging.WARNING), "%s", line, extra={"alert": message})
