"""personas moves: what people and scripts are told, from the warehouse and, while a night runs, from the published file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from persona_pipeline.cli.app import app
from persona_pipeline.moves import moves_between
from persona_pipeline.publish import publish_snapshot, stage
from persona_pipeline.settings import ConfigError
from tests.personas.conftest import day

from .world import NIGHTS, opened

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shop(played_nights: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("shop")
    (root / "persona.yaml").write_text("shop: {name: Test shop, currency: EUR}\n")
    shutil.copytree(played_nights, root, dirs_exist_ok=True)
    return root


def test_scripts_get_json(shop: Path) -> None:
    shown = CliRunner().invoke(
        app, ["personas", "moves", "-w", str(shop), "--from", str(day(60)), "--to", str(day(67)), "--json"]
    )
    assert shown.exit_code == 0, shown.output
    told = json.loads(shown.output)
    assert (told["from"], told["to"], told["min_cell"]) == (str(day(60)), str(day(67)), 10)
    assert {move["cause"] for move in told["moves"]} >= {"stayed", "people", "version"}
    for each in told["personas"]:
        if each["stayed"] is not None:
            mine = [
                m["customers"] or 0 for m in told["moves"] if m["from_persona"] == each["persona_id"] != m["to_persona"]
            ]
            assert each["left"] is None or each["left"] >= sum(mine)
    assert all(move["customers"] is None or move["customers"] == 0 or move["customers"] >= 10 for move in told["moves"])


def test_people_get_names_and_are_told_why_figures_are_missing(shop: Path) -> None:
    week = ["--from", str(day(NIGHTS[0])), "--to", str(day(NIGHTS[-1]))]
    shown = CliRunner().invoke(app, ["personas", "moves", "-w", str(shop), *week], env={"COLUMNS": "200"})
    assert shown.exit_code == 0, shown.output
    assert f"From {day(NIGHTS[0])} to {day(NIGHTS[-1])}" in shown.output
    assert "moves are withheld: of fewer than 10 people" in shown.output


def test_a_night_that_never_ran_is_refused(shop: Path) -> None:
    shown = CliRunner().invoke(app, ["personas", "moves", "-w", str(shop), "--to", "2020-01-01"])
    assert isinstance(shown.exception, ConfigError)
    assert f"the nearest that have are {day(60)} and {day(61)}" in str(shown.exception)


def test_the_published_file_tells_the_same(
    played_nights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "verify", lambda *_: [])
    with opened(played_nights, tmp_path) as ctx:
        publish_snapshot(ctx)
        inside = moves_between(ctx.warehouse.con, day(61), day(67), min_cell=10)
    con = duckdb.connect(str((tmp_path / "published" / "personas.duckdb").resolve()), read_only=True)
    assert moves_between(con, day(61), day(67), min_cell=10) == inside
    earlier = moves_between(con, day(61), day(64), min_cell=10)
    assert all(move.monetary is None for move in earlier.moves), "the file has the last night's money only"
    con.close()
