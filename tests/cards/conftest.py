"""A night with two personas, and their cards."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from persona_pipeline.cards import Document, cards_of, refresh_cards
from persona_pipeline.context import Context
from persona_pipeline.settings import RfmSettings, Settings, ShopSettings, Workspace
from persona_pipeline.settings.cards import CardSettings
from persona_pipeline.warehouse import Warehouse

from .shop import AS_OF, fill

Night = Callable[..., Context]


def settings_of(**cards: object) -> Settings:
    """Settings of a Dutch shop with a window of 60 days and these settings of the cards."""
    shop = ShopSettings(name="Shop of two", timezone="Europe/Amsterdam", currency="EUR", language="en")
    purpose = cards.pop("purpose", "tactics")
    return Settings(
        shop=shop, rfm=RfmSettings(window_days=60), cards=CardSettings.model_validate(cards), purpose=purpose
    )  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled warehouse, to be copied."""
    workspace = Workspace(tmp_path_factory.mktemp("cards"))
    with Warehouse.open(workspace, Settings()) as warehouse:
        fill(warehouse)
    return workspace.warehouse


@pytest.fixture
def night(template: Path, workspace: Workspace) -> Iterator[Night]:
    """A context for the night, with settings of choice."""
    shutil.copy(template, workspace.warehouse)
    with Warehouse.open(workspace, Settings()) as warehouse:
        yield lambda **cards: Context(workspace, settings_of(**cards), warehouse, AS_OF)


@pytest.fixture(scope="session")
def shown(template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    """The cards of the night with the settings as they come, for tests that only read."""
    workspace = Workspace(tmp_path_factory.mktemp("shown"))
    shutil.copy(template, workspace.warehouse)
    with Warehouse.open(workspace, Settings()) as warehouse:
        return cards(Context(workspace, settings_of(), warehouse, AS_OF))


def cards(ctx: Context) -> dict[str, Document]:
    """The cards after the stage of the night, by persona."""
    refresh_cards(ctx)
    return {each.persona_id: each for each in cards_of(ctx.warehouse.con, ctx.as_of, ctx.settings)}
