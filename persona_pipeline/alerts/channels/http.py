"""One POST to one address: tried again at once where that may help, never longer than people can wait, never redirected."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass

from persona_pipeline.alerts.backoff import jitter
from persona_pipeline.alerts.message import Answer
from persona_pipeline.settings import secret

from .reach import RefusedAddress, careful, refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from urllib3 import BaseHTTPResponse, PoolManager

_TRY_AGAIN = (408, 425, 429, 500, 502, 503, 504)
_NO_USE = (401, 403, 404, 410)
"""The address or its key is wrong: the next message fares no better."""
_LONGEST_ANSWER = 4_096
_NEVER = "{} is an address that messages never go to: link-local, or a cloud's metadata; nothing was sent"


@dataclass(frozen=True)
class Patience:
    """How long a receiver is waited for, in seconds; what fails then stays in the outbox."""

    connect_s: float = 3.0
    read_s: float = 10.0
    tries: int = 3
    backoff_s: float = 0.5
    longest_backoff_s: float = 5.0


USUAL = Patience()


@dataclass(frozen=True)
class Address:
    """Where to post: written down, or the name of the environment variable that holds it."""

    url: str | None = None
    variable: str | None = None

    def read(self) -> str | Answer:
        """The address, or why there is none."""
        found = self.url if self.variable is None else secret(self.variable)
        where = self.variable or "the address"
        if found is None:
            return Answer(0, f"{where} is not set; expected an address in the environment", gone=True)
        parts = _split(found)
        if parts is None:
            return Answer(0, f"{where} is no address; expected https://host/path", gone=True)
        return found


def post(url: str, body: bytes, headers: Mapping[str, str], *, key: str, patience: Patience) -> Answer:
    """Post a message; see ``request``."""
    return request("POST", url, body, headers, key=key, patience=patience)


def request(
    method: str,
    url: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    key: str,
    patience: Patience,
) -> Answer:
    """Ask and judge the answer: 2xx is delivered. An error says what the receiver did, never the address's path, which is a secret.

    A receiver that asks for more time than there is (Retry-After) is left alone until then.
    """
    import urllib3
    from urllib3.exceptions import HTTPError

    if refused(_host(url)):
        return Answer(0, _NEVER.format(_host(url)), gone=True)
    timeout = urllib3.Timeout(connect=patience.connect_s, read=patience.read_s)
    answer = Answer(0)
    with _pool(url) as pool:
        for number in range(1, patience.tries + 1):
            try:
                response = pool.request(
                    method,
                    url,
                    body=body,
                    headers=dict(headers or {}),
                    redirect=False,
                    retries=False,
                    timeout=timeout,
                    preload_content=False,
                    decode_content=False,
                )
                answer, again = _judged(response, _host(url), number)
            except RefusedAddress:
                return Answer(number, _NEVER.format(_host(url)), gone=True)
            except (HTTPError, OSError, ValueError) as error:
                answer, again = _unreached(error, _host(url), number)
            wait = max(patience.backoff_s * 2 ** (number - 1) * jitter(key, number), answer.retry_after_s or 0.0)
            if not again or wait > patience.longest_backoff_s or number == patience.tries:
                break
            time.sleep(wait)
    return answer


def _pool(url: str) -> PoolManager:
    """Through the proxy that the environment names (HTTPS_PROXY, HTTP_PROXY, NO_PROXY), where it names one for the address."""
    import urllib3

    parts = urlsplit(url)
    proxy = getproxies_environment().get(parts.scheme)
    if not proxy or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return careful(urllib3.PoolManager())
    return urllib3.ProxyManager(proxy)


def _judged(response: BaseHTTPResponse, host: str, tries: int) -> tuple[Answer, bool]:
    """The answer, and whether asking again at once may help."""
    status = response.status
    asked = _asked(response.headers.get("Retry-After"))
    said = response.read(_LONGEST_ANSWER) if status >= 400 else b""
    response.close()
    if 200 <= status < 300:
        return Answer(tries), False
    if 300 <= status < 400:
        return Answer(tries, f"{host} answered {status}; redirects are not followed"), False
    words = _words(said)
    error = f"{host} answered {status}{f' ({words})' if words else ''}"
    gone = status in (*_TRY_AGAIN, *_NO_USE)
    return Answer(tries, error, gone=gone, retry_after_s=asked), status in _TRY_AGAIN


def _unreached(error: Exception, host: str, tries: int) -> tuple[Answer, bool]:
    import ssl

    from urllib3.exceptions import SSLError
    from urllib3.exceptions import TimeoutError as TooSlow

    cause = error.args[0] if error.args else None
    if isinstance(error, SSLError) or isinstance(cause, ssl.SSLError):
        reason = getattr(cause, "verify_message", "") or "it could not be checked"
        return Answer(tries, f"the certificate of {host} was refused: {reason}; nothing was sent", gone=True), False
    if isinstance(error, TooSlow):
        return Answer(tries, f"{host} did not answer in time", gone=True), True
    return Answer(tries, f"{host} did not answer: {type(error).__name__}", gone=True), True


def _asked(value: str | None) -> float | None:
    """Seconds of a Retry-After header, which holds seconds or a date; None where it holds neither."""
    import urllib3
    from urllib3.exceptions import InvalidHeader

    try:
        return max(0.0, float(urllib3.Retry().parse_retry_after(value))) if value else None
    except (InvalidHeader, ValueError, OverflowError):
        return None


def _words(said: bytes) -> str:
    """A short code that the receiver gives, such as Slack's ``invalid_blocks``; nothing longer, it might quote the message."""
    text = said.decode("ascii", "ignore").strip()
    return text if 0 < len(text) <= 40 and text.replace("_", "").isalnum() else ""


def _split(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        return parts.hostname if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _host(url: str) -> str:
    return _split(url) or "the receiver"
