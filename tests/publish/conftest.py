"""Fixtures of this folder: a filled warehouse for tests that publish, and one published night for tests that only read."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from persona_pipeline.context import Context
from persona_pipeline.publish import publish_snapshot, stage
from persona_pipeline.settings import KEY_VARIABLE, Settings, Workspace
from persona_pipeline.warehouse import Warehouse

from .filled import AS_OF, fill


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace whose warehouse is filled and closed; tests take copies of it."""
    os.environ.setdefault(KEY_VARIABLE, "a-key-for-tests-only-0123456789")
    workspace = Workspace(tmp_path_factory.mktemp("template"))
    with Warehouse.open(workspace, Settings()) as warehouse:
        fill(warehouse)
    return workspace


@pytest.fixture
def filled(template: Workspace, workspace: Workspace, settings: Settings) -> Iterator[Context]:
    """The context of a night in a filled warehouse, ready to be published."""
    shutil.copy(template.warehouse, workspace.warehouse)
    with Warehouse.open(workspace, settings) as warehouse:
        yield Context(workspace, settings, warehouse, AS_OF)


@pytest.fixture(scope="session")
def published(template: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``published/`` of the filled warehouse; for reading only."""
    workspace = Workspace(tmp_path_factory.mktemp("published"))
    shutil.copy(template.warehouse, workspace.warehouse)
    with Warehouse.open(workspace, Settings()) as warehouse:
        publish_snapshot(Context(workspace, Settings(), warehouse, AS_OF))
    return workspace.published


@pytest.fixture
def unverified(monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish without reading back in a child process, for tests that publish many times and are about something else."""
    monkeypatch.setattr(stage, "verify", lambda *_: [])
