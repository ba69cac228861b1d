"""A gate that guards against several things says which one it was, in both languages."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from persona_pipeline.alerts import raise_gate
from persona_pipeline.context import Check, Context
from persona_pipeline.ingest import take_in
from persona_pipeline.settings import Settings, ShopSettings, Source, Workspace
from persona_pipeline.warehouse import Warehouse

from .verdicts import night

pytestmark = pytest.mark.integration
HEADER = "order_id,ordered_at,customer_id,product_id,quantity,unit_price"
Alert = tuple[str, dict[str, Any]]


def told(ctx: Context, *files: str, kind: Any = "orders") -> Alert:
    """What is told of the last of the files: the body of its alert, and its evidence."""
    inbox = ctx.workspace.root / "inbox"
    inbox.mkdir(exist_ok=True)
    for number, text in enumerate(files, start=1):
        name, _, content = text.rpartition("::")
        (inbox / (name or f"{number}.csv")).write_text(content)
        report = take_in(ctx, kind)
    assert report.stopped_by
    raise_gate(ctx, report.stopped_by)
    (body, evidence), *more = ctx.warehouse.query("select body, evidence from ops.alerts")
    assert not more
    return body, json.loads(evidence)


def rows(header: str, days: range, *, price: str = "2.50") -> str:
    first = date(2026, 1, 1)
    lines = [f"{d},{first + timedelta(d)}T10:00:00Z,c,p,1,{price}" for d in days]
    return "\n".join([header, *lines]) + "\n"


@pytest.fixture
def shop(workspace: Workspace, warehouse: Warehouse) -> Context:
    source = Source.model_validate({"name": "shop", "kind": "orders", "path": "inbox/*", "schema_changes": "stop"})
    return Context(workspace, Settings(sources=(source,)), warehouse, night(1))


def test_faulty_rows(shop: Context) -> None:
    body, evidence = told(shop, rows(HEADER, range(1, 9), price="much"))
    assert evidence["causes"] == ["faulty_rows"]
    assert body.startswith("A file has too many faulty rows, so it was held back.\n")


def test_changed_columns(shop: Context) -> None:
    lines = rows(f"{HEADER},colour", range(9, 12)).replace("2.50\n", "2.50,red\n")
    body, evidence = told(shop, rows(HEADER, range(1, 9)), lines)
    assert evidence["causes"] == ["changed_columns"]
    assert body.startswith("The columns of a file are not those of before")
    assert "rows" not in body.splitlines()[0]
    assert "name a renamed column in persona.yaml" in body


def test_changed_columns_in_dutch(shop: Context) -> None:
    dutch = replace(shop, settings=shop.settings.model_copy(update={"shop": ShopSettings(language="nl")}))
    lines = rows(f"{HEADER},colour", range(9, 12)).replace("2.50\n", "2.50,red\n")
    body, _ = told(dutch, rows(HEADER, range(1, 9)), lines)
    assert body.startswith("De kolommen van een bestand zijn niet die van eerder")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("volume_has_not_collapsed", "A file has far fewer rows than usual, so it was held back.\n"),
        ("columns_stay_filled", "A column of a file that was filled until now is empty"),
    ],
)
def test_each_rule_is_told_as_itself(shop: Context, rule: str, said: str) -> None:
    told(shop, rows(HEADER, range(1, 9), price="much"))
    shop.warehouse.query("delete from ops.alerts")
    shop.warehouse.query(
        "update ops.validation_results set success = rule <> $rule, rows_failed = (rule = $rule)::int where table_name = 'ops.loads'",
        {"rule": rule},
    )
    load_id = shop.warehouse.query("select load_id from ops.loads")[0][0]
    check = Check("batches_are_sound", "raw.orders", passed=False, blocking=True, reason=f"1.csv (load {load_id}): few")
    raise_gate(shop, [check])
    assert shop.warehouse.query("select body from ops.alerts")[0][0].startswith(said)


def test_another_file_under_the_same_name(shop: Context) -> None:
    body, evidence = told(shop, f"a.csv::{rows(HEADER, range(1, 9))}", f"a.csv::{rows(HEADER, range(9, 12))}")
    assert evidence["causes"] == ["other_days"]
    assert "same name but holds other days" in body


def test_a_survey_that_waits(workspace: Workspace, warehouse: Warehouse) -> None:
    given = {"name": "panel", "kind": "survey", "path": "inbox/*", "questions_file": "surveys/panel.yaml"}
    ctx = Context(workspace, Settings(sources=(Source.model_validate(given),)), warehouse, night(1))
    (workspace.root / "surveys").mkdir()
    (workspace.root / "surveys" / "panel.yaml").write_text("confirmed: false\nquestions: {}\n")
    body, evidence = told(ctx, "id,q1\n1,5\n", kind="survey")
    assert evidence["causes"] == ["survey_unconfirmed"]
    assert body.startswith("A survey waits until a person confirms")
    assert "set `confirmed: true` and run the night again" in body


def test_a_folder_that_is_not_there(shop: Context) -> None:
    report = take_in(shop, "orders")
    raise_gate(shop, report.stopped_by)
    body = shop.warehouse.query("select body from ops.alerts")[0][0]
    assert body.startswith("A source could not be read")
    assert "bring the source back" in body
