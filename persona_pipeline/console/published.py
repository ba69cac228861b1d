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

    import duckdb

    from .web import Call, Console

Found = TypeVar("Found")
_PAGE = re.compile(r"(?:(?:en|nl)/)?[a-z][A-Za-z0-9-]{0,100}\.html")
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def page(call: Call) -> Response:
    """A published page. Its own policy, by which only its own style comes in, goes for the answer too."""
    name = call.path["name"]
    path = call.console.place.pages / name
    if not _PAGE.fullmatch(name) or not path.is_file():
        return refused(call, 404)
    text = path.read_text(encoding="utf-8")
    found = _POLICY.search(text)
    policy = found[1].replace("&#39;", "'") if found else "default-src 'none'"
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


def _bar(call: Call) -> str:
    """Links only: forms are not let through by the pages' policy."""
    language = language_of(call.language, "console")
    who = language.text("Signed in as %(name)s", name=call.who)
    return (
        f'<nav class="console-bar" aria-label="{escape(language.text("Console"))}"><span>{escape(who)}</span>'
        f'<a href="/decide">{escape(language.text("Decide"))}</a>'
        f'<a href="/sign-out">{escape(language.text("Sign out"))}</a></nav>\n'
    )
