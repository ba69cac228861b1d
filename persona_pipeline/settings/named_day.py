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


_TIMES = frozenset("aAwdbBmyYHIpMSfgnzZjUWcxXGuV%")
_WITHOUT_ZERO = frozenset("dmyHIMSj")
EPOCHS = ("epoch_s", "epoch_ms", "epoch_us")


def check_time_format(form: str | None) -> str | None:
    """The form of times itself; None where there is none.

    Raises:
        ValueError: if it has a directive that nobody knows, or does not tell a whole date.
    """
    if form is None or form in EPOCHS:
        return form
    found = set[str]()
    for match in re.finditer("%(-?)(.?)", form):
        if match[2] not in (_WITHOUT_ZERO if match[1] else _TIMES) or not match[2]:
            raise ValueError(
                f"{match[0]} is not known here; expected strptime's, as in %d-%m-%Y %H:%M, or one of {', '.join(EPOCHS)}"
            )
        found.add(match[2])
    whole = found & set("cx") or (found & set("Yy") and ("j" in found or (found & set("mbB") and "d" in found)))
    if not whole and not ("G" in found and "V" in found and "u" in found):
        raise ValueError(
            f"does not tell a whole date; expected year, month and day, as in %d-%m-%Y %H:%M, or one of {', '.join(EPOCHS)}"
        )
    return form


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
