"""The list of people who are in no audience: a CSV file that somebody keeps by hand, or that a campaign tool writes."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.settings import ConfigError
from persona_pipeline.sources.cells import LOST_DIGITS, NULL_WORDS

if TYPE_CHECKING:
    from pathlib import Path

NAMESPACES = {"customer_id": "customer", "email": "email"}
"""Columns that the file may have, and what they are called in raw.identifiers."""

_FLOAT = re.compile(r"(\d+)\.0+")
_LOST_DIGITS = re.compile(LOST_DIGITS)
"""The forms that files in the inbox are read and refused by: see account_number and lost_digits of sources/cells."""
_EMPTY = frozenset({"", *NULL_WORDS})


@dataclass(frozen=True)
class OptOut:
    """What one cell of the list says: a customer number or an address, and the row it stands in."""

    row: int
    namespace: str
    value: str


def read_opt_outs(path: Path) -> list[OptOut]:
    """Customer numbers and e-mail addresses of the list, as raw.identifiers writes them.

    Raises:
        ConfigError: if the file is not there, is no UTF-8, has neither column, or holds a number that lost digits: nobody is written to
            by mistake.
    """
    found: list[OptOut] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = csv.DictReader(handle)
            known = {
                header: NAMESPACES[plain]
                for header in rows.fieldnames or ()
                if (plain := header.strip().lower()) in NAMESPACES
            }
            if not known:
                raise ConfigError(
                    f"{path}: found the columns {', '.join(rows.fieldnames or ()) or 'none'}; expected customer_id, email or both. "
                    "Mend: name them in the first line; no audience is written until then."
                )
            for number, row in enumerate(rows, start=1):
                for header, namespace in known.items():
                    value = (row[header] or "").strip()
                    if value.lower() not in _EMPTY:
                        found.append(OptOut(number, namespace, _plain(value, namespace, f"{path}:{rows.line_num}")))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(
            f"{path}: the list of opt-outs (opt_outs in persona.yaml) could not be read: {error}. "
            "Mend: put it there as a CSV file in UTF-8; no audience is written until then."
        ) from error
    return found


def _plain(value: str, namespace: str, where: str) -> str:
    """The value as the inbox would read it: 17850.0, which a data frame makes of a column with a gap, is 17850."""
    if namespace == "email":
        return value.lower()
    if _LOST_DIGITS.fullmatch(value):
        raise ConfigError(
            f"{where}: customer_id: found {value}; expected the number itself: scientific notation has lost digits, and whom it is about "
            "can no longer be told. Mend: export the column as text; no audience is written until then."
        )
    whole = _FLOAT.fullmatch(value)
    return whole.group(1) if whole else value
