"""The webhook channel: one signed POST per notice, after the Standard Webhooks specification (standardwebhooks.com)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.alerts.message import Answer
from persona_pipeline.settings import ConfigError

from .http import USUAL, Address, Patience, post

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from persona_pipeline.alerts.notice import Notice

_PREFIX = "whsec_"


@dataclass(frozen=True)
class Webhook:
    """Posts to one address; never follows a redirect, never sends elsewhere.

    Attributes:
        clock: time for webhook-timestamp, by which receivers refuse old messages that are replayed.
        secret: signs the message; several with a space between sign it each, while receivers change from one to the other. None leaves
            the signature out.
    """

    name: str
    address: Address
    clock: Callable[[], datetime]
    secret: bytes | None = None
    patience: Patience = USUAL

    def send(self, notice: Notice) -> Answer:
        """Post the notice as ``{"type": "persona_pipeline.alerts", "timestamp": ..., "data": {...}}``."""
        url = self.address.read()
        if isinstance(url, Answer):
            return url
        told = {"type": "persona_pipeline.alerts", "timestamp": notice.made_at, "data": notice.payload()}
        body = json.dumps(told, sort_keys=True).encode()
        try:
            headers = signed_headers(notice.key, int(self.clock().timestamp()), body, self.secret)
        except ConfigError as error:
            return Answer(0, str(error), gone=True)
        return post(url, body, headers, key=notice.key, patience=self.patience)


def signed_headers(key: str, timestamp_s: int, body: bytes, secret: bytes | None) -> dict[str, str]:
    """Headers by which a receiver drops repeats (webhook-id), old messages and forgeries.

    The signature is v1: base64 of HMAC-SHA256 over ``id.timestamp.body``; a secret after ``whsec_`` is base64.

    Raises:
        ConfigError: if such a secret is not base64.
    """
    headers = {"content-type": "application/json", "webhook-id": key, "webhook-timestamp": str(timestamp_s)}
    if secret is not None:
        signed = f"{key}.{timestamp_s}.".encode() + body
        digests = [hmac.new(_key(one), signed, hashlib.sha256).digest() for one in secret.split()]
        headers["webhook-signature"] = " ".join("v1," + base64.b64encode(digest).decode() for digest in digests)
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
