"""The console: how it is reached, and whom it believes."""

from ipaddress import ip_address
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from .strict import Strict

Role = Literal["viewer", "editor"]


def _address(text: str) -> str:
    """Scheme and host, and nothing after them."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError(f"found {text!r}; expected an address such as https://personas.example.org")
    return text.rstrip("/")


def _ip(text: str) -> str:
    """An IP address as a connection shows it: names are not looked up, so one would never fit."""
    try:
        return str(ip_address(text))
    except ValueError as error:
        raise ValueError(f"found {text!r}; expected an IP address such as 127.0.0.1") from error


class TrustedProxy(Strict):
    """A proxy that signs people in (OIDC) and says who they are in a header. Only what comes from its address is believed."""

    address: Annotated[str, AfterValidator(_ip)] = Field(
        description="The IP address from which the proxy connects, such as 127.0.0.1."
    )
    user_header: str = Field("x-forwarded-user", pattern=r"^[A-Za-z0-9-]+$", description="Header with the user's name.")
    role: Role = Field("viewer", description="Role of users who have no account of their own here.")


class ConsoleSettings(Strict):
    """Where the console is, how long a sign-in lasts, and which proxy is believed."""

    public_url: Annotated[str, AfterValidator(_address)] | None = Field(
        None,
        description="The address that people type, where a proxy with TLS stands before the console: https://personas.example.org.",
    )
    proxy_address: Annotated[str, AfterValidator(_ip)] | None = Field(
        None,
        description="The IP address from which the proxy with TLS connects. Wrong passwords are counted by the last address of its "
        "X-Forwarded-For then, not all by its own.",
    )
    session_hours: int = Field(12, ge=1, le=24 * 14, description="Hours after which people sign in again.")
    trusted_proxy: TrustedProxy | None = Field(
        None, description="A proxy that signs people in. Without it they use passwords."
    )
