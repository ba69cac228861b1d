"""Text from outside, made harmless: on one line, without marks that steer, and escaped where it becomes Markdown."""

import re
import unicodedata

from persona_pipeline.basics.signs import BREAKING, TURNING, WIDTHLESS

_STEERING = frozenset(map(chr, (*TURNING, *BREAKING, *WIDTHLESS)))
"""These go without a trace: a card is read by people, and a sign in their place would stand in the middle of a word."""
_SPECIAL = re.compile(r"([\\`*{}\[\]<>#|~!&^$]|(?<![^\W_])_|_(?![^\W_]))")
"""An underscore within a word is a letter to Markdown, and stays one: age_band."""
_LINK = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp|javascript|data|file)(:)|\b(www)(\.)|(?<=\S)(@)")
_LEADING = re.compile(r"^(\d+)([.)])|^([-+=])")


def tidy(text: str) -> str:
    """The text on one line: control signs become blanks, marks that steer the reader or the terminal go.

    Letters of right-to-left scripts stay; what could turn the sentence around them does not.
    """
    kept = "".join(" " if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") else sign for sign in text)
    return re.sub(" +", " ", "".join(sign for sign in kept if sign not in _STEERING)).strip(" ")


def escape(text: str) -> str:
    """The text for a line of Markdown: shown as it stands, never as a link, HTML, a picture, a table or a heading.

    Addresses lose their power to become links by themselves (GitHub does that), numbers at the beginning theirs to be lists.
    """
    shown = _SPECIAL.sub(r"\\\1", tidy(text))
    shown = _LINK.sub(
        lambda found: "".join(f"\\{part}" if part in ":.@" else part for part in found.groups() if part), shown
    )
    return _LEADING.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", shown)
