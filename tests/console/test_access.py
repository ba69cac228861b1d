"""Who gets in, and what stops those who should not: every route, the form's token, the host, the proxy, the policy."""

from __future__ import annotations

import re
import sqlite3

import pytest

from persona_pipeline.console.app import WAYS, Way
from persona_pipeline.decisions import Decisions
from persona_pipeline.settings import Settings, ShopSettings, Workspace
from persona_pipeline.settings.console import ConsoleSettings, TrustedProxy

from .conftest import PASSWORD, SETTINGS, Clock, Person, client_of, people, signed_in


def address(way: Way) -> str:
    return re.sub(r"\{number:number\}", "7", re.sub(r"\{\w+(:path)?\}", "x", way.path))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.method} {way.path}")
def test_every_route_lets_in_whom_it_should(empty: Workspace, clock: Clock, way: Way) -> None:
    def ask(person: Person) -> int:
        if way.method == "GET":
            return person.client.get(address(way), follow_redirects=False).status_code
        return person.client.post(address(way), data={"csrf": "guessed"}, follow_redirects=False).status_code

    nobody = ask(Person(client_of(empty, clock)))
    viewer, editor = (ask(signed_in(empty, clock, name)) for name in ("vic", "anna"))
    if way.needs == "nothing":
        assert nobody in (200, 303, 401)
        return
    assert nobody == (303 if way.method == "GET" else 401)
    if way.method == "GET":
        assert viewer == editor != 401
    else:
        assert viewer == (403 if way.needs == "editor" else 400), "a guessed token never does"
        assert editor == 400


def test_what_is_open_is_as_little_as_can_be() -> None:
    assert {way.path for way in WAYS if way.needs == "nothing"} == {
        "/health",
        "/style.css",
        "/sign-in",
        "/language/{code}",
    }
    assert all(way.needs == "editor" for way in WAYS if way.method == "POST" and way.path.startswith("/decide"))


def test_signing_in_and_out(empty: Workspace, clock: Clock) -> None:
    client = client_of(empty, clock)
    asked = client.get("/decide", follow_redirects=False)
    assert asked.headers["location"] == "/sign-in?next=/decide"
    wrong = client.post("/sign-in", data={"name": "anna", "password": "not this one, no"})
    unknown = client.post("/sign-in", data={"name": "nobody", "password": "not this one, no"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text == unknown.text
    right = client.post(
        "/sign-in", data={"name": "anna", "password": PASSWORD, "next": "/decide"}, follow_redirects=False
    )
    assert right.headers["location"] == "/decide"
    cookie = right.headers["set-cookie"]
    assert all(part in cookie.lower() for part in ("httponly", "samesite=lax", "path=/"))
    assert "secure" not in cookie.lower()
    token = client.cookies["persona_session"]
    assert Person(client).send("/sign-out")[0] == 200
    client.cookies.set("persona_session", token)
    assert client.get("/decide", follow_redirects=False).status_code == 303, "the session ended, not only the cookie"


@pytest.mark.parametrize(
    "next_", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_signing_in_leads_nowhere_else(empty: Workspace, clock: Clock, next_: str) -> None:
    client = client_of(empty, clock)
    found = client.post("/sign-in", data={"name": "anna", "password": PASSWORD, "next": next_}, follow_redirects=False)
    assert found.headers["location"] == "/pages/index.html"


def test_a_session_ends_by_itself_and_with_the_account(empty: Workspace, clock: Clock) -> None:
    from persona_pipeline.console.accounts import Accounts

    from .conftest import SETTINGS

    anna, vic = signed_in(empty, clock, "anna"), signed_in(empty, clock, "vic")
    with Accounts.open(empty, SETTINGS) as accounts:
        accounts.remove("vic")
    assert vic.client.get("/decide", follow_redirects=False).status_code == 303
    clock.forward(hours=11, minutes=59)
    anna.see("/decide")
    clock.forward(minutes=2)
    assert anna.client.get("/decide", follow_redirects=False).status_code == 303


def test_wrong_passwords_are_counted_and_end(empty: Workspace, clock: Clock) -> None:
    client = client_of(empty, clock)

    def attempt(password: str, name: str = "anna") -> int:
        return client.post("/sign-in", data={"name": name, "password": password}, follow_redirects=False).status_code

    assert [attempt("wrong wrong wrong") for _ in range(5)] == [401] * 5
    assert attempt(PASSWORD) == 429, "not even the right one is looked at"
    assert "retry-after" in client.post("/sign-in", data={"name": "anna", "password": "x"}).headers
    assert attempt(PASSWORD, "vic") == 303, "others are not locked out"
    assert client_of(empty, clock).post("/sign-in", data={"name": "anna", "password": PASSWORD}).status_code == 429, (
        "a restart forgets nothing"
    )
    clock.forward(minutes=15)
    assert attempt(PASSWORD) == 303


def test_behind_a_proxy_one_who_guesses_keeps_nobody_else_out(empty: Workspace, clock: Clock) -> None:
    settings = Settings(console=ConsoleSettings(proxy_address="10.0.0.5"))

    def attempt(seen: str, password: str, peer: str = "10.0.0.5") -> int:
        client = client_of(empty, clock, settings, client=(peer, 1))
        headers = {"x-forwarded-for": seen} if seen else {}
        sent = {"name": "anna", "password": password}
        return client.post("/sign-in", data=sent, headers=headers, follow_redirects=False).status_code

    forged = [attempt(f"203.0.113.{n}, 198.51.100.7", "wrong wrong wrong") for n in range(6)]
    assert forged == [401] * 5 + [429], "only what the proxy itself wrote counts, and that is the last"
    assert attempt("192.0.2.1", PASSWORD) == 303
    assert [attempt(f"203.0.113.{n}", "wrong wrong wrong", peer="10.0.0.6") for n in range(6)][-1] == 429, (
        "nobody but the proxy is believed"
    )
    assert [attempt(odd, "wrong wrong wrong") for odd in ("", "x", "x", "", "unknown", "")][-1] == 429


@pytest.mark.parametrize("address", ["proxy.example.org", "", "127.0.0.1:80"])
def test_a_proxy_is_told_by_its_ip_address(address: str) -> None:
    with pytest.raises(ValueError, match="expected an IP address"):
        ConsoleSettings(proxy_address=address)
    with pytest.raises(ValueError, match="expected an IP address"):
        TrustedProxy(address=address)


@pytest.mark.slow
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_forms_from_elsewhere_are_refused(empty: Workspace, clock: Clock, headers: dict[str, str]) -> None:
    anna = signed_in(empty, clock, "anna")
    fields = {"csrf": anna.csrf, "about": "all", "text": "y"}
    assert anna.client.post("/decide/notes", data=fields, headers=headers).status_code == 403
    own = {"origin": "http://localhost:8080", "sec-fetch-site": "same-origin"}
    assert anna.client.post("/decide/notes", data=fields, headers=own).status_code == 200


def test_the_token_of_another_session_does_not_do(empty: Workspace, clock: Clock) -> None:
    anna, other = signed_in(empty, clock, "anna"), signed_in(empty, clock, "anna")
    found = anna.client.post("/decide/notes", data={"csrf": other.csrf, "about": "all", "text": "y"})
    assert found.status_code == 400


def test_another_host_name_is_not_served(empty: Workspace, clock: Clock) -> None:
    client = client_of(empty, clock)
    assert client.get("/health", headers={"host": "evil.example:8080"}).status_code == 400
    assert client.get("/health", headers={"host": "127.0.0.1:9999"}).status_code == 200


def test_behind_tls_cookies_and_headers_are_strict(empty: Workspace, clock: Clock) -> None:
    settings = Settings(console=ConsoleSettings(public_url="https://personas.example.org"))
    client = client_of(empty, clock, settings)
    found = client.post("/sign-in", data={"name": "anna", "password": PASSWORD}, follow_redirects=False)
    assert "; secure" in found.headers["set-cookie"].lower()
    assert found.headers["strict-transport-security"].startswith("max-age=")
    assert client.get("/health", headers={"host": "localhost"}).status_code == 400


def test_every_answer_has_its_headers(empty: Workspace, clock: Clock) -> None:
    client = client_of(empty, clock)
    for path in ("/sign-in", "/health", "/nowhere", "/decide"):
        headers = client.get(path, follow_redirects=False).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["x-frame-options"] == "DENY", path
    policy = client.get("/sign-in").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_form_that_is_too_large_is_refused(empty: Workspace, clock: Clock) -> None:
    client = client_of(empty, clock)
    assert client.post("/sign-in", data={"name": "a" * 100_000, "password": "x"}).status_code == 413


def proxied(**more: str) -> Settings:
    proxy = TrustedProxy(address="10.0.0.5", user_header="x-user", **more)  # type: ignore[arg-type]
    return Settings(shop=ShopSettings(name="Shop"), console=ConsoleSettings(trusted_proxy=proxy))


def test_only_the_proxys_word_counts(workspace: Workspace, clock: Clock) -> None:
    people(workspace)
    settings = proxied()
    stranger = client_of(workspace, clock, settings, client=("10.0.0.6", 1))
    assert stranger.get("/decide", headers={"x-user": "anna"}, follow_redirects=False).status_code == 303
    proxy = client_of(workspace, clock, settings, client=("10.0.0.5", 1))
    asked = {"x-user": "anna"}
    shown = proxy.get("/decide", headers=asked)
    assert shown.status_code == 200
    assert "anna" in shown.text
    csrf = re.search(r'name="csrf" value="([^"]+)"', shown.text)
    assert csrf
    sent = proxy.post("/decide/notes", data={"csrf": csrf[1], "about": "all", "text": "by anna"}, headers=asked)
    assert sent.status_code == 200
    assert "by anna" in sent.text
    assert proxy.get("/decide", follow_redirects=False).status_code == 303, (
        "without its word the cookie is worth nothing"
    )
    other = proxy.get("/decide", headers={"x-user": "mallory"})
    assert "Ask for the role of editor" in other.text, "a stranger is a viewer"


@pytest.mark.parametrize(
    "path",
    [
        "..%2F..%2Fpersona.yaml",
        "../persona.yaml",
        "en/../../persona.yaml",
        "%2e%2e/decisions.sqlite",
        "en/overview.html%00",
        "/etc/passwd",
    ],
)
def test_no_other_file_is_served(empty: Workspace, clock: Clock, path: str) -> None:
    (empty.root / "persona.yaml").write_text("shop: {name: secret}\n")
    empty.pages.mkdir(parents=True, exist_ok=True)
    anna = signed_in(empty, clock, "anna")
    found = anna.client.get(f"/pages/{path}")
    assert found.status_code == 404
    assert "secret" not in found.text


@pytest.mark.parametrize("host", ["[", "[::1", "a@127.0.0.1", "", "localhost.evil.example"])
def test_an_odd_host_name_is_refused_and_breaks_nothing(empty: Workspace, clock: Clock, host: str) -> None:
    assert client_of(empty, clock).get("/sign-in", headers={"host": host}).status_code == 400


def test_odd_requests_are_refused_and_break_nothing(empty: Workspace, clock: Clock) -> None:
    anna = signed_in(empty, clock, "anna")
    assert client_of(empty, clock).post("/sign-in", data={f"a{n}": "1" for n in range(200)}).status_code == 413
    assert anna.client.get(f"/pages/{'a' * 300}.html").status_code == 404
    assert anna.client.get(f"/decide/versions/{'9' * 5000}").status_code == 404
    assert anna.client.get("/decide/versions/99").status_code == 404


def test_looking_waits_for_no_writer(empty: Workspace, clock: Clock) -> None:
    with Decisions.open(empty, SETTINGS):
        pass
    anna = signed_in(empty, clock, "anna")
    other = sqlite3.connect(empty.decisions, isolation_level=None)
    other.execute("begin immediate")
    try:
        assert "Decide" in anna.see("/decide")
        assert anna.client.get("/health", headers={"cookie": "persona_session=junk"}).status_code == 200
    finally:
        other.execute("rollback")
        other.close()
