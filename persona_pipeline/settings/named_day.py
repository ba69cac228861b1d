"""The day that a file's name tells: a strptime pattern such as ``crm-%Y-%m-%d``, searched anywhere in the name."""

import re
from datetime import date, datetime

_DIGITS = {
    "Y": r"\d{4}",
    "y": r"\d{2}",
    "m": r"\d{2}",
    "d": r"\d{2}",
    "j": r"\d{3}",
    "H": r"\d{2}",
    "M": r"\d{2}",
    "S": r"\d{2}",
}
_WORDS = {"b": "[A-Za-z]{3}", "B": "[A-Za-z]+"}
_DIRECTIVE = re.compile(r"%(.)")


def check_pattern(pattern: str | None) -> str | None:
    """The pattern itself; None where there is none.

    Raises:
        ValueError: if it does not tell year, month and day, or has a directive that is not known here.
    """
    if pattern is None:
        return None
    found = set(_DIRECTIVE.findall(pattern))
    if unknown := sorted(found - {*_DIGITS, *_WORDS, "%"}):
        raise ValueError(f"%{unknown[0]} is not known here; expected %Y, %m and %d, as in crm-%Y-%m-%d")
    whole = found & {"Y", "y"} and (found & {"j"} or (found & {"m", "b", "B"} and "d" in found))
    if not whole:
        raise ValueError("does not tell a whole date; expected year, month and day, as in crm-%Y-%m-%d")
    return pattern


def days_named(pattern: str, name: str) -> tuple[date, ...]:
    """The days in a file's name (without its folders) that the pattern fits, each once, in order of place."""
    found: dict[date, None] = {}
    for match in re.finditer(f"(?=(?<!\\d){_regex(pattern)}(?!\\d))", name):
        try:
            found[datetime.strptime(match.group(1), pattern).date()] = None  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue  # digits that are no date: 20269999
    return tuple(found)


def _regex(pattern: str) -> str:
    parts = _DIRECTIVE.split(pattern)  # text, directive, text, directive, ..., text
    known = {**_DIGITS, **_WORDS, "%": "%"}
    return "(" + "".join(known[part] if place % 2 else re.escape(part) for place, part in enumerate(parts)) + ")"
