"""Signing in and out, the language, the style sheet, and whether it is up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, RedirectResponse, Response

from persona_pipeline.language import LANGUAGES, marked

from .accounts import Accounts, TooManyTriesError
from .render import console_style, render
from .web import COOKIE, LANGUAGE_COOKIE, keep_signed_in

if TYPE_CHECKING:
    from .web import Call

HOME = "/pages/index.html"
WRONG = marked("Name or password are wrong.")
TOO_MANY = marked("Too many wrong passwords. Try again in %(minutes)s minutes.")


def health(_call: Call) -> Response:
    """For a load balancer: the process answers."""
    return PlainTextResponse("ok")


def style(_call: Call) -> Response:
    """The style sheet."""
    return Response(console_style(), media_type="text/css")


def home(_call: Call) -> Response:
    return RedirectResponse(HOME, 303)


def sign_in_form(call: Call) -> Response:
    """The form; who is signed in goes on."""
    if call.session is not None:
        return RedirectResponse(_next(call.query.get("next", "")), 303)
    return _form(call, call.query.get("next", ""), "", 200)


def sign_in(call: Call) -> Response:
    """Begin a session, or say that name or password are wrong: not which of the two."""
    settings, following = call.console.settings, call.form.get("next", "")
    name, password = call.form.get("name", "").strip(), call.form.get("password", "")
    with Accounts.open(call.console.place, settings) as accounts:
        try:
            token = accounts.sign_in(name, password, call.address, call.now, settings.console.session_hours)
        except TooManyTriesError as error:
            response = _form(call, following, TOO_MANY, 429, minutes=error.minutes)
            response.headers["retry-after"] = str(error.minutes * 60)
            return response
        if call.token:
            accounts.sign_out(call.token)
    if token is None:
        return _form(call, following, WRONG, 401)
    response = RedirectResponse(_next(following), 303)
    keep_signed_in(response, call.console, token)
    return response


def sign_out_form(call: Call) -> Response:
    """Ask once: the published pages let no form through, so their bar leads here."""
    return render(call, "sign-out", {})


def sign_out(call: Call) -> Response:
    """End the session here and in the database."""
    with Accounts.open(call.console.place, call.console.settings) as accounts:
        accounts.sign_out(call.token)
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(COOKIE, httponly=True, secure=call.console.is_secure, samesite="lax")
    return response


def language(call: Call) -> Response:
    """Remember the language in which somebody reads."""
    response = RedirectResponse(_next(call.query.get("next", "")), 303)
    if call.path["code"] in LANGUAGES:
        secure = call.console.is_secure
        response.set_cookie(LANGUAGE_COOKIE, call.path["code"], max_age=31_536_000, secure=secure, httponly=True, samesite="lax")  # fmt: skip
    return response


def _form(call: Call, following: str, wrong: str, status: int, **values: object) -> Response:
    return render(call, "sign-in", {"next": following, "wrong": wrong, "values": values}, status=status)


def _next(path: str) -> str:
    """Where to go on: a path of this console and nowhere else."""
    safe = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if safe else HOME
