"""A warehouse in which nights are written by hand: who was in which persona, and with how much money."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from persona_pipeline.context import Context
from persona_pipeline.moves.nights import around, write_night
from persona_pipeline.moves.spells import write_spells
from persona_pipeline.moves.transitions import write_transitions
from persona_pipeline.settings import Settings, Workspace
from persona_pipeline.warehouse import Warehouse

FIRST = date(2026, 3, 1)
Members = Mapping[str, tuple[str, float, int | None]]
"""Customer -> persona, certainty, money."""


def night(number: int) -> date:
    return FIRST + timedelta(days=number)


@pytest.fixture
def ctx(context: Callable[[date], Context]) -> Context:
    made = context(FIRST)
    add_version(made.warehouse, 1, FIRST - timedelta(days=1))
    return made


def add_version(warehouse: Warehouse, version: int, accepted: date, personas: tuple[str, ...] = ("P01", "P02")) -> None:
    """A version by name only: enough for whoever does not place people by it."""
    warehouse.query(
        "insert into marts.persona_versions (version, status, fitted_as_of, accepted_as_of, reason, sha256, definition) values ($v, 'accepted', $a, $a, 'test', '', '{}')",
        {"v": version, "a": accepted},
    )
    for persona in personas:
        warehouse.query(
            "insert into marts.personas (version, persona_id, name, gist) values ($v, $p, $p, '')",
            {"v": version, "p": persona},
        )


def write_members(ctx: Context, number: int, members: Members, *, version: int = 1) -> None:
    """The rows that the stages before this part would have written for the night."""
    warehouse, day = ctx.warehouse, night(number)
    for table in ("persona_members", "customer_features"):
        warehouse.query(f"delete from marts.{table} where as_of = $d", {"d": day})
    rows = {
        "d": day,
        "v": version,
        "keys": list(members),
        "personas": [persona for persona, _, _ in members.values()],
        "sure": [certainty for _, certainty, _ in members.values()],
        "money": [money for _, _, money in members.values()],
    }
    warehouse.query(
        "insert into marts.persona_members select $d, unnest($keys::varchar[]), unnest($personas::varchar[]), $v, 0.5, "
        "unnest($sure::double[]), 1",
        rows,
    )
    warehouse.query(
        "insert into marts.customer_features by name select $d as as_of, unnest($keys::varchar[]) as customer_key, "
        "unnest($money::decimal(18, 2)[]) as monetary, (1 + unnest($money::bigint[]) % 3)::integer as frequency",
        rows,
    )


def keep_history(ctx: Context, number: int) -> None:
    """The part of the stage that keeps stays and moves."""
    tonight_ctx = replace(ctx, as_of=night(number))
    beside = around(ctx.warehouse, tonight_ctx.as_of)
    tonight = write_night(tonight_ctx)
    write_spells(tonight_ctx, beside, tonight)
    write_transitions(tonight_ctx, tonight_ctx.as_of)


@pytest.fixture(scope="module")
def shared_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """One warehouse for many examples; whoever uses it takes everything out first."""
    with Warehouse.open(Workspace(tmp_path_factory.mktemp("shared")), Settings()) as warehouse:
        yield Context(Workspace(Path()), Settings(), warehouse, FIRST)
