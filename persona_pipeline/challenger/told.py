"""The last challenger's result in one sentence, for whoever tells people about a night."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from .wording import sentence

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.drift import Language
    from persona_pipeline.warehouse import Warehouse

NAMES = (
    "outcome",
    "gain",
    "gain_low",
    "gain_high",
    "chance",
    "number_gain",
    "smallest",
    "personas",
    "reference_personas",
)
_LANGUAGES: tuple[Language, ...] = ("en", "nl")
_RECENT = timedelta(days=21)
"""Fitted weekly: what is older than three weeks says little about these nights."""


def last_said(warehouse: Warehouse, last: date) -> dict[Language, str]:
    """Whether new personas would describe customers better, by language; empty where no challenger was fitted lately.

    Args:
        warehouse: the warehouse.
        last: the last night on which the challenger may have been fitted.
    """
    found = warehouse.run("challenger/last", {"first": last - _RECENT, "last": last})
    if not found:
        return {}
    row = dict(zip(NAMES, found[0], strict=True))
    return {language: sentence(row, language) for language in _LANGUAGES}
