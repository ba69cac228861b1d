"""Jinja2 with autoescape for the views; their words are the catalog of the console."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from persona_pipeline.language import LANGUAGES, NAMES, Code, clip, language_of
from persona_pipeline.pages.render import style_sheet
from persona_pipeline.pages.tongue import spoken

if TYPE_CHECKING:
    from starlette.responses import Response

    from .web import Call


DONE = ("1", "one-name")
"""How a form that was done says so on the page that follows: recorded; or recorded, and one name stands in both languages."""


@cache
def _environment(code: Code) -> Environment:
    language = language_of(code, "console")
    env = Environment(
        loader=PackageLoader("persona_pipeline.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    catalog = language.catalog
    env.install_gettext_callables(catalog.ugettext, catalog.ungettext, newstyle=True)  # type: ignore[attr-defined]
    env.filters["clip"] = clip
    env.filters["spoken"] = spoken
    env.globals.update(lang=language, language_names=NAMES, languages=LANGUAGES)
    return env


def render(call: Call, name: str, values: dict[str, Any], *, status: int = 200) -> Response:
    """A view as HTML."""
    shell = {
        "shop": call.console.settings.shop,
        "session": call.session,
        "may_decide": call.session is not None and call.session.role == "editor",
        "url": call.url,
        "name": name,
        "done": call.query.get("done") if call.query.get("done") in DONE else None,
    }
    text = _environment(call.language).get_template(f"{name}.html.j2").render(**shell, **values)
    return HTMLResponse(text, status)


@cache
def console_style() -> str:
    """The style sheet of the pages, and what only the console needs."""
    own = files("persona_pipeline.console").joinpath("templates", "console.css").read_text(encoding="utf-8")
    return style_sheet() + own
