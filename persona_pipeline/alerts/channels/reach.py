"""Where messages may go: anywhere a company has its receivers, private networks included, but never to a machine's own metadata.

A cloud's metadata service hands out keys to whoever asks from the machine. Its addresses, and all that are link-local, are refused; the
address is looked at on the open connection, before anything is sent, so that a name that changes its address between two look-ups
gains nothing.
"""

from __future__ import annotations

import ipaddress
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

    from urllib3 import PoolManager

_METADATA = frozenset(
    ipaddress.ip_address(each)
    for each in ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254")
)
"""Metadata services outside the link-local networks: Alibaba, Azure, Oracle, AWS and Google over IPv6."""
_NAMES = ("metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal")


class RefusedAddress(ValueError):
    """The receiver lies where messages never go. No OSError: urllib3 would take it for a line that broke."""


def refused(host: str) -> bool:
    """Whether a host, as an address or a name, is one that messages never go to. Other names are judged when they are connected."""
    plain = host.strip("[]").rstrip(".").lower()
    address = _address(plain.partition("%")[0])
    return plain in _NAMES or (address is not None and _is_refused(address))


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a text is, also as one number, in hexadecimal or octal, as systems accept it; None where it is a name."""
    import socket

    try:
        return ipaddress.ip_address(text)
    except ValueError:
        try:
            return ipaddress.IPv4Address(socket.inet_aton(text))
        except (OSError, UnicodeEncodeError):
            return None


def _is_refused(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    inner = None
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or _nat64(address)
    if inner is not None and _is_refused(inner):
        return True
    return address.is_link_local or address.is_multicast or address.is_unspecified or address in _METADATA


def _nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address inside 64:ff9b::/96 (RFC 6052)."""
    inside = address in ipaddress.ip_network("64:ff9b::/96")
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if inside else None


def careful(pool: PoolManager) -> PoolManager:
    """The same pool, whose connections are closed unused where they lead to a refused address."""
    pool.pool_classes_by_scheme = dict(_pool_classes())
    return pool


@cache
def _pool_classes() -> tuple[tuple[str, type], ...]:
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.connection import HTTPConnection, HTTPSConnection

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _looked_at(super()._new_conn())

    class Encrypted(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _looked_at(super()._new_conn())

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return (("http", PlainPool), ("https", EncryptedPool))


def _looked_at(connection: socket.socket) -> socket.socket:
    peer = str(connection.getpeername()[0])
    if refused(peer):
        connection.close()
        raise RefusedAddress(peer)
    return connection
