"""What commands about decisions may say of few people: a comparison of two versions, and decisions, without such figures.

Decisions hold whole figures, because whoever decides may have to be shown why; on the screen the rule of the published file
holds: nothing about fewer than ``publish.min_cell`` people, and nothing from which it follows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from persona_pipeline.moves.asked import hidden_moves

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from persona_pipeline.personas.compare import Comparison, Pair, Side
    from persona_pipeline.personas.definition import PersonaDefinition

WITHHELD = "withheld"
SHARES = ("overlap", "stayed", "contained", "contained_in_new")


def is_few(people: int | None, min_cell: int) -> bool:
    """Whether a figure about so many people is not told; nobody is not few."""
    return people is not None and 0 < people < min_cell


def hidden_sizes(sizes: Mapping[str, int], min_cell: int) -> frozenset[str]:
    """Names whose size is not told: the few, and the next smallest, until two or more are ``min_cell`` together."""
    away: list[str] = []
    for name in sorted((each for each in sizes if sizes[each]), key=lambda each: (sizes[each], each)):
        if is_few(sizes[name], min_cell) or (away and (len(away) < 2 or sum(sizes[each] for each in away) < min_cell)):
            away.append(name)
    return frozenset(away)


def told_sizes(personas: Sequence[PersonaDefinition], min_cell: int) -> list[list[Any]]:
    """Two lines of a table: people and share of each persona as it was fitted."""
    away = hidden_sizes({each.persona_id: each.people for each in personas}, min_cell)
    people = [WITHHELD if each.persona_id in away else each.people for each in personas]
    shares = [WITHHELD if each.persona_id in away else f"{each.share:.1%}" for each in personas]
    return [["people", *people], ["share", *shares]]


def told(found: Comparison, min_cell: int) -> Comparison:
    """The comparison as it may be told: None where a figure is about few people, or such a figure would follow.

    Where few would change persona the sizes and the money after it would say how few: only those before it are told.
    """
    moving = found.moving_customers
    staying = None if moving is None or found.customers is None else found.customers - moving
    few = is_few(moving, min_cell) or is_few(staying, min_cell)
    before = _sizes(found, "before")
    after = _sizes(found, "after")
    away = {
        "before": hidden_sizes(before, min_cell),
        "after": frozenset(after) if few else hidden_sizes(after, min_cell),
    }
    pairs = [
        replace(
            pair,
            before=_side(pair.before, pair.persona_id in away["before"]),
            after=_side(pair.after, pair.persona_id in away["after"]),
            figures=_figures(pair, min_cell),
        )
        for pair in found.personas
    ]
    if few:
        return replace(found, personas=pairs, moving_customers=None, moving_monetary=None)
    return replace(found, personas=pairs)


def told_decision(decision: dict[str, Any], min_cell: int) -> dict[str, Any]:
    """A decision as JSON values, with the moves that it was measured by as the published file tells moves."""
    moves = decision.get("payload", {}).get("moves")
    if not moves:
        return decision
    away = hidden_moves([(str(m["from"]), str(m["to"]), int(m["customers"])) for m in moves], min_cell)
    shown = [
        {**move, "customers": None, "monetary": None} if place in away else move for place, move in enumerate(moves)
    ]
    return {**decision, "payload": {**decision["payload"], "moves": shown}}


def _sizes(found: Comparison, name: str) -> dict[str, int]:
    sides = {pair.persona_id: getattr(pair, name) for pair in found.personas}
    return {persona: side.customers for persona, side in sides.items() if side and side.customers is not None}


def _side(side: Side | None, hide: bool) -> Side | None:
    return replace(side, customers=None, monetary=None) if side and hide else side


def _figures(pair: Pair, min_cell: int) -> dict[str, float | None]:
    """Without the shares that are nearly none or nearly all of the smaller of the two sizes."""
    sizes = [side.customers for side in (pair.before, pair.after) if side and side.customers is not None]
    people = min(sizes, default=0)
    return {
        name: None
        if value is not None and name in SHARES and is_few_share(value, people, min_cell)
        else (None if name == "people" and value is not None and is_few(int(value), min_cell) else value)
        for name, value in pair.figures.items()
    }


def is_few_share(share: float, people: int, min_cell: int) -> bool:
    """Whether so many of ``people``, or all but so many, are few; none and all are not."""
    return 0 < share < 1 and people * min(share, 1 - share) < min_cell
