"""The pages as they were published, with a bar of the console; and rows of the published file, which no night ever locks."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.responses import HTMLResponse, Response

from persona_pipeline.desk.reading import rows_as_dicts
from persona_pipeline.drift.incidents import Told, incidents_of
from persona_pipeline.language import language_of
from persona_pipeline.warehouse import connect, statement

from .problems import refused

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb

    from .web import Call, Console

Found = TypeVar("Found")
_PAGE = re.compile(r"(?:(?:en|nl)/)?[a-z][A-Za-z0-9-]{0,100}\.html")
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
        before + body + _bar(call) + after, headers={"content-security-policy": f"{policy}; frame-ancestors 'none'"}
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


def _ways(call: Call) -> str:
    """What can be decided, as links to the forms."""
    language = language_of(call.language, "console")
    incidents = [one for one in incidents_of(Told(**row) for row in rows(call.console, "cli/incidents")) if one.is_open]
    days = (
        f"&amp;first={min(one.first for one in incidents)}&amp;last={max(one.last for one in incidents)}"
        if incidents
        else ""
    )
    ways = (
        ("/decide#incidents-title", language.text("Say whether this was right")),
        (f"/decide?open=event{days}#event", language.text("These days were special: leave them out")),
        ("/decide#incidents-title", language.text("It will stay like this: take it as the new normal")),
        ("/decide#versions-title", language.text("Look at new personas")),
    )
    links = "".join(f'<li><a href="{href}">{escape(said)}</a></li>' for href, said in ways)
    here = language.text("For anything else, decide here:")
    return f'<p>{escape(here)}</p><ul class="ways">{links}</ul>'


def _bar(call: Call) -> str:
    """Links only: forms are not let through by the pages' policy."""
    language = language_of(call.language, "console")
    who = language.text("Signed in as %(name)s", name=call.who)
    return (
        f'<nav class="console-bar" aria-label="{escape(language.text("Console"))}"><span>{escape(who)}</span>'
        f'<a href="/decide">{escape(language.text("Decide"))}</a>'
        f'<a href="/sign-out">{escape(language.text("Sign out"))}</a></nav>\n'
    )
