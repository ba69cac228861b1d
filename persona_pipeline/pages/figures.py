"""What the pages beyond the overview show, read once for all languages from the tables as they are published."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from persona_pipeline.cards import cards_of

from .published import published

if TYPE_CHECKING:
    from persona_pipeline.cards import Document
    from persona_pipeline.context import Context

    from .picture import Picture
    from .published import Published, Row

JUDGED = "level not in ('feature', 'quality')"
_DRAWN = "as_of >= $first"
_SIZES = f"{_DRAWN} and figure in ('members', 'revenue')"
Series = dict[date, float | None]


@dataclass(frozen=True)
class Decided:
    """One decision, or an event of persona.yaml: what, about whom, on or between which days, by whom and why."""

    kind: str
    subject: str
    first: date
    last: date
    name: str
    author: str
    reason: str


@dataclass(frozen=True)
class Figures:
    """Rows by table, and series by persona and figure; empty before there are personas."""

    night: date | None = None
    rows: dict[str, list[Row]] = field(default_factory=dict)
    cards: dict[str, Document] = field(default_factory=dict)
    sizes: dict[tuple[str, str], Series] = field(default_factory=dict)
    decided: tuple[Decided, ...] = ()
    nights: int = 0

    def of(self, table: str, persona_id: str | None = None) -> list[Row]:
        """The rows read from a table, those of one persona where it is named."""
        found = self.rows.get(table, [])
        return found if persona_id is None else [row for row in found if row["persona_id"] == persona_id]


def read_figures(ctx: Context, picture: Picture) -> Figures:
    """The figures of the night that the pages show."""
    night = picture.shown
    if night is None:
        return Figures(decided=tuple(_named(ctx)))
    with published(ctx, night) as told:
        sizes = _series(told.rows("marts.persona_profiles", _SIZES))
        rows = {name: told.rows(name, condition) for name, condition in _WANTED.items()}
        cards = {card.persona_id: card for card in cards_of(told.con, night, ctx.settings)}
        decisions = ctx.warehouse.run("drift/decisions", {"as_of": night})
    nights = len({row["as_of"] for row in rows["marts.persona_verdicts"]})
    return Figures(night, rows, cards, sizes, (*_named(ctx), *_decided(decisions)), nights)


_WANTED = {
    "marts.persona_journey": "as_of = $as_of and channel = 'all'",
    "marts.persona_needs": "as_of = $as_of",
    "marts.persona_funnels": "as_of = $as_of",
    "marts.persona_moments": "as_of = $as_of",
    "marts.persona_fixes": "as_of = $as_of",
    "marts.persona_phase_kpis": "as_of = $as_of",
    "marts.persona_transitions": "as_of = $as_of",
    "marts.rfm_summary": _DRAWN,
    "marts.drift_signals": f"{_DRAWN} and as_of <= $as_of and {JUDGED}",
    "marts.persona_verdicts": _DRAWN,
    "marts.drift_budget": "last_night <= $as_of",
    "marts.match_rates": "as_of = $as_of",
}


def _series(rows: list[Row]) -> dict[tuple[str, str], Series]:
    found: dict[tuple[str, str], Series] = {}
    for row in rows:
        value = row["value"]
        found.setdefault((row["persona_id"], row["figure"]), {})[row["as_of"]] = None if value is None else float(value)
    return found


def _named(ctx: Context) -> list[Decided]:
    """The events of persona.yaml."""
    events = sorted(ctx.settings.drift.events.items())
    return [Decided("drift.event", "", day, day, name, "persona.yaml", "") for day, name in events]


def _decided(rows: list[tuple[Any, ...]]) -> list[Decided]:
    """The decisions about drift; of an event its nights, of the others the first night that goes by them."""
    found = []
    for _, kind, subject, effective, payload, author, reason in rows:
        told = json.loads(payload or "{}")
        first = date.fromisoformat(str(told["first"])) if "first" in told else effective
        last = date.fromisoformat(str(told["last"])) if "last" in told else first
        name = str(told.get("name") or told.get("answer") or "")
        found.append(Decided(kind, subject, first, last, name, author or "", reason or ""))
    return found


def nights_between(first: date, last: date) -> list[date]:
    """All days of a span, both ends included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
