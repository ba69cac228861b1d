"""The stage of the night that writes the persona cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from persona_pipeline.context import StageReport
from persona_pipeline.contracts import TABLES
from persona_pipeline.personas import in_force

from .compose import compose
from .gather import gather
from .people import sayings
from .shape import FIELDS

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.context import Context

    from .compose import Card
    from .shape import Line

CARDS = "marts.persona_cards"


def refresh_cards(ctx: Context) -> StageReport:
    """Write tonight's card of every persona; needs its profile and, where there is one, what the survey says.

    Without a version in force there are no cards.

    Raises:
        DefinitionError: if the stored definition was changed or cannot be understood.
    """
    import pandas as pd

    definition = in_force(ctx.warehouse, ctx.as_of)
    cards: list[Card] = []
    if definition is not None:
        said = sayings(ctx)
        personas = gather(ctx, definition.version)
        cards = [compose(each, said.get(each.persona_id, []), ctx.settings, ctx.as_of) for each in personas]
    version = definition.version if definition else 0
    rows = [_row(card, line, ctx.as_of, version) for card in cards for line in card.lines]
    frame = pd.DataFrame(rows, columns=list(TABLES[CARDS].column_names), dtype="object")
    count = ctx.warehouse.replace_frame(CARDS, frame, as_of=ctx.as_of)
    states = [line.state for card in cards for line in card.lines]
    return StageReport(
        rows={CARDS: count},
        figures={"cards": len(cards), **{state: states.count(state) for state in sorted(set(states))}},
    )


def _row(card: Card, line: Line, as_of: date, version: int) -> dict[str, Any]:
    evidence = line.evidence
    row: dict[str, Any] = {
        "as_of": as_of,
        "persona_id": card.persona_id,
        "version": version,
        "line": line.name,
        "block": FIELDS[line.field].block,
        "field": line.field,
        "position": line.position,
        "text_en": line.text_en,
        "text_nl": line.text_nl,
        "state": line.state,
        "note": line.note,
        "author": line.author,
        "said_on": line.said_on,
        "reason": line.reason,
        "instead_en": line.instead_en,
        "instead_nl": line.instead_nl,
    }
    if evidence is None:
        return row
    effect = evidence.effect
    return row | {
        "metric": evidence.metric,
        "answer": evidence.answer,
        "source": evidence.source,
        "unit": evidence.unit,
        "value": evidence.value,
        "low": evidence.low,
        "high": evidence.high,
        "n": evidence.n,
        "weighed": evidence.weighed,
        "first_day": evidence.first_day,
        "last_day": evidence.last_day,
        "others_value": evidence.others_value,
        "others_n": evidence.others_n,
        "effect": effect.size if effect else None,
        "effect_low": effect.low if effect else None,
        "effect_high": effect.high if effect else None,
    }
