"""Jinja2 with autoescape; the style sheet is inside the page and allowed by its hash: no script, no file, no host."""

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote as percent_encoded

from jinja2 import Environment, PackageLoader, StrictUndefined

from persona_pipeline.basics.signs import TURNING
from persona_pipeline.language import NAMES, Code, clip, language_of, translate_any

from . import words
from .chart import HEIGHT, WIDTH, heat
from .tongue import spoken

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="#23514f"/>'
    '<path d="M9 17l5 5 9-12" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round"/></svg>'
)

_SHOWN = dict.fromkeys(TURNING, "\N{REPLACEMENT CHARACTER}")
"""Of a whole page only these: it has lines of its own, and a browser obeys no control character."""


@cache
def environment(code: Code) -> Environment:
    """The templates of a language. Undefined names are errors, text is escaped, translations fill in escaped values."""
    language = language_of(code)
    env = Environment(
        loader=PackageLoader("persona_pipeline.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    catalog = language.catalog
    env.install_gettext_callables(catalog.ugettext, catalog.ungettext, newstyle=True)  # type: ignore[attr-defined]
    env.filters["clip"] = clip
    env.filters["basename"] = basename
    env.filters["spoken"] = spoken
    env.globals.update(
        lang=language,
        words=words,
        word=translate_any,
        language_names=NAMES,
        heat=heat,
        chart_width=WIDTH,
        chart_height=HEIGHT,
    )
    return env


def basename(path: str) -> str:
    """A file's own name: folders are the same for all files of a source, and a narrow screen has no room for them."""
    return path.rpartition("/")[2] or path


def page(code: Code, template: str, values: dict[str, Any]) -> str:
    """One whole page of HTML. Marks that turn the direction of writing show as U+FFFD: a name with one would turn what follows it."""
    css = style_sheet()
    shell = {"css": css, "csp": content_policy(css), "icon_uri": "data:image/svg+xml," + percent_encoded(_ICON)}
    return environment(code).get_template(template).render(**shell, **values).translate(_SHOWN)


@cache
def style_sheet() -> str:
    return files("persona_pipeline.pages").joinpath("templates", "style.css").read_text(encoding="utf-8")


def content_policy(css: str) -> str:
    """A policy that lets the page's own style through by its hash and nothing else at all, from anywhere."""
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
