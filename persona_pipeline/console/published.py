"""The pages as they were published, with a bar of the console; and rows of the published file, which no night ever locks."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.responses import HTMLResponse, Response

from persona_pipeline.desk.reading import rows_as_dicts
from persona_pipeline.language import language_of
from persona_pipeline.warehouse import connect, statement

from .problems import refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import duckdb

    from .web import Call, Console

Found = TypeVar("Found")
_PAGE = re.compile(r"(?:(?:en|nl)/)?[a-z][A-Za-z0-9-]{0,100}\.html")
_OF_A_PERSONA = re.compile(r"(?:en|nl)/persona-([A-Za-z0-9]+)\.html")
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


_COMMANDS = re.compile(r'<div class="commands">.*?</div>', re.DOTALL)
"""What a page tells those to do who have no console."""


def page(call: Call) -> Response:
    """A published page. Its own policy, by which only its own style comes in, goes for the answer too."""
    name = call.path["name"]
    path = call.console.place.pages / name
    if not _PAGE.fullmatch(name) or not path.is_file():
        return refused(call, 404)
    text = path.read_text(encoding="utf-8")
    found = _POLICY.search(text)
    policy = found[1].replace("&#39;", "'") if found else "default-src 'none'"
    text = _COMMANDS.sub(lambda _: _ways(call), text)
    before, body, after = text.partition("<body>\n")
    return HTMLResponse(
        before + body + _bar(call, name) + after,
        headers={"content-security-policy": f"{policy}; frame-ancestors 'none'"},
    )


def rows(console: Console, name: str, params: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Rows of ``sql/<name>.sql`` on the published file; none where nothing was published yet."""
    return asked(console, lambda con: rows_as_dicts(con, statement(name), params), [])


def asked(console: Console, ask: Callable[[duckdb.DuckDBPyConnection], Found], nothing: Found) -> Found:
    """What somebody asks of the published file; ``nothing`` where nothing was published yet."""
    path = console.place.published / "personas.duckdb"
    if not path.exists():
        return nothing
    con = connect(path.resolve(), read_only=True)
    try:
        return ask(con)
    finally:
        con.close()


def moved_days(console: Console) -> tuple[date, date] | None:
    """From the estimated first day of what stands to the newest night; None where nothing stands."""
    found = rows(console, "console/moved_days")
    return (found[0]["first_day"], found[0]["last_day"]) if found and found[0]["first_day"] else None


def event_form(days: tuple[date, date] | None) -> str:
    """Where the form for an event stands open, with the days filled in that are known."""
    filled = f"&first={days[0]}&last={days[1]}" if days else ""
    return f"/decide?open=event{filled}#event"


def _ways(call: Call) -> str:
    """What can be decided, as links to the forms."""
    language = language_of(call.language, "console")
    ways = (
        ("/decide#incidents-title", language.text("Say whether this was right")),
        (event_form(moved_days(call.console)), language.text("These days were special: leave them out")),
        ("/decide#incidents-title", language.text("It will stay like this: take it as the new normal")),
        ("/decide#versions-title", language.text("Look at new personas")),
    )
    links = "".join(f'<li><a href="{escape(href)}">{escape(said)}</a></li>' for href, said in ways)
    here = language.text("For anything else, decide here:")
    return f'<p>{escape(here)}</p><ul class="ways">{links}</ul>'


def _bar(call: Call, name: str) -> str:
    """Links only: forms are not let through by the pages' policy."""
    language = language_of(call.language, "console")
    who = language.text("Signed in as %(name)s", name=call.who)
    found = _OF_A_PERSONA.fullmatch(name)
    change = language.text("Change this persona") if call.session and call.session.role == "editor" else ""
    edit = f'<a href="/decide/personas/{found[1]}">{escape(change)}</a>' if found and change else ""
    return (
        f'<nav class="console-bar" aria-label="{escape(language.text("Console"))}"><span>{escape(who)}</span>'
        f'<a href="/decide">{escape(language.text("Decide"))}</a>{edit}'
        f'<a href="/sign-out">{escape(language.text("Sign out"))}</a></nav>\n'
    )
