"""The same store in SQLite and in a real PostgreSQL: every test of a fixture here runs on both."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from pydantic import SecretStr

from persona_pipeline.decisions import Decisions
from persona_pipeline.settings import DecisionSettings, Settings, Workspace
from tests.feeds.postgres import running

Open = Callable[[], AbstractContextManager[Decisions]]
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    pytest.importorskip("psycopg", reason="needs the extra sql")
    with running() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.integration)])
def where(request: pytest.FixtureRequest) -> Settings:
    """Settings of an empty store: a file in the workspace, or a schema of its own on the server."""
    if request.param == "sqlite":
        return Settings()
    import psycopg

    server = request.getfixturevalue("server")
    schema = f"shop_{next(_numbers)}"
    with psycopg.connect(server) as con:
        con.execute(f"create schema {schema}")
    return Settings(decisions=DecisionSettings(url=SecretStr(f"{server}?options=-csearch_path%3D{schema}")))


@pytest.fixture
def opened(workspace: Workspace, where: Settings) -> Open:
    return lambda: Decisions.open(workspace, where)
