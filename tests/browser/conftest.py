"""A real Chromium, and pages to look at: one folder by state, with hostile text in the re-evaluate one."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from persona_pipeline.context import Context
from persona_pipeline.pages import write_pages
from persona_pipeline.settings import Settings, ShopSettings, Workspace
from persona_pipeline.warehouse import Warehouse
from tests.publish.filled import AS_OF, fill

HOSTILE = "<script>document.title='poisoned'</script>\N{RIGHT-TO-LEFT OVERRIDE}" + "long" * 300
CHROMIUM = next(
    (
        path
        for path in (shutil.which("chromium"), shutil.which("chromium-browser"), shutil.which("google-chrome"))
        if path
    ),
    None,
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="the browser tests need playwright")
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine; `apt-get install chromium` brings one")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """``pages/`` by state: full (re-evaluate, hostile text), calm and empty."""
    settings = Settings(shop=ShopSettings(name="Zaad & Zo", language="nl"))
    found = {}
    for state, verdict in (("full", "re-evaluate"), ("calm", "keep"), ("empty", "")):
        workspace = Workspace(tmp_path_factory.mktemp(state))
        with Warehouse.open(workspace, settings) as warehouse:
            if verdict:
                fill(warehouse, verdict=verdict)
            if state == "full":
                warehouse.con.execute("update quarantine.orders set found = ?, expected = ?", [HOSTILE, HOSTILE])
                warehouse.con.execute(
                    "update marts.personas set name = 'Hypergeïnteresseerdewoonwinkelbezoekers ' || name where persona_id = 'P02'"
                )
                for column in ("text_en", "text_nl"):
                    warehouse.con.execute(
                        f"update marts.persona_cards set {column} = ? where field = 'goals'", [HOSTILE]
                    )
                warehouse.con.execute("update marts.persona_needs set wording = ?", [HOSTILE])
            write_pages(Context(workspace, settings, warehouse, AS_OF))
        found[state] = workspace.pages
    return found
