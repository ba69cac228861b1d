"""A console over a workspace, with an editor and a viewer, asked as a browser asks."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from persona_pipeline.cards import refresh_cards
from persona_pipeline.console import accounts as accounts_module
from persona_pipeline.console.accounts import Accounts
from persona_pipeline.console.app import application
from persona_pipeline.context import Context
from persona_pipeline.pages import write_pages
from persona_pipeline.publish import publish_snapshot
from persona_pipeline.settings import Settings, ShopSettings, Workspace
from persona_pipeline.warehouse import Warehouse
from tests.personas.conftest import day, small_shop, two_nights, with_proposal  # noqa: F401

PASSWORD = "correct horse battery"
NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
SETTINGS = Settings(shop=ShopSettings(name="Zaad & Zo <shop>"))


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


class Person:
    """Somebody with a browser."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def see(self, path: str) -> str:
        found = self.client.get(path)
        assert found.status_code == 200, (path, found.status_code, found.text[:300])
        return found.text

    @property
    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.see("/decide"))
        assert found
        return found[1]

    def send(self, path: str, **fields: str) -> tuple[int, str]:
        """Status and what is shown at the end, as a browser follows."""
        found = self.client.post(path, data={"csrf": self.csrf, **fields})
        return found.status_code, found.text


Sign = Callable[[str], Person]


ALERT_TEXTS = (
    ("en", "Look at P01 <b>", "What moved: persona-pipeline drift answer", "What moved; decide here"),
    ("nl", "Kijk naar P01 <b>", "Wat bewoog: persona-pipeline drift answer", "Wat bewoog; beslis hier"),
)


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 as weak as it goes: its cost is the library's affair."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts_module, "_hasher", lambda: quick)
    accounts_module._nobody.cache_clear()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def people(place: Workspace, settings: Settings = SETTINGS) -> None:
    """Accounts of an editor and a viewer."""
    with Accounts.open(place, settings) as accounts:
        accounts.add("anna", "editor", PASSWORD, NOW)
        accounts.add("vic", "viewer", PASSWORD, NOW)


def client_of(place: Workspace, clock: Clock, settings: Settings = SETTINGS, **more: object) -> TestClient:
    base = settings.console.public_url or "http://localhost:8080"
    return TestClient(application(place, settings, clock), base_url=base, **more)  # type: ignore[arg-type]


@pytest.fixture
def empty(workspace: Workspace, clock: Clock) -> Workspace:
    """A workspace in which no night was run, with two accounts."""
    people(workspace)
    return workspace


def signed_in(place: Workspace, clock: Clock, name: str, settings: Settings = SETTINGS) -> Person:
    client = client_of(place, clock, settings)
    found = client.post("/sign-in", data={"name": name, "password": PASSWORD}, follow_redirects=False)
    assert found.status_code == 303, found.text[:300]
    return Person(client)


@pytest.fixture(scope="session")
def published_shop(with_proposal: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811
    """Two nights, version 2 proposed, P01 to be re-evaluated on the second with an alert; published, with pages."""
    root = Path(shutil.copytree(with_proposal, tmp_path_factory.mktemp("console") / "shop"))
    (root / "persona.yaml").write_text('shop: {name: "Zaad & Zo <shop>"}\n')
    place = Workspace(root)
    with Warehouse.open(place, SETTINGS) as warehouse:
        ctx = Context(place, SETTINGS, warehouse, day(61))
        warehouse.query(
            "insert into marts.persona_verdicts by name select $d::date as as_of, 'all' as persona_id, 1 as version, 're-evaluate' as verdict, "
            "'share' as cause, $d::date as since, 'it moved' as reason, '{}' as evidence",
            {"d": day(61)},
        )
        refresh_cards(ctx)
        warehouse.query(
            "insert into ops.alerts by name select 'a1b2c3' as alert_id, $d::date as as_of, 'verdict_re_evaluate' as rule, 'P01' as subject, "
            "'warning' as severity, 'Look at P01 <b>' as title, 'What moved' as body, '{}' as evidence",
            {"d": day(61)},
        )
        for language, title, body, in_console in ALERT_TEXTS:
            values = {"l": language, "t": title, "b": body, "c": in_console}
            warehouse.query("insert into ops.alert_texts values ('a1b2c3', $l, $t, $b, $c)", values)
        write_pages(ctx)
        publish_snapshot(ctx)
    return root


@pytest.fixture
def shop(published_shop: Path, tmp_path: Path) -> Workspace:
    """A copy of it with two accounts."""
    place = Workspace(Path(shutil.copytree(published_shop, tmp_path / "shop", symlinks=True)))
    people(place)
    return place
