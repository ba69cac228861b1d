"""The heartbeat: an address that is asked at each publish. The service behind it tells people when it stays silent."""

from __future__ import annotations

from .channels.http import Address, Patience, request
from .message import Answer

_PATIENCE = Patience(tries=2)


def ping(variable: str | None, patience: Patience = _PATIENCE) -> str | None:
    """Ask the address that the environment variable holds; returns what went wrong, and never raises for it."""
    if variable is None:
        return None
    url = Address(variable=variable).read()
    answer = url if isinstance(url, Answer) else request("GET", url, key=variable, patience=patience)
    return answer.error
