"""Nights that are known to be different, and where a new normal begins: what people and the calendar said of the nights."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from .streams import ALL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from persona_pipeline.language import Code
    from persona_pipeline.settings import DriftSettings

    from .arrays import Flags
    from .streams import Stream

_LANGUAGES: dict[Code, str] = {"en": "en_US", "nl": "nl"}


@dataclass(frozen=True)
class Marks:
    """What is known about the nights beside their figures.

    Attributes:
        special: nights that are left out of the reference and of the evidence, and what they are called.
        normal: first night of a new reference, by persona; ``all`` is everybody and everything.
    """

    special: Mapping[date, str] = field(default_factory=dict)
    normal: Mapping[str, date] = field(default_factory=dict)

    def normal_of(self, persona_id: str) -> date | None:
        """First night of the reference that a decision began for the persona; None where none did."""
        return max((night for name, night in self.normal.items() if name in (persona_id, ALL)), default=None)

    def used(self, nights: Sequence[date], streams: Sequence[Stream]) -> Flags:
        """Where a night counts for a stream, by (night, stream)."""
        plain = np.array([night not in self.special for night in nights], dtype=np.bool_)
        starts = [start.toordinal() if (start := self.normal_of(s.persona_id)) else 0 for s in streams]
        numbers = np.array([night.toordinal() for night in nights], dtype=np.int64)
        used: Flags = plain[:, None] & (numbers[:, None] >= np.array(starts, dtype=np.int64)[None, :])
        return used


def special_nights(nights: Sequence[date], settings: DriftSettings, language: Code = "en") -> dict[date, str]:
    """Nights that persona.yaml knows to be different: its events, and the public holidays of its countries.

    An event's own name goes before a holiday's. A holiday that several countries have is called as the first one calls it.
    """
    found: dict[date, str] = {}
    wanted = frozenset(nights)
    for country in settings.holidays:
        for year in sorted({night.year for night in nights}):
            for day, name in _holidays(country, year, language).items():
                if day in wanted:
                    found.setdefault(day, name)
    return found | {day: name for day, name in settings.events.items() if day in wanted}


@lru_cache(maxsize=256)
def _holidays(country: str, year: int, language: Code) -> Mapping[date, str]:
    """The public holidays of a year in the language of the shop, or in the country's own where it has no such names."""
    import holidays

    known = holidays.country_holidays(country).supported_languages
    spoken = _LANGUAGES[language] if _LANGUAGES[language] in known else None
    return dict(holidays.country_holidays(country, years=year, language=spoken))
