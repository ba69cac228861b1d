"""Feeds in the night and on the command line: what a failing one stops, what it does not, and how people are told."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from persona_pipeline.cli.app import app
from persona_pipeline.context import Context
from persona_pipeline.feeds import Puller
from persona_pipeline.ingest import take_in
from persona_pipeline.warehouse import Warehouse

from .api_server import Answer, serving, told
from .conftest import AS_OF, MakePuller

pytest.importorskip("dlt", reason="needs the extra api")
pytestmark = pytest.mark.integration
ORDER = {
    "order_id": "1", "ordered_at": "2026-03-01T10:00:00Z", "customer_id": "c1", "product_id": "p", "quantity": 1,
    "unit_price": "2.50",
}  # fmt: skip


def night(shop: Puller, warehouse: Warehouse, as_of: date) -> Context:
    return Context(shop.workspace, shop.settings, warehouse, as_of)


def test_a_feed_that_fails_stops_the_stage_and_loses_nothing(puller: MakePuller, warehouse: Warehouse) -> None:
    answers = [told({"orders": [ORDER]}), Answer(401)]
    with serving(lambda _asked: answers[0]) as server:
        shop = puller("orders", type="shopify", url=server.url)
        first = take_in(night(shop, warehouse, AS_OF), "orders")
        assert (first.stopped_by, first.figures["files_accepted"]) == ((), 1)
        answers.pop(0)
        second = take_in(night(shop, warehouse, date(2026, 3, 11)), "orders")
        again = take_in(night(shop, warehouse, AS_OF), "orders")
    (check,) = second.stopped_by
    assert check.name == "sources_are_there"
    assert "SHOPIFY_TOKEN" in check.reason
    assert "Mend:" in check.reason
    assert warehouse.count("raw.orders") == 1
    assert again.stopped_by == (), "an older night is computed from the files that are there"


def test_a_correction_replaces_the_order(puller: MakePuller, warehouse: Warehouse) -> None:
    orders = [ORDER]
    with serving(lambda _asked: told({"orders": orders})) as server:
        shop = puller("orders", type="shopify", url=server.url)
        take_in(night(shop, warehouse, AS_OF), "orders")
        orders[0] = {**ORDER, "quantity": 2, "updated_at": "2026-03-11T08:00:00Z"}
        report = take_in(night(shop, warehouse, date(2026, 3, 11)), "orders")
    assert (report.stopped_by, report.figures["files_accepted"]) == ((), 1)
    names = warehouse.query("select file_name from ops.files order by all")
    assert names == [("feeds/shop/2026-03-01_2026-03-10.jsonl",), ("feeds/shop/2026-03-08_2026-03-11.jsonl",)]


YAML = """
sources:
  - name: shop
    kind: orders
    feed: {{type: shopify, url: "{url}", since: 2026-03-01}}
"""


def run(root: Path, *arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [*arguments, "-w", str(root)])
    return done.exit_code, done.stdout, done.stderr


def test_the_commands_tell_whether_a_feed_answers(tmp_path: Path) -> None:
    answers = [told({"orders": [ORDER]})]
    with serving(lambda _asked: answers[0]) as server:
        (tmp_path / "persona.yaml").write_text(YAML.format(url=server.url))
        assert run(tmp_path, "sources", "check")[:2] == (
            0, "ok  shop: answers; 1 records on the first page of " + run(tmp_path, "sources", "check")[1].split("page of ")[1],
        )  # fmt: skip
        code, out, _ = run(tmp_path, "sources", "pull", "--as-of", "2026-03-10", "--json")
        assert (code, [each["records"] for each in json.loads(out)]) == (0, [1])
        findings = {each["check"]: each for each in json.loads(run(tmp_path, "doctor", "--json")[1])}
        assert findings["feed shop"]["ok"]
        assert findings["source shop"]["found"] == "1 files at feeds/shop"
        answers[0] = Answer(401)
        code, out, _ = run(tmp_path, "sources", "check")
        assert (code, out.startswith("FAILS  shop:")) == (1, True)
        code, _, err = run(tmp_path, "sources", "pull", "shop", "--as-of", "2026-03-11")
        assert code == 1
        assert "SHOPIFY_TOKEN" in err


def test_a_pull_in_the_future_and_of_nothing_are_refused(tmp_path: Path) -> None:
    (tmp_path / "persona.yaml").write_text(YAML.format(url="https://shop.example.com"))
    for arguments, words in ((["--as-of", "2099-01-01"], "in the future"), (["sho"], "Sources with one: shop")):
        done = CliRunner().invoke(app, ["sources", "pull", *arguments, "-w", str(tmp_path)])
        assert words in str(done.exception)
