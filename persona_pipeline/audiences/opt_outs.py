"""The list of people who are in no audience: a CSV file that somebody keeps by hand, or that a campaign tool writes."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from persona_pipeline.settings import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

NAMESPACES = {"customer_id": "customer", "email": "email"}
"""Columns that the file may have, and what they are called in raw.identifiers."""


def read_opt_outs(path: Path) -> dict[str, list[str]]:
    """Customer numbers and e-mail addresses of the list, as raw.identifiers writes them, by namespace.

    Raises:
        ConfigError: if the file is not there, is no UTF-8, or has neither column: nobody is written to by mistake.
    """
    found: dict[str, list[str]] = {name: [] for name in NAMESPACES.values()}
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
            for row in rows:
                for header, namespace in known.items():
                    value = (row[header] or "").strip()
                    if value:
                        found[namespace].append(value.lower() if namespace == "email" else value)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(
            f"{path}: the list of opt-outs (opt_outs in persona.yaml) could not be read: {error}. "
            "Mend: put it there as a CSV file in UTF-8; no audience is written until then."
        ) from error
    return found
