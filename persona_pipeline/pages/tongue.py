"""Words that stand on a page as somebody wrote them, in another language than the page: marked, so that they are read so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from persona_pipeline.language import clip
from persona_pipeline.settings.labelled import same

if TYPE_CHECKING:
    from collections.abc import Mapping

UNKNOWN = ""
"""HTML's word for a language that nobody knows: what people type into a search field."""
_QUOTED = re.compile(r"(?<=“)[^“”]+(?=”)|(?<=‘)[^‘’]+(?=’)")
_CUT = "\N{HORIZONTAL ELLIPSIS}"


def spoken(text: object, foreign: Mapping[str, str], longest: int) -> Markup:
    """The text, cut to a length, in which each quotation that is in another language says in which."""
    whole, at = clip(text, longest), 0
    parts: list[Markup] = []
    for found in _QUOTED.finditer(whole):
        tongue = language_of_words(found[0], foreign)
        if tongue is not None:
            parts += [escape(whole[at : found.start()]), in_language(found[0], tongue)]
            at = found.end()
    return Markup("").join([*parts, escape(whole[at:])])


def in_language(text: str, tongue: str) -> Markup:
    """The text, marked as being in a language."""
    return Markup('<span lang="{}">{}</span>').format(tongue, text)


def language_of_words(text: str, foreign: Mapping[str, str]) -> str | None:
    """The language of words that are not in the page's; None where they are, or nobody knows them. Words may have been cut."""
    wanted = same(text)
    if wanted in foreign:
        return foreign[wanted]
    if not wanted.endswith(_CUT):
        return None
    head = wanted.removesuffix(_CUT)
    return next((tongue for words, tongue in foreign.items() if words.startswith(head)), None)
