"""Whether last night's data can be trusted, in one sentence: sources in, rows refused, amounts as usual."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from persona_pipeline.language import Language

    from .health import Health
    from .picture import Picture


@dataclass(frozen=True)
class Trust:
    """The sentence, and whether everything is as it should be."""

    says: str
    good: bool


def trust(language: Language, health: Health, picture: Picture) -> Trust | None:
    """None before any source has brought something."""
    if not health.sources:
        return None
    current = sum(source.is_current for source in health.sources)
    known = len(health.sources) + len(health.silent)
    good = current == known and not picture.stopped and not _odd(picture)
    lead = language.text("Last night’s data can be trusted") if good else language.text("Last night’s data need a look")
    sources = language.text(
        "%(current)s of %(known)s sources are up to date",
        current=language.number(current),
        known=language.number(known),
    )
    parts = language.listing([sources, _refused(language, health), _amounts(language, picture)])
    return Trust(language.text("%(lead)s: %(parts)s.", lead=lead, parts=parts), good)


def _refused(language: Language, health: Health) -> str:
    refused = sum(source.rows_quarantined for source in health.sources)
    rows = sum(source.rows_in for source in health.sources)
    if not rows:
        return language.text("no row came in")
    if not refused:
        return language.text("no row was refused")
    return language.text(
        "%(refused)s of %(rows)s rows were refused", refused=language.number(refused), rows=language.number(rows)
    )


def _amounts(language: Language, picture: Picture) -> str:
    if _odd(picture):
        return language.text("amounts are not as usual")
    judged = [s for s in picture.signals if s.measure.startswith("rows:") and s.state == "calm"]
    if not judged:
        return language.text("it is too early to say whether the amounts are as usual")
    return language.text("amounts are as usual")


def _odd(picture: Picture) -> bool:
    return any(signal.level == "quality" and signal.state == "blocked" for signal in picture.signals)
