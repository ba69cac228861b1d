"""A shop of three kinds of people, seven nights over it, a late order, a correction, and a new version on the sixth night."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from persona_pipeline.context import Context
from persona_pipeline.personas import in_force
from persona_pipeline.personas.definition import sha256_of, to_text
from persona_pipeline.settings import Settings, Workspace
from persona_pipeline.stages import STAGES
from persona_pipeline.warehouse import Warehouse
from tests.features.shop import fill, make_shop
from tests.personas.conftest import day

NIGHTS = tuple(range(60, 68))
LATE, NEW_VERSION = 63, 66
"""Nights before which late rows came in, and from which on the second version is in force."""
WITHOUT = ("open", "take_in", "identities", "conform", "rollup", "deliver", "pages", "publish")
"""Stages that this world has no files for, or that show it to people."""


def play(root: Path, *, people: int = 260) -> None:
    """Compute the nights, everything but publishing; rows go straight into core."""
    settings = Settings()
    with Warehouse.open(Workspace(root), settings) as warehouse:
        fill(warehouse, make_shop(people, NIGHTS[-1] + 1).days)
        for number in NIGHTS:
            if number == LATE:
                come_late(warehouse)
            if number == NEW_VERSION:
                accept_second(warehouse, number)
            run_night(Context(Workspace(root), settings, warehouse, day(number)))


@contextmanager
def opened(played: Path, root: Path) -> Iterator[Context]:
    """The context of the last night in a copy of the nights that were played."""
    shutil.copytree(played, root, dirs_exist_ok=True)
    with Warehouse.open(Workspace(root), Settings()) as warehouse:
        yield Context(Workspace(root), Settings(), warehouse, day(NIGHTS[-1]))


def run_night(ctx: Context) -> None:
    """All stages from the picture on, each with its line in ops.stages, as the night writes it."""
    for stage in STAGES:
        if stage.name.startswith(WITHOUT):
            continue
        report = stage.run(ctx)
        figures = {
            "d": ctx.as_of,
            "s": stage.name,
            "f": json.dumps({**report.figures, "rows": report.rows}, default=str),
        }
        ctx.warehouse.query("delete from ops.stages where as_of = $d and stage = $s", {"d": ctx.as_of, "s": stage.name})
        ctx.warehouse.query("insert into ops.stages values ($d, $s, 'run', 0.1, $f)", figures)


def come_late(warehouse: Warehouse) -> None:
    """Thirty people's orders of day 58 turn out to be ten dearer."""
    touched = {"d": day(58)}
    warehouse.query(
        "update core.customer_day set sales_amount = sales_amount + 10, net_amount = net_amount + 10 where business_day <= $d "
        "and orders > 0 and identity_key in (select identity_key from core.customer_day where orders > 0 and business_day <= $d "
        "group by 1 order by 1 limit 30)",
        touched,
    )
    warehouse.query(
        "insert into ops.touched_people select 1, business_day, identity_key from core.customer_day where business_day <= $d "
        "and orders > 0 and identity_key in (select identity_key from core.customer_day where orders > 0 and business_day <= $d "
        "group by 1 order by 1 limit 30)",
        touched,
    )


def accept_second(warehouse: Warehouse, number: int) -> None:
    """A second version in which the first persona reaches less far: many of its people are nearer to another."""
    first = in_force(warehouse, day(number))
    assert first is not None
    far = {name: place + 1.5 for name, place in first.personas[0].centre.items()}
    personas = [first.personas[0].model_copy(update={"centre": far}), *first.personas[1:]]
    text = to_text(first.model_copy(update={"version": 2, "personas": personas}))
    warehouse.query(
        "insert into marts.persona_versions by name select * replace (2 as version, $d as accepted_as_of, $t as definition, $s as sha256) "
        "from marts.persona_versions where version = 1",
        {"d": day(number), "t": text, "s": sha256_of(text)},
    )
    warehouse.query(
        "insert into marts.personas by name select * replace (2 as version) from marts.personas where version = 1"
    )
