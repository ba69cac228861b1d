"""The identity ledger: evidence for the match from the warehouse, and its outcome as rows that are kept and told."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from persona_pipeline.features import keep, keep_picture

from .match import Figures
from .similar import Evidence
from .space import keep_night
from .thresholds import MOVED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from persona_pipeline.context import Context

    from .definition import Definition, PersonaDefinition
    from .match import Fate
    from .similar import Matrix

Row = dict[str, Any]
NOTHING_SHARED = 100.0
"""Distance of definitions without a trait in common: nobody is recognised over it."""
_FIGURES = tuple(field.name for field in fields(Figures))


def gather(ctx: Context, known: Definition, fitted: Definition, *, then: date) -> Evidence:
    """What is known of each pair of a persona in force and a fitted one.

    Both definitions assign everybody of the temporary table persona_picture, which holds the picture of ``ctx.as_of``; the
    one in force also those of the picture of ``then``, on which it was accepted. The temporary tables that are left
    behind hold who is who tonight: persona_known and persona_fitted.
    """
    warehouse = ctx.warehouse
    for definition, table in ((known, "persona_known"), (fitted, "persona_fitted")):
        _assign(ctx, definition, table)
    keep(warehouse, "persona_money", "personas/money")
    keep_picture(ctx, then, "persona_picture")
    _assign(ctx, known, "persona_then")
    rows = warehouse.run("personas/overlap")
    stayed = warehouse.run("personas/stayers")
    size = dict(warehouse.run("personas/then"))
    return Evidence(
        known=tuple(p.persona_id for p in known.personas),
        tonight=_matrix(known, fitted, {(old, new): weight for old, new, _, weight, _ in rows}),
        people=_matrix(known, fitted, {(old, new): people for old, new, people, _, _ in rows}),
        stayers=_matrix(known, fitted, {(old, new): people for old, new, people in stayed}),
        then=np.array([float(size.get(p.persona_id, 0)) for p in known.personas]),
        distance=np.array([distances(p, known, fitted) for p in known.personas]),
    )


def _assign(ctx: Context, definition: Definition, table: str) -> None:
    keep_night(ctx.warehouse, definition)
    keep(ctx.warehouse, table, "marts/persona_members", {"as_of": ctx.as_of, "version": definition.version})


def _matrix(known: Definition, fitted: Definition, cells: Mapping[tuple[str, str], float]) -> Matrix:
    return np.array(
        [[float(cells.get((old.persona_id, new.persona_id), 0)) for new in fitted.personas] for old in known.personas]
    )


def distances(persona: PersonaDefinition, its: Definition, fitted: Definition) -> list[float]:
    """From a persona of one definition to each of another, in the standard units of the latter, over the traits of both."""
    scales = {trait.name: trait for trait in its.traits}
    shared = [trait for trait in fitted.traits if trait.name in scales]
    if not shared:
        return [NOTHING_SHARED] * len(fitted.personas)
    at = {name: scale.centre + scale.scale * persona.centre[name] for name, scale in scales.items()}
    total = sum(trait.weight for trait in shared)
    return [
        (sum(t.weight * ((at[t.name] - t.centre) / t.scale - other.centre[t.name]) ** 2 for t in shared) / total) ** 0.5
        for other in fitted.personas
    ]


def first_rows(definition: Definition) -> list[Row]:
    """Rows of the first version: everybody emerges."""
    return [
        {**_row(p.persona_id, "emerges", p.people), "in_version": True, "to_ids": p.persona_id}
        for p in definition.personas
    ]


def retired_rows(definition: Definition, persona_id: str) -> list[Row]:
    """Rows of a version that leaves one persona out; nothing was measured for it."""
    return [
        {**_row(p.persona_id, "retired", p.people), "in_version": False, "from_ids": p.persona_id}
        if p.persona_id == persona_id
        else {
            **_row(p.persona_id, "survives", p.people),
            "in_version": True,
            "from_ids": p.persona_id,
            "to_ids": p.persona_id,
            "distance": 0.0,
        }
        for p in definition.personas
    ]


def restored_rows(current: Definition, earlier: Definition) -> list[Row]:
    """Rows of a version that takes an earlier one back; measured is only how far the same persona's centres lie apart."""
    ids = [p.persona_id for p in earlier.personas]
    known = {p.persona_id: p for p in current.personas}
    rows: list[Row] = [
        {**_row(p.persona_id, "retired", p.people), "in_version": False, "from_ids": p.persona_id}
        for p in current.personas
        if p.persona_id not in ids
    ]
    for place, persona in enumerate(earlier.personas):
        row = {
            **_row(persona.persona_id, "re-emerges", persona.people),
            "in_version": True,
            "to_ids": persona.persona_id,
        }
        if persona.persona_id in known:
            distance = distances(known[persona.persona_id], current, earlier)[place]
            event = "survives" if distance < MOVED else "moves"
            row |= {"event": event, "from_ids": persona.persona_id, "distance": round(distance, 6)}
        rows.append(row)
    return sorted(rows, key=lambda row: str(row["persona_id"]))


def rows_of(fates: Sequence[Fate], ids: Sequence[str]) -> list[Row]:
    """Rows of a version from the fates of its personas; ``ids`` are those of the new personas, by number."""
    rows = []
    for fate in fates:
        persona_id = str(fate.persona) if fate.new is None else ids[fate.new]
        rows.append(
            {
                **_row(persona_id, fate.event, fate.people),
                **asdict(fate.figures),
                "in_version": fate.new is not None,
                "from_ids": ", ".join(sorted(fate.sources)),
                "to_ids": ", ".join(sorted(ids[number] for number in fate.targets)),
            }
        )
    return sorted(rows, key=lambda row: str(row["persona_id"]))


def _row(persona_id: str, event: str, people: int) -> Row:
    texts = {"from_ids": "", "to_ids": ""}
    return {"persona_id": persona_id, "event": event, "people": people, **texts, **dict.fromkeys(_FIGURES)}
