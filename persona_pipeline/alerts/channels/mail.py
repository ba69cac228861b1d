"""E-mail over SMTP, as text and as HTML that needs nothing from anywhere else."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING

from persona_pipeline.alerts import frame
from persona_pipeline.alerts.message import Answer
from persona_pipeline.alerts.text import shown, shown_line
from persona_pipeline.settings import EmailChannel, secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from persona_pipeline.alerts.notice import Notice

_SUBJECT, _BODY, _LINE = 200, 8_000, 400
_COLOUR = {"info": "#1f5fa8", "warning": "#9a5b00", "critical": "#b3261e"}
_TEMPORARY = range(400, 500)


@dataclass(frozen=True)
class Mail:
    """Hands messages to one mail server. Certificates are checked; a password never travels unencrypted."""

    settings: EmailChannel
    timeout_s: float = 20.0

    @property
    def name(self) -> str:
        return self.settings.name

    def send(self, notice: Notice) -> Answer:
        """Hand the message over. Where some of the addresses are refused the others have it, and it is not sent again."""
        conf = self.settings
        password = secret(conf.password_variable) if conf.password_variable else None
        if conf.password_variable and password is None:
            return Answer(
                0, f"{conf.password_variable} is not set; expected the password of {conf.username}", gone=True
            )
        try:
            with self._connected() as server:
                if conf.username and password:
                    server.login(conf.username, password)
                refused = server.send_message(mail(notice, conf), conf.sender, list(conf.to))
        except (smtplib.SMTPException, OSError) as error:
            return self._failed(error)
        note = f"refused for {len(refused)} of {len(conf.to)} addresses" if refused else None
        return Answer(1, note=note)

    def _failed(self, error: Exception) -> Answer:
        """What went wrong, without what the server says: it may quote addresses."""
        host, gone = self.settings.host, True
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            codes = sorted({code for code, _ in error.recipients.values()})
            found, gone = f"{host} refused every address ({', '.join(map(str, codes))})", False
        elif isinstance(error, smtplib.SMTPAuthenticationError):
            found = f"{host} refused the user name or password ({error.smtp_code})"
        elif isinstance(error, smtplib.SMTPResponseException):
            found, gone = f"{host} answered {error.smtp_code}", error.smtp_code in _TEMPORARY
        elif isinstance(error, ssl.SSLError):
            reason = getattr(error, "verify_message", "") or "it could not be checked"
            found = f"the certificate of {host} was refused: {reason}; nothing was sent"
        elif isinstance(error, smtplib.SMTPNotSupportedError):
            found = f"{host} does not offer security {self.settings.security} or a sign-in; nothing was sent"
        elif isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
            found = f"{host} did not answer in time"
        else:
            found = f"{host} did not take it: {type(error).__name__}"
        return Answer(1, found, gone=gone)

    def _connected(self) -> smtplib.SMTP:
        conf, trusted = self.settings, ssl.create_default_context()
        host = conf.sender.rpartition("@")[2]
        if conf.security == "tls":
            return smtplib.SMTP_SSL(conf.host, conf.port, host, timeout=self.timeout_s, context=trusted)
        server = smtplib.SMTP(conf.host, conf.port, host, timeout=self.timeout_s)
        if conf.security == "starttls":
            try:
                server.starttls(context=trusted)
            except BaseException:
                server.close()
                raise
        return server


def mail(notice: Notice, conf: EmailChannel) -> EmailMessage:
    """The message; the Message-ID follows from the key, so that a repeat is known as one."""
    found = EmailMessage()
    found["Subject"] = shown_line(notice.title, _SUBJECT)
    found["From"], found["To"] = conf.sender, ", ".join(conf.to)
    found["Date"] = format_datetime(datetime.fromisoformat(notice.made_at))
    found["Message-ID"] = f"<{notice.key}@{conf.sender.rpartition('@')[2]}>"
    thread = hashlib.sha256(f"{notice.shop}\x1f{notice.audience}".encode("utf-8", "replace")).hexdigest()[:16]
    found["References"] = f"<{thread}@{conf.sender.rpartition('@')[2]}>"
    found["Auto-Submitted"] = "auto-generated"
    found["Content-Language"] = notice.language
    found.set_content(plain_text(notice), cte="quoted-printable")
    found.add_alternative("\n".join(_html(notice)) + "\n", subtype="html", cte="quoted-printable")
    return found


def plain_text(notice: Notice) -> str:
    """The notice as text."""
    return "\n".join(_text(notice)) + "\n"


def _text(notice: Notice) -> Iterator[str]:
    if notice.addressed:
        yield from (shown_line(notice.addressed, _LINE), "")
    for item in notice.whole:
        yield shown_line(notice.headline(item), _LINE)
        yield from shown(item.alert.body, _BODY).splitlines()
        yield from (shown_line(line, _LINE) for line in notice.tail(item))
        if item.link:
            yield item.link
        yield ""
    for part, lines in notice.lines():
        yield f"{notice.heading(part)}:"
        yield from (f"- {shown_line(line, _LINE)}" for line in lines)
        yield ""


def _html(notice: Notice) -> Iterator[str]:
    yield f'<!doctype html><html lang="{notice.language}"><head><meta charset="utf-8">'
    yield f"<title>{escape(shown_line(notice.title, _SUBJECT))}</title></head>"
    yield '<body style="font:16px/1.5 sans-serif;color:#1b1b1b;background:#ffffff;max-width:44em;margin:1em">'
    if notice.addressed:
        yield f"<p><strong>{escape(shown_line(notice.addressed, _LINE))}</strong></p>"
    for item in notice.whole:
        colour = _COLOUR[item.alert.severity]
        yield f'<h2 style="font-size:1.15em;border-left:.3em solid {colour};padding-left:.6em">'
        yield f"{escape(shown_line(notice.headline(item), _LINE))}</h2>"
        lang = "" if item.alert.language == notice.language else f' lang="{item.alert.language}"'
        yield from (f'<p dir="auto"{lang}>{escape(line)}</p>' for line in shown(item.alert.body, _BODY).splitlines())
        yield from (f'<p style="color:#5a5a5a">{escape(shown_line(line, _LINE))}</p>' for line in notice.tail(item))
        if item.link:
            yield f'<p><a href="{escape(item.link)}">{frame.OPEN(notice.language)}</a></p>'
    for part, lines in notice.lines():
        listed = "".join(f'<li dir="auto">{escape(shown_line(line, _LINE))}</li>' for line in lines)
        yield f'<h2 style="font-size:1em">{notice.heading(part)}</h2><ul>{listed}</ul>'
    yield "</body></html>"
