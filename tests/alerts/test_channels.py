"""Each channel says the whole message in its own form; what people typed shows as text; what goes wrong is said without secrets."""

from __future__ import annotations

import email
import email.policy
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from persona_pipeline.alerts.channels.apprise_service import Apprise
from persona_pipeline.alerts.channels.build import build_channels
from persona_pipeline.alerts.channels.http import Address, Patience
from persona_pipeline.alerts.channels.mail import Mail, mail, plain_text
from persona_pipeline.alerts.channels.slack import Slack, slack_message
from persona_pipeline.alerts.channels.teams import LARGEST_BYTES, Teams, teams_message
from persona_pipeline.alerts.message import Answer
from persona_pipeline.alerts.notice import Item, Notice, link_to
from persona_pipeline.alerts.text import shown
from persona_pipeline.settings import AlertSettings, EmailChannel

from .certificates import certificate
from .made import BODY, alert, notice
from .postbox import Postbox, taking
from .receiver import Receiver, receiving
from .verdicts import night

QUICK = Patience(connect_s=1.0, read_s=0.3, tries=2, backoff_s=0.01, longest_backoff_s=0.05)
HOSTILE = [
    "<script>alert(1)</script>",
    "<!channel> <@U123> <http://evil.example|click>",
    "*bold* _it_ `code` ~gone~ :smile: &lt;",
    "[click](http://evil.example) **b** {{DATE(2026-01-01T00:00:00Z)}}",
    "=cmd|' /C calc'!A0",
    "a\u202egpj.exe\u2066\u200f",
    "x\r\nBcc: victim@example.org",
    "\x00\x1b[31mred\x07",
    "<img src=x onerror=alert(1)>\"' ${7*7} #{7}",
    "\U0001f600 ﷽ Z\u0351\u036b" * 30,
]


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)


def texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, with its key."""
    if isinstance(value, dict):
        for key, each in value.items():
            if isinstance(each, str) and key in ("text", "fallbackText", "title"):
                yield each
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


def hostile_notice() -> Notice:
    return notice(*(alert(f"a{n}", title=text, body=f"{text}\n{BODY}") for n, text in enumerate(HOSTILE)))


def storm(count: int = 60) -> Notice:
    new = [alert(f"n{n}", title="t" * 500, body="b" * 7_000) for n in range(count)]
    old = [Item(alert(f"o{n}", title="ö" * 500), "standing") for n in range(count)]
    return notice(*new, *old, owners=("o" * 500,))


MAIL = EmailChannel(kind="email", name="mail", host="127.0.0.1", sender="personas@shop.example", to=("a@shop.example", "b@shop.example"), security="none", port=25)  # fmt: skip


def said_by_mail(found: Notice) -> tuple[str, str]:
    message = email.message_from_bytes(mail(found, MAIL).as_bytes(), policy=email.policy.default)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content(), html.get_content()


def every_form(found: Notice) -> dict[str, str]:
    plain, html = said_by_mail(found)
    return {
        "slack": "\n".join(texts(slack_message(found))),
        "teams": "\n".join(texts(teams_message(found))),
        "text": plain,
        "html": html,
        "apprise": plain_text(found),
    }


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_channel_says_everything(language: Any) -> None:
    new, old, over = alert("new1"), alert("old1"), alert("over1", resolved_as_of=night(2))
    link = link_to(new, "https://personas.shop.example/x/", language)
    assert link == f"https://personas.shop.example/x/{language}/overview.html"
    items = (
        Item(new, "new", "Anna", link, "normal: ▁▂█"),
        Item(old, "standing"),
        Item(over, "resolved"),
    )
    found = notice(*items, language=language, owners=("Bas", "Chris"))
    since = {"en": ("For Bas, Chris", "Who acts: Anna", "(since the night of 2 March 2026)", "(over since the night of 3 March 2026)", "alerts ack new1"), "nl": ("Voor Bas, Chris", "Aan zet: Anna", "(sinds de nacht van 2 maart 2026)", "(voorbij sinds de nacht van 3 maart 2026)", "alerts ack new1")}[language]  # fmt: skip
    for form, text in every_form(found).items():
        for part in (*since, "P02 moved.", "normal: ▁▂█", "What to do: look.", "How sure: fairly.", "My shop: old1"):
            assert part in text, (form, part)
    assert found.items[0].link in json.dumps(slack_message(found))
    assert found.items[0].link in json.dumps(teams_message(found))
    assert f'href="{found.items[0].link}"' in said_by_mail(found)[1]


def test_what_is_told_again_says_so_and_the_most_severe_stands_first() -> None:
    again, bad = Item(alert("a"), "again"), alert("b", severity="critical")
    found = notice(again, bad)
    assert found.title == "My shop: b, and one more message"
    for form, text in every_form(found).items():
        first, second = text.index("Urgent: My shop: b"), text.index("Warning: Still: My shop: a")
        assert first < second, form
    assert notice(again).title == "Still: My shop: a"
    over = [Item(alert(name, resolved_as_of=night(2)), "resolved") for name in "xy"]
    assert notice(*over).title == "My shop: 2 alerts are over"
    assert notice(over[0]).title == "Over: My shop: x"
    assert notice(over[0]).severity == "info"


def test_a_notice_is_the_same_after_the_outbox() -> None:
    found = hostile_notice()
    assert Notice.from_payload(json.loads(json.dumps(found.payload()))) == found


def test_hostile_text_shows_as_text_in_slack() -> None:
    message = slack_message(hostile_notice())
    kinds = {block["type"] for block in message["blocks"]}
    assert kinds <= {"header", "rich_text", "divider"}, "nothing that reads mrkdwn"
    assert message["blocks"][0]["text"]["type"] == "plain_text"
    single = slack_message(notice(alert("a", title=HOSTILE[1])))["text"]
    assert "<" not in single
    assert ">" not in single
    runs = "\n".join(texts(message["blocks"]))
    for raw in (HOSTILE[0], HOSTILE[1], HOSTILE[2], HOSTILE[3], HOSTILE[4]):
        assert raw in runs
    assert not re.search("[\x00-\x08\u202a-\u202e\u2066-\u2069\u200f]", runs)


def test_hostile_text_shows_as_text_in_teams() -> None:
    message = teams_message(hostile_notice())
    (attachment,) = message["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    blocks = attachment["content"]["body"]
    assert {block["type"] for block in blocks} == {"RichTextBlock"}, "a TextBlock would read Markdown"
    assert {run["type"] for block in blocks for run in block["inlines"]} == {"TextRun"}
    runs = "\n".join(texts(blocks))
    assert HOSTILE[0] in runs
    assert "[click](http://evil.example)" in runs
    assert "{{" not in runs
    assert not re.search("[\x00-\x08\u202a-\u202e\u2066-\u2069\u200f]", runs)


def test_hostile_text_shows_as_text_in_mail() -> None:
    html5lib = pytest.importorskip("html5lib")
    plain, html = said_by_mail(hostile_notice())
    for text in (HOSTILE[0], HOSTILE[4], HOSTILE[8]):
        assert text in plain
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    assert {node.tag for node in tree.iter()} <= {"html", "head", "meta", "title", "body", "h2", "p", "ul", "li", "strong", "a"}  # fmt: skip
    assert HOSTILE[8] in "".join(tree.itertext())
    assert not re.search("[\x00-\x08\u202a-\u202e\u2066-\u2069\u200f]", plain + html)
    for title in HOSTILE:
        message = mail(notice(alert("a", title=title)), MAIL)
        sent = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
        assert sent["Bcc"] is None
        assert sent["Subject"] == shown(" ".join(title.split()), 200)


def test_a_storm_fits_into_every_channel() -> None:
    slack = slack_message(storm())
    assert len(slack["blocks"]) <= 50
    assert len(slack["blocks"][0]["text"]["text"]) <= 150
    assert sum(len(text) for text in texts(slack["blocks"])) <= 12_000
    assert max(len(text) for text in texts(slack["blocks"])) <= 3_000
    assert len(json.dumps(teams_message(storm()), ensure_ascii=False).encode()) <= LARGEST_BYTES
    forms = every_form(storm())
    assert "And 32 more; see the pages." in forms["text"], "60 new: 8 whole, 20 as lines"
    assert len(forms["html"]) < 200_000


def test_slack_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving(Receiver([200], answer=b"ok")) as slack:
        monkeypatch.setenv("CHAT", slack.url)
        (channel,) = build_channels(
            AlertSettings.model_validate({"channels": [{"kind": "slack", "name": "chat", "url_variable": "CHAT"}]}),
            lambda: datetime(2026, 3, 2, tzinfo=UTC),
        )
        assert channel.send(notice(alert("a"))) == Answer(1)
    assert slack.bodies[0] == slack_message(notice(alert("a")))


def test_teams_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving(Receiver([202])) as teams:
        monkeypatch.setenv("TEAM", teams.url)
        assert Teams("team", Address(variable="TEAM")).send(notice(alert("a"))) == Answer(1)
    assert teams.bodies[0]["type"] == "message"


@pytest.mark.parametrize(
    ("status", "answer", "error", "gone"),
    [
        (400, b"invalid_blocks", "127.0.0.1 answered 400 (invalid_blocks)", False),
        (403, b"action_prohibited", "127.0.0.1 answered 403 (action_prohibited)", True),
        (404, b"no_service", "127.0.0.1 answered 404 (no_service)", True),
        (500, b"<html>" + b"x" * 9_999, "127.0.0.1 answered 500", True),
    ],
)
def test_what_slack_refuses(status: int, answer: bytes, error: str, gone: bool) -> None:
    with receiving(Receiver([status], answer=answer)) as slack:
        found = Slack("chat", Address(slack.url), QUICK).send(notice(alert("a")))
    assert (found.error, found.gone) == (error, gone)
    assert len(slack.requests) == (2 if status == 500 else 1)


@pytest.mark.parametrize("channel", [Slack("x", Address(variable="NOT_SET")), Apprise("x", "NOT_SET")])
def test_a_variable_that_is_not_set(channel: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOT_SET", raising=False)
    answer = channel.send(notice(alert("a")))
    assert answer.gone
    assert str(answer.error).startswith("NOT_SET is not set")


def test_a_wrong_certificate_gets_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tls, trusted = certificate(tmp_path)
    with receiving(Receiver([200], tls=tls)) as slack:
        found = Slack("chat", Address(slack.url), QUICK).send(notice(alert("a")))
        assert found.error == "the certificate of 127.0.0.1 was refused: self-signed certificate; nothing was sent"
        assert slack.requests == []
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert Slack("chat", Address(slack.url), QUICK).send(notice(alert("a"))) == Answer(1)
    wrong, _ = certificate(tmp_path, "127.0.0.2")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "127.0.0.2.pem"))
    with receiving(Receiver([200], tls=wrong)) as other:
        found = Slack("chat", Address(other.url), QUICK).send(notice(alert("a")))
    assert "IP address mismatch" in str(found.error)
    assert other.requests == []


def test_a_proxy_is_used_where_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving(Receiver([200])) as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("no_proxy", "tool.example.org")
        assert Slack("chat", Address("http://chat.example.org/x"), QUICK).send(notice(alert("a"))) == Answer(1)
        assert proxy.requests[0][0]["host"] == "chat.example.org"
        assert Slack("chat", Address("http://tool.example.org:1/x"), QUICK).send(notice(alert("a"))).error
    assert len(proxy.requests) == 1


def mailing(box: Postbox, **other: Any) -> Mail:
    return Mail(EmailChannel.model_validate({**MAIL.model_dump(), "port": box.port, **other}), timeout_s=0.4)


def test_mail_arrives_as_text_and_html() -> None:
    with taking(Postbox()) as box:
        assert mailing(box).send(notice(alert("a"))) == Answer(1)
    message = email.message_from_bytes(box.mails[0], policy=email.policy.default)
    assert message["Subject"] == "My shop: a"
    assert message["To"] == "a@shop.example, b@shop.example"
    assert message["Message-ID"] == "<ntc_0123@shop.example>", "a repeat is known by it"
    assert message["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert max(len(line) for line in box.mails[0].splitlines()) <= 998


@pytest.mark.parametrize(
    ("box", "answer"),
    [
        (Postbox(data="451 later"), Answer(1, "127.0.0.1 answered 451", gone=True)),
        (Postbox(data="554 spam"), Answer(1, "127.0.0.1 answered 554")),
        (Postbox(rcpt={"a@shop.example": "550 no", "b@shop.example": "450 grey"}), Answer(1, "127.0.0.1 refused every address (450, 550)")),
        (Postbox(rcpt={"b@shop.example": "550 no"}), Answer(1, note="refused for 1 of 2 addresses")),
        (Postbox(hang_s=1.0), Answer(1, "127.0.0.1 did not answer in time", gone=True)),
    ],
)  # fmt: skip
def test_a_mail_server_that_does_not_take_it(box: Postbox, answer: Answer) -> None:
    with taking(box):
        assert mailing(box).send(notice(alert("a"))) == answer
    assert len(box.mails) == (answer.error is None)


def test_mail_is_encrypted_and_the_password_goes_to_the_right_server_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "very-secret")
    tls, trusted = certificate(tmp_path)
    login = {"security": "starttls", "username": "personas", "password_variable": "MAIL_PASSWORD"}
    with taking(Postbox(tls=tls, password="very-secret")) as box:
        found = mailing(box, **login).send(notice(alert("a")))
        assert found.error == "the certificate of 127.0.0.1 was refused: self-signed certificate; nothing was sent"
        assert not any(line.startswith("AUTH") for line in box.commands)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert mailing(box, **login).send(notice(alert("a"))) == Answer(1)
        box.password = "another"
        found = mailing(box, **login).send(notice(alert("a")))
        assert found.error == "127.0.0.1 refused the user name or password (535)"
        assert found.gone
    with taking(Postbox()) as plain:
        found = mailing(plain, **login).send(notice(alert("a")))
        assert "does not offer security starttls" in str(found.error)
        assert plain.mails == []
    monkeypatch.delenv("MAIL_PASSWORD")
    assert "MAIL_PASSWORD is not set" in str(mailing(box, **login).send(notice(alert("a"))).error)


def test_nobody_takes_mail() -> None:
    with taking(Postbox()) as box:
        pass
    assert mailing(box).send(notice(alert("a"))).error == "127.0.0.1 did not take it: ConnectionRefusedError"


def test_without_apprise_the_mend_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTHER", "json://localhost")
    monkeypatch.setitem(sys.modules, "apprise", None)
    assert "pip install 'persona-pipeline[apprise]'" in str(Apprise("x", "OTHER").send(notice(alert("a"))).error)


@pytest.mark.parametrize(
    ("works", "error"), [(True, None), (False, "the service did not take it, Apprise says no more")]
)
def test_apprise_is_given_plain_text(works: bool, error: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, Any]] = []

    class Service:
        def add(self, url: str) -> bool:
            return url.startswith("json://")

        def notify(self, **what: Any) -> bool:
            given.append(what)
            return works

    fake = SimpleNamespace(Apprise=Service, NotifyFormat=SimpleNamespace(TEXT="text"))
    monkeypatch.setitem(sys.modules, "apprise", fake)
    monkeypatch.setenv("OTHER", "json://localhost")
    assert Apprise("x", "OTHER").send(notice(alert("a"))).error == error
    assert given[0]["body_format"] == "text"
    assert given[0]["title"] == "My shop: a"
    monkeypatch.setenv("OTHER", "nonsense")
    assert "no address that Apprise knows" in str(Apprise("x", "OTHER").send(notice(alert("a"))).error)


def test_the_real_apprise_posts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("apprise")
    with receiving(Receiver([200])) as receiver:
        monkeypatch.setenv("OTHER", f"json://127.0.0.1:{receiver.port}/x")
        assert Apprise("x", "OTHER").send(notice(alert("a"))) == Answer(1)
    assert receiver.bodies[0]["title"] == "My shop: a"
    assert "What to do: look." in receiver.bodies[0]["message"]
