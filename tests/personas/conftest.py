"""A shop of three known kinds of people, and a whole night of this part on it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from persona_pipeline.context import Context
from persona_pipeline.decisions import Decisions, Version
from persona_pipeline.features import refresh_features
from persona_pipeline.personas import refresh_members, refresh_profiles
from persona_pipeline.personas.propose import propose
from persona_pipeline.settings import Settings, WarehouseSettings, Workspace
from persona_pipeline.warehouse import Warehouse
from tests.features.shop import FIRST_DAY, Shop, fill, make_shop

DAYS = 100


@pytest.fixture(scope="session")
def shop() -> Shop:
    return make_shop(600, DAYS)


@pytest.fixture(scope="module")
def filled(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], Context]]:
    """A context for the night so many days after the first, in one warehouse for the tests of a module."""
    root = tmp_path_factory.mktemp("shop")
    with open_shop(shop, root) as warehouse:
        yield lambda number: Context(Workspace(root), Settings(), warehouse, day(number))


def open_shop(shop: Shop, root: Path, *, threads: int = 2):  # type: ignore[no-untyped-def]
    """The shop in a warehouse of its own, as a context manager."""
    from contextlib import contextmanager

    @contextmanager
    def opened() -> Iterator[Warehouse]:
        settings = Settings(warehouse=WarehouseSettings(threads=threads))
        with Warehouse.open(Workspace(root), settings) as warehouse:
            fill(warehouse, shop.days)
            yield warehouse

    return opened()


def day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


def run(ctx: Context) -> Context:
    refresh_features(ctx)
    refresh_members(ctx)
    refresh_profiles(ctx)
    return ctx


def members(ctx: Context) -> dict[str, str]:
    rows = ctx.warehouse.query(
        "select customer_key, persona_id from marts.persona_members where as_of = $d", {"d": ctx.as_of}
    )
    return dict(rows)


Filled = Callable[[int], Context]
WHO: dict[str, Any] = {"author": "Ann", "reason": "agreed", "at": datetime(2026, 5, 1, 12, tzinfo=UTC)}


@pytest.fixture(scope="session")
def small_shop() -> Shop:
    return make_shop(330, 66)


def night_of(root: Path, warehouse: Warehouse, number: int) -> Context:
    return Context(Workspace(root), Settings(), warehouse, day(number))


@pytest.fixture(scope="session")
def two_nights(small_shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two nights, to be copied."""
    root = tmp_path_factory.mktemp("two_nights")
    with open_shop(small_shop, root) as warehouse:
        for number in (60, 61):
            run(night_of(root, warehouse, number))
    return root


@pytest.fixture(scope="session")
def with_proposal(two_nights: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, and a version that was proposed on the second night."""
    root = tmp_path_factory.mktemp("with_proposal") / "shop"
    with copied(two_nights, root) as night:
        proposed(night(61))
    return root


@contextmanager
def copied(template: Path, root: Path) -> Iterator[Filled]:
    shutil.copytree(template, root)
    with Warehouse.open(Workspace(root), Settings()) as warehouse:
        yield lambda number: night_of(root, warehouse, number)


def store_of(ctx: Context) -> Any:
    return Decisions.open(ctx.workspace, ctx.settings)


def proposed(ctx: Context) -> Version:
    with store_of(ctx) as store:
        return propose(ctx, store, **WHO)
