"""The webhook channel: one signed POST per alert, after the Standard Webhooks specification (standardwebhooks.com)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from persona_pipeline.settings import ConfigError

from .message import Answer, Message
from .outbox import WEBHOOK

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from urllib3 import BaseHTTPResponse

_TRY_AGAIN = (408, 425, 429, 500, 502, 503, 504)
_PREFIX = "whsec_"


@dataclass(frozen=True)
class Patience:
    """How long a receiver is waited for, in seconds; a message that fails is tried again the next night."""

    connect_s: float = 3.0
    read_s: float = 5.0
    tries: int = 3
    backoff_s: float = 0.5
    longest_backoff_s: float = 5.0


@dataclass(frozen=True)
class WebhookChannel:
    """Posts to one address; never follows a redirect, never sends elsewhere.

    Attributes:
        clock: time for webhook-timestamp, by which receivers refuse old messages that are replayed.
        secret: signs the message; None leaves the signature out.
    """

    url: str
    clock: Callable[[], datetime] | None
    secret: bytes | None = None
    patience: Patience = Patience()
    name: str = WEBHOOK

    def send(self, message: Message) -> Answer:
        """Post the message; an error says what the receiver did, never the address's path, which is often a secret."""
        from urllib3.exceptions import HTTPError

        if urlsplit(self.url).scheme not in ("http", "https") or not urlsplit(self.url).hostname:
            return Answer(0, "alerts.webhook_url is no address; expected https://host/path", gone=True)
        if self.clock is None:
            return Answer(0, "the run has no clock, so the message cannot be dated; give Context a clock", gone=True)
        body = json.dumps({"type": "persona_pipeline.alert", "data": message.payload()}, sort_keys=True).encode()
        try:
            headers = signed_headers(message.alert_id, int(self.clock().timestamp()), body, self.secret)
            return self._judged(self._post(body, headers))
        except HTTPError as error:
            return Answer(self.patience.tries, f"{_host(self.url)} did not answer: {type(error).__name__}", gone=True)
        except (ConfigError, OSError, ValueError) as error:
            return Answer(0, f"nothing was sent to {_host(self.url)}: {type(error).__name__}", gone=True)

    def _post(self, body: bytes, headers: dict[str, str]) -> BaseHTTPResponse:
        import urllib3

        again = urllib3.Retry(
            total=self.patience.tries - 1,
            allowed_methods=None,
            status_forcelist=_TRY_AGAIN,
            backoff_factor=self.patience.backoff_s,
            backoff_max=self.patience.longest_backoff_s,
            retry_after_max=int(self.patience.longest_backoff_s),
            raise_on_status=False,
        )
        timeout = urllib3.Timeout(connect=self.patience.connect_s, read=self.patience.read_s)
        with urllib3.PoolManager() as pool:
            response = pool.request(
                "POST",
                self.url,
                body=body,
                headers=headers,
                redirect=False,
                retries=again,
                timeout=timeout,
                preload_content=False,
            )
            response.close()
            return response

    def _judged(self, response: BaseHTTPResponse) -> Answer:
        tries = len(response.retries.history) + 1 if response.retries else 1
        if 200 <= response.status < 300:
            return Answer(tries)
        if 300 <= response.status < 400:
            return Answer(tries, f"{_host(self.url)} answered {response.status}; redirects are not followed", gone=True)
        return Answer(tries, f"{_host(self.url)} answered {response.status}", gone=response.status in _TRY_AGAIN)


def signed_headers(alert_id: str, timestamp_s: int, body: bytes, secret: bytes | None) -> dict[str, str]:
    """Headers by which a receiver drops repeats (webhook-id), old messages and forgeries.

    The signature is v1: base64 of HMAC-SHA256 over ``id.timestamp.body``; a secret after ``whsec_`` is base64.

    Raises:
        ConfigError: if such a secret is not base64.
    """
    headers = {"content-type": "application/json", "webhook-id": alert_id, "webhook-timestamp": str(timestamp_s)}
    if secret is not None:
        signed = f"{alert_id}.{timestamp_s}.".encode() + body
        digest = hmac.new(_key(secret), signed, hashlib.sha256).digest()
        headers["webhook-signature"] = "v1," + base64.b64encode(digest).decode()
    return headers


def _key(secret: bytes) -> bytes:
    if not secret.startswith(_PREFIX.encode()):
        return secret
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX.encode()), validate=True)
    except binascii.Error as error:
        raise ConfigError(
            f"the webhook secret begins with {_PREFIX} but is not base64 after it. Mend: copy it again."
        ) from error


def _host(url: str) -> str:
    return urlsplit(url).hostname or "the receiver"
