"""Fixtures of this folder: a warehouse filled for a verdict of choice, and the pages written from it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from persona_pipeline.context import Context
from persona_pipeline.pages import write_pages
from persona_pipeline.settings import Settings, ShopSettings, Workspace
from persona_pipeline.warehouse import Warehouse
from tests.publish.filled import AS_OF, fill

SHOP = Settings(shop=ShopSettings(name="Zaad & Zo <shop>", language="nl"))


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A filled and closed warehouse file by verdict; each is made once."""
    made: dict[str, Path] = {}

    def template(verdict: str) -> Path:
        if verdict not in made:
            workspace = Workspace(tmp_path_factory.mktemp("template"))
            with Warehouse.open(workspace, SHOP) as warehouse:
                fill(warehouse, verdict=verdict)
                # Enough visits of everyone, so that what moved may be told; a test takes them away.
                warehouse.query("update marts.persona_kpis set n = 400 where measure = 'conversion'")
            made[verdict] = workspace.warehouse
        return made[verdict]

    return template


@pytest.fixture
def night(templates: Callable[[str], Path], workspace: Workspace) -> Iterator[Callable[[str], Context]]:
    """``night("watch")``: the context of a night with that verdict."""
    opened = []

    def make(verdict: str) -> Context:
        shutil.copy(templates(verdict), workspace.warehouse)
        manager = Warehouse.open(workspace, SHOP)
        opened.append(manager)
        return Context(workspace, SHOP, manager.__enter__(), AS_OF)

    yield make
    for manager in opened:
        manager.__exit__(None, None, None)


@pytest.fixture(scope="session")
def written(templates: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``pages/`` of a night on which personas are to be re-evaluated; for reading only."""
    workspace = Workspace(tmp_path_factory.mktemp("written"))
    shutil.copy(templates("re-evaluate"), workspace.warehouse)
    with Warehouse.open(workspace, SHOP) as warehouse:
        write_pages(Context(workspace, SHOP, warehouse, AS_OF))
    return workspace.pages
