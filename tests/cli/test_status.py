"""status on a terminal of 80 columns: no word is broken, reasons stand whole, changed columns are named."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from persona_pipeline.cli.app import app
from persona_pipeline.context import Context
from persona_pipeline.ingest import take_in
from persona_pipeline.logbook import end_nights, write_night
from persona_pipeline.settings import Workspace, load_settings
from persona_pipeline.warehouse import Warehouse, hold_lock

NIGHT = date(2026, 3, 31)
HEADER = "order_id,ordered_at,customer_id,product_id,quantity,unit_price"
REASON = "take_in_orders: " + "a long reason with many words that no narrow column would leave whole " * 3


@pytest.fixture
def told(tmp_path: Path) -> Path:
    source = {"name": "webshop_orders_nl", "kind": "orders", "path": "inbox/*"}
    (tmp_path / "persona.yaml").write_text(json.dumps({"sources": [source]}))
    (tmp_path / "inbox").mkdir()
    workspace, settings = Workspace(tmp_path), load_settings(tmp_path / "persona.yaml")
    with Warehouse.open(workspace, settings, run_id="a") as warehouse:
        ctx = Context(workspace, settings, warehouse, NIGHT)
        warehouse.claim("a")
        for number, more in ((1, ""), (2, ",colour")):
            row = f"{number},2026-03-01,c,p,1,2.50{',red' if more else ''}\n"
            (tmp_path / "inbox" / f"{number}.csv").write_text(f"{HEADER}{more}\n{row}")
            night = replace(ctx, as_of=date(2026, 3, 29 + number))
            write_night(night, "running", started=True)
            take_in(night, "orders")
        end_nights(replace(ctx, as_of=NIGHT), "stopped", REASON)
        warehouse.query(
            "update ops.loads set rows_in = 12345678, rows_accepted = 12345670, rows_quarantined = 1234567 where file_name like '%1.csv'"
        )
    return tmp_path


@pytest.mark.slow
def test_no_word_is_broken(told: Path) -> None:
    shown = CliRunner().invoke(app, ["status", "-w", str(told)], env={"COLUMNS": "80"})
    assert shown.exit_code == 0, shown.output
    (row,) = (line for line in shown.stdout.splitlines() if line.startswith("webshop_orders_nl"))
    assert row.split() == ["webshop_orders_nl", "orders", "2", "12,345,679", "12,345,671", "1,234,567", "2026-03-01"]
    assert "taken in" in shown.stdout
    assert f"  2026-03-31: {REASON}".rstrip() in shown.stdout
    assert max(len(line) for line in shown.stdout.splitlines() if "long reason" not in line) <= 80


@pytest.mark.slow
def test_changed_columns_of_the_newest_night_are_named(told: Path) -> None:
    shown = CliRunner().invoke(app, ["status", "-w", str(told)])
    assert "Columns that changed on the newest night:\n  webshop_orders_nl, inbox/2.csv: column 'colour' is new\n" in (
        shown.stdout
    )
    found = json.loads(CliRunner().invoke(app, ["status", "-w", str(told), "--json"]).stdout)["source_changes"]
    assert [(each["change"], each["header"]) for each in found] == [("new", "colour")]


def standing(told: Path, **changes: object) -> dict[str, object]:
    """The newest night as `status` tells it, after these changes to its row."""
    with Warehouse.open(Workspace(told), load_settings(told / "persona.yaml")) as warehouse:
        for name, value in changes.items():
            warehouse.query(
                f"update ops.nights set {name} = $value where as_of = $night", {"value": value, "night": NIGHT}
            )
    shown = json.loads(CliRunner().invoke(app, ["status", "-w", str(told), "--json"]).stdout)
    return dict(shown["nights"][0])


def test_a_night_whose_run_was_killed_is_not_called_published(told: Path) -> None:
    killed = standing(told, status="running", reason=None)
    assert killed["status"] == "interrupted"
    assert str(killed["reason"]).endswith("run it again: persona-pipeline refresh --as-of 2026-03-31")
    half = standing(told, status="published", reason=None, snapshot=None)
    assert half["status"] == "not published"
    assert "while it was being published; run it again" in str(half["reason"])
    assert standing(told, snapshot="000001-2026-03-31-abc")["status"] == "published"


def test_a_night_that_runs_is_running(told: Path) -> None:
    with hold_lock(told / ".lock"):
        assert standing(told, status="running", reason=None)["status"] == "running"
