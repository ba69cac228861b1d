"""A shop of three known kinds of people, and a whole night of this part on it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from persona_pipeline.context import Context
from persona_pipeline.features import refresh_features
from persona_pipeline.personas import refresh_members, refresh_profiles
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
