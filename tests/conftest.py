"""Fixtures that every part of the suite shares: an empty workspace, settings, an open warehouse, a key."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from persona_pipeline.context import Context
from persona_pipeline.settings import KEY_VARIABLE, Settings, Workspace
from persona_pipeline.warehouse import Warehouse

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
# Machines are noisy and shared: a property is wrong or right, never slow. The same examples every time.
hypothesis_settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("steady")
SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


LONGEST = "test_a_year_night_by_night"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest test begins first, so that no worker is left alone with it at the end."""
    items.sort(key=lambda item: item.name != LONGEST)


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> str:
    """A key for pseudonyms in every test; tests about its absence delete it."""
    monkeypatch.setenv(KEY_VARIABLE, "a-key-for-tests-only-0123456789")
    return "a-key-for-tests-only-0123456789"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse without rows, to be copied: creating its tables takes longer than most tests."""
    workspace = Workspace(tmp_path_factory.mktemp("empty"))
    with Warehouse.open(workspace, Settings()):
        pass
    return workspace.warehouse


@pytest.fixture
def warehouse(workspace: Workspace, settings: Settings, empty_warehouse: Path) -> Iterator[Warehouse]:
    shutil.copy(empty_warehouse, workspace.warehouse)
    with Warehouse.open(workspace, settings) as opened:
        yield opened


@pytest.fixture
def context(workspace: Workspace, settings: Settings, warehouse: Warehouse) -> Callable[[date], Context]:
    """A context for a night: ``context(date(2026, 3, 1))``."""

    def make(as_of: date) -> Context:
        return Context(workspace, settings, warehouse, as_of)

    return make


@pytest.fixture(scope="session")
def played_nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with eight computed nights of a small shop (tests/moves/world.py), closed; tests take copies of it."""
    from tests.moves.world import play

    root = tmp_path_factory.mktemp("played")
    play(root)
    return root


@pytest.fixture
def shared_data() -> Path:
    """Public data beside the checkout; the test is skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"public data sets are not at {SHARED_DATA}")
    return SHARED_DATA
