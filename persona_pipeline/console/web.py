"""What stands before every view: host, sign-in, role, the form's token, size of the body; and the headers of every answer."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from persona_pipeline.decisions import DecisionsError
from persona_pipeline.language import LANGUAGES, Code

from .accounts import Accounts, Session

if TYPE_CHECKING:
    from datetime import date, datetime

    from starlette.requests import Request

    from persona_pipeline.settings import Settings, Workspace
    from persona_pipeline.settings.console import Role

COOKIE, LANGUAGE_COOKIE = "persona_session", "persona_language"
LARGEST_FORM = 64 * 1024
SIGN_IN = 303
OPEN = frozenset({"/health", "/style.css"})
"""Paths that need nobody, and do not look who it is."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
Needs = Literal["nothing", "viewer", "editor"]
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with no-referrer a browser sends no origin along with a form
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
STRICT = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
"""What a view may load: the console's style sheet and drawings in the page. Views without a policy of their own have this one."""


@dataclass(frozen=True)
class Console:
    """The workspace that is served, and the clock that decisions are dated by."""

    place: Workspace
    settings: Settings
    clock: Callable[[], datetime]

    @property
    def is_secure(self) -> bool:
        """Whether people reach it through TLS."""
        return (self.settings.console.public_url or "").startswith("https://")

    def knows(self, host: str) -> bool:
        """Whether a request names this console: a page elsewhere whose name leads here (DNS rebinding) does not."""
        own = urlsplit(self.settings.console.public_url or "").hostname
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return "@" not in host and name in ({own} if own else LOOPBACK)


@dataclass(frozen=True)
class Call:
    """One request, as views get it."""

    console: Console
    path: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    language: Code
    address: str
    now: datetime
    url: str
    session: Session | None = None
    token: str = field(default="", repr=False)

    @property
    def who(self) -> str:
        """The name under which a decision is kept."""
        return self.session.name if self.session else ""

    def day_of(self, moment: datetime) -> date:
        """The day of a moment where the shop is."""
        return moment.astimezone(ZoneInfo(self.console.settings.shop.timezone)).date()


View = Callable[[Call], Response]


def guarded(console: Console, view: View, needs: Needs) -> Callable[[Request], object]:
    """The endpoint of a view: refuses what may not come through, and puts the headers on every answer."""
    from .problems import problem, refused

    async def endpoint(request: Request) -> Response:
        response = await _answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("content-security-policy", STRICT)
        if console.is_secure:
            response.headers["strict-transport-security"] = "max-age=31536000"
        return response

    async def _answer(request: Request) -> Response:
        turned_away = _turned_away(request, console)
        if turned_away is not None:
            return turned_away
        form = await _form(request) if request.method == "POST" else {}
        if form is None:
            return PlainTextResponse("The form is too large. / Het formulier is te groot.", 413)
        try:
            call = await run_in_threadpool(_call, console, request, form)
        except DecisionsError:
            return PlainTextResponse(
                "The store of decisions cannot be used just now. / De besluiten zijn nu niet bereikbaar.",
                503,
                {"retry-after": "30"},
            )
        status = _why_not(call, request.method, needs)
        if status == SIGN_IN:
            return RedirectResponse(f"/sign-in?next={request.url.path}", 303)
        if status:
            return refused(call, status)
        response: Response = await run_in_threadpool(problem, view, call)
        if call.token and call.token != request.cookies.get(COOKIE):
            keep_signed_in(response, console, call.token)  # a proxy signed somebody in
        return response

    return endpoint


def _turned_away(request: Request, console: Console) -> Response | None:
    """What is not even looked at: another host's name, and forms from other sites."""
    if not console.knows(request.headers.get("host", "")):
        return PlainTextResponse("This address is not served here. / Dit adres wordt hier niet bediend.", 400)
    if request.method == "POST" and not _same_origin(request, console):
        return PlainTextResponse("The form came from another site. / Het formulier kwam van een andere site.", 403)
    return None


def _why_not(call: Call, method: str, needs: Needs) -> int:
    """The status of a refusal; 0 where the view may be called."""
    session = call.session
    if session is None:
        return 0 if needs == "nothing" else (401 if method == "POST" else SIGN_IN)
    if needs == "editor" and session.role != "editor":
        return 403
    return 400 if method == "POST" and needs != "nothing" and not _token_fits(call.form, session) else 0


def keep_signed_in(response: Response, console: Console, token: str) -> None:
    """Put the token into the cookie: not for scripts, not with forms of other sites, and not without TLS where there is any."""
    hours = console.settings.console.session_hours
    response.set_cookie(COOKIE, token, max_age=hours * 3600, httponly=True, secure=console.is_secure, samesite="lax")


def _call(console: Console, request: Request, form: Mapping[str, str]) -> Call:
    wanted = request.cookies.get(LANGUAGE_COOKIE)
    own = console.settings.shop.language
    address = request.client.host if request.client else ""
    now = console.clock()
    token, session = ("", None) if request.url.path in OPEN else _session(console, request, address, now)
    return Call(
        console=console,
        path={name: str(value) for name, value in request.path_params.items()},
        query=dict(request.query_params),
        form=form,
        language=next((code for code in LANGUAGES if code == wanted), own),
        address=_counted_by(console, request, address),
        now=now,
        url=request.url.path,
        session=session,
        token=token,
    )


def _counted_by(console: Console, request: Request, address: str) -> str:
    """By which address wrong passwords are counted: that of the connection; or what the proxy wrote last into its header.

    What stands before that in the header came with the request, so anybody can write it.
    """
    if address != console.settings.console.proxy_address:
        return address
    last = ",".join(request.headers.getlist("x-forwarded-for")).rpartition(",")[2].strip()
    try:
        return str(ip_address(last))
    except ValueError:
        return address


def _session(console: Console, request: Request, address: str, now: datetime) -> tuple[str, Session | None]:
    """Who it is: by the cookie; or by the header of the trusted proxy, for whom a session is begun."""
    proxy, token = console.settings.console.trusted_proxy, request.cookies.get(COOKIE, "")
    name = request.headers.get(proxy.user_header, "").strip() if proxy and address == proxy.address else ""
    if not token and not name:
        return "", None
    strangers: Role | None = proxy.role if proxy and name else None
    with Accounts.open(console.place, console.settings) as accounts:
        session = accounts.session(token, now, role_of_strangers=strangers) if token else None
        if name and (session is None or session.name != name[:64]):
            token = accounts.begin(name[:64], now, console.settings.console.session_hours, through_proxy=True)
            session = accounts.session(token, now, role_of_strangers=strangers)
        elif session is not None and session.through_proxy and not name:
            session = None  # only the proxy may say that it is still them
    return (token, session) if session else ("", None)


async def _form(request: Request) -> dict[str, str] | None:
    """The fields of a form; None where there is more than anybody types."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
            return None
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=100))
    except ValueError:
        return None


def _same_origin(request: Request, console: Console) -> bool:
    """Whether a form was sent from a page of this console, as far as the browser tells."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    own = console.settings.console.public_url or f"http://{request.headers.get('host', '')}"
    return (origin is None or origin == own) and site in (None, "same-origin", "none")


def _token_fits(form: Mapping[str, str], session: Session) -> bool:
    return hmac.compare_digest(form.get("csrf", "").encode(), session.csrf.encode())
