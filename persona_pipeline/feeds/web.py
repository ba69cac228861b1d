"""One file over plain HTTP: what the server says of it, and a copy that counts only when it is whole."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any

import urllib3

from .errors import UNKNOWN_BYTES, FeedError, said, secret_of

if TYPE_CHECKING:
    from pathlib import Path

CHUNK = 1 << 20
ATTEMPTS = 4
BACKOFF_S = 1.0


def describe(source: str, url: str, token_variable: str | None, *, may_lack: bool) -> tuple[int, str] | None:
    """Size (-1 where unknown) and version (empty where unknown); None where the file is not there and may lack.

    Raises:
        FeedError: if the server cannot be reached or refuses.
    """
    response = _ask(source, "HEAD", url, token_variable)
    if response.status in (405, 501):
        return UNKNOWN_BYTES, ""
    if response.status in (404, 410) and may_lack:
        return None
    _judge(source, url, response.status, token_variable)
    marks = [response.headers.get(name, "") for name in ("ETag", "Last-Modified")]
    return int(response.headers.get("Content-Length", UNKNOWN_BYTES)), "|".join(marks).strip("|")


def download(source: str, url: str, token_variable: str | None, target: Path) -> tuple[str, int]:
    """Copy the file; on the disk before this returns. Gives its SHA-256 and size.

    Raises:
        FeedError: if it does not come whole after all attempts.
    """
    problem: Exception | None = None
    for _ in range(ATTEMPTS):
        response = _ask(source, "GET", url, token_variable)
        _judge(source, url, response.status, token_variable)
        try:
            return _write(response, target)
        except urllib3.exceptions.HTTPError as error:
            problem = error
        finally:
            response.close()
    raise FeedError(
        f"source {source}: {url} broke off {ATTEMPTS} times ({said(problem or ValueError())}). Mend: run the night again."
    ) from problem


def _write(response: urllib3.BaseHTTPResponse, target: Path) -> tuple[str, int]:
    """The bytes as they are stored; a file that is compressed for transport only is unpacked."""
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as writer:
        for chunk in response.stream(CHUNK, decode_content=True):
            digest.update(chunk)
            writer.write(chunk)
            size += len(chunk)
        writer.flush()
        os.fsync(writer.fileno())
    return digest.hexdigest(), size


def _ask(source: str, method: str, url: str, token_variable: str | None) -> urllib3.BaseHTTPResponse:
    headers = {"Accept-Encoding": "identity"}
    if token_variable:
        headers["Authorization"] = f"Bearer {secret_of(source, token_variable)}"
    retries = urllib3.Retry(
        total=ATTEMPTS,
        redirect=5,
        status_forcelist=(429, 500, 502, 503, 504),
        allowed_methods=("GET", "HEAD"),
        backoff_factor=BACKOFF_S,
        respect_retry_after_header=True,
        raise_on_status=False,
        remove_headers_on_redirect=("Authorization",),
    )
    http: Any = urllib3.PoolManager(timeout=urllib3.Timeout(connect=15, read=60))
    try:
        response: urllib3.BaseHTTPResponse = http.request(
            method, url, headers=headers, retries=retries, preload_content=False
        )
    except urllib3.exceptions.HTTPError as error:
        raise FeedError(
            f"source {source}: {url} could not be reached: {said(error)}. Mend: look whether it is up, and at `path`."
        ) from error
    return response


def _judge(source: str, url: str, status: int, token_variable: str | None) -> None:
    if status in (401, 403):
        where = f"The token in {token_variable} is wrong or has expired" if token_variable else "It wants a token"
        mend = (
            "put a new one into the environment" if token_variable else "set `feed: {type: files, token_variable: ...}`"
        )
        raise FeedError(f"source {source}: {url} answered {status}. {where}. Mend: {mend}.")
    if status >= 400:
        raise FeedError(f"source {source}: {url} answered {status}. Mend: correct `path`, or look at the server.")
