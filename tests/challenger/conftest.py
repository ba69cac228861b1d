"""A small shop with a few nights, and verdicts of choice."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from persona_pipeline.context import Context
from persona_pipeline.settings import PersonaSettings, Settings, Workspace
from persona_pipeline.warehouse import Warehouse
from tests.personas.conftest import day, small_shop, two_nights  # noqa: F401

SETTINGS = Settings(personas=PersonaSettings(challenger_nights=3))
Night = Callable[[int], Context]


@pytest.fixture(scope="package")
def shop(two_nights: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:  # noqa: F811
    """Nights 60 and 61 as they are; of those after them only that people were active."""
    root = tmp_path_factory.mktemp("challenged") / "shop"
    shutil.copytree(two_nights, root)
    with Warehouse.open(Workspace(root), SETTINGS) as warehouse:
        for number in range(62, 66):
            warehouse.con.execute(
                "insert into marts.persona_kpis by name select $d::date as as_of, 'P01' as persona_id, "
                "'active_share' as measure, 200 as n, 80 as total",
                {"d": day(number)},
            )
        yield lambda number: Context(Workspace(root), SETTINGS, warehouse, day(number))


@pytest.fixture
def night(shop: Night) -> Iterator[Night]:
    with suppress(_Undone), shop(60).warehouse.transaction():
        yield shop
        raise _Undone


class _Undone(Exception):
    """Takes back what a test wrote."""


def verdict(ctx: Context, word: str, night: date | None = None) -> None:
    ctx.warehouse.con.execute(
        "insert into marts.persona_verdicts by name select $d::date as as_of, 'all' as persona_id, 1 as version, $w as verdict",
        {"d": night or ctx.as_of, "w": word},
    )
