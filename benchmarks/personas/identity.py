"""Planted splits, merges, births, deaths and returns: whether a refit after them names what happened. A confusion table."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from persona_pipeline.decisions import Decisions
from persona_pipeline.personas import registry
from persona_pipeline.personas.propose import Challenger, challenge
from persona_pipeline.sample import Drift

from .drifting import Plan, opened, run_night

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from persona_pipeline.context import Context
    from persona_pipeline.personas.match import Fate

NIGHTS = 95  # the window is 90 days: nothing of before the change is left in the last night's picture
SEEDS = (7, 11, 23)
NEWCOMER = "newcomer"
NOT_FOUND = "not found"
WHO = {"author": "bench", "reason": "bench", "at": datetime(2026, 1, 1, tzinfo=UTC)}
TRUE_OF_KNOWN = """
    select m.persona_id, t.persona, count(*) as people
    from marts.persona_members as m
    inner join truth as t on t.customer_key = m.customer_key and m.as_of between t.first_day and t.last_day
    where m.as_of = $as_of
    group by m.persona_id, t.persona
    order by people desc
"""
TRUE_OF_FITTED = """
    select f.persona_id, t.persona, count(*) as people
    from persona_fitted as f
    inner join truth as t on t.customer_key = f.customer_key and $as_of between t.first_day and t.last_day
    group by f.persona_id, t.persona
    order by people desc
"""


@dataclass(frozen=True)
class Case:
    """What is planted, whom it concerns (by true persona), and the events that name it rightly.

    personas: how many there truly are afterwards. The refit may find as many: whether it would choose that number by itself is
    measured by the part ``recovery``.
    """

    planted: str
    plan: Plan
    who: str
    right: tuple[str, ...]
    personas: int


def cases(seed: int) -> Iterator[Case]:
    """One of each; which persona changes, and into which, depends on the seed."""
    names, share = ("regular", "bargain", "occasion"), (0.35, 0.4, 0.25)
    place = seed % 3
    who, other = names[place], names[(place + 1) % 3]
    yield Case("nothing", _plan(seed), who, ("survives", "moves"), 3)
    yield Case("moves", _plan(seed, Drift("behaviour_changes", who, 4, 0.35)), who, ("moves",), 3)
    yield Case("splits", _plan(seed, Drift("persona_splits", who, 4, 0.45)), who, ("splits",), 4)
    yield Case("merges", _plan(seed, merges=(who, other, 4)), who, ("merges",), 2)
    yield Case("emerges", _plan(seed, Drift("persona_appears", start_night=4, size=0.25)), NEWCOMER, ("emerges",), 4)
    yield Case("vanishes", _plan(seed, Drift("persona_shrinks", who, 4, share[place])), who, ("vanishes",), 2)
    yield Case("returns", _plan(seed, nights=4), who, ("re-emerges",), 3)


def _plan(seed: int, *drifts: Drift, merges: tuple[str, str, int] | None = None, nights: int = NIGHTS) -> Plan:
    return Plan(nights=nights, seed=seed, drifts=drifts, merges=merges)


def run(folder: Path) -> dict[str, float]:
    """Aim: every event is named rightly, and whoever it does not concern keeps the id."""
    confusion: Counter[tuple[str, str]] = Counter()
    right = []
    print(f"{'planted':<10}{'seed':>5}{'named':>12}{'others keep':>13}{'personas':>10}{'seconds':>9}  figures")
    for seed in SEEDS:
        for case in cases(seed):
            began = time.perf_counter()
            named, others, figures = _outcome(case, folder)
            confusion[case.planted, named] += 1
            right.append(named in case.right and others)
            print(
                f"{case.planted:<10}{seed:>5}{named:>12}{others!s:>13}{len(figures):>10}{time.perf_counter() - began:>9.0f}  "
                f"{'; '.join(figures)}",
                flush=True,
            )
    _print(confusion)
    return {"identity_events_right_share": sum(right) / len(right), "identity_events_cases": len(right)}


def _outcome(case: Case, folder: Path) -> tuple[str, bool, list[str]]:
    """The event by which the persona is named, whether everybody else kept the id, and the figures of all."""
    with opened(case.plan, folder) as night:
        before = run_night(night(0))
        true_of_known = _majority(before, TRUE_OF_KNOWN)
        if case.planted == "returns":
            with Decisions.open(before.workspace, before.settings) as store:
                gone = next(persona for persona, true in true_of_known.items() if true == case.who)
                registry.retire(store, gone, newest=None, **WHO)
            run_night(night(1))
        ctx = _with_cap(run_night(night(case.plan.nights)), case.personas)
        with Decisions.open(ctx.workspace, ctx.settings) as store:
            found = challenge(ctx, store, seed=ctx.settings.personas.seed)
        return _named(ctx, case, found, true_of_known)


def _named(ctx: Context, case: Case, found: Challenger, true_of_known: dict[str, str]) -> tuple[str, bool, list[str]]:
    true_of_fitted = _majority(ctx, TRUE_OF_FITTED)
    true_of_new = [true_of_fitted.get(persona.persona_id, "nobody") for persona in found.fitted.personas]
    named, others, figures = NOT_FOUND, True, []
    for fate in found.fates:
        true = true_of_known[fate.persona] if fate.persona in true_of_known else true_of_new[int(fate.new or 0)]
        known = fate.persona in true_of_known
        figures.append(_told(fate, true))
        if true == case.who and (known or case.who == NEWCOMER):
            named = fate.event
        elif known and fate.new is None and not _belongs(case, true):
            others = False
    return named, others, figures


def _with_cap(ctx: Context, most: int) -> Context:
    personas = ctx.settings.personas.model_copy(update={"max_personas": most})
    return replace(ctx, settings=ctx.settings.model_copy(update={"personas": personas}))


def _belongs(case: Case, true: str) -> bool:
    """Whether a persona may lose its id by what was planted."""
    return case.plan.merges is not None and true in case.plan.merges[:2]


def _told(fate: Fate, true: str) -> str:
    figures = fate.figures
    shown = [figures.overlap, figures.stayed, figures.contained, figures.distance]
    return f"{fate.persona or 'new'} {true} {fate.event} {' '.join('-' if n is None else f'{n:.2f}' for n in shown)}"


def _majority(ctx: Context, sql: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for persona_id, true, _ in ctx.warehouse.query(sql, {"as_of": ctx.as_of}):
        found.setdefault(persona_id, true)
    return found


def _print(confusion: Counter[tuple[str, str]]) -> None:
    planted = list(dict.fromkeys(row for row, _ in confusion))
    named = sorted({column for _, column in confusion})
    print(f"\n{'planted, named':<16}" + "".join(f"{column:>12}" for column in named))
    for row in planted:
        print(f"{row:<16}" + "".join(f"{confusion[row, column] or '':>12}" for column in named))
