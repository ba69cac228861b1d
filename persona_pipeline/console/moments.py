"""Moments and authors as people read them: in the shop's time, in the form of their language."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from persona_pipeline.decisions import AUTOMATIC
from persona_pipeline.language import marked

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from persona_pipeline.language import Language


ITSELF = marked("the pipeline itself")


def author(name: str, language: Language) -> str:
    """Who decided, where that may have been nobody."""
    return language.text(ITSELF) if name == AUTOMATIC else name


def moment(at: datetime, language: Language, zone: ZoneInfo) -> str:
    """14 Apr 2026 11:30. A moment without an offset is in UTC."""
    own = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(zone)
    return f"{language.day(own.date(), 'medium')} {own:%H:%M}"
