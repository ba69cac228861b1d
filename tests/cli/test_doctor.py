"""doctor finds what would stop the next night, before the night does."""

from __future__ import annotations

import itertools
import json
import tomllib
from datetime import date
from pathlib import Path

import duckdb
import pytest
from packaging.requirements import Requirement
from typer.testing import CliRunner

from persona_pipeline.cli.app import app
from persona_pipeline.cli.health import DUCKDB
from persona_pipeline.context import Context
from persona_pipeline.logbook import keep_key
from persona_pipeline.settings import KEY_VARIABLE, Workspace, load_settings
from persona_pipeline.warehouse import Warehouse
from tests.cli.test_commands import shop  # noqa: F401 - a fixture


def failing(folder: Path) -> dict[str, str]:
    """What doctor finds wrong: check and what was found."""
    shown = CliRunner().invoke(app, ["doctor", "-w", str(folder), "--json"])
    return {each["check"]: each["found"] for each in json.loads(shown.output) if not each["ok"]}


def configured(folder: Path, old: str, new: str) -> None:
    path = folder / "persona.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def begun(shop: Path) -> Path:  # noqa: F811 - the fixture
    """A workspace whose warehouse took in a file, and remembers the shop of that night."""
    workspace, settings = Workspace(shop), load_settings(shop / "persona.yaml")
    with Warehouse.open(workspace, settings) as warehouse:
        keep_key(Context(workspace, settings, warehouse, date(2026, 3, 1)))
        warehouse.query(
            "insert into ops.loads by name select 'one' as load_id, 'orders' as source, 'accepted' as status"
        )
    return shop


def test_rates_that_cannot_be_read(shop: Path) -> None:  # noqa: F811 - the fixture
    configured(shop, "shop:\n", "shop:\n  rates: rates.csv\n")
    assert "cannot be read" in failing(shop)["rates"]
    (shop / "rates.csv").write_text("date,currency,rate\n2026-03-01,GBP,0,9\n")
    assert "rates.csv:2" in failing(shop)["rates"]
    (shop / "rates.csv").write_text("date,currency,rate\n2026-03-01,GBP,0.9\n")
    assert not failing(shop)


def test_the_same_shop_as_before(begun: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not failing(begun)
    monkeypatch.setenv(KEY_VARIABLE, "another-key-of-enough-signs")
    assert "another key" in failing(begun)["same shop"]


def test_another_currency_than_before(begun: Path) -> None:
    configured(begun, "currency: EUR", "currency: GBP")
    assert "shop.currency" in failing(begun)["same shop"]


def test_another_currency_while_nothing_was_taken_in(begun: Path) -> None:
    with Warehouse.open(Workspace(begun), load_settings(begun / "persona.yaml")) as warehouse:
        warehouse.query("update ops.loads set status = 'refused'")
    configured(begun, "currency: EUR", "currency: GBP")
    assert not failing(begun)


def test_a_mend_is_told_once(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811 - the fixture
    (shop / "inbox" / "web").rmdir()
    configured(shop, "shop:\n", "shop:\n  rates: rates.csv\n")
    told = CliRunner().invoke(app, ["doctor", "-w", str(shop)]).output
    assert "FAIL  source web: source web: folder inbox/web does not exist" in told
    assert "see above" not in told
    for line, following in itertools.pairwise(told.splitlines()):
        if line.startswith("FAIL"):
            assert ("Mend:" in line) != following.startswith("      mend: "), line
    (shop / "persona.yaml").write_text("shop: [1]\nmore: 2\n")
    told = CliRunner().invoke(app, ["doctor", "-w", str(shop)]).output
    assert "see above" not in told


def test_the_shops_currency_is_held_against_the_newest_file(shop: Path) -> None:  # noqa: F811 - the fixture
    header = "order_id,ordered_at,customer_id,amount,currency\n"
    file = shop / "inbox" / "orders" / "a.csv"
    file.write_text(header + "1,2026-03-01,c1,5.00,EUR\n2,2026-03-01,c2,5.00,EUR\n")
    assert not failing(shop)
    told = CliRunner().invoke(app, ["doctor", "-w", str(shop)]).output
    assert "ok    currency of orders: inbox/orders/a.csv: 2 rows in EUR; shop.currency is EUR" in told
    file.write_text(header + "1,2026-03-01,c1,5.00,GBP\n2,2026-03-01,c2,5.00,GBP\n3,2026-03-01,c2,5.00,EUR\n")
    found = failing(shop)["currency of orders"]
    assert found == "inbox/orders/a.csv: 2 rows in GBP, 1 rows in EUR; shop.currency is EUR"
    told = CliRunner().invoke(app, ["doctor", "-w", str(shop)]).output
    assert "mend: set `shop.currency: GBP` in persona.yaml" in told
    configured(shop, "currency: EUR", "currency: GBP")
    file.write_text(header + "1,2026-03-01,c1,5.00,GBP\n")
    assert not failing(shop)


@pytest.mark.parametrize(
    ("version", "fits"), [("1.5.0", True), ("1.6.0", True), ("2.1.0.dev3", True), ("1.4.4", False), ("3.0.0", False)]
)
def test_the_versions_of_duckdb_are_those_that_the_package_asks_for(
    shop: Path,  # noqa: F811 - the fixture
    monkeypatch: pytest.MonkeyPatch,
    version: str,
    fits: bool,
) -> None:
    monkeypatch.setattr(duckdb, "__version__", version)
    assert failing(shop) == ({} if fits else {"duckdb": version})
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {Requirement(each).name: Requirement(each).specifier for each in project["dependencies"]}
    assert asked["duckdb"] == DUCKDB
