"""Whether last night's data can be trusted, in one sentence: sources in, rows refused, as many rows as usual."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_pipeline.language import marked

if TYPE_CHECKING:
    from persona_pipeline.language import Language

    from .health import Health
    from .picture import Picture

ODD: dict[str, str] = {
    "rows": marked("the number of rows is not as usual"),
    "amounts": marked("the amounts of orders are not as usual"),
    "refused_share": marked("the share of refused rows is not as usual"),
    "match_rate": marked("the share of people who are recognised is not as usual"),
}
"""What may be wrong with a night's data, by the measure that says so."""


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
    good = current == known and not picture.stopped and not _blocked(picture)
    lead = language.text("Last night’s data can be trusted") if good else language.text("Last night’s data need a look")
    sources = language.text(
        "%(current)s of %(known)s sources are up to date",
        current=language.number(current),
        known=language.number(known),
    )
    parts = language.listing([sources, _refused(language, health), _as_usual(language, picture)])
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


def _as_usual(language: Language, picture: Picture) -> str:
    """Whether as much came as usual; where something did not, what it is."""
    odd = [ODD[name] for name in ODD if name in _blocked(picture)]
    if odd:
        return language.listing([language.text(each) for each in odd])
    judged = [s for s in picture.signals if s.measure.startswith("rows:") and s.state == "calm"]
    if not judged:
        return language.text("it is too early to say whether as many rows came in as usual")
    return language.text("as many rows came in as usual")


def _blocked(picture: Picture) -> set[str]:
    """What of the data is not as usual, by the first part of the measure."""
    faults = (signal for signal in picture.signals if signal.level == "quality" and signal.state == "blocked")
    return {signal.measure.partition(":")[0] for signal in faults}
