"""What the pages of the personas show, read once for all languages from the tables as they are published."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from persona_pipeline.cards import cards_of
from persona_pipeline.cards.unlabelled import Wording, params, wordings

if TYPE_CHECKING:
    from persona_pipeline.cards import Document
    from persona_pipeline.context import Context

    from .published import Published, Row

_SIZES = "as_of >= $first and figure in ('members', 'revenue', 'share', 'revenue_share')"
_WANTED = {
    "marts.persona_journey": "as_of = $as_of and channel = 'all'",
    "marts.persona_needs": "as_of = $as_of",
    "marts.persona_funnels": "as_of = $as_of",
    "marts.persona_moments": "as_of = $as_of",
    "marts.persona_fixes": "as_of = $as_of",
    "marts.persona_phase_kpis": "as_of = $as_of",
    "marts.survey_estimates": "as_of = $as_of and unit = 'share'",
    "marts.persona_transitions": "as_of = $as_of",
    "marts.persona_changes": "as_of = $as_of",
    "marts.rfm_summary": "as_of >= $first",
    "marts.drift_signals": "as_of >= $first and level not in ('quality', 'feature')",
    "marts.persona_verdicts": "as_of >= $first",
}
Series = dict[date, float | None]


@dataclass(frozen=True)
class Figures:
    """Rows by table, cards by persona, series by persona and figure, when people last decided about drift, what they answered to incidents, and the shop's own words; empty before there are any."""

    night: date | None = None
    rows: dict[str, list[Row]] = field(default_factory=dict)
    cards: dict[str, Document] = field(default_factory=dict)
    sizes: dict[tuple[str, str], Series] = field(default_factory=dict)
    decided: date | None = None
    answers: dict[tuple[str, date], str] = field(default_factory=dict)
    wordings: list[Wording] = field(default_factory=list)

    def of(self, table: str, persona_id: str) -> list[Row]:
        """The rows of a persona in a table."""
        return [row for row in self.rows.get(table, []) if row["persona_id"] == persona_id]

    def now(self, persona_id: str, name: str) -> float | None:
        """A size of the night itself; None where it is withheld."""
        return self.sizes.get((persona_id, name), {}).get(self.night) if self.night else None


def read_figures(ctx: Context, published: Published, night: date | None) -> Figures:
    """The figures of the night that the pages show; none where there is no such night."""
    if night is None:
        return Figures()
    return Figures(
        night=night,
        rows={name: published.rows(name, condition) for name, condition in _WANTED.items()},
        cards={card.persona_id: card for card in cards_of(ctx.warehouse.con, night, ctx.settings)},
        decided=ctx.warehouse.run("pages/last_decision", {"as_of": night})[0][0],
        answers={(who, first): answer for who, first, answer in ctx.warehouse.run("pages/answers", {"as_of": night})},
        wordings=wordings(ctx.warehouse.run("labels/wordings", params(ctx.settings, night)), ctx.settings),
        sizes=_series(published.rows("marts.persona_profiles", _SIZES)),
    )


def _series(rows: list[Row]) -> dict[tuple[str, str], Series]:
    found: dict[tuple[str, str], Series] = {}
    for row in rows:
        value = row["value"]
        found.setdefault((row["persona_id"], row["figure"]), {})[row["as_of"]] = None if value is None else float(value)
    return found


def nights_between(first: date, last: date) -> list[date]:
    """All days of a span, both ends included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
