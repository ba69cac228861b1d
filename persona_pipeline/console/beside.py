"""A version beside the one that it was compared with: sizes on one basis, what differs notably first, without figures about few people."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from persona_pipeline.decisions import AUTOMATIC, Decisions, DecisionsError
from persona_pipeline.desk import few
from persona_pipeline.language import language_of, translate_any
from persona_pipeline.personas import registry
from persona_pipeline.personas.compare import compare
from persona_pipeline.personas.name_in import name_in
from persona_pipeline.personas.naming import in_short
from persona_pipeline.settings import labels_of

from .moments import author
from .problems import refused
from .render import render
from .trait_words import called, figure, rounded
from .versions import may_be_restored, reasons_of_its_own
from .words import EVENTS, at_moment, known_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from starlette.responses import Response

    from persona_pipeline.personas.compare import Comparison, Pair, Side
    from persona_pipeline.personas.definition import Definition

    from .web import Call

MOST_FIRST = 12
"""Traits that stand before the others; where more differ notably, the farthest."""


def version(call: Call) -> Response:
    """The page of a version: what became of it, who its personas are beside those before, and the forms to decide."""
    number, settings = int(call.path["number"]), call.console.settings
    with Decisions.open(call.console.place, settings) as store:
        try:
            found = store.version(number)
        except DecisionsError:
            return refused(call, 404)
        whole = compare(store, number)
        definition = registry.read(store, found)
        base = store.version(whole.base) if whole.base is not None else None
        before = registry.read(store, base) if base else None
        may_restore = may_be_restored(store, found)
        own_reason = reasons_of_its_own(call, store).get(found.decision.id)
        names = known_names(store, call)
    limit, console = settings.publish.min_cell, language_of(call.language, "console")
    words = _words(call, before), _words(call, definition)
    beside = few.told(whole, limit)
    few_move = few.is_few(whole.moving_customers, limit)
    values = {
        "version": found,
        "decided": call.day_of(found.decision.at),
        # Its moment is that of the first data, months before anybody could see it: no day is told of it.
        "is_automatic": found.decision.author == AUTOMATIC,
        "own_reason": own_reason,
        "may_restore": may_restore,
        # Traits are of the people that each version was made from, sizes of the night of the comparison.
        "made": [base.fitted_as_of if base else None, found.fitted_as_of],
        "beside": beside,
        "beside_night": date.fromisoformat(beside.night) if beside.night else None,
        "few_move": few_move,
        "pairs": [_pair(call, pair, beside, few_move, words) | _named(call, pair, names) for pair in beside.personas],
        "proposer": author(found.proposal.author, console),
        "proposed_at": at_moment(call, found.proposal.at),
        "decider": author(found.decision.author, console),
        **_traits(call, beside.personas),
        "min_cell": limit,
    }
    return render(call, "version", values)


def _words(call: Call, definition: Definition | None) -> dict[str, str]:
    """What sets each persona of a version apart, in a line of the reader's language, by id."""
    settings = call.console.settings
    labels = labels_of(settings, call.language)
    if definition is None:
        return {}
    currency = settings.shop.currency
    return in_short(
        definition,
        written=lambda trait, value: rounded(call.language, trait, value, currency),
        language=call.language,
        labels=labels,
    )


def _named(call: Call, pair: Pair, names: Mapping[str, str]) -> dict[str, str]:
    """What it is called: as people know it, else by its figures."""
    side, labels = pair.after or pair.before, labels_of(call.console.settings, call.language)
    made = name_in(side.name, call.language, labels) if side else pair.persona_id
    return {"name": names.get(pair.persona_id) or made}


def _pair(
    call: Call, pair: Pair, beside: Comparison, few_move: bool, words: tuple[dict[str, str], dict[str, str]]
) -> dict[str, Any]:
    language = language_of(call.language, "console")
    split = pair.event in ("splits", "merges")
    after = _size(call, pair.after, beside.customers)
    if few_move and pair.after is not None:
        # The size itself would say how few; that it is nearly the same is said by their being few.
        after = language.text("nearly the same") if pair.before else language.text("withheld")
    return {
        "persona_id": pair.persona_id,
        "event": translate_any(language, EVENTS, pair.event),
        "from_ids": pair.from_ids if split else "",
        "to_ids": pair.to_ids if split else "",
        "size_before": _size(call, pair.before, beside.customers),
        "size_after": after,
        "before": words[0].get(pair.persona_id, "\N{EN DASH}") if pair.before else "\N{EN DASH}",
        "after": words[1].get(pair.persona_id, "\N{EN DASH}") if pair.after else "\N{EN DASH}",
    }


def _size(call: Call, side: Side | None, everybody: int | None) -> str:
    """Customers of the night of the comparison, and their share of all of that night."""
    language = language_of(call.language, "console")
    if side is None or everybody is None:
        return "\N{EN DASH}"
    if side.customers is None:
        return language.text("withheld")
    share = language.percent(side.customers / everybody) if everybody else "\N{EN DASH}"
    return f"{language.number(side.customers)} ({share})"


def _traits(call: Call, pairs: Sequence[Pair]) -> dict[str, Any]:
    """Rows of traits: those that differ notably in some persona, farthest first, and the others in the order of the definition."""
    far: dict[str, float] = {}
    for pair in pairs:
        for name in pair.notable:
            far[name] = max(far.get(name, 0.0), abs(pair.shifts[name]))
    first = sorted(far, key=lambda name: (-far[name], name))[:MOST_FIRST]
    sides = [side for pair in pairs for side in (pair.before, pair.after) if side]
    names = dict.fromkeys(name for side in sides for name in side.traits)
    others = [name for name in names if name not in first]
    return {
        "notable": [_row(call, name, pairs) for name in first],
        "others": [_row(call, name, pairs) for name in others],
        "more_notable": len(far) > len(first),
        "is_measured": any(pair.shifts for pair in pairs),
    }


def _row(call: Call, name: str, pairs: Sequence[Pair]) -> dict[str, Any]:
    label, unit = called(call.language, name, labels_of(call.console.settings, call.language))
    return {"label": label, "unit": unit, "cells": list(_cells(call, name, pairs))}


def _cells(call: Call, name: str, pairs: Sequence[Pair]) -> Iterator[tuple[str, str, bool]]:
    """Before, after, and whether it differs notably, for each persona."""
    for pair in pairs:
        before, after = (side.traits.get(name) if side else None for side in (pair.before, pair.after))
        currency = call.console.settings.shop.currency
        told = [figure(call.language, name, value, currency) for value in (before, after)]
        yield told[0], told[1], name in pair.notable
