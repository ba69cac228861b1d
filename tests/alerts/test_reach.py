"""Messages go nowhere near a cloud's metadata, whatever the address is called; private receivers are reached as ever."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest

from persona_pipeline.alerts.channels import reach
from persona_pipeline.alerts.channels.http import Patience, request

from .receiver import Receiver, receiving

QUICK = Patience(connect_s=0.5, read_s=0.5, tries=2, backoff_s=0.01, longest_backoff_s=0.05)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.1.1", "[fe80::1]", "fe80::1%eth0",
        "[::ffff:169.254.169.254]", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "fd00:ec2::254", "100.100.100.200", "0.0.0.0",  # noqa: S104
        "::", "224.0.0.1", "metadata.google.internal", "METADATA.google.internal.",
    ],
)  # fmt: skip
def test_refused(host: str) -> None:
    assert reach.refused(host)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.1.2.3", "192.168.1.9", "::1", "fd12::1", "hooks.example", "93.184.216.34", "bücher.example"],
)
def test_allowed(host: str) -> None:
    assert not reach.refused(host)


def test_nothing_is_sent_to_a_name_that_leads_to_a_refused_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address is judged on the connection that is used, so it does not help to answer a second look-up otherwise."""
    asked: list[Any] = []
    real = socket.getaddrinfo

    def answer(host: str, *rest: Any, **more: Any) -> Any:
        asked.append(host)
        return real("127.0.0.1" if host == "tool.example" else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    with receiving(Receiver([200])) as receiver:
        url = f"http://tool.example:{receiver.port}/hooks/very-secret-path"
        assert request("POST", url, b"{}", key="k", patience=QUICK).error is None, "reached, while it is not refused"
        monkeypatch.setattr(reach, "_METADATA", frozenset({ipaddress.ip_address("127.0.0.1")}))
        answered = request("POST", url, b"{}", key="k", patience=QUICK)
    assert "tool.example" in asked
    assert answered.gone
    assert answered.tries == 1, "trying again is of no use"
    assert "metadata" in str(answered.error)
    assert "very-secret-path" not in str(answered.error)
    assert len(receiver.requests) == 1, "the second never arrived"


def test_no_redirect_is_followed_and_a_long_answer_is_not_read() -> None:
    with receiving(Receiver([302], location="http://169.254.169.254/latest")) as receiver:
        assert "redirects are not followed" in str(request("POST", receiver.url, b"{}", key="k", patience=QUICK).error)
    with receiving(Receiver([400], answer=b"x" * 50_000_000)) as receiver:
        assert request("POST", receiver.url, b"{}", key="k", patience=QUICK).error == "127.0.0.1 answered 400"
